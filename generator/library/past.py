"""Rules about what happened to a record in git: a published 公示 is not changed silently, a record does not just vanish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from generator.binding import Source, bind, slots
from generator.fields import Day
from generator.history import Change, Edit, History
from generator.kinds import all_kinds
from generator.library.gates import gate
from generator.library.library import Library
from generator.library.scan import RecordFile
from generator.library.visible import standing
from generator.messages import finding
from generator.problems import Finding
from generator.record import Fault, Record, fault
from generator.yamlio import read

# What a 公示 promises its readers: changing one of these after its start needs a 更正 (DOMAIN §1).
_PROMISED = frozenset({"title", "type", "basis", "body", "rows", "period", "attachments"})
_PERSONAL = frozenset({"rows", "body", "attachments"})
_KEPT_BY_TOMBSTONE = frozenset({"title", "period"})

# A correction is often written the working day before the change is committed, or committed after a weekend.
_GRACE = dt.timedelta(days=3)
_ONE_DAY = dt.timedelta(days=1)
_DAY = TypeAdapter(Day, config=ConfigDict(defer_build=True))


def rules_in_git(record: Record, library: Library) -> Iterator[Fault]:
    """What must not have happened to a record since it was published."""
    changes = library.changes(record)
    if record.kind == "notices":
        yield from silent_changes(record, library, changes)
    yield from unpublished(record, library, changes)


def silent_changes(notice: Any, library: Library, changes: Sequence[Change]) -> Iterator[Fault]:
    """A 公示 whose text, list, files or period were changed after its start, without a 更正 near that day."""
    beside = library.changes_beside(notice) if notice.folder else ()
    if (changes or beside) and not notice.draft and not gate(notice, library.policy):
        found = _silent(notice, library, changes, beside)
        if found is not None:
            yield found


def _silent(
    notice: Any, library: Library, changes: Sequence[Change], files: Iterable[Change]
) -> Fault | None:
    first = changes[-1].day if changes and changes[-1].status == "added" else None
    for change, start, touched in chain(_touched(notice, changes), _exchanged(notice, files)):
        if start is None or change.day < max(start, first + _ONE_DAY if first else start):
            continue
        broken = touched & _PROMISED - _out_of_sight(notice, library, change.day)
        if broken and not _corrected(notice, change, changes, library.as_of):
            return _fault(
                notice, change, start, next(name for name in type(notice).model_fields if name in broken)
            )
    return None


def _touched(notice: Any, changes: Sequence[Change]) -> Iterator[tuple[Change, dt.date | None, set[str]]]:
    """Each change of a notice's text with the fields it touched and the 公示's first day as it was before."""
    model: type[Record] = type(notice)
    table = slots(model)
    start: dt.date | None = notice.period.start if notice.period else None
    for change in changes:
        if change.status not in ("changed", "renamed"):
            continue
        for edit in change.edits:
            if edit.key in ("公示期", "period"):
                start = _start_before(edit, start)
        yield (
            change,
            start,
            {table[edit.key].name for edit in change.edits if edit.key in table and not _adds_files(edit)},
        )


def _adds_files(edit: Edit) -> bool:
    """A file more takes nothing back of what was there (the sheet with the outcome, say)."""
    return edit.key in ("附件", "attachments") and edit.how in ("added", "grown")


def _start_before(edit: Edit, start: dt.date | None) -> dt.date | None:
    """The period's first day before an edit of it; None when there was no period."""
    old = next((one.old for one in edit.inner if one.key in ("开始", "start")), None)
    return None if edit.how == "added" else _day(old) or start


def _exchanged(notice: Any, files: Iterable[Change]) -> Iterator[tuple[Change, dt.date | None, set[str]]]:
    """Files beside a notice that were given another content, or taken away, under the name that it shows."""
    for change in files:
        if notice.period and change.status in ("changed", "removed"):
            yield change, notice.period.start, {"attachments"}


def _out_of_sight(notice: Any, library: Library, day: dt.date) -> frozenset[str]:
    """Fields that nobody could see any more on a day."""
    if notice.withdraw_on and notice.withdraw_on <= day:
        return _PROMISED - _KEPT_BY_TOMBSTONE
    until = library.facts(notice).withhold_on
    return _PERSONAL if until is not None and until <= day else frozenset()


