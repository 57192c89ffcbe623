"""The text of one Office XML part: paragraphs, cells with their column's label, deletions, and telling attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from generator.attachments.model import Refused

_SENSITIVE = re.compile(
    r"工号|员工|职工|人员编号|工作证|住址|地址|居住|户籍|户口|出生|生日|身份证|证件|手机|电话|卡号|账号|帐号|护照|通行证"
)
_DEEPEST = 300
_MOST_ELEMENTS = 3_000_000
_TEXTUAL = frozenset({"t", "delText", "instrText", "v", "text", "lpwstr", "lpstr", "fld", "f"})
_TELLING = frozenset({"author", "descr", "title", "alt", "tooltip", "Target", "userId", "lastModifiedBy"})
_BREAKS = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "si": "\n", "tr": "\n", "comment": "\n"}


@dataclass(slots=True)
class PartText:
    """`body` as read on the page, `deleted` struck out by change tracking, `attributes` and cells with labels."""

    body: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    cells: list[tuple[str, str]] = field(default_factory=list)


def elements(data: bytes) -> Iterator[tuple[str, Element]]:
    """("start" | "end", element) with local names, without entities, document types or endless depth.

    Raises:
        Refused: the XML is broken or is built to exhaust the reader.
    """
    open_elements: list[Element] = []
    count = 0
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                count += 1
                if len(open_elements) > _DEEPEST:
                    raise Refused("files.bomb")
                if count > _MOST_ELEMENTS:
                    raise Refused("files.too-complex")
            yield event, element
            if event == "end":
                open_elements.pop()
                # What has been read is let go of, or a million empty elements would pile up in the parent.
                if open_elements:
                    del open_elements[-1][:]
    except DefusedXmlException as error:
        raise Refused("files.bomb") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("files.broken") from error


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def part_text(data: bytes) -> PartText:
    """All text of a part; split runs are joined, so a number cut by formatting is whole again."""
    found = PartText()
    tables: list[_Table] = []
    for event, element in elements(data):
        name = local(element)
        if event == "start":
            _attributes(element, found)
            if name == "tbl":
                tables.append(_Table())
            elif name == "tc" and tables:
                tables[-1].cell_from = len(found.body)
            continue
        if element.text and (name in _TEXTUAL or element.text.strip()):
            (found.deleted if name == "delText" else found.body).append(element.text)
        if name in _BREAKS:
            found.body.append(_BREAKS[name])
            if name == "p":
                found.deleted.append("\n" if found.deleted else "")
        if tables and name in {"tc", "tr", "tbl"}:
            _table_end(name, tables, found)
    return found


def _attributes(element: Element, found: PartText) -> None:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] in _TELLING and value:
            found.attributes.append(value)


@dataclass(slots=True)
class _Table:
    head: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell_from: int = 0


def _table_end(name: str, tables: list[_Table], found: PartText) -> None:
    table = tables[-1]
    if name == "tc":
        table.row.append("".join(found.body[table.cell_from :]).strip())
        found.body.append("\t")
    elif name == "tr":
        found.cells += labelled(table.head, table.row)
        table.head = table.head or table.row
        table.row = []
    else:
        tables.pop()


def labelled(head: list[str], row: list[str]) -> list[tuple[str, str]]:
    """(label, value) of a row where the label matters: by its column's head, and by the cell to the left (a form)."""
    pairs = [*zip(head, row, strict=False), *pairwise(row)]
    return [(label, value) for label, value in pairs if value and len(label) <= 20 and is_telling(label)]


def is_telling(label: str) -> bool:
    """Whether a column or field of this name holds what must not be published."""
    return _SENSITIVE.search(label) is not None
