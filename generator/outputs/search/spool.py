"""Numbers put aside by portion until all are there: in a file, because the n-grams of ten thousand records take more
memory than all the rest of a build."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from generator.outputs.search.grams import PORTIONS, U64, Ints

_BYTES = 8


class Spool:
    """What is added by and by and read portion by portion, in the order in which it was added.

    Args:
        file: a file of its own, empty and open for reading and writing.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._starts: list[Ints] = []
        self._length = 0

    def add(self, items: U64, portion: Ints) -> None:
        """Put items aside, each for a portion."""
        order = np.argsort(portion.astype(np.uint8), kind="stable")
        counts = np.bincount(portion, minlength=PORTIONS)
        self._starts.append(self._length + np.concatenate(([0], np.cumsum(counts))))
        self._length += len(items)
        self._file.write(items[order].data)

    def read(self, portion: int) -> U64:
        """Everything that was put aside for a portion."""
        spans = [(int(starts[portion]), int(starts[portion + 1])) for starts in self._starts]
        items = np.empty(sum(end - begin for begin, end in spans), dtype=np.uint64)
        view = items.view(np.uint8).data
        at = 0
        for begin, end in spans:
            size = (end - begin) * _BYTES
            self._file.seek(begin * _BYTES)
            if self._file.readinto(view[at : at + size]) != size:  # type: ignore[attr-defined]
                raise OSError("a temporary file of the search index is shorter than it was written")
            at += size
        return items
