"""Personal data that only its label gives away: home addresses, staff numbers, days of birth, passports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.privacy.hits import Hit, Kind, mask
from generator.regex import regex

_JOIN = r"[\s:：为是在（(【\[“\"|]{0,6}"
_HOME_LABEL = r"(?:家庭住址|家庭地址|家庭居住地|居住地址|现居住地|居住地|现住址|住址|常住地址|户籍地址|户籍所在地|户籍地|户口所在地|户口地址|收货地址|现居住于|居住于|现居|现住|家住|住在|住所)"
_ADDRESS_CHARS = r"[^\s，。；;！？、|<>\n]{2,60}?"
_NUMERAL = r"[0-9一二三四五六七八九十百]+"
_DETAIL = rf"(?:{_NUMERAL}\s?(?:号楼|号院|[栋幢弄]|单元|室|号|组|队|排)|#楼|[A-Z]座|小区|花园|家属[院区楼]|宿舍|公寓|新村|[^\s，。；;]村|大街|[^\s，。；;线道]路|巷|胡同)"
_HOME = regex(rf"{_HOME_LABEL}{_JOIN}(?P<value>{_ADDRESS_CHARS}{_DETAIL}[^\s，。；;！？、|<>\n]{{0,30}})")
_ROOM = regex(
    rf"(?P<value>{_NUMERAL}\s?(?:号楼|栋|幢|#楼|#|座)[\s\-]?{_NUMERAL}\s?单元[\s\-]?(?:{_NUMERAL}\s?(?:层|楼)\s?)?{_NUMERAL}\s?(?:室|户|号)?)"
    r"(?![0-9]*[个户]?(?:漏|住户|居民))"
)
_LIVES = regex(
    rf"住(?<![入居留暂]住)(?P<value>[^\s，。；;、]{{0,20}}{_NUMERAL}\s?(?:号楼|栋|幢)[^\s，。；;、]{{0,8}}{_NUMERAL}\s?[室户])"
)

_STAFF = regex(
    rf"(?:工号|员工号码?|员工编号|职工号|职工编号|人员编号|员工卡号|工作证号|职工代码|员工代码){_JOIN}(?P<value>[A-Za-z]{{0,4}}[\-]?[0-9]{{3,12}})(?![0-9A-Za-z年月日%％])"
)

_DATE = (
    r"(?P<value>(?P<year>(?:19|20)[0-9]{2})\s?(?:[年.\-/．·]\s?[0-9]{1,2}\s?[月.\-/．·]\s?[0-9]{1,2}\s?日?|[01][0-9][0-3][0-9])"
    r"|[一二][九〇零○][〇零○一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_BORN_LABEL = regex(rf"(?:出生日期|出生年月日?|出生时间|出生|生日){_JOIN}(?:于)?{_JOIN}{_DATE}(?![0-9])")
_BORN_AT = regex(rf"(?:出生于|生于(?<![^\s，,。；;）)、]生于))\s?{_DATE}(?![0-9])")
_BORN_AFTER = regex(rf"{_DATE}\s?(?:出生(?!率|缺陷|地)|生(?=[，,。；;、）)\s]|$))")

_PASSPORT = regex(
    rf"(?:护照|passport|通行证)(?:号码?|证号|\s?no\.?)?{_JOIN}(?P<value>[A-Z]{{1,2}}[0-9]{{7,9}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)

_BORN_MARK = regex(r"[0-9日]\s?出?生")

_LABELLED: tuple[tuple[tuple[str, ...], Kind, re.Pattern[str]], ...] = (
    (("护照", "通行证", "assport", "PASSPORT"), "passport", _PASSPORT),
    (("工号", "员工", "职工", "人员编号", "工作证"), "staff_number", _STAFF),
    (("住", "户籍", "户口", "家庭地址", "收货地址"), "home_address", _HOME),
    (("单元",), "home_address", _ROOM),
    (("住",), "home_address", _LIVES),
)

#: People born before this year are history (雷锋, 焦裕禄 …), not staff whose birthday could be abused.
_HISTORY_BEFORE = 1945


def may_hold_words(text: str) -> bool:
    """Whether a text without any digit can hold what this module finds; cheap."""
    return "住" in text or "户" in text or "单元" in text or "日生" in text or "出生" in text


def words(text: str) -> list[Hit]:
    """What labels give away in `text` (plain digits). Patterns run only where one of their words stands."""
    found: list[Hit] = []
    for triggers, kind, pattern in _LABELLED:
        if any(trigger in text for trigger in triggers):
            found += _matches(pattern, kind, text)
    if "生" in text:
        for pattern in _birth_patterns(text):
            found += _birth_days(pattern, text)
    return found


def _birth_patterns(text: str) -> Iterator[re.Pattern[str]]:
    if "出生" in text or "生日" in text:
        yield _BORN_LABEL
    if "生于" in text:
        yield _BORN_AT
    if _BORN_MARK.search(text):
        yield _BORN_AFTER


def _matches(pattern: re.Pattern[str], kind: Kind, text: str) -> Iterator[Hit]:
    for match in pattern.finditer(text):
        value = match["value"]
        masked = value[:3] + "***" if kind == "home_address" else mask(value)
        yield Hit(kind, match.start("value"), match.end("value"), masked)


def _birth_days(pattern: re.Pattern[str], text: str) -> Iterator[Hit]:
    for match in pattern.finditer(text):
        year = match["year"]
        if match.start() and text[match.start() - 1].isdigit():
            continue
        if year is None or int(year) >= _HISTORY_BEFORE:
            start, end = match.span("value")
            yield Hit("birth_day", start, end, match["value"][:4] + "****")
