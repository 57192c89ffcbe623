"""Rules about what happened to a record in git: a published 公示 is not changed silently, a record does not just vanish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from generator.history import Change, History
from generator.library.gates import gate
from generator.library.library import Library
from generator.library.scan import RecordFile
from generator.messages import finding
from generator.problems import Finding
from generator.record import Fault, Record, fault

# What a 公示 promises its readers: changing one of these after its start needs a 更正 (DOMAIN §1, issue of the mission).
PROMISED = {"标题", "title", "正文", "body", "对象", "rows", "公示期", "period"}

# A correction is often written the working day after the change is committed, or committed after a weekend.
_GRACE = dt.timedelta(days=3)


def silent_change(notice: Record, library: Library) -> Iterator[Fault]:
    """A 公示 whose text, list or period was changed after its start, without a 更正 near that day."""
    period = getattr(notice, "period", None)
    if period is None or notice.draft or gate(notice, library.policy):
        return
    changes = library.changes(notice)
    since = max(period.start, _after(_created(changes)))
    for change in changes:
        touched = [edit.key for edit in change.edits if edit.key in PROMISED]
        if change.status != "changed" or change.day < since or not touched:
            continue
        if not any(change.day - _GRACE <= correction.day for correction in notice.corrections):
            where = f"提交 {change.commit[:8]}" if change.commit else "还没有提交的修改"
            key = touched[0]
            about = {"key": key, "day": change.day, "start": period.start, "where": where}
            yield fault("history.silent-change", _english(key), **about)
            return


def _created(changes: Sequence[Change]) -> dt.date | None:
    return changes[-1].day if changes and changes[-1].status == "added" else None


def _after(first: dt.date | None) -> dt.date:
    """The first day on which a file that came into git on `first` can have been on the site."""
    return first + dt.timedelta(days=1) if first else dt.date.min


def _english(key: str) -> str:
    return {"标题": "title", "正文": "body", "对象": "rows", "公示期": "period"}.get(key, key)


def removed(library: Library, history: History, files: list[RecordFile]) -> Iterator[Finding]:
    """A published record that was deleted without having been withdrawn, and whose address nobody took over."""
    there = {file.path for file in files}
    aliases = {f"{record.kind}/{alias}" for record in library.all_records() for alias in record.aliases}
    kept = {f"{file.kind}/{file.id}" for file in files}
    for path, changes in history.changes.items():
        last = changes[0]
        if path in there or last.status != "removed" or not path.endswith(".yml"):
            continue
        address = address_of(path)
        if address and address not in aliases | kept and _was_published(last, changes[-1]):
            yield finding(
                "history.removed", path, day=last.day, address=address, commit=last.commit[:8] or "未提交"
            )


def address_of(path: str) -> str | None:
    """`<kind>/<id>` of a record file's path, or None for settings and other files."""
    parts = path.split("/")[1:]
    if len(parts) < 2:
        return None
    *folders, name = parts
    if name == "index.yml":
        return "/".join(folders) if len(folders) > 1 else None
    return "/".join([*folders, name.removesuffix(".yml")])


def _was_published(last: Change, first: Change) -> bool:
    """Whether the file, as it was when deleted, had been on the site for at least a day and not been withdrawn."""
    values = {edit.key: edit.old for edit in last.edits}
    if values.get("草稿", values.get("draft")) == "是":
        return False
    for key in ("撤下日期", "withdraw_on"):
        if (day := _day(values.get(key))) and day <= last.day:
            return False
    for key in ("发布日期", "publish_on"):
        if (day := _day(values.get(key))) and day > last.day:
            return False
    return first.day < last.day


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None
