"""Who sees which record on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Literal

from generator.kinds import all_kinds
from generator.library.gates import gate
from generator.library.library import Library
from generator.library.roll import Roll, Row, Shelf, closed_record, row_of, with_changes
from generator.policy import Policy
from generator.record import Record

Standing = Literal["draft", "planned", "gated", "shown", "withdrawn"]


def standing(record: Record, policy: Policy, as_of: dt.date) -> Standing:
    """Where a record stands in its life on a day."""
    if record.draft:
        return "draft"
    if record.publish_on and record.publish_on > as_of:
        return "planned"
    if gate(record, policy):
        return "gated"
    if record.withdraw_on and record.withdraw_on <= as_of:
        return "withdrawn"
    return "shown"


def visible(library: Library, audience: str | None = None, before: Roll | None = None) -> Library:
    """The part of a library that one audience sees on its day; the withdrawn ones only as tombstones.

    `before` is the roll of what that audience saw on that day, under the same settings, in an earlier run: only records
    that are others since then are looked at.
    """
    before = before or Roll(dict.fromkeys(library.roll.rows, ()))
    prints = {row.key: row.print for row in library.roll.all_rows()}
    changed = {key for key, _ in prints.items() ^ before.drawn_from.items()}
    seen = _Seen(library, audience or library.site.default_audience)
    shown, withdrawn = seen.rows(changed)
    rows = with_changes(before.rows, changed, shown)
    traces = sorted([*(row for row in before.withdrawn if row.key not in changed), *withdrawn])
    left_out = changed & prints.keys() - {row.key for row in (*shown, *withdrawn)}
    hidden = {key: one for key, one in before.hidden.items() if key not in changed}
    hidden |= {key: prints[key] for key in left_out}
    return Library(
        Shelf(Roll(rows, traces, hidden), seen.make),
        site=library.site,
        policy=library.policy,
        calendar=library.calendar,
        as_of=library.as_of,
        audience=seen.audience,
        files=library.files,
        history=library.history,
        synonyms=library.synonyms,
    )


class _Seen:
    """A library as one audience may see it, record by record."""

    def __init__(self, library: Library, audience: str) -> None:
        self.audience = audience
        self._library = library
        self._made: dict[str, Record] = {}

    def rows(self, keys: Iterable[str]) -> tuple[list[Row], list[Row]]:
        """Of the records of some keys the rows of those that are seen, and of those that were withdrawn."""
        library, shown, withdrawn = self._library, list[Row](), list[Row]()
        listed = {"shown": shown, "withdrawn": withdrawn}
        for row in map(library.roll.resolve, keys):
            record = library.record_of(row) if row is not None else None
            if row is None or record is None or not library.site.sees(self.audience, record.audience):
                continue
            where = standing(record, library.policy, library.as_of)
            if where in listed:
                found = self._made[row.key] = _redacted(record, library)
                listed[where].append(row if found is record else row_of(found, row.print))
        return shown, withdrawn

    def make(self, row: Row) -> Record:
        """The record of a row; one that nobody looked at yet stays closed."""
        found = self._made.get(row.key)
        if found is None:
            found = closed_record(row, partial(self._fields, row.key))
        return found

    def _fields(self, key: str) -> dict[str, Any]:
        record: Any = self._library.resolve(key)
        return _redacted(record, self._library).at_hand()


def _redacted(record: Record, library: Library) -> Record:
    """What nobody may see, or not yet, is taken out here, once, so that no page or output can show it by mistake."""
    kind = all_kinds()[record.kind]
    record = _by_day(record, ("corrections", *kind.dated), library.as_of)
    return kind.redact(record, library) if kind.redact else record


def _by_day(record: Record, fields: Sequence[str], as_of: dt.date) -> Record:
    """A record without what is dated after a day: what is to come is not known yet, whoever typed it ahead."""
    update: dict[str, Any] = {}
    for name in fields:
        value: Any = getattr(record, name)
        if isinstance(value, tuple):
            come = tuple(one for one in value if one.day <= as_of)
            if len(come) < len(value):
                update[name] = come
        elif value is not None and value.day > as_of:
            update[name] = None
    return record.model_copy(update=update) if update else record
