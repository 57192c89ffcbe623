"""Importing a list, one row a record: existing ones are changed in place, new ones get an id from their title."""

from __future__ import annotations

import datetime as dt
import re
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.editor.rewrite import new_text, rewrite
from generator.kinds import all_kinds
from generator.library.scan import ID as ID_PATTERN
from generator.sheets.assess import Imported, sheets_of
from generator.sheets.book import Cell
from generator.sheets.columns import CLEAR, CUT, Column, NotAList, columns_of, from_cell, get, put
from generator.sheets.places import Told, maybe
from generator.sheets.table import Table, find_table
from generator.sheets.trial import Folder, Try, form_values, open_folder, texts, try_out
from generator.sheets.values import Names, day, half_width
from generator.words import slugify

_MOMENT = re.compile(r"(\d{4}\S+)\s+(\d{1,2}[:：]\d{2})(?::\d\d)?", re.ASCII)
_SAME_BY = {"ledgers": ("标题", "支部", "挂账日期"), "activities": ("标题", "支部", "日期")}


def import_rows(content: Path, kind: str, file: Path, as_of: dt.date, sheet_name: str = "") -> Imported:
    """Work out what a list changes. Writes nothing."""
    told = Told(file.name)
    sheets = sheets_of(file, told)
    folder, broken = open_folder(content, as_of)
    if told.has_errors or folder is None:
        return Imported(findings=[*told.findings, *broken])
    table = find_table(sheets, kind, sheet_name, told)
    if table is None:
        return Imported(findings=told.findings)
    work = _Import(folder, kind, table, Names(folder.library.records("branches")), told, as_of)
    return work.run()


