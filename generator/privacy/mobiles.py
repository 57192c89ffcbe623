"""Mobiles: the number itself proves little, so odd spellings need the usual grouping or a word such as 电话 before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.privacy.around import MONEY, NUMBERED, UNIT
from generator.privacy.digits import Group, Span, spans, starts
from generator.privacy.ids import is_day
from generator.regex import regex

_MOBILE = regex(r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
_MOBILE_LOOSE = regex(r"1[3-9][0-9]{9}")
_MOBILE_START = regex(r"(?:0086|86|17951|12593|17911|0)?1[3-9][0-9]{9}")
_PREFIXES = ("0086", "86", "17951", "12593", "17911", "0")
_USUAL = {
    " ": {(3, 4, 4), (4, 4, 3), (3, 8), (7, 4), (3, 3, 5), (5, 3, 3), (1,) * 11},
    "-": {(3, 4, 4), (4, 4, 3), (3, 8), (7, 4), (3, 3, 5), (5, 6), (4, 7), (6, 5), (5, 3, 3), (1,) * 11},
    ".": {(3, 4, 4), (4, 4, 3), (3, 3, 5), (1,) * 11},
    "·": {(3, 4, 4), (4, 4, 3), (3, 8), (7, 4), (3, 3, 5), (1,) * 11},
    "(": {(3, 4, 4), (3, 8), (4, 4, 3), (7, 4), (3, 3, 5)},
    "*": {(3, 4, 4), (3, 8), (4, 4, 3), (7, 4)},
    "\n": {(3, 8), (7, 4), (8, 3), (4, 7), (5, 6), (6, 5), (3, 4, 4), (4, 4, 3)},
}
_ANY_MIX = {(3, 4, 4)}
_PHONE_WORD = regex(
    r"电话|手机|联系|致电|拨打|来电|短信|微信|热线|值班|传真|tel|phone|mob|cell|call|wechat|vx|wx|☎|📱|📞|☏|✆",
    re.IGNORECASE,
)
_YEAR = regex(r"19[0-9]{2}|20[0-2][0-9]")
_CODE_BEFORE = regex(r"(?:[A-Z]{2,}|[A-Za-z][A-Za-z0-9]*[\-/_.#]|第)$")
_PHONE_CODE = regex(r"(?:tel|phone|mob|mobile|cell|mp|call|wx|vx|wechat|dh|sj)[\-/_.#:]?$", re.IGNORECASE)
_TOKEN = regex(r"[0-9A-Za-z+/=_\-]*")
_TOKEN_BEFORE = regex(r"[0-9A-Za-z+/=_\-]*$")
_URL_BEFORE = regex(r"(?:https?|ftp)://[^\s<>\"'（）()，。；\u4e00-\u9fff]*$", re.IGNORECASE)


def mobiles(text: str, groups: list[Group]) -> Iterator[Span]:
    """Groups that make a mobile number, its country code included."""
    reached = 0
    for first in starts(groups, _MOBILE_START):
        if first < reached:
            continue
        last = _mobile_from(text, groups, first, alone=_alone(groups, first, reached))
        if last is not None:
            reached = last + 1
            yield first, last


def _alone(groups: list[Group], first: int, reached: int) -> bool:
    """Whether no unrelated figure stands before a group in its row: none at all, another phone, or a list's number."""
    if first == reached:
        return True
    before, group = groups[first - 1], groups[first]
    if re.fullmatch(r"[2-8][0-9]{6,7}|0[0-9]{9,11}", before.digits):
        return True
    following = groups[first + 1].gap if first + 1 < len(groups) else ""
    if group.gap != following and (following not in {" ", "\n"} or group.gap in {".", ";", "(", "\n"}):
        return True
    sizes = tuple(len(one.digits) for one in groups[first : first + 3])
    return first - reached <= 2 and (sizes == (3, 4, 4) or sizes[:2] == (3, 8))


def _mobile_from(
    text: str, groups: list[Group], first: int, *, alone: bool, whole_row: bool = True
) -> int | None:
    """The last group of the mobile that starts with group `first` (a country code may lead), or None.

    `alone`: no unrelated figure stands before it in its row, so a usual grouping may be believed; with `whole_row`
    none may follow either.
    """
    for last, digits in spans(groups, first, range(11, 17)):
        prefix = next((lead for lead in _PREFIXES if digits.startswith(lead)), "")
        if (prefix == "0" and groups[first].digits == "0") or not _MOBILE_LOOSE.fullmatch(
            digits, len(prefix)
        ):
            continue
        if _is_mobile(text, groups[first : last + 1], prefix, alone) and (
            not whole_row or _believed_in_row(text, groups, first, last, prefix)
        ):
            return last
    return None


