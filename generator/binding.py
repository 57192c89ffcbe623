"""Binding YAML nodes to a model: which key is which field, what does not fit, and where everything stands."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, Union

from pydantic import ValidationError

from generator.fields import File, In, Markdown, To
from generator.messages import finding
from generator.problems import Finding
from generator.record import Part
from generator.words import did_you_mean
from generator.yamlio import Mapping, Node, Scalar, Sequence

P = TypeVar("P", bound=Part)
Location = tuple[str | int, ...]

# Keys that a loader sets; they are not part of what may be typed.
_SET_BY_LOADER = frozenset({"id", "path"})


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a key leads: the field's English name and the shape its value must have."""

    name: str
    key: str
    part: type[Part] | None
    is_list: bool
    is_map: bool
    is_file: bool
    marks: tuple[Any, ...]
    """`To` and `In` markers of the field's type: what a reference or a policy name may point to."""
    is_markdown: bool = False


@cache
def slots(model: type[Part]) -> dict[str, Slot]:
    """Every key a model accepts, Chinese and English, and the slot it leads to."""
    found: dict[str, Slot] = {}
    for name, info in model.model_fields.items():
        if name in _SET_BY_LOADER:
            continue
        slot = _slot(name, info.alias or name, info.annotation, tuple(info.metadata))
        found[slot.key] = found[name] = slot
    return found


def _slot(name: str, key: str, annotation: Any, metadata: tuple[Any, ...]) -> Slot:
    part: type[Part] | None = None
    is_list = is_map = is_file = is_markdown = False
    marks: list[Any] = [mark for mark in metadata if isinstance(mark, To | In)]
    for piece in _pieces(annotation):
        if isinstance(piece, To | In):
            marks.append(piece)
        elif isinstance(piece, type) and issubclass(piece, Part):
            part = piece
        is_file |= isinstance(piece, type) and issubclass(piece, File)
        is_markdown |= piece is Markdown
        is_list |= piece is tuple
        is_map |= piece is dict
    return Slot(name, key, part, is_list, is_map, is_file, tuple(marks), is_markdown)


