"""Finding the list in a workbook: which sheet, which row heads it, which column is which field."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.sheets.book import Cell, Sheet
from generator.sheets.columns import ID, Column, columns_of
from generator.sheets.places import Told, maybe
from generator.sheets.values import half_width
from generator.words import did_you_mean

_SEARCHED = 25
_DERIVED = {"状态", "页面", "序号", "逾期", "逾期天数", "剩余天数", "是否销号", "出勤率", "到会率"}
_OTHER_NAMES = {
    "支部名称": "支部", "党支部": "支部", "责任支部": "支部", "问题描述": "内容", "整改措施": "措施", "整改时限": "完成时间",
    "完成时限": "完成时间", "责任单位": "责任主体·单位", "责任人": "责任主体·责任人", "活动时间": "日期", "主持人": "主持",
    "活动类型": "类型", "组织生活类型": "类型", "活动地点": "地点", "会议主题": "标题", "存在问题": "内容", "问题": "内容",
    "责任部门": "责任主体·单位", "整改标准": "工作标准", "整改目标": "工作标准", "完成标准": "工作标准", "挂账时间": "挂账日期",
    "应到人数": "应到", "实到人数": "实到", "名称": "标题", "主题": "标题", "活动主题": "标题", "事项": "标题",
}  # fmt: skip


@dataclass(slots=True)
class Table:
    """Where the list stands: its header row, and which column of the sheet is which field."""

    sheet: Sheet
    row: int
    columns: dict[int, Column] = field(default_factory=dict)
    id_column: int | None = None

    def place_of(self, path: tuple[str, ...]) -> int:
        """The sheet's column for a field, else the first one."""
        return next(
            (at for at, one in self.columns.items() if one.path == path), min(self.columns, default=0)
        )


def find_table(sheets: list[Sheet], kind: str, name: str, told: Told) -> Table | None:
    """The list that was asked for, or the only one there is."""
    titles = [sheet.name for sheet in sheets]
    if name and name not in titles:
        told.about(
            "sheets.no-such-sheet",
            typed=name,
            guess=maybe(did_you_mean(name, titles)),
            sheets="、".join(titles),
        )
        return None
    wanted = [sheet for sheet in sheets if not name or sheet.name == name]
    found = [(sheet, row) for sheet in wanted if (row := _header_row(sheet, kind)) is not None]
    if not found:
        needed = "、".join(f"“{one.header}”" for one in columns_of(kind) if one.needed)
        told.about("sheets.no-header", wanted=needed, section=kind)
        return None
    if len(found) > 1:
        told.about(
            "sheets.which-sheet", sheets="、".join(one.name for one, _ in found), first=found[0][0].name
        )
        return None
    if len(sheets) > 1 and not name:
        others = "、".join(
            one for one in titles if one != found[0][0].name and one != "说明" and one != "选项"
        )
        if others:
            told.about("sheets.other-sheets", name=found[0][0].name, others=others)
    return _columns(*found[0], kind, told)


def _header_row(sheet: Sheet, kind: str) -> int | None:
    """The row with the most known column names, three at least."""
    known = _known(kind)
    counts = [sum(_label(cell) in known for cell in row) if row else 0 for row in sheet.rows[:_SEARCHED]]
    best = max(counts, default=0)
    return counts.index(best) if best >= 3 else None


def _label(cell: Cell) -> str:
    return (
        "".join(half_width(cell.text).removeprefix("*").removesuffix("*").split())
        .replace(".", "·")
        .replace("・", "·")
    )


def _known(kind: str) -> dict[str, Column | None]:
    """Every name that a column may have."""
    columns = columns_of(kind)
    full: dict[str, Column | None] = {one.header: one for one in columns}
    leaves = [one.path[-1] for one in columns]
    for one in columns:
        if leaves.count(one.path[-1]) == 1:
            full.setdefault(one.path[-1], one)
    for other, name in _OTHER_NAMES.items():
        if name in full:
            full.setdefault(other, full[name])
    return {**full, ID: None, **dict.fromkeys(_DERIVED)}


def _columns(sheet: Sheet, row: int, kind: str, told: Told) -> Table:
    table = Table(sheet, row)
    known = _known(kind)
    seen: dict[str, int] = {}
    for at, cell in enumerate(sheet.rows[row]):
        label = _label(cell)
        if label == ID:
            table.id_column = at
        elif label and label not in known:
            guess = did_you_mean(label, [name for name, one in known.items() if one])
            code = "sheets.ignored-column"
            told.at(
                code,
                sheet,
                row,
                at,
                header=label,
                guess=maybe(guess),
                known="、".join(one.header for one in columns_of(kind)[:12]) + "等",
            )
        elif column := known.get(label):
            if column.header in seen:
                other = sheet.place(row, seen[column.header])
                told.at("sheets.column-twice", sheet, row, at, other=other, header=column.header)
            seen[column.header] = at
            table.columns[at] = column
        elif label in _DERIVED - {"序号", "页面"}:
            told.at("sheets.ignored-derived", sheet, row, at, header=label)
    return table
