"""The first script a search loads: the shape of the index, and the table of all records.

It is also all that an update needs to know of the index before it, besides the files that the update touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from generator.outputs.search.fold import fold
from generator.outputs.search.shape import Shape
from generator.outputs.search.shardfiles import FOLDER
from generator.outputs.search.table import Table

META_PATH = f"{FOLDER}/meta.js"
#: Of the files' layout; an index of another one is built anew.
FORMAT = 2
#: A sum of digests is kept modulo this.
DIGESTS = 1 << 64


class Meta(NamedTuple):
    """What is known of an index: weight in characters; `digest` is the sum of its records' digests modulo 2^64."""

    shape: Shape
    weight: int
    digest: int
    table: Table


def meta_script(meta: Meta, kinds: Mapping[str, str], synonyms: Iterable[Sequence[str]]) -> bytes:
    """`meta.js`. `kinds` gives the Chinese name of each kind."""
    table, shape = meta.table, meta.shape
    kind, year, branches, states = table.values
    payload: dict[str, Any] = {
        "format": FORMAT,
        "version": f"{meta.digest:016x}",
        "weight": meta.weight,
        "slots": shape.slots,
        "bits": [shape.shard_bits, shape.list_bits, shape.small_bits],
        "newest": table.newest,
        "kinds": [[name, kinds.get(str(name), name)] for name in kind],
        "years": list(year),
        "branches": list(branches),
        "states": list(states),
        "columns": [column.decode() for column in (table.gaps, *table.columns)],
        "bounds": table.bounds.decode(),
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
    gaps, *columns = [column.encode() for column in payload["columns"]]
    values = (
        [name for name, _ in payload["kinds"]],
        payload["years"],
        [tuple(names) for names in payload["branches"]],
        [tuple(map(tuple, states)) for states in payload["states"]],
    )
    table = Table(gaps, tuple(columns), payload["newest"], values, payload["bounds"].encode())
    return Meta(shape, payload["weight"], int(payload["version"], 16), table)


def _groups(synonyms: Iterable[Sequence[str]]) -> list[list[str]]:
    """Synonym groups in folded form; a group needs two members."""
    folded = [list(dict.fromkeys(filter(None, map(fold, group)))) for group in synonyms]
    return [group for group in folded if len(group) > 1]
