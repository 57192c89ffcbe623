"""The personal-data gate on record text (DOMAIN §5): over the file as typed, so nothing slips past a field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.binding import Source, slots
from generator.parts import Contact
from generator.privacy import find_mailboxes, find_phones, scan
from generator.problems import Finding
from generator.record import Part
from generator.yamlio import Document, Mapping, Node, Scalar, Sequence

_NOT_SIGNIFICANT = re.compile(r"[^0-9A-Za-z]")
_CONTACT_KEYS = frozenset({"电话", "邮箱", "办公电话", "phone", "mailbox", "office_phone"})


def personal_findings(document: Document, model: type[Part], source: Source) -> tuple[Finding, ...]:
    """What of a person must not be published, at its place in the file. Values are shown masked."""
    exempt = _exempt(document.root)
    found = [
        *_hits(document, source, exempt),
        *_contacts_elsewhere(document, model, source),
    ]
    return tuple(found)


def significant(text: str) -> str:
    """A number without the characters it is spelled with: what exemptions are compared by."""
    return _NOT_SIGNIFICANT.sub("", text)


def _exempt(root: Mapping | None) -> set[str]:
    """The numbers that 豁免 names, reduced to letters and digits."""
    listed = root.get("豁免", "exemptions") if root else None
    if not isinstance(listed, Sequence):
        return set()
    texts = [item.get("内容", "what") for item in listed.items if isinstance(item, Mapping)]
    return {significant(text.text) for text in texts if isinstance(text, Scalar)} - {""}


def _hits(document: Document, source: Source, exempt: set[str]) -> Iterator[Finding]:
    text = "\n".join(document.lines)
    starts: list[int] = []
    for hit in scan(text):
        if significant(text[hit.start : hit.end]) in exempt:
            continue
        starts = starts or _line_starts(document.lines)
        line = bisect_right(starts, hit.start)
        column = hit.start - starts[line - 1] + 1
        yield source.at(
            f"personal.{hit.kind}", line, column, hit.end - hit.start, masked=hit.masked
        )


def _line_starts(lines: object) -> list[int]:
    starts, at = [], 0
    for line in lines:  # type: ignore[attr-defined]
        starts.append(at)
        at += len(line) + 1
    return starts


def _contacts_elsewhere(document: Document, model: type[Part], source: Source) -> Iterator[Finding]:
    """Office phones and mailboxes outside 受理, 监督渠道 and 办公电话."""
    text = "\n".join(document.lines)
    if not find_phones(text) and not find_mailboxes(text):
        return
    for scalar in _scalars_outside_contacts(model, document.root):
        for hit in find_phones(scalar.text):
            yield source.finding("personal.phone-elsewhere", scalar, masked=hit.masked)
        for hit in find_mailboxes(scalar.text):
            yield source.finding("personal.mailbox-elsewhere", scalar, masked=hit.masked)


def _scalars_outside_contacts(model: type[Part] | None, node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars_outside_contacts(model, item)
    elif isinstance(node, Mapping) and not (model and issubclass(model, Contact)):
        table = slots(model) if model else {}
        for key, value in node.entries:
            if key.text in _CONTACT_KEYS or key.text in ("豁免", "exemptions"):
                continue
            slot = table.get(key.text)
            yield from _scalars_outside_contacts(slot.part if slot else None, value)
