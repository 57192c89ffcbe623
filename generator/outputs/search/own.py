"""What single documents add to an index: files, rows of its table, and to its sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_files
from generator.outputs.search.slots import Place
from generator.outputs.search.table import Row, row_of


@dataclass(slots=True)
class Own:
    """rows: by slot; weight: characters; digest: sum of the documents' digests."""

    rows: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    weight: int = 0
    digest: int = 0

    def add(self, place: Place, doc: SearchDoc) -> dict[str, bytes]:
        """One document more, those of a slot in their order; its files."""
        files = dict(doc_files(place, doc))
        self.take(place, doc, files)
        return files

    def take(self, place: Place, doc: SearchDoc, files: dict[str, bytes]) -> None:
        """One document more, whose files are made."""
        self.rows[place[0]].append(row_of(doc))
        self.weight += doc.weight()
        self.digest += _digest(files.values())


def _digest(files: Iterable[bytes]) -> int:
    """A number for a record's files without their place, which the first bytes of each name."""
    digest = blake2b(digest_size=8)
    for data in files:
        digest.update(data[data.index(b",") :])
    return int.from_bytes(digest.digest(), "big")
