"""Personal data in text: what must not be published, found in every spelling and shown masked.

`scan` looks for what is never allowed (DOMAIN: ID cards, mobiles, bank cards, home addresses, staff numbers, days of
birth, passports). `find_phones` and `find_mailboxes` look for contacts of an office, which are allowed in some
fields only; the caller knows the field.
"""

from __future__ import annotations

from generator.privacy.contacts import find_mailboxes, find_phones
from generator.privacy.digits import Plain, has_digits, plain
from generator.privacy.hits import Hit, Kind, mask, without_overlaps
from generator.privacy.numbers import numbers
from generator.privacy.words import may_hold_words, words

__all__ = ["Hit", "Kind", "find_mailboxes", "find_phones", "mask", "masked_text", "scan", "scan_labelled"]


def scan(text: str) -> list[Hit]:
    """Personal data in `text`, in the order of the text, without overlaps. Places are those of `text` itself."""
    digits = has_digits(text)
    if not digits and not may_hold_words(text):
        return []
    ready = plain(text) if digits else Plain(text)
    found = [*numbers(ready.text)] if digits else []
    found += words(ready.text)
    return [_at_original(hit, ready) for hit in without_overlaps(found)]


def scan_labelled(label: str, value: str) -> list[Hit]:
    """Like `scan(value)`, but `label` (a column's header, a field's title) says what the value is.

    A column 工号 makes `100234` a staff number, which alone it is not.
    """
    lead = f"{label.strip()}："
    return [
        Hit(hit.kind, max(0, hit.start - len(lead)), hit.end - len(lead), hit.masked)
        for hit in scan(lead + value)
        if hit.end > len(lead)
    ]


def _at_original(hit: Hit, ready: Plain) -> Hit:
    start, end = ready.original(hit.start, hit.end)
    return Hit(hit.kind, start, end, hit.masked)


def masked_text(text: str, *, contacts: bool = False) -> str:
    """`text` with every value of a person starred where it stands, so that places in it stay what they are.

    Args:
        contacts: also star phones and mailboxes of an office.
    """
    hits = [
        *scan(text),
        *(find_phones(text) if contacts else ()),
        *(find_mailboxes(text) if contacts else ()),
    ]
    for hit in hits:
        text = starred(text, hit.start, hit.end)
    return text


def starred(text: str, start: int, end: int) -> str:
    """`text` with all but the first three characters of a span as stars."""
    shown = min(start + 3, end - 1)
    return f"{text[:shown]}{'*' * (end - shown)}{text[end:]}" if end > start else text