@dataclass(slots=True)
class _Row:
    row: int
    id: str
    is_new: bool
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(slots=True)
class _Import:
    folder: Folder
    kind: str
    table: Table
    names: Names
    told: Told
    as_of: dt.date
    taken: dict[str, int] = field(default_factory=dict)
    """Slug → row: every record once."""

    def run(self) -> Imported:
        rows = [one for at in self._data_rows() if (one := self._row(at)) is not None]
        self.told.hidden_rows(self.table.sheet, [one.row for one in rows])
        if not rows and not self.told.has_errors:
            self.say("sheets.no-rows", self.table.row, 0)
        tries = {one.row: self._try(one) for one in rows}
        by_try = {id(attempt): one for attempt, one in zip(tries.values(), rows, strict=True)}
        changed = [attempt for attempt in tries.values() if self._is_changed(attempt)]
        lacking: dict[str, int] = {}
        for attempt, finding, at in try_out(self.folder, changed):
            row = by_try[id(attempt)].row
            if finding.code == "field.missing" and self._tell_missing(row, finding.field, lacking):
                continue
            self.say(
                "sheets.record",
                row,
                self._column_of(attempt, at, finding.field),
                message=finding.message,
                hint=finding.hint,
            )
        for header, count in lacking.items():
            self.say("sheets.column-missing", self.table.row, 0, header=header, count=count)
        done = Imported(findings=self.told.findings, summary=self._summary(rows, changed))
        if done.ok:
            done.files.update(texts(changed, self.folder))
        return done

    def _tell_missing(self, row: int, label: str, lacking: dict[str, int]) -> bool:
        """Say of a cell that it is empty; what has no column at all is counted, to be said once."""
        named = [one for one in columns_of(self.kind) if label in (one.path[-1], one.path[0])]
        column = next((one for one in named if one.path[-1] == label), next(iter(named), None))
        if column is None:
            return False
        where = next((at for at, one in self.table.columns.items() if one.path == column.path), None)
        if where is None:
            lacking[column.header] = lacking.get(column.header, 0) + 1
        else:
            self.say("sheets.cell-missing", row, where, header=column.header, example=column.field.example)
        return True

    def say(self, code: str, row: int, column: int, /, **params: object) -> None:
        self.told.at(code, self.table.sheet, row, column, **params)

    def _data_rows(self) -> list[int]:
        rows = self.table.sheet.rows
        return [
            at
            for at in range(self.table.row + 1, len(rows))
            if any(c.text.strip() or c.fault for c in rows[at])
        ]

    def _row(self, at: int) -> _Row | None:
        sheet = self.table.sheet
        cells = {column: sheet.at(at, where) for where, column in self.table.columns.items()}
        texts_of_row = {cell.text.strip() for cell in sheet.rows[at] if cell.text.strip()}
        title = next(
            (cell.text.strip() for column, cell in cells.items() if column.path[0] in ("标题", "名称")), ""
        )
        plain = {half_width(text).replace(" ", "") for text in list(texts_of_row)[:40]}
        if plain & {"合计", "总计", "小计"} or (len(texts_of_row) == 1 and not title and len(cells) > 1):
            self.say("sheets.skipped-text", at, 0, typed=" ".join(sorted(texts_of_row))[:30])
            return None
        values = {
            column: value
            for column, cell in cells.items()
            if (value := self._cell(at, column, cell)) is not None
        }
        self._split_moments(values)
        record_id = self._id(at, values)
        if record_id is None:
            return None
        key = f"{self.kind}/{record_id}"
        is_new = key not in self.folder.files
        old = {} if is_new else form_values(self.folder.document(self.kind, record_id), self.kind)
        return _Row(at, record_id, is_new, old, self._merged(at, old, values))

    def _split_moments(self, values: dict[Column, str]) -> None:
        """2026-11-16 14:30 in a column of days: the time goes where the record has it, when the sheet does not say it."""
        clocks = {one.path: one for one in columns_of(self.kind) if one.path == ("时间",)}
        for column, text in list(values.items()):
            found = _MOMENT.fullmatch(half_width(text)) if column.field.form == "day" else None
            if found:
                values[column] = found[1]
                if column.path == ("日期",) and clocks:
                    values.setdefault(clocks[("时间",)], found[2])

    def _cell(self, row: int, column: Column, cell: Cell) -> str | None:
        """The text of a cell that says something, None when it leaves things as they are."""
        where = self.table.place_of(column.path)
        if cell.fault:
            code = "sheets.formula" if cell.fault == "formula" else "sheets.error-value"
            self.say(code, row, where, typed=cell.text)
            return None
        if cell.text == CUT:
            self.say("sheets.cut", row, where, header=column.header)
            return None
        return cell.text if cell.text.strip() else None

    def _id(self, row: int, values: dict[Column, str]) -> str | None:
        """The record's id: the typed one, that of the same record without one, or a new one."""
        where = self.table.id_column
        typed = half_width(self.table.sheet.at(row, where).text) if where is not None else ""
        plain = typed.removeprefix(f"{self.kind}/").removesuffix(".yml").removesuffix("/index")
        found = self.folder.library.get(self.kind, plain)
        if plain and found is None and not self._may_be_new(row, where or 0, plain):
            return None
        if plain:
            return self._once(row, where or 0, found.id if found is not None else plain)
        known = self._same_record(values)
        if known is not None:
            self.say("sheets.matched", row, 0, id=known.id)
            return self._once(row, 0, known.id)
        return self._once(row, 0, self._new_id(values))

    def _may_be_new(self, row: int, where: int, plain: str) -> bool:
        if f"{self.kind}/{plain}" in self.folder.files:
            self.say("sheets.record-faulty", row, where, file=self.folder.path_of(self.kind, plain))
            return False
        *year, slug = plain.split("/")
        if (
            not ID_PATTERN.fullmatch(slug)
            or len(year) > 1
            or (year and not (year[0].isdigit() and len(year[0]) == 4))
        ):
            self.say("sheets.id-bad", row, where, typed=plain[:60])
            return False
        other = self.folder.library.get(self.kind, slug)
        if other is not None:
            self.say("sheets.id-deeper", row, where, typed=plain, other=other.id)
            return False
        return True

    def _once(self, row: int, where: int, record_id: str) -> str | None:
        slug = record_id.rpartition("/")[2]
        if slug in self.taken:
            self.say("sheets.id-twice", row, where, typed=record_id, row=self.taken[slug] + 1)
            return None
        self.taken[slug] = row
        return record_id

    def _same_record(self, values: dict[Column, str]) -> Any:
        """The record with the same title, branch and day: a list imported twice makes no doubles."""
        wanted = self._sameness(values)
        if not all(wanted):
            return None
        names = self._same_fields()
        for record in self.folder.library.records(self.kind):
            branch = self.names.find(record.branch)
            if (record.title, branch[0] if branch else "", getattr(record, names).isoformat()) == wanted:
                return record
        return None

    def _same_fields(self) -> str:
        return {"ledgers": "opened_on", "activities": "day"}[self.kind]

    def _sameness(self, values: dict[Column, str]) -> tuple[str, str, str]:
        texts_by_key = {column.path[0]: text for column, text in values.items() if len(column.path) == 1}
        title, branch, when = (texts_by_key.get(key, "") for key in _SAME_BY[self.kind])
        found = self.names.find(branch)
        return title.strip(), found[0] if len(found) == 1 else "", day(when)

    def _new_id(self, values: dict[Column, str]) -> str:
        title, _, when = self._sameness(values)
        year = when[:4] if when[:4].isdigit() else str(self.as_of.year)
        slug = slugify(title or self.kind)
        used = {file.rpartition("/")[2] for file in self.folder.files if file.startswith(f"{self.kind}/")}
        used |= set(self.taken)
        numbered = (f"{slug}-{count}" for count in range(2, len(used) + 3))
        return f"{year}/{slug if slug not in used else next(one for one in numbered if one not in used)}"

    def _merged(self, row: int, old: dict[str, Any], values: dict[Column, str]) -> dict[str, Any]:
        new = deepcopy(old)
        for column, text in values.items():
            if half_width(text) == half_width(CLEAR):
                put(new, column.path, None)
                continue
            if column.field.kinds == ("branches",) and not self._branch_is_clear(row, column, text):
                continue
            names = self.names if column.field.kinds == ("branches",) else None
            try:
                put(new, column.path, from_cell(text, column, get(old, column.path), names))
            except NotAList:
                where = self.table.place_of(column.path)
                self.say("sheets.cell-not-list", row, where, header=column.header, example=_example(column))
        return new

    def _branch_is_clear(self, row: int, column: Column, text: str) -> bool:
        if column.field.is_list:
            return True
        found = self.names.find(text)
        where = self.table.place_of(column.path)
        if not found:
            self.say(
                "sheets.branch-unknown", row, where, typed=text[:40], guess=maybe(self.names.guess(text))
            )
        elif len(found) > 1:
            titles = "或".join(f"“{self.names.titles[one]}”" for one in found)
            self.say("sheets.branch-unclear", row, where, typed=text, titles=titles)
        return len(found) == 1

    def _try(self, one: _Row) -> Try:
        model = all_kinds()[self.kind].model
        path = self.folder.path_of(self.kind, one.id)
        if one.is_new:
            return Try(self.kind, one.id, path, new_text(one.new, model))
        text = self._original(path)
        if path in self.folder.faulty:
            self.say("sheets.record-faulty", one.row, 0, file=path)
            return Try(self.kind, one.id, path, text)
        return Try(
            self.kind, one.id, path, rewrite(text, one.old, one.new, model) if one.old != one.new else text
        )

    def _original(self, path: str) -> str:
        file = self.folder.content.parent / path
        return file.read_bytes().decode("utf-8") if file.exists() else ""

    def _is_changed(self, attempt: Try) -> bool:
        return attempt.text != self._original(attempt.path)

    def _column_of(self, attempt: Try, at: tuple[str | int, ...], label: str) -> int:
        """The sheet's column that a finding is about, else the first."""
        by_header = {one.path[-1]: where for where, one in reversed(self.table.columns.items())}
        return by_header.get(label, self.table.place_of(("标题",)))

    def _summary(self, rows: list[_Row], changed: list[Try]) -> list[str]:
        paths = {one.path for one in changed}
        made = [one for one in rows if one.is_new]
        edited = [one for one in rows if not one.is_new and self.folder.path_of(self.kind, one.id) in paths]
        lines = [
            f"新建 {len(made)} 条，改了 {len(edited)} 条，{len(rows) - len(made) - len(edited)} 条没有变化。"
        ]
        lines += [
            f"  {'新建' if one.is_new else '改动'} {self.folder.path_of(self.kind, one.id)}"
            for one in [*made, *edited][:30]
        ]
        if len(made) + len(edited) > 30:
            lines.append(f"  ……等 {len(made) + len(edited)} 条")
        return lines


def _example(column: Column) -> str:
    if column.field.part is None:
        return "- 列名: 内容"
    from generator.schema import fields_of

    shown = [f"{one.key}: {one.example}" for one in fields_of(column.field.part)[:2]]
    return "- " + "，换行，".join(shown)
