"""The personal-data gate on record text (DOMAIN §5): over the file as typed, so nothing slips past a field."""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Iterator

from generator.binding import Source, slots
from generator.parts import Contact
from generator.privacy import Hit, find_mailboxes, find_phones, scan
from generator.problems import Finding
from generator.record import Part
from generator.regex import regex
from generator.yamlio import Document, Mapping, Node, Scalar, Sequence

_NOT_SIGNIFICANT = regex(r"[^0-9A-Za-z]")
_MARKS = regex(r"[*_`~\\\[\]<&]")
_LINK_TARGET = regex(r"\]\([^()\n]{0,300}\)")
_INLINE_TAG = regex(r"</?[A-Za-z][^<>\n]{0,40}>")
_CONTACT_KEYS = frozenset({"电话", "邮箱", "办公电话", "phone", "mailbox", "office_phone"})


def personal_findings(document: Document, model: type[Part], source: Source) -> tuple[Finding, ...]:
    """What of a person must not be published, at its place in the file. Values are shown masked."""
    exempt = _exempt(document.root)
    text = "\n".join(document.lines)
    hits = scan(text)
    told = exempt | {significant(text[hit.start : hit.end]) for hit in hits}
    found = [
        *_hits(text, hits, document, source, exempt),
        *_hidden(document, model, source, told),
        *_contacts_elsewhere(document, model, source, told),
    ]
    return tuple(found)


def personal_name(file_id: str, source: Source) -> Iterator[Finding]:
    """Personal data in a record's file name, which is its address."""
    for hit in scan(file_id):
        yield source.at(f"personal.{hit.kind}", 1, 1, 0, masked=hit.masked)


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


def _hits(
    text: str, hits: list[Hit], document: Document, source: Source, exempt: set[str]
) -> Iterator[Finding]:
    """Over the file as typed, so that nothing slips past a field."""
    starts: list[int] = []
    for hit in hits:
        if significant(text[hit.start : hit.end]) in exempt:
            continue
        starts = starts or _line_starts(document.lines)
        line = bisect_right(starts, hit.start)
        column = hit.start - starts[line - 1] + 1
        yield source.at(f"personal.{hit.kind}", line, column, hit.end - hit.start, masked=hit.masked)


def _hidden(document: Document, model: type[Part], source: Source, told: set[str]) -> Iterator[Finding]:
    """What only readers see: numbers put together by YAML (escapes, folding) or by Markdown (marks within)."""
    for scalar, is_markdown in _scalars(model, document.root):
        text = as_read(scalar.text) if is_markdown else scalar.text
        if text == scalar.text and (scalar.style in ("plain", "single", "literal") and scalar.length):
            continue
        for hit in scan(text):
            if significant(text[hit.start : hit.end]) not in told:
                yield source.finding(f"personal.{hit.kind}", scalar, masked=hit.masked)


def as_read(text: str) -> str:
    """Markdown without its marks, roughly as readers see it: enough to see numbers that the marks take apart."""
    if not _MARKS.search(text):
        return text
    return _MARKS.sub("", _LINK_TARGET.sub("", _INLINE_TAG.sub("", html.unescape(text))))


def _scalars(model: type[Part] | None, node: Node | None) -> Iterator[tuple[Scalar, bool]]:
    """Every key and value, and whether it is Markdown."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(model, item)
    elif isinstance(node, Mapping):
        table = slots(model) if model else {}
        for key, value in node.entries:
            slot = table.get(key.text)
            yield key, False
            values = value.items if isinstance(value, Sequence) else [value]
            for one in values:
                if isinstance(one, Scalar):
                    yield one, bool(slot and slot.is_markdown)
                else:
                    yield from _scalars(slot.part if slot else None, one)


def _line_starts(lines: object) -> list[int]:
    starts, at = [], 0
    for line in lines:  # type: ignore[attr-defined]
        starts.append(at)
        at += len(line) + 1
    return starts


def _contacts_elsewhere(
    document: Document, model: type[Part], source: Source, told: set[str]
) -> Iterator[Finding]:
    """Office phones and mailboxes outside 受理, 监督渠道 and 办公电话, but for those exempt or told already."""
    typed = "\n".join(document.lines)
    if "\\" not in typed and not find_phones(typed) and not find_mailboxes(typed):
        return
    for scalar in _scalars_outside_contacts(model, document.root):
        text = scalar.text
        for code, hits in (("phone", find_phones(text)), ("mailbox", find_mailboxes(text))):
            for hit in hits:
                if significant(text[hit.start : hit.end]) not in told:
                    yield source.finding(f"personal.{code}-elsewhere", scalar, masked=hit.masked)


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
