"""A score sheet into the 成绩 of an assessment. Reads the grid; knows nothing of files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from generator.sheets.book import Cell, Sheet
from generator.sheets.header import DERIVED, Header, read_header
from generator.sheets.places import Told, maybe
from generator.sheets.values import Names, equal_numbers, flag, half_width, is_blank, number

_TOTALS = re.compile(r"(?:全矿|各组|支部|总)?(?:合计|总计|小计|平均分?|均分|平均值|最高分?|最低分?)")
_WEIGHTS = {"权重", "占比", "比例", "权重%", "权重(%)"}
_ABSENT = re.compile(r"未参加.*|未参评|不参加.*|不参评|免考|缺考|未考核|不考核")
_ABSENT_WORD = re.compile(r"^(?:未参加|未参评|不参加|不参评|免考|缺考)[：:，,。、；;\s]*")
_FULL_MARKS = re.compile(r"(?:满分)?(\d{1,3}(?:\.\d+)?)分")


@dataclass(slots=True)
class Line:
    """One branch's row: what is to be written, and what the sheet derived by itself."""

    row: int
    branch: str
    points: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """加分, 扣分, 分组, 说明, 一票否决: text, `""` where the cell is blank."""
    absent: bool = False
    derived: dict[str, tuple[int, str]] = field(default_factory=dict)
    """总分, 名次, 等次 as the sheet says: column and text."""


@dataclass(slots=True)
class ScoreSheet:
    sheet: Sheet
    header: Header
    lines: list[Line]


