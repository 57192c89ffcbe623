"""Where the table of a score sheet begins and which column is what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.sheets.book import Sheet
from generator.sheets.places import Told, maybe
from generator.sheets.values import half_width, number
from generator.words import did_you_mean

_SEARCHED = 25
_BRANCH = re.compile(r"(?:被?考核|参评|所属|基层|党)?(?:支部|单位|对象)(?:名称|全称)?")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_BARE = re.compile(r"[\s:：、,，·\-—_*]+|\d+(?:\.\d+)?(?:%|分)")

ROLES = {
    "加分": ("加分", "加分项", "奖励", "奖励分", "奖分", "附加分"),
    "扣分": ("扣分", "扣分项", "减分", "减分项", "罚分"),
    "分组": ("分组", "组别", "考核组", "所属组"),
    "说明": ("说明", "备注", "原因", "加扣分说明", "加扣分原因", "加减分说明", "加减分原因"),
    "一票否决": ("一票否决", "否决"),
    "未参加": ("未参加", "未参评", "缺考"),
    "总分": (
        "总分",
        "合计",
        "得分",
        "总得分",
        "综合得分",
        "最终得分",
        "考核得分",
        "总成绩",
        "综合分",
        "实得分",
        "总计",
    ),
    "名次": ("名次", "排名", "位次", "排序", "总排名"),
    "等次": ("等次", "等级", "考核等次", "评定等次", "评价等次", "考核等级"),
    "": ("序号", "编号", "no", "组内名次", "组内排名", "分组排名", "书记", "支部书记"),
}
"""What is in a column → how people head it; `""` is looked at by nobody."""
DERIVED = ("总分", "名次", "等次")
_BY_NAME = {name: role for role, names in ROLES.items() for name in names}
_CONVERTED = (
    "折算",
    "折算分",
    "折合",
    "折合分",
    "折后",
    "折后得分",
    "折后分",
    "加权",
    "加权得分",
    "加权分",
    "权重",
    "占比",
)
_TYPED = ("得分", "分数", "原始分", "评分", "成绩", "实得分", "百分制")
_SUMMED = ("平均", "平均分", "均分", "小计", "合计")
_SCORE_OF = re.compile(r"(?:得分|分数|成绩|评分|考评分|分值|分)$")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[、.])")


@dataclass(slots=True)
class Header:
    """`ways` and `roles` give the column of each; `full` what a way's column says its full marks are."""

    first: int
    """The first row below the header."""
    branch: int
    ways: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    row: int = 0


def bare(label: str) -> str:
    """A header without brackets, weights and spaces: 日常考核（40%） is 日常考核."""
    return _BARE.sub("", _BRACKETS.sub("", _ORDINAL.sub("", half_width(label)))).casefold()


def _way_forms(label: str) -> set[str]:
    """What a header of a way may mean: 日常考核得分 is 日常考核."""
    plain = bare(label)
    return {plain, _SCORE_OF.sub("", plain) or plain}


def header_at(sheet: Sheet) -> tuple[int, int] | None:
    """Row and column of the cell that heads the branches; the word 支部 goes before 单位."""
    found = list(_candidates(sheet))
    return min(found, key=lambda at: _likelihood(sheet, at)) if found else None


def _second(sheet: Sheet, row: int, branch: int) -> int | None:
    """Where the same header begins again, in a list that was laid out in two columns for printing."""
    heads = [bare(cell.text) for cell in sheet.rows[row]]
    again = [at for at in range(branch + 1, len(heads)) if heads[at] == heads[branch]]
    beside = heads[branch + 1] if branch + 1 < len(heads) else ""
    return next((at for at in again if beside and at + 1 < len(heads) and heads[at + 1] == beside), None)


def _likelihood(sheet: Sheet, at: tuple[int, int]) -> tuple[bool, int, tuple[int, int]]:
    """A line above the table may say 单位： too, but it has few cells."""
    cells = sum(bool(cell.text.strip()) for cell in sheet.rows[at[0]])
    return ("支部" not in half_width(sheet.at(*at).text), -cells, at)


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for row in range(min(_SEARCHED, len(sheet.rows))):
        if sum(bool(cell.text.strip()) for cell in sheet.rows[row]) < 2:
            continue
        for column, cell in enumerate(sheet.rows[row]):
            if _BRANCH.fullmatch(bare(cell.text)):
                yield row, column


