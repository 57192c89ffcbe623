"""What is noted of every page, as lines of text: a few of ten thousand are looked up and replaced without reading the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

Stamp = tuple[int, int]
"""Modification time in nanoseconds and size in bytes."""


class Entry(NamedTuple):
    """One page: stamp and hash of its source, whether it needs the list of all files, the stamp of what was made."""

    stamp: Stamp
    hash: str
    listed: bool
    out: Stamp


_FEW = 64
"""So many pages are looked up or replaced one by one; for more it is quicker to read all."""


class Pages:
    """The entries of all pages by source. Equal entries have equal text."""

    def __init__(self, text: bytes = b"") -> None:
        self.text = text

    @classmethod
    def of(cls, entries: Mapping[str, Entry]) -> Pages:
        return cls(b"".join(_line(source, entry) for source, entry in entries.items()))

    def __len__(self) -> int:
        return self.text.count(b"\n")

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and _span(self.text, source) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pages) and self.text == other.text

    def get(self, source: str) -> Entry | None:
        span = _span(self.text, source)
        return _read(self.text[slice(*span)])[1] if span else None

    def some(self, sources: Collection[str]) -> dict[str, Entry | None]:
        """The entries of these pages, None of one that has none."""
        get = self.all().get if len(sources) > _FEW else self.get
        return {source: get(source) for source in sources}

    def all(self) -> dict[str, Entry]:
        rows = json.loads(b"[%b]" % b",".join(self.text.splitlines()))
        return {row[0]: _entry(row) for row in rows}

    def put(self, entries: Mapping[str, Entry]) -> Pages:
        """These pages with other entries for some of them."""
        if len(entries) > _FEW:
            known = self.all()
            assert entries.keys() <= known.keys()
            return Pages.of(known | dict(entries))
        text = bytearray(self.text)
        for source, entry in entries.items():
            span = _span(text, source)
            assert span is not None, source
            text[slice(*span)] = _line(source, entry)
        return Pages(bytes(text))


def _span(text: bytes | bytearray, source: str) -> tuple[int, int] | None:
    """Where the line of a page begins and ends."""
    key = b"[%b," % _quoted(source)
    start = 0 if text.startswith(key) else text.find(b"\n" + key) + 1
    if not start and not text.startswith(key):
        return None
    return start, text.index(b"\n", start) + 1


def _quoted(source: str) -> bytes:
    """A path as JSON has it: without line ends, whatever a file is called."""
    return json.dumps(source).encode()


def _line(source: str, entry: Entry) -> bytes:
    (time, size), digest, listed, (made, length) = entry
    return b'[%b,%d,%d,"%b",%d,%d,%d]\n' % (
        _quoted(source),
        time,
        size,
        digest.encode(),
        listed,
        made,
        length,
    )


def _read(line: bytes) -> tuple[str, Entry]:
    row = json.loads(line)
    return row[0], _entry(row)


def _entry(row: list[object]) -> Entry:
    _, time, size, digest, listed, made, length = row
    return Entry((time, size), digest, bool(listed), (made, length))  # type: ignore[arg-type]
