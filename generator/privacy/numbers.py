"""ID cards, mobiles and bank cards among groups of digits.

Evidence decides: an ID card carries a region, a day and a check digit, so it is believed in any spelling; a bank
card carries an issuer and Luhn's digit; a mobile carries almost nothing, so odd spellings of it need either the
usual grouping or a word such as 电话 before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from generator.privacy.digits import Group, chunks
from generator.privacy.hits import Hit, Kind, mask

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
_ID_SHAPE = re.compile(r"[1-8](?=([0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]))")
_ID_START = re.compile(
    r"[1-8][0-9]{5}(?:(?:18|19|20)[0-9]{2})?[0-9]{2}[01][0-9][0-3][0-9]{4}|[1-8][0-9]{5}(?:18|19|20)[0-9]{9}"
)
_X = re.compile(r"[\s\-]{0,3}[Xx]")

_MOBILE = re.compile(r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
_MOBILE_LOOSE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE_START = re.compile(r"(?:0086|86|17951|12593|17911|0)?1[3-9][0-9]{9}")
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

_CARD_SURE = re.compile(
    r"62[0-9]{14,17}|4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|955[0-9]{13,16}|60[0-9]{14}"
)
_CARD_LIKELY = re.compile(r"[2-69][0-9]{12,18}|81[0-9]{14,17}")
_CARD_GROUPS = re.compile(r"(?:4 )*[1-4] |6 1[0-3] |(?:4 ){2,}[5-9] |(?:1 )+|6 (?:4 )*[1-4] ")

_PHONE_WORD = re.compile(
    r"电话|手机|联系|致电|拨打|来电|短信|微信|热线|值班|传真|tel|phone|mob|cell|call|wechat|vx|wx|☎|📱|📞|☏|✆",
    re.IGNORECASE,
)
_ID_WORD = re.compile(r"身份证|身份号|公民身份|证件号|证件号码|ID\s?card", re.IGNORECASE)
_ID_LABEL = re.compile(r"(?:身份证(?:件)?(?:号码?)?|公民身份号码|身份号码)[\s:：为是（(]*$")
_CARD_WORD = re.compile(
    r"银行卡|卡号|工资卡|储蓄卡|信用卡|借记卡|账号|账户|帐号|帐户|开户|银联|card", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?:表号|电表|水表|气表|户号|发票|票号|票据|订单|合同|协议|单号|流水|凭证|编号|编码|代码|序列|设备号|设备|资产|物料|货号|批号"
    r"|条码|条形码|图号|档案|项目|案号|文号|运单|快递|卷号|许可证|证书|执照|登记证?|备案|备案号|税号|型号|版本|QQ|群|群号|钢印|仪表|支架"
    r"|ISBN|ISSN|SN|S/N|No|№|EAN)(?:号码?|编号)?[\s:：.#为是（(\-]{0,4}$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:金额|合计|总额|总计|共计|余额|预算|投资|价值|收入|利润|产值|销售额|产量|累计|￥|¥|\$)[\s:：为达约]{0,3}$"
)
_YEAR = re.compile(r"19[0-9]{2}|20[0-2][0-9]")
_UNIT = re.compile(
    r"\.[0-9]{1,2}(?![0-9])|,[0-9]{3}|[ ]?(?:元|万|亿|千|百|吨|米|㎡|m³|m2|立方|平方|方|千瓦|度|人|次|个|件|套|台|年|周|天|日|户|kWh|kg|km|%|％|"
    r"美元|股|字节|bytes?\b|[KMGT]?i?B\b|[tm]\b)"
)
_CODE_BEFORE = re.compile(r"(?:[A-Z]{2,}|[A-Za-z][A-Za-z0-9]*[\-/_.#]|第)$")
_PHONE_CODE = re.compile(
    r"(?:tel|phone|mob|mobile|cell|mp|call|wx|vx|wechat|dh|sj)[\-/_.#:]?$", re.IGNORECASE
)
_TOKEN = re.compile(r"[0-9A-Za-z+/=_\-]*")
_TOKEN_BEFORE = re.compile(r"[0-9A-Za-z+/=_\-]*$")
_URL_BEFORE = re.compile(r"(?:https?|ftp)://[^\s<>\"'（）()，。；\u4e00-\u9fff]*$", re.IGNORECASE)


def numbers(text: str) -> list[Hit]:
    """ID cards, bank cards and mobiles in `text` (plain digits), surest first."""
    glued = [*_glued_ids(text)]
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
    for find in (_ids, _cards, _mobiles):
        used: list[tuple[int, int]] = []
        for first, last, kind in find(text, free):
            end = free[last].end
            if kind == "id_card" and len(_joined(free, first, last)) == 17:
                end = _end_with_x(text, end)
            value = _joined(free, first, last)[-11:] if kind == "mobile" else text[free[first].start : end]
            found.append(Hit(kind, free[first].start, end, mask(value)))
            used.append((first, last))
        taken = {index for first, last in used for index in range(first, last + 1)}
        free = [group for index, group in enumerate(free) if index not in taken]
    return found


def _joined(groups: list[Group], first: int, last: int) -> str:
    return "".join(group.digits for group in groups[first : last + 1])


def _starts(groups: list[Group], shape: re.Pattern[str]) -> Iterator[int]:
    """Indexes of groups from which the digits, all joined, begin in `shape`: a cheap sieve before looking closely."""
    digits = "".join(group.digits for group in groups)
    at = 0
    for index, group in enumerate(groups):
        if shape.match(digits, at):
            yield index
        at += len(group.digits)


def _spans(groups: list[Group], first: int, lengths: range) -> Iterator[tuple[int, str]]:
    """The groups from `first` on, joined, wherever the total length is wanted: (last index, digits)."""
    digits = ""
    for last in range(first, len(groups)):
        if last > first and groups[last - 1].ordinal + 1 != groups[last].ordinal:
            return
        digits += groups[last].digits
        if len(digits) >= lengths.stop:
            return
        if len(digits) in lengths:
            yield last, digits


# --- ID cards --------------------------------------------------------------------------------------------------------


def is_id_card(number: str) -> bool:
    """Whether 18 characters are an ID-card number: region, day of birth and check digit (GB 11643-1999)."""
    number = number.upper()
    if len(number) != 18 or not _has_id_shape(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17]


def _has_id_shape(number: str) -> bool:
    return number[:2] in _REGIONS and _is_day(number[6:14]) and number[6:8] in {"18", "19", "20"}


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _glued_ids(text: str) -> Iterator[Hit]:
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
    return 1920 <= int(text[start + 6 : start + 10]) <= 2010 and not _NUMBERED.search(lead[-24:])


def _ids(text: str, groups: list[Group]) -> Iterator[tuple[int, int, Kind]]:
    reached = 0
    for first in _starts(groups, _ID_START):
        if first < reached:
            continue
        for last, digits in _spans(groups, first, range(15, 19)):
            if _is_id(text, groups, first, last, digits):
                reached = last + 1
                yield first, last, "id_card"
                break


def _is_id(text: str, groups: list[Group], first: int, last: int, digits: str) -> bool:
    start, end = groups[first].start, groups[last].end
    if len(digits) == 17:
        return _end_with_x(text, end) > end and is_id_card(digits + "X")
    if len(digits) == 18:
        labelled = _ID_LABEL.search(text[max(0, start - 20) : start]) and _has_id_shape(digits)
        return is_id_card(digits) or bool(labelled)
    if len(digits) == 15 and digits[:2] in _REGIONS and _is_day("19" + digits[6:12]):
        return bool(
            _ID_WORD.search(text[max(0, start - 24) : start]) or _ID_WORD.search(text[end : end + 12])
        )
    return False


def _end_with_x(text: str, end: int) -> int:
    match = _X.match(text, end)
    return match.end() if match else end


# --- bank cards ------------------------------------------------------------------------------------------------------


def passes_luhn(number: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1)."""
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (
        sum(map(int, number[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)
    ) % 10 == 0


def _cards(text: str, groups: list[Group]) -> Iterator[tuple[int, int, Kind]]:
    reached = 0
    for first in _starts(groups, _CARD_LIKELY):
        if first < reached:
            continue
        for last, digits in reversed(list(_spans(groups, first, range(13, 20)))):
            following = groups[last + 1] if last + 1 < len(groups) else None
            if _is_card(text, groups[first : last + 1], digits, following):
                reached = last + 1
                yield first, last, "bank_card"
                break


def _is_card(text: str, groups: list[Group], digits: str, following: Group | None) -> bool:
    start, end = groups[0].start, groups[-1].end
    before = text[max(0, start - 24) : start]
    announced = bool(_CARD_WORD.search(before) or _CARD_WORD.search(text[end : end + 10]))
    shape = _CARD_LIKELY if announced else _CARD_SURE
    if not shape.fullmatch(digits) or not passes_luhn(digits) or len(set(digits)) < 3:
        return False
    if not announced and (_NUMBERED.search(before) or _MONEY.search(before) or _UNIT.match(text, end)):
        return False
    if not announced and len(digits) == 18 and _has_id_shape(digits):
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


# --- mobiles ---------------------------------------------------------------------------------------------------------


def _mobiles(text: str, groups: list[Group]) -> Iterator[tuple[int, int, Kind]]:
    reached = 0
    for first in _starts(groups, _MOBILE_START):
        if first < reached:
            continue
        last = _mobile_from(text, groups, first, alone=_alone(groups, first, reached))
        if last is not None:
            reached = last + 1
            yield first, last, "mobile"


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
    for last, digits in _spans(groups, first, range(11, 17)):
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
    if _UNIT.match(text, end) or _NUMBERED.search(before):
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
    if _MONEY.search(before) or before.endswith("."):
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
    return len(groups) == 2 and len(tail) == 8 and tail.startswith("20") and _is_day(tail)
