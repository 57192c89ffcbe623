"""Markdown fields before they are rendered: what would take too long, and what nobody would see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from generator.binding import Source, slots
from generator.markdown_limits import Odd, too_costly, vanishing
from generator.problems import Finding
from generator.record import Part
from generator.yamlio import Mapping, Node, Scalar, Sequence


def long_text_findings(model: type[Part], root: Mapping, source: Source) -> Iterator[Finding]:
    """What is odd about each Markdown text, at its line in the file."""
    for scalar, key in markdown_scalars(model, root):
        costly = too_costly(scalar.text)
        for odd in [costly] if costly else vanishing(scalar.text):
            yield _placed(odd, scalar, key, source)


def markdown_scalars(model: type[Part], node: Node) -> Iterator[tuple[Scalar, str]]:
    """Every Markdown value and its key."""
    if not isinstance(node, Mapping):
        return
    table = slots(model)
    for key, value in node.entries:
        slot = table.get(key.text)
        if slot is None:
            continue
        if slot.is_markdown and isinstance(value, Scalar):
            yield value, slot.key
        elif slot.part is not None:
            items = value.items if isinstance(value, Sequence) else [value]
            yield from chain.from_iterable(markdown_scalars(slot.part, item) for item in items)


def _placed(odd: Odd, scalar: Scalar, key: str, source: Source) -> Finding:
    """In a `|` block each line of the text is a line of the file; other styles are marked as a whole."""
    if scalar.style != "literal":
        return source.finding(odd.code, scalar, field=key, **odd.params)
    line = scalar.line + 1 + odd.line
    typed = source.lines[line - 1] if line <= len(source.lines) else ""
    shown = scalar.text.split("\n")[odd.line]
    indent = max(0, len(typed) - len(shown))
    return source.at(odd.code, line, indent + odd.column + 1, max(1, odd.length), field=key, **odd.params)
