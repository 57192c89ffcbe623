"""A record as cells: one column a field, groups spread over columns, lists of groups as a short list in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.editor import scalars
from generator.editor.form import same, to_form
from generator.kinds import all_kinds
from generator.record import Part
from generator.schema import Field, fields_of
from generator.sheets.values import Names, clock, day, equal_numbers, flag, half_width, number
from generator.yamlio import Mapping, Node, Scalar, read
from generator.yamlio import Sequence as NodeList

ID = "编号"
JOIN = "·"
CLEAR = "（清空）"
CUT = "（太长，没有导出）"
LONGEST_CELL = 32_000

# What staff fill in last, or never in a table, stands at the right.
_LAST = ("公开范围", "发布日期", "撤下日期", "草稿", "标签", "附件", "更正", "审批", "别名", "豁免")


@dataclass(frozen=True, slots=True)
class Column:
    """`path` are the Chinese keys that lead to the field; `holders` those of the groups it lies in."""

    path: tuple[str, ...]
    field: Field
    needed: bool

    @property
    def header(self) -> str:
        return JOIN.join(self.path)

    @property
    def is_structured(self) -> bool:
        """A cell holds a whole list or group with keys of its own."""
        return self.field.form in ("group", "row")


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of a kind, its own fields first."""
    columns = list(_flat(all_kinds()[kind].model, (), True))
    return tuple(sorted(columns, key=lambda one: one.path[0] in _LAST))


def _flat(model: type[Part], above: tuple[str, ...], needed: bool) -> Iterator[Column]:
    for one in fields_of(model):
        path = (*above, one.key)
        if one.form == "group" and not one.is_list and one.part is not None:
            yield from _flat(one.part, path, needed and one.required)
        else:
            yield Column(path, one, needed and one.required)


def get(values: dict[str, Any], path: Sequence[str]) -> Any:
    """The form value at a path, None when it is not there."""
    for key in path:
        if not isinstance(values, dict):
            return None
        values = values.get(key)  # type: ignore[assignment]
    return values


def put(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set a form value, or take it away (with groups that become empty)."""
    if len(path) == 1:
        if value in (None, "", [], {}):
            values.pop(path[0], None)
        else:
            values[path[0]] = value
        return
    inner = values.setdefault(path[0], {})
    put(inner, path[1:], value)
    if not inner:
        values.pop(path[0])


def to_cell(value: Any, column: Column) -> str:
    """A form value as the text of one cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(scalars.mapping(value, 0, column.field.part))
    if not column.is_structured and not any(_needs_dash(one, column) for one in value):
        return "\n".join(value)
    return "\n".join(scalars.sequence(value, 0, column.field.part))


def _needs_dash(item: str, column: Column) -> bool:
    """Whether an item on a line of its own would be read as something else. One line of ids may be a row of them."""
    row_of_ids = column.field.form == "ref" and re.search("[，,、]", item)
    return "\n" in item or item.startswith("- ") or not item or bool(row_of_ids)


class NotAList(ValueError):
    """A cell that should hold a list with keys holds something else."""


def from_cell(text: str, column: Column, before: Any, names: Names | None = None) -> Any:
    """The form value of a cell, spelled as before where it means the same.

    Raises:
        NotAList: a list or group that cannot be read.
    """
    if column.field.is_list:
        return _list(text, column, before)
    if column.is_structured:
        return _structured(text, column)
    return _spelled(text, column.field, before, names)


def _list(text: str, column: Column, before: Any) -> list[Any]:
    olds = before if isinstance(before, list) else []
    if column.is_structured or text.startswith("- "):
        items = _structured(text, column)
        if not isinstance(items, list):
            raise NotAList
        return items
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1 and column.field.form == "ref":
        lines = [
            one.strip() for one in lines[0].replace("，", "、").replace(",", "、").split("、") if one.strip()
        ]
    return [
        _spelled(one, column.field, olds[at] if at < len(olds) else None, None)
        for at, one in enumerate(lines)
    ]


def _structured(text: str, column: Column) -> Any:
    """A list or group as the reader of records reads it."""
    lines = "\n".join(f"  {line}" if line.strip() else "" for line in text.strip("\n").split("\n"))
    document = read(f"值:\n{lines}\n".encode("utf-8", "surrogatepass"), "")
    if document.root is None or document.has_errors or len(document.root.entries) != 1:
        raise NotAList
    return _value(document.root.entries[0][1], column.field)


def _value(node: Node, one: Field) -> Any:
    if isinstance(node, NodeList):
        return [_value(item, one) for item in node.items]
    if isinstance(node, Scalar):
        if one.form in ("group", "row"):
            raise NotAList
        return node.text
    return _group(node, one)


def _group(node: Mapping, one: Field) -> dict[str, Any]:
    if one.part is None:
        return {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
    known = {name for field in fields_of(one.part) for name in (field.key, field.name)}
    if any(key.text not in known for key, _ in node.entries):
        raise NotAList
    return to_form(node, one.part)


def _spelled(text: str, one: Field, before: Any, names: Names | None) -> str:
    value = _typed(text, one, names)
    if isinstance(before, str) and (same(value, before, one) or _equal(value, before, one)):
        return before
    return value


def _equal(value: str, before: str, one: Field) -> bool:
    if one.form in ("number", "count", "year"):
        return equal_numbers(value, before.strip().removesuffix("年"))
    if one.form == "clock":
        return clock(value) == clock(before)
    return False


def _typed(text: str, one: Field, names: Names | None) -> str:
    """The text of a cell as records write such a field. What does not fit stays as it is: the rules then say so."""
    if one.form in ("number", "count"):
        return number(text) or text.strip()
    if one.form == "year":
        return half_width(text).removesuffix("年")
    if one.form == "day":
        return day(text)
    if one.form == "clock":
        return clock(text)
    if one.form == "flag":
        return flag(text)
    if one.form == "ref" and names is not None:
        found = names.find(text)
        return found[0] if len(found) == 1 else text.strip()
    return text if one.form in ("text", "markdown") else text.strip()