def read_header(sheet: Sheet, ways: Sequence[str], told: Told) -> Header | None:
    """The header of a score sheet, with every way found in it; None when there is none."""
    at = header_at(sheet)
    if at is None:
        told.about("sheets.no-header", wanted="“支部”和各考核方式", section="assessments")
        return None
    row, branch = at
    if (second := _second(sheet, row, branch)) is not None:
        told.at(
            "sheets.side-by-side", sheet, row, second, header=" ".join(sheet.at(row, second).text.split())
        )
        return None
    first = _below(sheet, row, branch)
    header = Header(first, branch, row=row)
    for column in range(sheet.width()):
        header.labels[column] = "/".join(_labels(sheet, row, first, column))
    _assign_ways(sheet, header, ways, told)
    _assign_roles(sheet, header, ways, told)
    return header


def _below(sheet: Sheet, row: int, branch: int) -> int:
    """The first row of data: below the rows that the 支部 cell spans, or that have words but neither name nor number."""
    first = row + 1
    while first < len(sheet.rows) and _belongs_to_header(sheet, first, row, branch):
        first += 1
    return first


def _belongs_to_header(sheet: Sheet, row: int, top: int, branch: int) -> bool:
    if sheet.anchor(row, branch) == sheet.anchor(top, branch):
        return True
    if sheet.merged_at(row, branch).text.strip():
        return False
    words = [cell.text for cell in sheet.rows[row] if cell.text.strip()]
    return len(words) > 1 and not any(number(word) for word in words)


def _labels(sheet: Sheet, row: int, first: int, column: int) -> list[str]:
    """The header texts over a column, from the top down, each once."""
    texts = [sheet.merged_at(line, column).text.strip() for line in range(row, first)]
    return list(dict.fromkeys(" ".join(text.split()) for text in texts if text))


def _assign_ways(sheet: Sheet, header: Header, ways: Sequence[str], told: Told) -> None:
    for way in ways:
        columns = [
            column for column in header.labels if column != header.branch and _heads(header, column, way)
        ]
        columns = _typed_ones(header, columns) or columns
        if len(columns) > 1:
            told.at(
                "sheets.way-twice", sheet, header.row, columns[1],
                other=sheet.place(header.row, columns[0]), name=way,
            )  # fmt: skip
        elif columns:
            header.ways[way] = columns[0]


def _heads(header: Header, column: int, way: str) -> bool:
    parts = header.labels[column].split("/")
    return any(bare(way) in _way_forms(part) for part in parts) and bare(parts[-1]) not in _CONVERTED


def _typed_ones(header: Header, columns: list[int]) -> list[int]:
    """Of several columns under one way, those whose last line says that its score is there, or what it adds up to."""
    leaves = {one: bare(header.labels[one].split("/")[-1]) for one in columns}
    for wanted in (_TYPED, _SUMMED):
        if len(columns) > 1 and (found := [one for one, leaf in leaves.items() if leaf in wanted]):
            return found
    return []


def _assign_roles(sheet: Sheet, header: Header, ways: Sequence[str], told: Told) -> None:
    taken = {header.branch, *header.ways.values()}
    strange: list[int] = []
    for column, label in header.labels.items():
        if column in taken or not label:
            continue
        parts = [bare(part) for part in label.split("/")]
        role = _BY_NAME.get(parts[-1])
        if role is None and parts[-1] not in _CONVERTED:
            strange.append(column)
        elif role:
            header.roles.setdefault(role, column)
    _single_way(header, ways)
    _tell_missing(sheet, header, ways, strange, told)


def _single_way(header: Header, ways: Sequence[str]) -> None:
    """With one way only, the column 得分 is that way's."""
    if len(ways) == 1 and not header.ways and "总分" in header.roles:
        header.ways[ways[0]] = header.roles.pop("总分")


def _tell_missing(sheet: Sheet, header: Header, ways: Sequence[str], strange: list[int], told: Told) -> None:
    labels = {header.labels[column].split("/")[-1]: column for column in strange}
    missing = [way for way in ways if way not in header.ways]
    for way in missing:
        guess = did_you_mean(way, list(labels))
        if guess:
            strange.remove(labels.pop(guess))
        shown = f"表里的“{guess}”是不是这一列？把列名改成“{way}”。" if guess else ""
        told.about("sheets.way-missing", name=way, guess=shown, all="、".join(ways))
    known = [*ways, *(role for role in ROLES if role)]
    for column in strange:
        label = header.labels[column]
        told.at(
            "sheets.ignored-column", sheet, header.row, column,
            header=label, guess=maybe(did_you_mean(bare(label), known)), known="、".join(known),
        )  # fmt: skip
