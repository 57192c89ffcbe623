"""What a scan returns, and how a found value is shown: never in full."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from generator.regex import regex

Kind = Literal[
    "id_card",
    "mobile",
    "bank_card",
    "home_address",
    "staff_number",
    "birth_day",
    "passport",
    "office_phone",
    "mailbox",
]

_NOT_VALUE = regex(r"[^0-9A-Za-z\u4e00-\u9fff@]")


@dataclass(frozen=True, slots=True)
class Hit:
    """Personal data at `text[start:end]`; only `masked` may be printed or logged."""

    kind: Kind
    start: int
    end: int
    masked: str


def mask(value: str) -> str:
    """Stars for all but the first 3 and last 2–4 characters; a short value keeps its first one only."""
    bare = _NOT_VALUE.sub("", value)
    if len(bare) < 8:
        return bare[:1] + "*" * max(3, len(bare) - 1)
    tail = 4 if len(bare) >= 16 and bare.isdigit() else 2
    return bare[:3] + "*" * (len(bare) - 3 - tail) + bare[-tail:]


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Hits in the order of the text; of two that overlap the one given first stays."""
    kept: list[Hit] = []
    for hit in hits:
        at = bisect_right(kept, hit.start, key=_start)
        free_before = at == 0 or kept[at - 1].end <= hit.start
        if free_before and (at == len(kept) or hit.end <= kept[at].start):
            kept.insert(at, hit)
    return kept


def _start(hit: Hit) -> int:
    return hit.start
