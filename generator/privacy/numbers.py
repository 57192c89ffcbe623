"""ID cards, bank cards and mobiles among groups of digits, the surest kind first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from generator.privacy.cards import cards
from generator.privacy.digits import Group, Span, chunks
from generator.privacy.hits import Hit, Kind, mask
from generator.privacy.ids import end_with_x, glued_ids, ids
from generator.privacy.mobiles import mobiles

_FINDERS: tuple[tuple[Kind, Callable[[str, list[Group]], Iterator[Span]]], ...] = (
    ("id_card", ids),
    ("bank_card", cards),
    ("mobile", mobiles),
)


def numbers(text: str) -> list[Hit]:
    """ID cards, bank cards and mobiles in `text` (plain digits), surest first."""
    glued = [*glued_ids(text)]
    found = list(glued)
    for groups in chunks(text, 11):
        found += _in_groups(text, _outside(groups, glued))
    return found


def _outside(groups: list[Group], glued: list[Hit]) -> list[Group]:
    """The groups that are not part of an ID card found already (`glued` is in the order of the text)."""
    return [group for group in groups if not _overlaps(group, glued)]


def _overlaps(group: Group, hits: list[Hit]) -> bool:
    at = bisect_left(hits, group.end, key=lambda hit: hit.start)
    return at > 0 and hits[at - 1].end > group.start


def _in_groups(text: str, free: list[Group]) -> list[Hit]:
    found: list[Hit] = []
    for kind, find in _FINDERS:
        used: list[Span] = []
        for first, last in find(text, free):
            end = free[last].end
            if kind == "id_card" and len(_joined(free, first, last)) == 17:
                end = end_with_x(text, end)
            value = _joined(free, first, last)[-11:] if kind == "mobile" else text[free[first].start : end]
            found.append(Hit(kind, free[first].start, end, mask(value)))
            used.append((first, last))
        taken = {index for first, last in used for index in range(first, last + 1)}
        free = [group for index, group in enumerate(free) if index not in taken]
    return found


def _joined(groups: list[Group], first: int, last: int) -> str:
    return "".join(group.digits for group in groups[first : last + 1])
