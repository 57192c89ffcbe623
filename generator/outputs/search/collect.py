"""From records to search documents, by the types of their fields: no kind has to say how it is searched."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from generator.fields import File, Markdown, Ref
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.references import references
from generator.library.watch import Watched
from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.prose import prose
from generator.outputs.search.spelling import Spelling
from generator.record import Attachment, Part, Record, State

#: Fields that no reader sees, and those that a document holds in a place of their own.
SKIPPED = frozenset(
    {
        "id",
        "path",
        "exemptions",
        "audience",
        "draft",
        "aliases",
        "publish_on",
        "withdraw_on",
        "title",
        "number",
    }
    | {"short", "attachments"}
)


#: A library, or one that notes what it is asked.
Shown = Library | Watched

_PERIOD = frozenset({"planned", "open", "ended"})


def docs_of(library: Shown, spelled: Spelling) -> Iterator[SearchDoc]:
    """Every record of the library, which holds only what its audience may see."""
    for record in library.all_records():
        yield doc_of(record, library).spelled(spelled)


def doc_of(record: Record, library: Shown) -> SearchDoc:
    """One record, with the visible text of its attachments; without pinyin."""
    kind, facts = all_kinds()[record.kind], library.facts(record)
    day = kind.day(record) or record.publish_on
    withheld = SKIPPED | frozenset(getattr(facts, "withheld_fields", ()))
    text = _Lines(_titles(record, library))
    text.add_part(record, withheld)
    short = getattr(record, "short", None)
    return SearchDoc(
        kind=record.kind,
        id=record.id,
        title=record.title,
        url=f"{record.key}/",
        branches=branches_of(record, library),
        year=str(day.year) if day else _year_in(record.id),
        states=states_of(facts.state, kind.state_labels),
        date=day.isoformat() if day else "",
        number=_number(record),
        headings=tuple(text.headings),
        names=(short,) if short else (),
        body="\n".join(filter(None, text.lines)),
        attachments=tuple((_name(one), _text(record, one, library)) for one in record.attachments),
    )


def branches_of(record: Record, library: Shown) -> tuple[str, ...]:
    """Names of the branches a record is about; a branch is about itself."""
    if record.kind == "branches":
        return (record.title,)
    found = (library.get("branches", ref) for ref in all_kinds()[record.kind].branches(record))
    return tuple(dict.fromkeys(branch.title for branch in found if branch is not None))


def states_of(state: State | None, labels: Mapping[str, str]) -> tuple[StateSpan, ...]:
    """The state and those that follow it by themselves, each with its days; `labels` are the kind's.

    Three sorts of states move with the days: periods (planned, open, ended), deadlines (with `warn`), and those
    that name their follower (`then`).
    """
    if state is None:
        return ()
    since, until = state.since, state.until
    if until is not None and state.name in labels and (warn := getattr(state, "warn", None)) is not None:
        late = state.name in ("due_soon", "overdue")
        going = StateSpan(
            "open" if late else state.name, labels["open"] if late else state.label, _iso(since)
        )
        soon = until - dt.timedelta(days=warn)
        return _chain(going, [(soon, "due_soon", "临期"), (_after(until), "overdue", "逾期")])
    if since and until and state.name in _PERIOD and set(labels) >= _PERIOD:
        first = StateSpan("planned", labels["planned"])
        return _chain(first, [(since, "open", labels["open"]), (_after(until), "ended", labels["ended"])])
    one = StateSpan(state.name, state.label, _iso(since))
    return _chain(one, [(_after(until), *state.then)]) if state.then and until else (one,)


def _chain(first: StateSpan, following: list[tuple[dt.date, str, str]]) -> tuple[StateSpan, ...]:
    """Spans one after the other, each until the day before the next begins."""
    spans = [first]
    for begins, name, label in following:
        eve = (begins - dt.timedelta(days=1)).isoformat()
        spans[-1] = replace(spans[-1], until=eve)
        spans.append(StateSpan(name, label, begins.isoformat()))
    return tuple(spans)


def _after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _titles(record: Record, library: Shown) -> dict[str, str]:
    """Reference → title of the record it names; nothing for one that this library does not show."""
    found = ((str(ref), library.target(ref, to.kinds)) for _, ref, to in references(record))
    return {ref: target.title for ref, target in found if target is not None}


@cache
def _fields(model: type[Part]) -> tuple[str, ...]:
    return tuple(model.model_fields)


class _Lines:
    """The texts in a record's values, by their types, each once. Headings in Markdown are also put aside."""

    def __init__(self, titles: dict[str, str]) -> None:
        self.titles = titles
        self.lines: dict[str, None] = {}
        self.headings: list[str] = []

    def add_part(self, part: Part, skipped: Container[str] = ()) -> None:
        for name in _fields(type(part)):
            value = getattr(part, name)
            if value is not None and value != () and name not in skipped:
                self.add(value)

    def add(self, value: Any) -> None:
        if type(value) is str:
            self.lines[value] = None
        elif isinstance(value, Part):
            self.add_part(value)
        elif isinstance(value, tuple | list):
            for item in value:
                self.add(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                self.lines[str(key)] = None
                self.add(item)
        else:
            self.lines[self._shown(value)] = None

    def _shown(self, value: Any) -> str:
        """A single value as readers see it."""
        if isinstance(value, Markdown):
            text, inside = prose(str(value), numbered=True)
            self.headings.extend(inside)
            return text
        if isinstance(value, Ref):
            return self.titles.get(str(value), "")
        if isinstance(value, dt.date):
            # Pages say some days in one way and some in the other, and so do readers.
            return f"{value.isoformat()} {value.year}年{value.month}月{value.day}日"
        if isinstance(value, Decimal):
            return format(value, "f")
        known = isinstance(value, str | int) and not isinstance(value, File | bool)
        return str(value) if known else ""


def _number(record: Record) -> str:
    """文号. A branch's 序号 is called number too, and nobody looks for it."""
    number = getattr(record, "number", None)
    return number if isinstance(number, str) else ""


def _text(record: Record, attachment: Attachment, library: Shown) -> str:
    inspected = library.file(record, attachment.file)
    return inspected.text if inspected else ""


def _name(attachment: Attachment) -> str:
    file = attachment.file.rpartition("/")[2]
    return f"{attachment.label} {file}" if attachment.label and attachment.label != file else file


def _year_in(record_id: str) -> str:
    """The year folder of a record's id, if it lies in one."""
    head = record_id.partition("/")[0]
    return head if re.fullmatch(r"(?:19|20|21)\d\d", head) else ""
