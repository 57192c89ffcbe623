"""What stands in a cell as what stands in a record: numbers, days, yes and no; and names of branches as ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from generator.words import did_you_mean

_BLANKS = {"", "/", "\\", "-", "—", "——", "－", "无", "·"}
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+00:00(?::00)?)?", re.ASCII)
_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d )?(\d{1,2})[:：](\d{2})(?::\d\d)?", re.ASCII)
_SHORT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YES = {"是", "√", "✓", "✔", "有", "y", "yes", "1"}
_NO = {"否", "×", "✗", "n", "no", "0", "没有", "无"}
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_SUFFIX = re.compile(r"(?:党总支|党支部|总支部|支部|党委)(?:委员会)?$")
_FORMAL = re.compile(r"^中共.*?|.*委员会$")
_SHORTEST = 2
"""Characters of a short name that a formal name may be known by."""


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their usual forms; for numbers, days, headers and names only."""
    return unicodedata.normalize("NFKC", text).strip()


def is_blank(text: str) -> bool:
    """Nothing, or a sign that people write for nothing."""
    return half_width(text) in _BLANKS


def number(text: str) -> str | None:
    """A number as records write it (`96.5` from `９６．５分` or `96.5%`); None when it is none."""
    plain = (
        half_width(text)
        .replace("。", ".")
        .removesuffix("分")
        .removesuffix("%")
        .replace(" ", "")
        .removeprefix("+")
    )
    return plain if _NUMBER.fullmatch(plain) else None


def day(text: str) -> str:
    """A date as records write it, or the text as it is when it is no date."""
    plain = half_width(text)
    found = _DAY.fullmatch(plain) or _SHORT_DAY.fullmatch(plain)
    if not found:
        return text.strip()
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def clock(text: str) -> str:
    found = _CLOCK.fullmatch(half_width(text))
    return f"{int(found[1]):02}:{found[2]}" if found else text.strip()


def flag(text: str) -> str:
    plain = half_width(text).lower()
    return "是" if plain in _YES else "否" if plain in _NO else text.strip()


def equal_numbers(left: str, right: str) -> bool:
    """98.50 and 98.5 are one number."""
    try:
        return Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False


class Names:
    """Finds records by what people call them: full name, short name, with or without 党支部, 1 for 一, or the id."""

    def __init__(self, records: Iterable[Any]) -> None:
        self._known: dict[str, set[str]] = {}
        self.titles: dict[str, str] = {}
        for record in records:
            self.titles[record.slug] = record.title
            names = [record.title, getattr(record, "short", None), record.slug, record.id]
            for name in names:
                for form in _forms(name or ""):
                    self._known.setdefault(form, set()).add(record.slug)

    def find(self, text: str) -> Sequence[str]:
        """Slugs that a text may mean: none, one, or several."""
        for form in _forms(text):
            if found := self._known.get(form):
                return sorted(found)
        return self._by_end(text)

    def _by_end(self, text: str) -> Sequence[str]:
        """中共示范矿机电队支部委员会: the formal name begins with the unit's; the longest known name at its end is meant."""
        forms = _forms(text)
        if not forms or not _FORMAL.fullmatch(forms[0]):
            return ()
        ends = [
            known
            for known in self._known
            if len(known) >= _SHORTEST and any(form.endswith(known) for form in forms)
        ]
        return sorted(self._known[max(ends, key=len)]) if ends else ()

    def guess(self, text: str) -> str | None:
        """The name that was most likely meant."""
        named = did_you_mean(half_width(text), list(self.titles.values()))
        if named:
            return named
        near = did_you_mean(_forms(text)[-1], [form for form in self._known if not form.isascii()])
        return self.titles[min(self._known[near])] if near else None


def _forms(text: str) -> list[str]:
    """A name from the most exact form to the loosest."""
    plain = re.sub(r"\s+", "", half_width(text)).casefold()
    if not plain:
        return []
    outside = _BRACKETS.sub("", plain) or plain
    forms = [plain, outside, _SUFFIX.sub("", outside) or outside]
    if not plain.isascii():
        forms += [form.translate(_DIGITS) for form in forms]
    return list(dict.fromkeys(forms))
