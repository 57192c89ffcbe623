"""The menu: the shape is in mkdocs.yml, the unit's own order and names of sections (栏目) come from site.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.policy import Section

_FIRST, _LAST = -1, 10**6


def menu(nav: Sequence[Mapping[str, Any]], sections: Sequence[Section]) -> list[dict[str, Any]]:
    """`nav` of mkdocs.yml with the names and in the order of `sections`.

    A group stands where its first named section stands. What no section names keeps its name: the first page in
    front, the rest at the end.
    """
    names = {section.kind: section.name for section in sections}
    ranks = {section.kind: place for place, section in enumerate(sections)}
    renamed = [_renamed(entry, names, ranks) for entry in nav]
    return sorted(renamed, key=lambda entry: _rank(entry, ranks))


def _renamed(entry: Mapping[str, Any], names: Mapping[str, str], ranks: Mapping[str, int]) -> dict[str, Any]:
    (title, target), *_ = entry.items()
    if isinstance(target, str):
        return {names.get(_kind(target), title): target}
    inner = [_renamed(one, names, ranks) for one in target]
    return {title: sorted(inner, key=lambda one: _rank(one, ranks))}


def _rank(entry: Mapping[str, Any], ranks: Mapping[str, int]) -> int:
    (target,) = entry.values()
    if isinstance(target, str):
        return _FIRST if target == "index.md" else ranks.get(_kind(target), _LAST)
    return min(_rank(one, ranks) for one in target)


def _kind(path: str) -> str:
    return path.partition("/")[0]
