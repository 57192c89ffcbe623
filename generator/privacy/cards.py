"""Bank cards: an issuer's prefix and Luhn's digit, in the groupings people use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.privacy.around import MONEY, NUMBERED, UNIT
from generator.privacy.digits import Group, Span, spans, starts
from generator.privacy.ids import has_id_shape
from generator.regex import regex

_CARD_SURE = regex(
    r"62[0-9]{14,17}|4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|955[0-9]{13,16}|60[0-9]{14}"
)
_CARD_LIKELY = regex(r"[2-69][0-9]{12,18}|81[0-9]{14,17}")
_CARD_GROUPS = regex(r"(?:4 )*[1-4] |6 1[0-3] |(?:4 ){2,}[5-9] |(?:1 )+|6 (?:4 )*[1-4] ")
_CARD_WORD = regex(
    r"银行卡|卡号|工资卡|储蓄卡|信用卡|借记卡|账号|账户|帐号|帐户|开户|银联|card", re.IGNORECASE
)


def passes_luhn(number: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1)."""
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (
        sum(map(int, number[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)
    ) % 10 == 0


def cards(text: str, groups: list[Group]) -> Iterator[Span]:
    """Groups that make a bank card's number, the longest first."""
    reached = 0
    for first in starts(groups, _CARD_LIKELY):
        if first < reached:
            continue
        for last, digits in reversed(list(spans(groups, first, range(13, 20)))):
            following = groups[last + 1] if last + 1 < len(groups) else None
            if _is_card(text, groups[first : last + 1], digits, following):
                reached = last + 1
                yield first, last
                break


def _is_card(text: str, groups: list[Group], digits: str, following: Group | None) -> bool:
    start, end = groups[0].start, groups[-1].end
    before = text[max(0, start - 24) : start]
    announced = bool(_CARD_WORD.search(before) or _CARD_WORD.search(text[end : end + 10]))
    shape = _CARD_LIKELY if announced else _CARD_SURE
    if not shape.fullmatch(digits) or not passes_luhn(digits) or len(set(digits)) < 3:
        return False
    if not announced and (NUMBERED.search(before) or MONEY.search(before) or UNIT.match(text, end)):
        return False
    if not announced and len(digits) == 18 and has_id_shape(digits):
        return False
    return _grouped_as_card(groups, announced, following)


def _grouped_as_card(groups: list[Group], announced: bool, following: Group | None) -> bool:
    if len(groups) == 1:
        return True
    gaps = {group.gap for group in groups[1:]} - {"\n"}
    if len(gaps) > 1:
        return False
    breaks = sum(group.gap == "\n" for group in groups[1:])
    sizes = "".join(f"{len(group.digits)} " for group in groups)
    if not _CARD_GROUPS.fullmatch(sizes) and not (len(groups) == 2 and breaks == 1):
        return False
    return announced or breaks > 0 or following is None or following.gap not in gaps
