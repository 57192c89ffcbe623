"""The first script a search loads: the shape of the index, and what filters and ranking need of every record."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from generator.outputs.search import coding
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.fold import fold
from generator.outputs.search.shape import Shape
from generator.outputs.search.shards import FOLDER
from generator.outputs.search.slots import Place

META_PATH = f"{FOLDER}/meta.js"
_EPOCH = date(1970, 1, 1)

#: What `meta.js` keeps of a record: kind, year, date, folded length of title, branches, states.
Row = tuple[str, str, int, int, tuple[str, ...], tuple[tuple[str, str, int, int], ...]]


def row_of(doc: SearchDoc) -> Row:
    """A record's row. Days are counted from 1970; 0 is none."""
    spans = tuple((s.state, s.label, day_number(s.since), day_number(s.until)) for s in doc.states)
    return doc.kind, doc.year, day_number(doc.date), len(fold(doc.title)), doc.branches, spans


def day_number(day: str) -> int:
    """Days since 1970-01-01 of an ISO day; 0 for an empty or odd one."""
    try:
        return max(0, (date.fromisoformat(day) - _EPOCH).days)
    except ValueError:
        return 0


@dataclass(slots=True)
class _Index:
    """Distinct values in order of first sight (rows come in slot order, so equal content gives equal numbers)."""

    numbers: dict[Hashable, int]

    def __call__(self, value: Hashable) -> int:
        return self.numbers.setdefault(value, len(self.numbers))


def meta_script(
    rows: Mapping[Place, Row],
    shape: Shape,
    version: str,
    kinds: Mapping[str, str],
    synonyms: Iterable[Sequence[str]],
) -> bytes:
    """`meta.js` for the records at their places."""
    kind, year, branches, states = (_Index({}) for _ in range(4))
    places = sorted(rows)
    newest = max((row[2] for row in rows.values()), default=0)
    columns: list[list[int]] = [[] for _ in range(7)]
    bounds: list[int] = []
    before = 0
    for place in places:
        kind_name, year_name, day, length, names, spans = rows[place]
        sequence = tuple((state, label, since > 0, until > 0) for state, label, since, until in spans)
        bounds += [bound for span in spans for bound in span[2:] if bound]
        values = (
            place[0] - before,
            kind(kind_name),
            year(year_name),
            newest - day + 1 if day else 0,
            min(length, 255),
            branches(names),
            states(sequence),
        )
        for column, value in zip(columns, values, strict=True):
            column.append(value)
        before = place[0]
    payload: dict[str, Any] = {
        "version": version,
        "slots": shape.slots,
        "bits": [shape.shard_bits, shape.list_bits, shape.small_bits],
        "newest": newest,
        "kinds": [[name, kinds.get(str(name), name)] for name in kind.numbers],
        "years": list(year.numbers),
        "branches": list(branches.numbers),
        "states": list(states.numbers),
        "columns": [_digits(column) for column in columns],
        "bounds": _digits(bounds),
        "synonyms": _groups(synonyms),
    }
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'gkSearch("meta",{text});\n'.encode("utf-8", "replace")


def _digits(values: list[int]) -> str:
    return coding.encode(np.array(values, dtype=np.int64)).tobytes().decode("ascii")


def _groups(synonyms: Iterable[Sequence[str]]) -> list[list[str]]:
    """Synonym groups in folded form; a group needs two members."""
    folded = [list(dict.fromkeys(filter(None, map(fold, group)))) for group in synonyms]
    return [group for group in folded if len(group) > 1]
