"""Contacts of an office: phones and mailboxes. Allowed where staff and citizens are meant to reach it, nowhere else."""

from __future__ import annotations

import re

from generator.privacy.digits import has_digits, plain
from generator.privacy.hits import Hit, mask, without_overlaps
from generator.privacy.numbers import numbers
from generator.regex import regex

_WORD = r"(?:电话|座机|传真|热线|办公电话|内线|分机|监督电话|举报|tel|fax|☎)(?:号码)?[\s:：为是（(.]{0,4}"
_AREA = regex(
    r"(?<![0-9A-Za-z.\-])[（(]?(?:\+?86[\s\-]?)?(?:0(?:10|2[0-9]|[3-9][0-9]{2}))[）)]?[\s\-—－]{0,2}[2-8][0-9]{2,3}[\s\-]?[0-9]{4}(?![0-9])"
    r"(?:(?:转|-|分机)[0-9]{1,5}(?![0-9]))?"
)
_SERVICE = regex(r"(?<![0-9A-Za-z.\-])(?:400|800)[\s\-]?[0-9]{3,4}[\s\-]?[0-9]{3,4}(?![0-9\-])")
_ANNOUNCED = regex(rf"{_WORD}(?P<value>[0-9][0-9\-\s转]{{2,14}}[0-9])(?![0-9])", re.IGNORECASE)
_MAILBOX = regex(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?(?:@|＠|\(at\)|\[at\])\s?[A-Za-z0-9][A-Za-z0-9\-]{0,62}(?:[.．][A-Za-z0-9\-]{1,63}){1,5}",
    re.IGNORECASE,
)


def find_phones(text: str) -> list[Hit]:
    """Every phone number in `text`: mobiles, office numbers with area code, 400/800 and what 电话 announces."""
    if not has_digits(text):
        return []
    ready = plain(text)
    found = [hit for hit in numbers(ready.text) if hit.kind == "mobile"]
    for pattern in (_AREA, _SERVICE):
        found += [_phone(match.start(), match[0]) for match in pattern.finditer(ready.text)]
    found += [_phone(match.start("value"), match["value"]) for match in _ANNOUNCED.finditer(ready.text)]
    placed = [Hit(hit.kind, *ready.original(hit.start, hit.end), hit.masked) for hit in found]
    return without_overlaps(placed)


def find_mailboxes(text: str) -> list[Hit]:
    """Every mail address in `text`."""
    if "@" not in text and "＠" not in text and "at" not in text:
        return []
    return [Hit("mailbox", match.start(), match.end(), mask(match[0])) for match in _MAILBOX.finditer(text)]


def _phone(start: int, value: str) -> Hit:
    return Hit("office_phone", start, start + len(value), mask(value))