def _pieces(annotation: Any) -> Iterator[Any]:
    """Every type inside an annotation, containers by their origin, with `Annotated` markers."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _pieces(annotation.__origin__)
        yield from annotation.__metadata__
    elif origin in (Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _pieces(argument)
    elif origin is not None and origin is not typing.Literal:
        yield origin
        for argument in typing.get_args(annotation):
            yield from _pieces(argument)
    else:
        yield annotation


@dataclass(slots=True)
class Source:
    """One file being bound: what findings need to know about where they stand."""

    path: str
    lines: typing.Sequence[str]
    kind: str = ""

    def finding(self, code: str, node: Node, *, field: str = "", **params: object) -> Finding:
        length = node.length if isinstance(node, Scalar) else 1
        return self.at(code, node.line, node.column, length, field=field, **params)

    def at(
        self, code: str, line: int, column: int, length: int, *, field: str = "", **params: object
    ) -> Finding:
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return finding(
            code,
            self.path,
            line,
            column,
            length=length,
            excerpt=excerpt,
            kind=self.kind,
            field=field,
            **params,
        )


def bind(model: type[P], root: Mapping, source: Source, **loaded: str) -> tuple[P | None, list[Finding]]:
    """Make a model from a file's root mapping.

    `loaded` are the fields that do not come from the text (`id`, `path`). Every finding of the file is returned; the
    model too where it can be made without the faulty fields, so that rules can go on and find what else is wrong.
    """
    findings: list[Finding] = []
    values = _bind_mapping(model, root, source, findings)
    values.update(loaded)
    try:
        return model.model_validate(values), findings
    except ValidationError as error:
        details = error.errors(include_url=False)
    seen = {(f.line, f.column) for f in findings if f.is_error}
    for detail in details:
        made = _from_pydantic(detail, model, root, source)
        if made.code == "field.missing":
            if not _misspelt_already(made, findings) and not _is_typed(model, root, detail["loc"]):
                findings.append(made)
        elif (made.line, made.column) not in seen:
            findings.append(made)
    return _salvage(model, values, {detail["loc"][0] for detail in details if detail["loc"]}), findings


def _salvage(model: type[P], values: dict[str, Any], faulty: set[str | int]) -> P | None:
    """The model without its faulty fields, or None when one of them is required."""
    names = {slot.name for key, slot in slots(model).items() if key in faulty}
    try:
        return model.model_validate({name: value for name, value in values.items() if name not in names})
    except ValidationError:
        return None


def _is_typed(model: type[Part], root: Mapping, at: Location) -> bool:
    """Whether something stands there: a required key whose value has the wrong shape is one fault, not two."""
    node: Node = root
    current: type[Part] | None = model
    for step in _by_name(model, tuple(at)):
        if isinstance(step, int):
            if not isinstance(node, Sequence) or step >= len(node.items):
                return False
            node = node.items[step]
            continue
        entry = _entry(current, node, step)
        if entry is None:
            return False
        node = entry[1]
        slot = slots(current).get(step) if current else None
        current = slot.part if slot else None
    return not _is_absent(node)


def _misspelt_already(missing: Finding, findings: list[Finding]) -> bool:
    """A required key that is there but misspelt is one fault, not two."""
    return any(
        f.code == "field.unknown-key" and f"是不是想写“{missing.field}”" in f.message for f in findings
    )


def _bind_mapping(
    model: type[Part], node: Mapping, source: Source, findings: list[Finding]
) -> dict[str, Any]:
    table = slots(model)
    values: dict[str, Any] = {}
    first: dict[str, Scalar] = {}
    for key, value in node.entries:
        slot = table.get(key.text)
        if slot is None:
            findings.append(_unknown_key(model, key, source))
            continue
        if slot.name in first:
            findings.append(
                source.finding(
                    "field.two-names", key, field=slot.key, english=slot.name, line=first[slot.name].line
                )
            )
            continue
        first[slot.name] = key
        bound = _bind_value(slot, value, key, source, findings)
        if bound is not None:
            values[slot.name] = bound
    return values


def _unknown_key(model: type[Part], key: Scalar, source: Source) -> Finding:
    how = model.derived_keys.get(key.text)
    if how is not None:
        return source.finding("field.derived", key, field=key.text, how=how)
    known = [slot.key for name, slot in slots(model).items() if name == slot.key]
    guess = did_you_mean(key.text, known)
    if guess:
        return source.finding("field.unknown-key", key, field=key.text, guess=guess)
    return source.finding("field.unknown-key-no-guess", key, field=key.text, known="、".join(known))


def _is_absent(node: Node) -> bool:
    """Empty means absent: `键:` with nothing, and `键: []`, which must not pass for a required list."""
    if isinstance(node, Sequence):
        return not node.items
    return isinstance(node, Scalar) and not node.text.strip()


def _bind_value(slot: Slot, node: Node, key: Scalar, source: Source, findings: list[Finding]) -> Any:
    """The plain Python value for one key; None when absent or when the shape is wrong (then with a finding)."""
    if _is_absent(node):
        return None
    if slot.is_list:
        if not isinstance(node, Sequence):
            findings.append(source.finding("field.not-a-list", node, field=slot.key))
            return None
        return [item for one in node.items if (item := _bind_item(slot, one, source, findings)) is not None]
    return _bind_item(slot, node, source, findings)


def _bind_item(slot: Slot, node: Node, source: Source, findings: list[Finding]) -> Any:
    if slot.part is not None:
        if not isinstance(node, Mapping):
            known = "、".join(s.key for n, s in slots(slot.part).items() if n == s.key)
            findings.append(source.finding("field.not-a-group", node, field=slot.key, known=known))
            return None
        return _bind_mapping(slot.part, node, source, findings)
    if slot.is_map:
        return _bind_map(slot, node, source, findings)
    if not isinstance(node, Scalar):
        findings.append(source.finding("field.not-text", node, field=slot.key))
        return None
    if not node.text.strip():
        findings.append(source.finding("field.empty-item", node, field=slot.key))
        return None
    return node.text


def _bind_map(slot: Slot, node: Node, source: Source, findings: list[Finding]) -> dict[str, str] | None:
    """A mapping whose keys are the record's own (table columns, score items)."""
    if not isinstance(node, Mapping):
        findings.append(source.finding("field.not-a-table-row", node, field=slot.key))
        return None
    row: dict[str, str] = {}
    for key, value in node.entries:
        if not isinstance(value, Scalar):
            findings.append(source.finding("field.not-text", value, field=key.text))
        elif value.text.strip():
            row[key.text] = value.text
    return row


