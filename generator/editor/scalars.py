"""Text as YAML that our own reader reads back to the letter. Used for new records and for edits of old ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from generator.record import Part, Record
from generator.schema import Field, fields_of
from generator.yamlio import Mapping, Node, Sequence, read

STEP = 2


def scalar(text: str, indent: int, style: str = "plain", before: str = "键: ") -> str:
    """One value after `键: `, in the wanted style if the reader then reads just this text, else in one that works.

    Args:
        text: what the value must be.
        indent: column of the key, for blocks of several lines.
        style: plain, single, double, literal or folded: how it was written before.
        before: what stands in front of it on its line: a key, or the dash of a list.
    """
    candidates = list(_candidates(text, indent, style))
    return next((one for one in candidates if _reads_as(one, text, indent, before)), candidates[-1])


def _candidates(text: str, indent: int, style: str) -> Iterator[str]:
    single = "'" + text.replace("'", "''") + "'"
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if "\n" in text or style in ("literal", "folded"):
        yield _block(text, indent, "|" if text.endswith("\n") else "|-")
        yield _block(text, indent, "|" if text.endswith("\n") else "|-", str(STEP))
    else:
        yield from {"single": [single], "double": [double]}.get(style, [])
        yield text
        yield single
    yield double


def _block(text: str, indent: int, header: str, indicator: str = "") -> str:
    pad = " " * (indent + STEP)
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([header[0] + indicator + header[1:], *(pad + line if line else "" for line in lines)])


def _reads_as(written: str, text: str, indent: int, before: str) -> bool:
    pad = " " * indent
    heads = "".join(f"{' ' * level}外:\n" for level in range(0, max(indent, before == "- "), STEP))
    document = read(f"{heads}{pad}{before}{written}\n".encode(errors="surrogatepass"), "")
    if document.findings or document.root is None:
        return False
    node: Node = document.root
    while isinstance(node, Mapping | Sequence):
        children = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
        if not children or (isinstance(node, Sequence) and before != "- "):
            return False
        node = children[0]
    return node.text == text


def entry(key: str, value: Any, indent: int, model: type[Part] | None) -> list[str]:
    """The lines of `key: value` with the key in column `indent`; groups in the order of their model."""
    pad = " " * indent
    if isinstance(value, str):
        return f"{pad}{key_text(key)}: {scalar(value, indent)}".split("\n")
    part = part_of(model, key)
    lines = (
        mapping(value, indent + STEP, part)
        if isinstance(value, dict)
        else sequence(value, indent + STEP, part)
    )
    return [f"{pad}{key_text(key)}:", *lines]


def mapping(values: dict[str, Any], indent: int, model: type[Part] | None) -> list[str]:
    """The lines of a group's entries."""
    keys = sorted(values, key=order_of(model)) if model else list(values)
    return [line for key in keys for line in entry(key, values[key], indent, model)]


def sequence(items: list[Any], indent: int, part: type[Part] | None) -> list[str]:
    """The lines of a list, the dashes in column `indent`."""
    return [line for item in items for line in list_item(item, indent, part)]


def list_item(item: Any, indent: int, part: type[Part] | None) -> list[str]:
    """The lines of one `- ` item."""
    pad = " " * indent
    if isinstance(item, str):
        return f"{pad}- {scalar(item, indent, before='- ')}".split("\n")
    lines = mapping(item, indent + STEP, part)
    return [f"{pad}- {lines[0][indent + STEP :]}", *lines[1:]]


def key_text(key: str) -> str:
    """A key as it must be typed: table columns may be any words."""
    return key if _reads_as_key(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reads_as_key(key: str) -> bool:
    document = read(f"{key}: 值\n".encode(errors="surrogatepass"), "")
    return not document.findings and document.root is not None and document.root.entries[0][0].text == key


def part_of(model: type[Part] | None, key: str) -> type[Part] | None:
    """The model of the group that a key leads to."""
    return next((one.part for one in fields_of(model) if key in (one.key, one.name)), None) if model else None


@cache
def ordered_fields(model: type[Part]) -> tuple[Field, ...]:
    """Fields as people fill them in: the title, what is the kind's own, then what all records share."""
    fields = fields_of(model)
    if not issubclass(model, Record):
        return fields
    shared = [one for one in fields if one.name in Record.model_fields and one.name != "title"]
    own = [one for one in fields if one.name not in Record.model_fields]
    return (*(one for one in fields if one.name == "title"), *own, *shared)


def order_of(model: type[Part] | None) -> Any:
    """Sort key for keys: the order of `ordered_fields`, unknown ones last."""
    fields = ordered_fields(model) if model else ()
    places = {name: index for index, one in enumerate(fields) for name in (one.key, one.name)}
    return lambda key: places.get(key, len(places))


def canonical(model: type[Part] | None, key: str) -> str:
    """The Chinese key of a field that may be typed with its English name."""
    return next((one.key for one in fields_of(model) if key == one.name), key) if model else key
