"""The first script a search loads: the shape of the index, and the table of all records.

It is also all that an update needs to know of the index before it, besides the files that the update touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.outputs.search import coding
from generator.outputs.search.coding import Ints
from generator.outputs.search.fold import fold
from generator.outputs.search.shape import Shape
from generator.outputs.search.shards import FOLDER
from generator.outputs.search.table import DAY, Table

META_PATH = f"{FOLDER}/meta.js"
#: Of the files' layout; an index of another one is built anew.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of an index: weight in characters; `digest` is the sum of its records' digests modulo 2^64."""

    shape: Shape
    weight: int
    digest: int
    table: Table


def meta_script(meta: Meta, kinds: Mapping[str, str], synonyms: Iterable[Sequence[str]]) -> bytes:
    """`meta.js`. `kinds` gives the Chinese name of each kind."""
    table, shape = meta.table, meta.shape
    kind, year, branches, states = table.values
    day = table.columns[DAY]
    newest = int(day.max(initial=0))
    columns = [np.diff(table.slots, prepend=0), *table.columns]
    columns[DAY + 1] = np.where(day > 0, newest - day + 1, 0)
    payload: dict[str, Any] = {
        "format": FORMAT,
        "version": f"{meta.digest:016x}",
        "weight": meta.weight,
        "slots": shape.slots,
        "bits": [shape.shard_bits, shape.list_bits, shape.small_bits],
        "newest": newest,
        "kinds": [[name, kinds.get(str(name), name)] for name in kind],
        "years": list(year),
        "branches": list(branches),
        "states": list(states),
        "columns": [_digits(column) for column in columns],
        "bounds": _digits(table.bounds),
        "synonyms": _groups(synonyms),
    }
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'gkSearch("meta",{text});\n'.encode("utf-8", "replace")


def read_meta(data: bytes) -> Meta:
    """What `meta_script` was given. ValueError, KeyError, TypeError or IndexError when it did not make this."""
    text = data.decode()
    payload = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    if payload["format"] != FORMAT:
        raise ValueError("another layout")
    shape = Shape(payload["slots"], payload["bits"][0], payload["bits"][1])
    gaps, *columns = [coding.decode(column.encode()) for column in payload["columns"]]
    columns[DAY] = np.where(columns[DAY] > 0, payload["newest"] - columns[DAY] + 1, 0)
    values = (
        [name for name, _ in payload["kinds"]],
        payload["years"],
        [tuple(names) for names in payload["branches"]],
        [tuple(map(tuple, states)) for states in payload["states"]],
    )
    table = Table(np.cumsum(gaps), tuple(columns), values, coding.decode(payload["bounds"].encode()))
    return Meta(shape, payload["weight"], int(payload["version"], 16), table)


def _digits(values: Ints) -> str:
    return coding.encode(values).tobytes().decode("ascii")


def _groups(synonyms: Iterable[Sequence[str]]) -> list[list[str]]:
    """Synonym groups in folded form; a group needs two members."""
    folded = [list(dict.fromkeys(filter(None, map(fold, group)))) for group in synonyms]
    return [group for group in folded if len(group) > 1]
