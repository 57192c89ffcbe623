"""What is remembered of the records that an index was made from: what each document asked, and with what answer.

Of ten thousand records nearly all ask the same things as before, and most of it they ask together. So every question
stands here once, and is asked once.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np

from generator.library.watch import Query, Trace, Watched
from generator.outputs.search.coding import Ints

_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Remembered:
    """keys: of the records; asked: question → answer; members: the questions' numbers, of which record i has counts[i].

    meta: digest of the index's first script; long: records with more than one file, by place.
    """

    meta: str
    long: dict[tuple[int, int], int]
    keys: list[str]
    asked: dict[str, str]
    counts: Ints
    members: Ints

    def fresh(self, library: Watched) -> set[str]:
        """Keys of the records of which some question has another answer now."""
        wrong = np.fromiter(
            (not library.holds({_query(text): answer}) for text, answer in self.asked.items()),
            dtype=bool,
            count=len(self.asked),
        )
        if not wrong.any():
            return set()
        owners = np.repeat(np.arange(len(self.keys)), self.counts)[wrong[self.members]]
        return {self.keys[owner] for owner in np.unique(owners).tolist()}

    def dumps(self) -> bytes:
        """For a cache file."""
        numbers = self.counts.astype(np.int32).tobytes(), self.members.astype(np.int32).tobytes()
        texts = "\n".join(self.keys), "\n".join(chain(*self.asked.items()))
        return pickle.dumps((self.meta, self.long, texts, numbers), protocol=5)

    @staticmethod
    def loads(data: bytes) -> Remembered | None:
        """What was dumped; None when it is of another version or damaged."""
        try:
            meta, long, (keys, asked), numbers = pickle.loads(data)
            counts, members = (np.frombuffer(part, dtype=np.int32).astype(np.int64) for part in numbers)
            lines = asked.split("\n") if asked else []
            pairs = dict(zip(lines[::2], lines[1::2], strict=True))
            found = Remembered(meta, long, keys.split("\n") if keys else [], pairs, counts, members)
        except Exception:  # a cache of another version or a torn file: whatever it says, it is no use
            return None
        whole = len(found.keys) == len(counts) and counts.sum() == len(members)
        return found if whole and members.max(initial=-1) < len(pairs) else None


def remember(
    meta: str,
    long: dict[tuple[int, int], int],
    earlier: Remembered | None,
    traces: dict[str, Trace],
    keys: Collection[str],
) -> Remembered:
    """The records with these keys: `traces` of those whose documents were made now, the others as remembered earlier.

    A question that nobody asks any more may stay: it has no record to make anew.
    """
    none = np.zeros(0, dtype=np.int64)
    before = earlier or Remembered("", {}, [], {}, none, none)
    stays = np.array([key in keys and key not in traces for key in before.keys], dtype=bool)
    asked = dict(before.asked)
    number = {text: place for place, text in enumerate(asked)}
    members: list[int] = []
    for trace in traces.values():
        for query, answer in trace.items():
            asked[_text(query)] = answer
            members.append(number.setdefault(_text(query), len(number)))
    return Remembered(
        meta,
        long,
        [*compress(before.keys, stays.tolist()), *traces],
        asked,
        np.concatenate((before.counts[stays], [len(trace) for trace in traces.values()])).astype(np.int64),
        np.concatenate((before.members[np.repeat(stays, before.counts)], members)).astype(np.int64),
    )


def _text(query: Query) -> str:
    return _APART.join(query)


def _query(text: str) -> Query:
    return tuple(text.split(_APART))