def _corrected(notice: Any, change: Change, changes: Sequence[Change], as_of: dt.date) -> bool:
    """Whether a 更正 of about that day speaks of a change. One dated before it must have been written with it."""
    days = [one.day for one in notice.corrections if change.day - _GRACE <= one.day <= as_of]
    written = any(
        edit.key in ("更正", "corrections") for one in changes if one.day >= change.day for edit in one.edits
    )
    return any(written or day >= change.day for day in days)


def _fault(notice: Any, change: Change, start: dt.date, name: str) -> Fault:
    key = type(notice).model_fields[name].alias
    where = f"提交 {change.commit[:8]}" if change.commit else "还没有提交的修改"
    what = change.path.rpartition("/")[2] if change.path != notice.path and name == "attachments" else key
    return fault("history.silent-change", name, key=what, day=change.day, start=start, where=where)


def unpublished(record: Record, library: Library, changes: Sequence[Change]) -> Iterator[Fault]:
    """A record that was on the site and was taken off it by 草稿 or a later 发布日期, without leaving a trace."""
    if not changes or standing(record, library.policy, library.as_of) not in ("draft", "planned"):
        return
    if gate(record, library.policy) or (record.withdraw_on and record.withdraw_on <= library.as_of):
        return
    if change := _went_dark(record, changes):
        key = "draft" if record.draft else "publish_on"
        yield fault("history.unpublished", key, key=type(record).model_fields[key].alias, day=change.day)


def _went_dark(record: Record, changes: Sequence[Change]) -> Change | None:
    """The change since which a record that readers could see cannot be seen any more."""
    draft, publish_on = record.draft, record.publish_on
    first = changes[-1].day if changes else dt.date.max
    for change in changes:
        was_draft, was_on = draft, publish_on
        for edit in change.edits:
            if edit.key in ("草稿", "draft"):
                was_draft = edit.old == "是"
            elif edit.key in ("发布日期", "publish_on"):
                was_on = _day(edit.old)
        shown = not was_draft and (was_on is None or was_on < change.day) and first < change.day
        if shown and (draft or (publish_on is not None and publish_on > change.day)):
            return change
        draft, publish_on = was_draft, was_on
    return None


def removed(library: Library, history: History, files: list[RecordFile]) -> Iterator[Finding]:
    """A published record that was deleted without having been withdrawn, and whose address nobody took over."""
    there = {file.path for file in files}
    aliases = {f"{record.kind}/{alias}" for record in library.aliased() for alias in record.aliases}
    taken = aliases | {f"{file.kind}/{file.id}" for file in files}
    for path in history.changes:
        if path in there or not path.endswith(".yml"):
            continue
        last = history.changes[path][0]
        if last.status != "removed":
            continue
        address = address_of(path)
        if address and address not in taken and _was_published(last, history.of(path), library):
            yield finding(
                "history.removed",
                path,
                day=last.day,
                address=address,
                id=address.partition("/")[2],
                where=f"提交 {last.commit[:8]}" if last.commit else "还没有提交",
                before=f"{last.commit[:8]}^" if last.commit else "HEAD",
                file=path,
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


def _was_published(last: Change, changes: Sequence[Change], library: Library) -> bool:
    """Whether a deleted record had been on the site for at least a day, and not been withdrawn by then."""
    if changes[-1].day >= last.day:
        return False
    record = _record_of(last)
    if (
        record is None
    ):  # it could not be read, or was of a kind that there is no more: nobody can have published it
        return False
    where = standing(record, library.policy, last.day)
    return where == "shown" or (where in ("draft", "planned") and _went_dark(record, changes[1:]) is not None)


def _record_of(change: Change) -> Record | None:
    """A record from its text as it was when it was deleted."""
    address = address_of(change.path) or ""
    name, _, inner = address.partition("/")
    kind = all_kinds().get(name)
    document = read(change.text.encode(), change.path)
    if kind is None or document.root is None:
        return None
    source = Source(change.path, document.lines, name)
    record: Record | None = bind(kind.model, document.root, source, id=inner, path=change.path)[0]
    return record


def _day(text: str | None) -> dt.date | None:
    try:
        return _DAY.validate_python(text) if text else None
    except ValidationError:
        return None
