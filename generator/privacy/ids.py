"""ID cards: believed in any spelling, because region, day of birth and check digit all have to fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.privacy.around import NUMBERED
from generator.privacy.digits import Group, Span, spans, starts
from generator.privacy.hits import Hit, mask
from generator.regex import regex

#: First two digits of a region code (GB/T 2260): provinces, and 81–83 of residence permits.
_REGIONS = frozenset(
    str(code)
    for code in (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_SHAPE = regex(r"[1-8](?=([0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]))")
_ID_START = regex(
    r"[1-8][0-9]{5}(?:(?:18|19|20)[0-9]{2})?[0-9]{2}[01][0-9][0-3][0-9]{4}|[1-8][0-9]{5}(?:18|19|20)[0-9]{9}"
)
_X = regex(r"[\s\-]{0,3}[Xx]")
_ID_WORD = regex(r"身份证|身份号|公民身份|证件号|证件号码|ID\s?card", re.IGNORECASE)
_ID_LABEL = regex(r"(?:身份证(?:件)?(?:号码?)?|公民身份号码|身份号码)[\s:：为是（(]*$")


def is_id_card(number: str) -> bool:
    """Whether 18 characters are an ID-card number: region, day of birth and check digit (GB 11643-1999)."""
    number = number.upper()
    if len(number) != 18 or not has_id_shape(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17]


def has_id_shape(number: str) -> bool:
    """Whether region and day of birth of 18 characters are possible."""
    return number[:2] in _REGIONS and is_day(number[6:14]) and number[6:8] in {"18", "19", "20"}


def is_day(digits: str) -> bool:
    """Whether 8 digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def glued_ids(text: str) -> Iterator[Hit]:
    """Numbers in one piece, also with letters or digits glued to them."""
    reached = 0
    for match in _ID_SHAPE.finditer(text):
        start, end = match.start(), match.end(1)
        if start >= reached and is_id_card(text[start:end]) and _stands_free(text, start, end):
            reached = end
            yield Hit("id_card", start, end, mask(text[start:end]))


def _stands_free(text: str, start: int, end: int) -> bool:
    """A number within more digits is believed only as a grown-up's, and not where other numbers are announced."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before.isdigit() and not after.isdigit():
        return True
    lead = text[max(0, start - 64) : start].rstrip("0123456789")
    return 1920 <= int(text[start + 6 : start + 10]) <= 2010 and not NUMBERED.search(lead[-24:])


def ids(text: str, groups: list[Group]) -> Iterator[Span]:
    """Numbers in several pieces, and old ones of 15 digits where 身份证 is near."""
    reached = 0
    for first in starts(groups, _ID_START):
        if first < reached:
            continue
        for last, digits in spans(groups, first, range(15, 19)):
            if _is_id(text, groups, first, last, digits):
                reached = last + 1
                yield first, last
                break


def _is_id(text: str, groups: list[Group], first: int, last: int, digits: str) -> bool:
    start, end = groups[first].start, groups[last].end
    if len(digits) == 17:
        return end_with_x(text, end) > end and is_id_card(digits + "X")
    if len(digits) == 18:
        labelled = _ID_LABEL.search(text[max(0, start - 20) : start]) and has_id_shape(digits)
        return is_id_card(digits) or bool(labelled)
    if len(digits) == 15 and digits[:2] in _REGIONS and is_day("19" + digits[6:12]):
        return bool(
            _ID_WORD.search(text[max(0, start - 24) : start]) or _ID_WORD.search(text[end : end + 12])
        )
    return False


def end_with_x(text: str, end: int) -> int:
    """The end of a number of 17 digits when an X follows; `end` itself when none does."""
    match = _X.match(text, end)
    return match.end() if match else end