def place(model: type[Part], root: Mapping, at: Location) -> tuple[int, int, int]:
    """Line, column and length of what a location names; of the nearest thing around it when it is not there.

    A whole group is marked by its key; a list item by its own start.
    """
    marked: Node = root.entries[0][0] if root.entries else root
    node: Node = root
    current: type[Part] | None = model
    for step in at:
        if isinstance(step, int):
            if not isinstance(node, Sequence) or step >= len(node.items):
                break
            node = marked = node.items[step]
            continue
        entry = _entry(current, node, step)
        if entry is None:
            break
        key, node = entry
        slot = slots(current).get(step) if current else None
        current = slot.part if slot else None
        marked = node if isinstance(node, Scalar) and node.text else key
    if isinstance(marked, Mapping) and marked.entries:
        marked = marked.entries[0][0]
    return marked.line, marked.column, marked.length if isinstance(marked, Scalar) else 1


def _entry(model: type[Part] | None, node: Node, name: str) -> tuple[Scalar, Node] | None:
    if not isinstance(node, Mapping):
        return None
    table = slots(model) if model else {}
    for key, value in node.entries:
        slot = table.get(key.text)
        if (slot.name if slot else key.text) == name:
            return key, value
    return None


_PYDANTIC_CODES = {"missing": "field.missing", "literal_error": "field.not-a-choice"}


def _from_pydantic(
    detail: AbstractMapping[str, Any], model: type[Part], root: Mapping, source: Source
) -> Finding:
    at = _by_name(model, tuple(detail["loc"]))
    line, column, length = place(model, root, at)
    label = label_of(model, at)
    context = dict(detail.get("ctx") or {})
    code = _PYDANTIC_CODES.get(detail["type"], detail["type"])
    if code == "field.not-a-choice":
        return _not_a_choice(detail, source, (line, column, length), label)
    if code == "field.missing":
        example = _example(model, at)
        return source.at(code, line, column, length, field=label, example=example)
    return source.at(code, line, column, length, field=label, **context)


def _not_a_choice(
    detail: AbstractMapping[str, Any], source: Source, where: tuple[int, int, int], label: str
) -> Finding:
    choices = [part.strip("'") for part in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    guess = did_you_mean(str(detail["input"]), choices)
    return source.at(
        "field.not-a-choice",
        *where,
        field=label,
        typed=str(detail["input"])[:40],
        choices="、".join(choices),
        guess=f"是不是想写“{guess}”？" if guess else "",
    )


def _by_name(model: type[Part], at: Location) -> Location:
    """Pydantic names a place by alias or by name, depending on the error; we name it by field name."""
    names: list[str | int] = []
    current: type[Part] | None = model
    for step in at:
        slot = slots(current).get(step) if current and isinstance(step, str) else None
        names.append(slot.name if slot else step)
        if slot:
            current = slot.part
    return tuple(names)


def label_of(model: type[Part], at: Location) -> str:
    """The Chinese key that a location ends in."""
    label, current = "", model
    for step in at:
        if isinstance(step, str) and current:
            slot = slots(current).get(step)
            label = slot.key if slot else step
            current = slot.part if slot else None  # type: ignore[assignment]
    return label


def _example(model: type[Part], at: Location) -> str:
    current: type[Part] | None = model
    example = ""
    for step in at:
        if isinstance(step, str) and current and step in current.model_fields:
            examples = current.model_fields[step].examples
            example = str(examples[0]) if examples else ""
            slot = slots(current).get(step)
            current = slot.part if slot else None
    return example
