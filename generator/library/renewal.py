"""Which results of earlier runs still hold: those whose questions all have the answer they had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from generator.kept import Kept, Result
from generator.library.library import Library, fingerprint
from generator.library.outline import Outline, difference, outline_of
from generator.library.pieces import within
from generator.library.roll import Roll, Row, folder_of, packed, rows_of
from generator.library.watch import FACTS, Derived, Parts, is_facts, key_of, query

_OUTLINE = "outline"
_PART = "part\n"
_ROWS = "outline "
"""Of each folder: its rows, so that only those of folders that differ are written."""


def last_outline(kept: Kept, key: str) -> Outline | None:
    """The outline that the kept results were made from; None when they were made under another key."""
    head = kept.load(_OUTLINE)
    if head is None or head[0] != key:
        return None
    _, withdrawn, hidden, files, past, history = head
    sheets = {name.removeprefix(_ROWS): data for name, data in kept.load_all(_ROWS)}
    if None in sheets.values():
        return None
    return Outline(Roll(rows_of(sheets), list(map(Row._make, withdrawn)), hidden), files, past, history)


class Renewal:
    """The kept results of one library, as it was, seen from the library as it is.

    Args:
        key: a fingerprint of everything that results depend on besides records: under another one nothing holds.
        before: the library as it was, by `last_outline`; None: nothing holds.
    """

    def __init__(self, kept: Kept, library: Library, key: str, before: Outline | None) -> None:
        self.kept = kept
        self.derived = Derived(library)
        self._library = library
        self._key = key
        self.before = before
        self._outline = outline_of(library)
        self._changed: frozenset[str] = frozenset()
        """Keys of records that are not as they were, hidden ones too."""
        self._stale: set[str] = set()
        self.differing: frozenset[str] = frozenset()
        """Questions that have another answer now."""
        self._outdated: dict[str, bytes] = {}
        self._looked: set[str] = set()
        """Facts that were worked out to see whether they differ, by the question for them."""
        if before is None:
            kept.clear_results()
            kept.drop_all(_ROWS)
        else:
            self._spread(before)
            self._outdated = self._stale_data()

    def _spread(self, before: Outline) -> None:
        """From the records that changed to the results that asked for them, over facts that came out differently."""
        differing = difference(before, self._outline)
        prints = before.roll.drawn_from.items() ^ self._outline.roll.drawn_from.items()
        self._changed = differing.records.union(key for key, _ in prints)
        # Facts are kept under the question for them.
        found = {query(FACTS, key) for key in differing.records} | self._asking(differing.queries)
        self.differing = differing.queries
        while fresh := found - self._stale:
            self._stale |= fresh
            facts = frozenset(name for name in fresh if is_facts(name) and self._differ(name))
            self.differing |= facts
            found = self._asking(facts)

    def _asking(self, queries: frozenset[str]) -> set[str]:
        """Results that asked one of these questions, or one about a whole folder that they belong to."""
        return self.kept.asking(queries.union(map(within, queries)))

    def _differ(self, name: str) -> bool:
        """Whether a record's facts are other than those that were noted."""
        noted = self.kept.result(name)
        if noted is None:
            return False  # nobody ever asked for them
        key = key_of(name)
        gone = (one for one in self._library.withdrawn if one.key == key)
        record = self._library.resolve(key) or next(gone, None)
        if record is None:
            return True
        self._looked.add(name)
        return fingerprint(self.derived.of(record)[0]).encode() != noted

    def results(self, prefix: str) -> dict[str, bytes]:
        """Results that hold, by what follows the prefix of their names."""
        cut = len(prefix)
        found = self.kept.results(prefix)
        for name in self._stale:
            if name.startswith(prefix):
                found.pop(name[cut:], None)
        return found

    def names(self, prefix: str) -> set[str]:
        """What follows the prefix in the names of results that hold."""
        return self.kept.names(prefix) - self.stale(prefix)

    def stale(self, prefix: str) -> set[str]:
        """Names, after the prefix, of results that do not hold any more."""
        return {name[len(prefix) :] for name in self._stale if name.startswith(prefix)}

    def undone(self, prefix: str) -> set[str]:
        """Names, after the prefix, of results that do not hold any more, or of which a part does not."""
        return self.stale(prefix) | {name.partition("\n")[0] for name in self.stale(_PART)}

    def parts(self, name: str) -> Parts:
        """The parts of a result, by its name after the prefix."""
        prefix = _part(name)
        return Parts(
            self._library,
            self.derived,
            partial(self.results, prefix),
            partial(self.outdated, prefix),
            self.differing,
            partial(self.names, prefix),
        )

    def parts_of(self, names: Iterable[str]) -> Iterator[str]:
        """The names of all parts of some results that are kept."""
        for name in names:
            yield from (f"{_part(name)}{part}" for part in self.names(_part(name)))

    def _stale_data(self) -> dict[str, bytes]:
        found = ((name, self.kept.result(name)) for name in self._stale if not is_facts(name))
        return {name: data for name, data in found if data is not None}

    def outdated(self, prefix: str) -> dict[str, bytes]:
        """Results that do not hold any more, by what follows the prefix of their names."""
        return {name[len(prefix) :]: data for name, data in self._outdated.items() if name.startswith(prefix)}

    def drop(self, names: Collection[str] = ()) -> None:
        """Take what does not hold out of the kept results, and `names` with it; from now on this outline counts."""
        self.kept.forget(self._stale.union(names))
        # Results that still hold may rest on these.
        self.note((), self.derived.behind([frozenset(self._looked)]))
        self._save_outline()

    def _save_outline(self) -> None:
        now, roll = self._outline, self._outline.roll
        keys = {row.key for row in roll.all_rows()} if self.before is None else self._changed
        for folder in sorted(set(map(folder_of, keys))):
            of_kind = roll.rows[folder.partition("/")[0]]
            self.kept.save(f"{_ROWS}{folder}", packed(row for row in of_kind if folder_of(row.key) == folder))
        withdrawn = list(map(tuple, roll.withdrawn))
        head = (self._key, withdrawn, dict(roll.hidden), now.files, now.past, now.history)
        self.kept.save(_OUTLINE, head)

    def note(self, made: Iterable[Result], facts: Mapping[str, tuple[str, frozenset[str]]]) -> None:
        """Keep new results, and the facts that they rest on: print and questions by the question for them."""
        self.kept.note(made)
        known = self.kept.known(facts)
        self.kept.note(
            Result(name, told.encode(), asked) for name, (told, asked) in facts.items() if name not in known
        )


def made_of(name: str, parts: Parts) -> Iterator[Result]:
    """The parts that were made for a result, to be kept with it."""
    yield from (Result(f"{_part(name)}{part}", data, asked) for part, (data, asked) in parts.made.items())


def _part(name: str) -> str:
    return f"{_PART}{name}\n"
