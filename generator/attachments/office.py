"""docx, xlsx and pptx: every text in them, also the hidden ones, with a name for where it stands."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import IO

from generator.attachments.markup_text import elements, is_telling, labelled, local, part_text
from generator.attachments.model import Content, Problem, Refused, Segment
from generator.attachments.package import Package

_WHERE: tuple[tuple[re.Pattern[str], str, bool], ...] = tuple(
    (re.compile(pattern), where, hidden)
    for pattern, where, hidden in (
        (r"^word/document\.xml$", "正文", False),
        (r"/(?:header|footer)\d*\.xml$", "页眉页脚", False),
        (r"/(?:footnotes|endnotes)\.xml$", "脚注", False),
        (r"/slides/slide(\d+)\.xml$", "第{}张幻灯片", False),
        (r"/notesSlides/", "幻灯片备注", True),
        (r"(?:^|/)(?:threadedComments/|comments)", "批注", True),
        (r"/persons?/|people\.xml$", "批注人", True),
        (r"^docProps/", "文档属性", True),
        (r"\.rels$", "链接", True),
        (r"/drawings/", "文本框", False),
        (r"/charts?/", "图表", False),
    )
)
_BIRTH = re.compile(r"出生(?:日期|年月日|时间)?|生日")
_WHOLE = re.compile(r"-?[0-9]+(?:\.0+)?(?:[eE][+]?[0-9]{1,2})?")
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
_MOST_COLUMNS = 600
_MOST_CELLS = 1_000_000


def read_office(file: IO[bytes], kind: str, depth: int = 0) -> Content:
    """Everything readable in a docx, xlsx or pptx.

    Raises:
        Refused: encrypted, damaged, a bomb, or with active content.
    """
    package = Package(file, depth)
    if package.kind != kind:
        raise Refused("files.other-office", found=package.kind or "zip")
    package.refuse_active()
    segments = _sheets(package) if kind == "xlsx" else []
    for name in package.parts(".xml", ".rels", ".vml"):
        if not (kind == "xlsx" and re.match(r"xl/(?:worksheets/sheet|sharedStrings)", name)):
            segments += _part(package, name)
    inner, not_scanned = _embedded(package)
    return Content(
        tuple(segments + inner),
        problems=_traces(segments),
        pages=sum(bool(re.match(r"ppt/slides/slide\d+\.xml", name)) for name in package.names) or None,
        sheets=sum(bool(re.match(r"xl/worksheets/sheet\d+\.xml", name)) for name in package.names) or None,
        not_scanned=not_scanned,
    )


def _part(package: Package, name: str) -> list[Segment]:
    where, hidden = _place(name)
    found = part_text(package.read(name))
    segments = [Segment(where, "".join(found.body), hidden, tuple(found.cells))]
    if any(text.strip() for text in found.deleted):
        segments.append(Segment("修订中删去的文字", "".join(found.deleted), True))
    if found.attributes:
        segments.append(Segment(where if hidden else "文档属性", "\n\n".join(found.attributes), True))
    return [segment for segment in segments if segment.text.strip()]


def _place(name: str) -> tuple[str, bool]:
    for pattern, where, hidden in _WHERE:
        match = pattern.search(name)
        if match:
            return where.format(*match.groups()), hidden
    return "文档内部数据", True


def _traces(segments: list[Segment]) -> tuple[Problem, ...]:
    """Comments and tracked deletions travel with the file; the writer should know."""
    wheres = {segment.where for segment in segments}
    left = [where for where in ("修订中删去的文字", "批注") if where in wheres]
    return (Problem("files.traces", {"what": "和".join(left)}),) if left else ()


def _embedded(package: Package) -> tuple[list[Segment], str | None]:
    """Texts of embedded Office files (a chart's data), and what embedded files could not be read."""
    segments: list[Segment] = []
    unread: list[str] = []
    for name in package.parts(".docx", ".xlsx", ".pptx", ".bin", ".doc", ".xls", ".ppt", ".pdf", ".zip"):
        if "/embeddings/" not in name:
            continue
        kind = name.rpartition(".")[2].lower()
        if kind not in {"docx", "xlsx", "pptx"} or package.depth >= 2:
            unread.append(name.rpartition("/")[2])
            continue
        inner = read_office(BytesIO(package.read(name)), kind, package.depth + 1)
        segments += [
            Segment(f"嵌入的文件（{one.where}）", one.text, True, one.labels) for one in inner.segments
        ]
    return segments, f"嵌入的文件：{'、'.join(unread[:5])}" if unread else None


# --- xlsx ------------------------------------------------------------------------------------------------------------


def _sheets(package: Package) -> list[Segment]:
    shared = _shared_strings(package)
    names = _sheet_names(package)
    segments = [Segment("单元格文字", "\n\t".join(shared), True)] if shared else []
    for part in package.parts(".xml"):
        if not part.startswith("xl/worksheets/sheet"):
            continue
        title, hidden = names.get(part, (part.rpartition("/")[2], False))
        where = f"隐藏的工作表“{title}”" if hidden else f"工作表“{title}”"
        rows = _rows(package.read(part), shared)
        text = "\n\t".join("\t".join(filter(None, row)) for row in rows)
        segments.append(Segment(where, text, hidden, tuple(_cells(rows))))
    return segments


def _shared_strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.names:
        return []
    texts: list[str] = []
    runs: list[str] = []
    for event, element in elements(package.read("xl/sharedStrings.xml")):
        if event == "end" and local(element) == "t":
            runs.append(element.text or "")
        elif event == "end" and local(element) == "si":
            texts.append("".join(runs))
            runs = []
    return texts


def _sheet_names(package: Package) -> dict[str, tuple[str, bool]]:
    """Part → (title, hidden), through the workbook's relations."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in package.names:
        for event, element in elements(package.read("xl/_rels/workbook.xml.rels")):
            if event == "start" and local(element) == "Relationship":
                target = element.get("Target", "").lstrip("/")
                targets[element.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    found: dict[str, tuple[str, bool]] = {}
    for event, element in elements(package.read("xl/workbook.xml")):
        if event == "start" and local(element) == "sheet":
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            hidden = element.get("state", "visible") != "visible"
            found[targets.get(relation, "")] = (element.get("name", "")[:31], hidden)
    return found


def _rows(data: bytes, shared: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    row: list[str] = []
    value, kind, column, count = "", "n", 0, 0
    for event, element in elements(data):
        name = local(element)
        if event == "start" and name == "c":
            value, kind = "", element.get("t", "n")
            column = _column(element.get("r", ""), len(row))
        elif event == "end" and name in {"v", "t"}:
            value += element.text or ""
        elif event == "end" and name == "c" and value and column < _MOST_COLUMNS:
            count += 1
            row += [""] * (column - len(row)) + [_value(value, kind, shared)]
        elif event == "end" and name == "row":
            rows.append(row)
            row = []
        if count > _MOST_CELLS:
            raise Refused("files.too-complex")
    return rows


def _column(reference: str, following: int) -> int:
    match = _CELL.fullmatch(reference)
    if not match:
        return following
    index = 0
    for letter in match[1]:
        index = index * 26 + ord(letter) - 64
    return max(index - 1, following)


def _value(value: str, kind: str, shared: list[str]) -> str:
    if kind == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    if kind == "n" and _WHOLE.fullmatch(value) and len(value) < 40:
        return f"{float(value):.0f}" if "e" in value.lower() else value.partition(".")[0]
    return value


def _cells(rows: list[list[str]]) -> list[tuple[str, str]]:
    """(label, value) of every cell. Days of birth kept as Excel's day numbers are written out."""
    head: list[str] = []
    found: list[tuple[str, str]] = []
    for row in rows:
        if _is_head(row) and (not head or any(is_telling(value) for value in row)):
            head = row
        found += [
            (label, _day(value) if _BIRTH.search(label) else value) for label, value in labelled(head, row)
        ]
    return found


def _is_head(row: list[str]) -> bool:
    filled = [value for value in row if value]
    return len(filled) >= 2 and not any(value[:1].isdigit() for value in filled)


def _day(value: str) -> str:
    if value.isdigit() and 5_000 <= int(value) <= 50_000:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(value))).isoformat()
    return value
