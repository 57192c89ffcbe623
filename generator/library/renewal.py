"""Which results of earlier runs still hold: those whose questions all have the answer they had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from generator.kept import Kept, Result
from generator.library.library import Library, fingerprint
from generator.library.outline import Outline, difference, outline_of
from generator.library.watch import FACTS, Derived, is_facts, key_of, query

_OUTLINE = "outline"


class Renewal:
    """The kept results of one library, as it was, seen from the library as it is.

    `key` is a fingerprint of everything that results depend on besides records: under another one nothing holds.
    """

    def __init__(self, kept: Kept, library: Library, key: str) -> None:
        self.kept = kept
        self.derived = Derived(library)
        self._library = library
        self._key = key
        self._outline = outline_of(library)
        self._stale: set[str] = set()
        self._looked: set[str] = set()
        """Facts that were worked out to see whether they differ, by the question for them."""
        before = kept.load(_OUTLINE)
        if before is None or before[0] != key:
            kept.clear_results()
        else:
            self._spread(before[1])

    def _spread(self, before: Outline) -> None:
        """From the records that changed to the results that asked for them, over facts that came out differently."""
        differing = difference(before, self._outline, self._paths)
        # Facts are kept under the question for them.
        found = {query(FACTS, key) for key in differing.records} | self.kept.asking(differing.queries)
        while fresh := found - self._stale:
            self._stale |= fresh
            found = self.kept.asking({name for name in fresh if is_facts(name) and self._differ(name)})

    def _paths(self) -> dict[str, str]:
        return {one.path: one.key for one in (*self._library.all_records(), *self._library.withdrawn)}

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

    def drop(self, names: Collection[str] = ()) -> None:
        """Take what does not hold out of the kept results, and `names` with it; from now on this outline counts."""
        self.kept.forget(self._stale.union(names))
        # Results that still hold may rest on these.
        self.note((), self.derived.behind([frozenset(self._looked)]))
        self.kept.save(_OUTLINE, (self._key, self._outline))

    def note(self, made: Iterable[Result], facts: Mapping[str, tuple[str, frozenset[str]]]) -> None:
        """Keep new results, and the facts that they rest on: print and questions by the question for them."""
        self.kept.note(made)
        known = self.kept.known(facts)
        self.kept.note(
            Result(name, told.encode(), asked) for name, (told, asked) in facts.items() if name not in known
        )