def _announced(text: str, groups: list[Group], prefix: str) -> bool:
    start = groups[0].start
    return prefix in {"86", "0086"} or bool(_PHONE_WORD.search(text[max(0, start - 16) : start]))


def _is_mobile(text: str, groups: list[Group], prefix: str, alone: bool) -> bool:
    start, end = groups[0].start, groups[-1].end
    before = text[max(0, start - 24) : start]
    announced = _announced(text, groups, prefix)
    sizes, gaps = _sizes(groups, len(prefix))
    if UNIT.match(text, end) or NUMBERED.search(before):
        return False
    if len(sizes) == 1:
        return (announced and not _in_hash(text, start, end)) or _one_piece(text, start, end, before)
    if announced:
        return _plausible(sizes, gaps)
    digits = "".join(group.digits for group in groups)[len(prefix) :]
    if not alone or not _MOBILE.fullmatch(digits) or _CODE_BEFORE.search(before):
        return False
    return _usual(sizes, gaps) and not _looks_like_year(groups)


def _believed_in_row(text: str, groups: list[Group], first: int, last: int, prefix: str) -> bool:
    """Whether no further figure follows in the row of a number in parts, other than another mobile."""
    if first == last or _announced(text, groups[first : last + 1], prefix):
        return True
    if last + 1 >= len(groups):
        return True
    if groups[last].gap == "\n" and groups[last + 1].gap == "-":
        return False  # the second line is an office number of its own
    if groups[last + 1].gap != groups[last].gap:
        return True
    return _mobile_from(text, groups, last + 1, alone=True, whole_row=False) is not None


def _sizes(groups: list[Group], lead: int) -> tuple[tuple[int, ...], list[str]]:
    """Group lengths after the country code, and the separators between those groups."""
    sizes: list[int] = []
    gaps: list[str] = []
    for group in groups:
        size = len(group.digits)
        skipped = min(lead, size)
        lead -= skipped
        if size > skipped:
            gaps += [group.gap] if sizes else []
            sizes.append(size - skipped)
    return tuple(sizes), gaps


def _one_piece(text: str, start: int, end: int, before: str) -> bool:
    if MONEY.search(before) or before.endswith("."):
        return False
    if _CODE_BEFORE.search(before) and not _PHONE_CODE.search(before):
        return False
    return not _in_hash(text, start, end) and not _URL_BEFORE.search(text[max(0, start - 200) : start])


def _in_hash(text: str, start: int, end: int) -> bool:
    """Whether the digits are part of a long token with letters: a hash, a key, a social credit code."""
    left = _TOKEN_BEFORE.search(text[max(0, start - 80) : start])
    right = _TOKEN.match(text, end, end + 80)
    around = (left[0] if left else "") + (right[0] if right else "")
    return (
        len(around) >= 7 and any(char.isalpha() for char in around) and any(char.isdigit() for char in around)
    )


def _usual(sizes: tuple[int, ...], gaps: list[str]) -> bool:
    if sizes in _ANY_MIX:
        return True
    kinds = set(gaps) - {"\n"} or {"\n"}
    return len(kinds) == 1 and sizes in _USUAL.get(kinds.pop(), set())


def _plausible(sizes: tuple[int, ...], gaps: list[str]) -> bool:
    """Whether digits after 电话 may be one number: cut anywhere, but not a row of figures or of decimals."""
    kinds = set(gaps) - {"\n"}
    return sizes in _ANY_MIX or set(sizes) == {1} or (len(sizes) <= 4 and len(kinds) <= 1 and min(sizes) >= 2)


def _looks_like_year(groups: list[Group]) -> bool:
    """`1301-2026-015` is a numbered document; `150 20260115` is a figure and a day."""
    if [len(group.digits) for group in groups] == [4, 4, 3] and _YEAR.fullmatch(groups[1].digits):
        return groups[1].digits > "2010" or _YEAR.fullmatch(groups[0].digits) is not None
    tail = groups[-1].digits
    return len(groups) == 2 and len(tail) == 8 and tail.startswith("20") and is_day(tail)