def read_scores(sheet: Sheet, ways: Mapping[str, str], names: Names, told: Told) -> ScoreSheet | None:
    """Every row of a score sheet. `ways` are the record's 方式: name → weight as typed."""
    header = read_header(sheet, list(ways), told)
    if header is None:
        return None
    for role in DERIVED:
        if role in header.roles:
            told.at(
                "sheets.ignored-derived",
                sheet,
                header.row,
                header.roles[role],
                header=header.labels[header.roles[role]],
            )
    reader = _Reader(sheet, header, ways, names, told)
    lines = reader.lines()
    told.hidden_rows(sheet, [line.row for line in lines])
    if not lines and not told.has_errors:
        told.at("sheets.no-rows", sheet, header.row, header.branch)
    return ScoreSheet(sheet, header, lines)


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    header: Header
    ways: Mapping[str, str]
    names: Names
    told: Told
    group: str = ""
    seen: dict[str, int] = field(default_factory=dict)
    full: dict[str, Decimal] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    """Columns whose formulas have no saved results: said once."""

    def lines(self) -> list[Line]:
        self._find_full_marks()
        rows = range(self.header.first, len(self.sheet.rows))
        return [line for row in rows if (line := self._line(row)) is not None]

    def say(self, code: str, row: int, column: int, /, **params: object) -> None:
        self.told.at(code, self.sheet, row, column, **params)

    def _line(self, row: int) -> Line | None:
        if not any(cell.text.strip() or cell.fault for cell in self.sheet.rows[row]):
            return None
        typed = self._branch_text(row)
        if self._is_no_branch(row, typed):
            return None
        branch = self._branch(row, typed)
        if branch is None:
            return None
        line = Line(row, branch)
        self._read_points(line)
        self._read_others(line)
        return line

    def _branch_text(self, row: int) -> str:
        return self.sheet.merged_at(row, self.header.branch).text.strip()

    def _is_no_branch(self, row: int, typed: str) -> bool:
        """Totals, weights, group headings, notes at the foot: said, not imported."""
        texts = [cell.text.strip() for cell in self.sheet.rows[row] if cell.text.strip()]
        first = typed or (texts[0] if texts else "")
        plain = re.sub(r"\s+", "", half_width(first))
        marked = next((text for text in (plain, *map(half_width, texts[:2])) if _is_total(text)), "")
        if marked:
            self.say("sheets.skipped-total", row, self.header.branch, typed=marked)
            return True
        if plain in _WEIGHTS or (not typed and self._is_weights(row)):
            self._check_weights(row)
            return True
        if len(set(texts)) > 1 or self.names.find(typed):
            return False
        return self._alone(row, first)

    def _alone(self, row: int, text: str) -> bool:
        """A row with one text only: a heading of a group, or a note."""
        if text.endswith("组") and len(text) <= 12:
            self.group = text
            self.say("sheets.group-row", row, self.header.branch, typed=text)
            return True
        if (
            len(text) <= 10
            and self._branch_text(row)
            and self.sheet.anchor(row, self.header.branch)[1] == self.header.branch
        ):
            return False
        self.say("sheets.skipped-text", row, self.header.branch, typed=text[:30])
        return True

    def _is_weights(self, row: int) -> bool:
        found = [self._value(row, way) for way in self.header.ways]
        return bool(found) and all(
            a and equal_numbers(a, b) for a, b in zip(found, self._weights(), strict=True)
        )

    def _weights(self) -> list[str]:
        return [self.ways[way] for way in self.header.ways]

    def _value(self, row: int, way: str) -> str | None:
        return number(self.sheet.at(row, self.header.ways[way]).text)

    def _check_weights(self, row: int) -> None:
        for way, column in self.header.ways.items():
            typed = self._value(row, way)
            if typed and not equal_numbers(typed, self.ways[way]):
                self.say("sheets.weight-differs", row, column, name=way, typed=typed, ours=self.ways[way])

    def _branch(self, row: int, typed: str) -> str | None:
        column = self.header.branch
        if not typed:
            notes = [cell.text.strip() for cell in self.sheet.rows[row] if cell.text.strip()]
            if not any(number(text) for text in notes):
                self.say("sheets.skipped-text", row, column, typed=" ".join(notes)[:30])
                return None
            self.say("sheets.branch-empty", row, column)
            return None
        found = self.names.find(typed)
        if not found and _looks_like_a_note(typed):
            self.say("sheets.skipped-text", row, column, typed=typed[:30])
            return None
        if not found:
            self.say(
                "sheets.branch-unknown", row, column, typed=typed[:40], guess=maybe(self.names.guess(typed))
            )
            return None
        if len(found) > 1:
            titles = "或".join(f"“{self.names.titles[one]}”" for one in found)
            self.say("sheets.branch-unclear", row, column, typed=typed, titles=titles)
            return None
        slug = found[0]
        if slug in self.seen:
            self.say(
                "sheets.branch-twice", row, column, title=self.names.titles[slug], row=self.seen[slug] + 1
            )
            return None
        self.seen[slug] = row
        return slug

    def _read_points(self, line: Line) -> None:
        cells = {way: self.sheet.at(line.row, column) for way, column in self.header.ways.items()}
        marked = self._absence_mark(line)
        if marked or any(_ABSENT.fullmatch(half_width(cell.text)) for cell in cells.values()):
            line.absent = True
            return
        if cells and all(not cell.fault and is_blank(cell.text) for cell in cells.values()):
            self.say("sheets.points-none", line.row, self.header.branch, title=self.names.titles[line.branch])
            return
        for way, cell in cells.items():
            column = self.header.ways[way]
            if cell.fault:
                self._tell_fault(line.row, column, cell)
            elif is_blank(cell.text):
                self.say(
                    "sheets.points-missing", line.row, column,
                    title=self.names.titles[line.branch], header=way,
                )  # fmt: skip
            elif (value := number(cell.text)) is None:
                self.say("sheets.not-a-number", line.row, column, header=way, typed=cell.text[:40])
            else:
                self._tell_percent(line.row, column, way, cell, value)
                line.points[way] = self._in_range(line.row, column, way, self._scaled(way, value))

    def _in_range(self, row: int, column: int, way: str, value: str) -> str:
        if not 0 <= Decimal(value) <= 100:
            self.say("sheets.out-of-range", row, column, header=way, typed=value)
        return value

    def _absence_mark(self, line: Line) -> bool:
        """未参加 in a column of its own, or, with no points at all, anywhere in the row."""
        column = self.header.roles.get("未参加")
        if column is not None:
            return flag(self.sheet.at(line.row, column).text) == "是"
        if any(not is_blank(self.sheet.merged_at(line.row, one).text) for one in self.header.ways.values()):
            return any(
                _ABSENT.fullmatch(half_width(self.sheet.merged_at(line.row, one).text))
                for one in self.header.ways.values()
            )
        return any(_ABSENT.match(half_width(cell.text)) for cell in self.sheet.rows[line.row])

    def _tell_fault(self, row: int, column: int, cell: Cell) -> None:
        code = "sheets.formula" if cell.fault == "formula" else "sheets.error-value"
        self.say(code, row, column, typed=cell.text)

    def _tell_percent(self, row: int, column: int, name: str, cell: Cell, value: str) -> None:
        if half_width(cell.text).endswith("%"):
            self.say("sheets.percent", row, column, header=name, typed=cell.text.strip(), value=value)

    def _find_full_marks(self) -> None:
        """A column 日常考核（40分） whose weight is 40 holds converted scores: they are turned back into 100."""
        for way, column in self.header.ways.items():
            found = _FULL_MARKS.search(half_width(self.header.labels[column]))
            if not found or not equal_numbers(found[1], self.ways[way]) or Decimal(found[1]) in (0, 100):
                continue
            most = Decimal(found[1])
            rows = range(self.header.first, len(self.sheet.rows))
            values = [
                number(self.sheet.at(row, column).text)
                for row in rows
                if self.names.find(self._branch_text(row))
            ]
            if all(Decimal(one) <= most for one in values if one):
                self.full[way] = most
                self.say(
                    "sheets.scaled", self.header.row, column, header=self.header.labels[column], most=found[1]
                )

    def _scaled(self, way: str, value: str) -> str:
        if way not in self.full:
            return value
        exact = (Decimal(value) * 100 / self.full[way]).quantize(Decimal("0.000001"))
        return f"{exact.normalize():f}"

    def _read_others(self, line: Line) -> None:
        for role, column in self.header.roles.items():
            cell = (
                self.sheet.merged_at(line.row, column) if role == "分组" else self.sheet.at(line.row, column)
            )
            if role in DERIVED:
                self._keep_derived(line, role, column, cell)
            elif cell.fault:
                self._tell_fault(line.row, column, cell)
            elif role in ("加分", "扣分"):
                line.others[role] = self._amount(line.row, column, role, cell)
            elif role == "一票否决":
                line.others[role] = "是" if flag(cell.text) == "是" else ""
            elif role in ("分组", "说明"):
                line.others[role] = cell.text.strip()
        if self.group and "分组" not in self.header.roles:
            line.others["分组"] = self.group
        if line.absent and "说明" in line.others:
            line.others["说明"] = _ABSENT_WORD.sub("", line.others["说明"])

    def _keep_derived(self, line: Line, role: str, column: int, cell: Cell) -> None:
        if cell.fault and column not in self.unknown:
            self.unknown.add(column)
            self.say("sheets.total-unknown", line.row, column, header=role)
        elif not cell.fault and not is_blank(cell.text):
            line.derived[role] = (column, cell.text.strip())

    def _amount(self, row: int, column: int, role: str, cell: Cell) -> str:
        """A bonus or deduction; nothing for blank and 0; a deduction typed as a negative number is one all the same."""
        if is_blank(cell.text):
            return ""
        value = number(cell.text)
        if value is None:
            self.say("sheets.not-a-number", row, column, header=role, typed=cell.text[:40])
            return ""
        if role == "扣分" and value.startswith("-") and not equal_numbers(value, "0"):
            self.say("sheets.deduction-sign", row, column, typed=value, value=value[1:])
            value = value[1:]
        return "" if equal_numbers(value, "0") else value


def _is_total(text: str) -> bool:
    return _TOTALS.fullmatch(re.sub(r"[\s:：]+", "", text)) is not None


def _looks_like_a_note(text: str) -> bool:
    plain = half_width(text)
    return (
        bool(re.match(r"(?:注|备注|说明|填表|制表|审核|审批|负责人|领导|日期|打分|考核组|签字)", plain))
        or len(plain) > 25
    )
