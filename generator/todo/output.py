"""The list for a terminal and for programs, and who may see it as a page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence

from generator.library.library import Library
from generator.todo.items import LABELS, Item


def is_for_staff(library: Library) -> bool:
    """Whether a site is for the narrowest of several audiences: only there the list is a page.

    A unit with one audience has no such site; its staff use the command.
    """
    audiences = library.site.audiences
    return len(audiences) > 1 and library.audience == audiences[-1]


def when(item: Item, as_of: dt.date) -> str:
    """How far away the day is, in words."""
    if item.day is None:
        return ""
    days = (item.day - as_of).days
    return "今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"已过 {-days} 天"


def where(item: Item) -> str:
    """What to open or run."""
    if item.record and not item.command:
        return f"改 {item.record.path}" + (f"，页面 {page}" if (page := page_of(item)) else "，还没有页面")
    return f"运行 {item.command} --title 标题" if item.command else f"页面 /{item.kind}/"


def page_of(item: Item) -> str | None:
    """The address of the page; None for a record that is not published yet."""
    if item.code.startswith("record.needs-"):
        return None
    return f"/{item.record.key}/" if item.record else f"/{item.kind}/"


def as_text(items: Sequence[Item], as_of: dt.date) -> Iterator[str]:
    """Lines for people: urgency by urgency."""
    if not items:
        yield f"{as_of}：没有要办的事。"
        return
    for urgency, label in LABELS.items():
        listed = [item for item in items if item.urgency == urgency]
        if not listed:
            continue
        yield f"{label}（{len(listed)} 件）"
        for number, item in enumerate(listed, start=1):
            far = when(item, as_of)
            yield f"{number:>3}. {item.title}：{item.what}" + (
                f"（{far}）" if far and "天" not in item.what else ""
            )
            if item.act:
                yield f"     办法：{item.act}"
            yield f"     依据：{item.basis}"
            yield f"     去办：{where(item)}"
        yield ""
    counts = "，".join(f"{label} {sum(i.urgency == u for i in items)} 件" for u, label in LABELS.items())
    yield f"{as_of}，共 {len(items)} 件：{counts}。"


def as_json_lines(items: Sequence[Item], as_of: dt.date) -> Iterator[str]:
    """One object a line, keys in a fixed order."""
    for item in items:
        yield json.dumps(
            {
                "urgency": item.urgency,
                "label": LABELS[item.urgency],
                "day": item.day.isoformat() if item.day else None,
                "days": (item.day - as_of).days if item.day else None,
                "kind": item.kind,
                "record": item.record.key if item.record else None,
                "title": item.title,
                "what": item.what,
                "act": item.act,
                "basis": item.basis,
                "command": item.command or None,
                "path": item.record.path if item.record else None,
                "page": page_of(item),
                "code": item.code,
            },
            ensure_ascii=False,
        )
