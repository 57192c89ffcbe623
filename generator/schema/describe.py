"""What a field is, in one small description that schemas, tables and forms are made from."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union

from pydantic import BeforeValidator

from generator import fields
from generator.fields import File, Image, In, Markdown, Named, Ref, To
from generator.record import Part

Form = Literal[
    "line",
    "text",
    "markdown",
    "day",
    "clock",
    "count",
    "year",
    "number",
    "flag",
    "phone",
    "mailbox",
    "file",
    "image",
    "ref",
    "named",
    "choice",
    "group",
    "row",
]
"""How one value is written. `group`: fields of its own; `row`: a mapping whose keys are the record's own."""

_SET_BY_LOADER = frozenset({"id", "path"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model. `key` is what staff type, `name` the English name."""

    name: str
    key: str
    about: str
    example: str
    required: bool
    form: Form
    is_list: bool
    part: type[Part] | None = None
    choices: tuple[str, ...] = ()
    section: str = ""
    """Policy section (English field name) that holds the allowed names."""
    kinds: tuple[str, ...] = ()
    """Kinds that a reference may name; `*` for any."""
    value: type = str
    """The class of one value once it is read: str, int, bool, date, Decimal; object for groups and rows."""


Kinds = typing.Mapping[str, str]
"""Kind name → Chinese label."""


def _parser(alias: Any) -> Callable[..., Any]:
    """The function that gives an annotated type its meaning."""
    parser: Callable[..., Any] = alias.__metadata__[0].func
    return parser


_BY_PARSER: dict[Callable[..., Any], Form] = {
    _parser(fields.Line): "line",
    _parser(fields.Text): "text",
    _parser(fields.Day): "day",
    _parser(fields.Clock): "clock",
    _parser(fields.Count): "count",
    _parser(fields.Year): "year",
    _parser(fields.Number): "number",
    _parser(fields.Flag): "flag",
    _parser(fields.Phone): "phone",
    _parser(fields.Mailbox): "mailbox",
}
# Subclasses first: an Image is a File.
_BY_CLASS: tuple[tuple[type, Form], ...] = (
    (Image, "image"),
    (File, "file"),
    (Markdown, "markdown"),
    (Ref, "ref"),
    (Named, "named"),
    (bool, "flag"),
    (int, "count"),
    (str, "line"),
)


@cache
def fields_of(model: type[Part]) -> tuple[Field, ...]:
    """The fields that may be typed, in the order of the model."""
    return tuple(
        _field(name, info, list(_pieces(info.annotation, tuple(info.metadata))))
        for name, info in model.model_fields.items()
        if name not in _SET_BY_LOADER
    )


def _field(name: str, info: Any, pieces: list[Any]) -> Field:
    part = next((piece for piece in pieces if isinstance(piece, type) and issubclass(piece, Part)), None)
    choices = next((typing.get_args(piece) for piece in pieces if typing.get_origin(piece) is Literal), ())
    named = next((piece for piece in pieces if isinstance(piece, In)), None)
    to = next((piece for piece in pieces if isinstance(piece, To)), None)
    return Field(
        name=name,
        key=info.alias or name,
        about=info.description or "",
        example=str(info.examples[0]) if info.examples else "",
        required=info.is_required(),
        form=_form(pieces, part, choices),
        is_list=tuple in pieces,
        part=part,
        choices=tuple(str(choice) for choice in choices),
        section=named.section if named else "",
        kinds=to.kinds if to else (),
        value=_value(pieces),
    )


def _value(pieces: list[Any]) -> type:
    classes = [piece for piece in pieces if isinstance(piece, type)]
    for base in (bool, int, Decimal, dt.date, str):
        if any(issubclass(one, base) for one in classes):
            return base
    return str if any(typing.get_origin(piece) is Literal for piece in pieces) else object


def _form(pieces: list[Any], part: type[Part] | None, choices: tuple[Any, ...]) -> Form:
    if part is not None:
        return "group"
    if choices:
        return "choice"
    if dict in pieces:
        return "row"
    for piece in pieces:
        if isinstance(piece, BeforeValidator):
            # A parser of a kind's own takes what only it knows; its description says what.
            return _BY_PARSER.get(piece.func, "line")
    classes = [piece for piece in pieces if isinstance(piece, type)]
    return next(form for base, form in _BY_CLASS for piece in classes if issubclass(piece, base))


def _pieces(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Everything an annotation is made of: containers by their origin, markers, choices, plain types."""
    yield from metadata
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _pieces(annotation.__origin__, annotation.__metadata__)
    elif origin in (Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _pieces(argument)
    elif origin is None or origin is Literal:
        yield annotation
    else:
        yield origin
        for argument in typing.get_args(annotation):
            yield from _pieces(argument)
