"""The types a record field can have. All start from text as typed; nothing is guessed or silently changed.

Plain `str` is plain text: every character appears on the page as typed. `Markdown` is the only type whose
text is interpreted. The renderer decides by these types alone how a value becomes HTML.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.regex import regex

# What a record may be is decided here, whatever else is installed; looking for plugins reads every package's metadata.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_ISO_DAY = regex(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_CLOCK = regex(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_COUNT = regex(r"\d{1,9}", re.ASCII)
_NUMBER = regex(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_YEAR = regex(r"(?:19|20|21)\d\d", re.ASCII)
_PHONE = regex(r"[0-9][0-9 \-—转、,，()（）/]{2,40}", re.ASCII)
_MAILBOX = regex(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
_CONTROL_OR_BREAK = regex(r"[\n\r]")

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LONGEST_MARKDOWN = 100_000


def _refuse(code: str, typed: object, **params: Any) -> NoReturn:
    raise PydanticCustomError(code, code, {"typed": str(typed)[:40], **params})


def _text(value: object) -> str:
    if not isinstance(value, str):
        _refuse("field.not-text", "")
    return value


def _parse_line(value: object) -> str:
    text = _text(value).strip()
    if _CONTROL_OR_BREAK.search(text):
        _refuse("field.not-one-line", text)
    if len(text) > LONGEST_LINE:
        _refuse("field.too-long", text, most=LONGEST_LINE, count=len(text))
    return text


def _parse_text(value: object) -> str:
    text = _text(value).strip("\n")
    if len(text) > LONGEST_TEXT:
        _refuse("field.too-long", text, most=LONGEST_TEXT, count=len(text))
    return text


def _parse_day(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    text = _text(value).strip()
    match = _ISO_DAY.fullmatch(text)
    if not match:
        _refuse("field.not-a-day", text)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return dt.date(year, month, day)
    except ValueError:
        _refuse("field.impossible-day", text)


def _parse_clock(value: object) -> str:
    text = _text(value).strip()
    match = _CLOCK.fullmatch(text)
    if not match:
        _refuse("field.not-a-clock", text)
    return f"{int(match[1]):02}:{match[2]}"


def _parse_count(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value).strip()
    if not _COUNT.fullmatch(text):
        _refuse("field.not-a-count", text)
    return int(text)


def _parse_year(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value).strip().removesuffix("年")
    if not _YEAR.fullmatch(text):
        _refuse("field.not-a-year", text)
    return int(text)


def _parse_number(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    text = _text(value).strip()
    if not _NUMBER.fullmatch(text):
        _refuse("field.not-a-number", text)
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern already excludes it
        _refuse("field.not-a-number", text)


def _parse_flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).strip()
    if text not in ("是", "否"):
        _refuse("field.not-a-flag", text)
    return text == "是"


def _parse_phone(value: object) -> str:
    text = _text(value).strip()
    if not _PHONE.fullmatch(text):
        _refuse("field.not-a-phone", text)
    return text


def _parse_mailbox(value: object) -> str:
    text = _text(value).strip()
    if not _MAILBOX.fullmatch(text):
        _refuse("field.not-a-mailbox", text)
    return text


class _Str(str):
    """A `str` that pydantic keeps as its own class, so that later stages can tell by type what it is."""

    @classmethod
    def parse(cls, value: object) -> _Str:
        return cls(_parse_line(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "x-type": cls.__name__.lower()}


class Markdown(_Str):
    """Long text; rendered by Python-Markdown, then sanitised."""

    @classmethod
    def parse(cls, value: object) -> Markdown:
        text = _text(value).strip("\n")
        if len(text) > LONGEST_MARKDOWN:
            _refuse("field.too-long", text, most=LONGEST_MARKDOWN, count=len(text))
        return cls(text)


class File(_Str):
    """Name of a file in the record's own folder (subfolders allowed); `attachments` decides what it may be."""


class Image(File):
    """A picture in the record's own folder."""


class Ref(_Str):
    """The id of another record. Declared as `Annotated[Ref, To("branches")]`, spelled `BranchRef` below."""


@dataclass(frozen=True, slots=True)
class To:
    """What a `Ref` points to: one or more kinds. `*` means any kind, written `<kind>/<id>`."""

    kinds: tuple[str, ...]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "x-ref": list(self.kinds)}


class Named(_Str):
    """A name that policy.yml defines. Declared as `Annotated[Named, In("branch_types")]`."""


@dataclass(frozen=True, slots=True)
class In:
    """The section of the policy (its English field name) that holds the allowed names."""

    section: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "x-policy": self.section}


Line = Annotated[str, BeforeValidator(_parse_line)]
Text = Annotated[str, BeforeValidator(_parse_text)]
Day = Annotated[dt.date, BeforeValidator(_parse_day)]
Clock = Annotated[str, BeforeValidator(_parse_clock)]
Count = Annotated[int, BeforeValidator(_parse_count)]
Year = Annotated[int, BeforeValidator(_parse_year)]
Number = Annotated[Decimal, BeforeValidator(_parse_number)]
Flag = Annotated[bool, BeforeValidator(_parse_flag)]
Phone = Annotated[str, BeforeValidator(_parse_phone)]
Mailbox = Annotated[str, BeforeValidator(_parse_mailbox)]

BranchRef = Annotated[Ref, To(("branches",))]
NoticeRef = Annotated[Ref, To(("notices",))]
LedgerRef = Annotated[Ref, To(("ledgers",))]
ThemeRef = Annotated[Ref, To(("themes",))]
TrainingRef = Annotated[Ref, To(("trainings",))]
MeetingRef = Annotated[Ref, To(("meetings",))]
AnyRef = Annotated[Ref, To(("*",))]
