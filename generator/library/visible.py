"""Who sees which record on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from generator.kinds import all_kinds
from generator.library.gates import gate
from generator.library.library import Library
from generator.policy import Policy
from generator.record import Record

Standing = Literal["draft", "planned", "gated", "shown", "withdrawn"]
_STANDINGS = "standings"


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


def standings(library: Library) -> Mapping[str, Standing]:
    """Where every record of a library stands on its day, by key."""
    found: dict[str, Standing] | None = library.memo.get(_STANDINGS)
    if found is None:
        found = {one.key: standing(one, library.policy, library.as_of) for one in library.all_records()}
        library.memo[_STANDINGS] = found
    return found


def visible(library: Library, audience: str | None = None) -> Library:
    """The part of a library that one audience sees on its day; the withdrawn ones only as tombstones."""
    site = library.site
    name = audience or site.default_audience
    shown: list[Record] = []
    withdrawn: list[Record] = []
    where = standings(library)
    for record in library.all_records():
        if not site.sees(name, record.audience):
            continue
        if where[record.key] == "shown":
            shown.append(_redacted(record, library))
        elif where[record.key] == "withdrawn":
            withdrawn.append(_redacted(record, library))
    redacted = {one.key for one in shown if one is not library.resolve(one.key)}
    return Library(
        shown,
        site=site,
        policy=library.policy,
        calendar=library.calendar,
        as_of=library.as_of,
        audience=name,
        withdrawn=withdrawn,
        files=library.files,
        history=library.history,
        prints=library.prints,
        references={key: named for key, named in library.references.items() if key not in redacted},
        synonyms=library.synonyms,
    )


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
