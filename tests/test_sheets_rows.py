"""Lists out and in again: nothing is lost, ids stay, new rows become records, and mistakes are told by cell."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import gongkai

from generator.kinds import all_kinds
from generator.library import check
from generator.library.settings import shipped_policy
from generator.record import Part
from generator.schema import Field, fields_of
from generator.sheets import export
from generator.sheets.book import read_book
from generator.sheets.columns import CLEAR, columns_of, from_cell, get, put
from generator.sheets.rows import import_rows
from generator.sheets.values import Names

DAY = dt.date(2026, 11, 23)
SITE = "单位名称: 示范矿党委\n站点名称: 示范矿党建公开\n监督渠道:\n  - 部门: 党委工作部\n"
BRANCHES = [
    SimpleNamespace(slug="zong-cai-yi-dui", id="zong-cai-yi-dui", title="综采一队党支部", short="综采一队"),
    SimpleNamespace(slug="ji-dian-dui", id="ji-dian-dui", title="机电队党支部", short=None),
]
NAMES = Names(BRANCHES)

# What people type, and what spreadsheets, csv and YAML have special ideas about.
_CHARACTERS = st.sampled_from(
    [*"中文报表支部一二三，。：“”、（）〔〕 aZ09=+-@'\"#:|>*&!%{}[],\\/_x.~`?<", "𠀋", "😀", "—", "\t"]
)
_LINE = st.text(_CHARACTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
_SPECIAL = st.sampled_from(
    ["=1+1", "'=1", "-", "- 甲", "_x0041_", "1e5", "0571", "TRUE", "键: 值", "2026-03-01", "|"]
)
_TEXT = st.lists(_LINE | _SPECIAL, min_size=1, max_size=3).map("\n".join)
_NUMBER = st.from_regex(re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", re.ASCII), fullmatch=True)
_BY_FORM: dict[str, st.SearchStrategy[Any]] = {
    "day": st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)).map(dt.date.isoformat),
    "clock": st.sampled_from(["08:30", "14:05", "00:00"]),
    "count": st.integers(0, 999_999_999).map(str),
    "year": st.integers(1900, 2199).map(str),
    "number": _NUMBER,
    "flag": st.sampled_from(["是", "否"]),
    "text": _TEXT,
    "markdown": _TEXT,
    "row": st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), _LINE, min_size=1, max_size=3),
}


def value_of(one: Field) -> st.SearchStrategy[Any]:
    if one.form == "group":
        assert one.part is not None
        return values_of(one.part).filter(bool)
    if one.kinds == ("branches",):
        return st.sampled_from([branch.slug for branch in BRANCHES])
    return _BY_FORM.get(one.form, _LINE | _SPECIAL)


def values_of(model: type[Part]) -> st.SearchStrategy[dict[str, Any]]:
    """Form values of a model, each field there or not."""
    fields = {
        one.key: st.lists(value_of(one), min_size=1, max_size=2) if one.is_list else value_of(one)
        for one in fields_of(model)
    }
    return st.fixed_dictionaries({}, optional=fields)


def read_back(data: bytes, kind: str, old: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of an exported file as form values."""
    sheet = read_book(data)[0]
    found = []
    for row in sheet.rows[1:]:
        values: dict[str, Any] = {}
        for at, column in enumerate(columns_of(kind), start=1):
            text = row[at].text if at < len(row) else ""
            if text.strip():
                put(values, column.path, from_cell(text, column, get(old or {}, column.path), NAMES))
        found.append(values)
    return found


def trimmed(value: Any) -> Any:
    """What a record makes of a value: final line breaks do not count; one-line items carry no space around them."""
    if isinstance(value, dict):
        return {key: trimmed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [trimmed(one) for one in value]
    return "\n".join(line.strip() for line in value.strip().split("\n"))


@pytest.mark.parametrize("kind", sorted(all_kinds()))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_is_lost_between_a_record_and_its_row(kind: str, data: st.DataObject) -> None:
    values = data.draw(values_of(all_kinds()[kind].model).filter(bool))
    headers, table = export.cells(kind, [("2026/a", values)], NAMES)
    book = export.as_xlsx(kind, all_kinds()[kind].label, table, NAMES, shipped_policy(), DAY)
    for made in (book, export.as_csv(headers, table)):
        assert trimmed(read_back(made, kind)) == [trimmed(values)]
        assert read_back(made, kind, values) == [values], "unchanged cells keep their spelling"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "branches").mkdir(parents=True)
    (folder / "site.yml").write_text(SITE, encoding="utf-8")
    for number, branch in enumerate(BRANCHES, start=1):
        text = f"名称: {branch.title}\n类型: 机关\n序号: {number}\n书记:\n  姓名: 书记\n"
        (folder / f"branches/{branch.slug}.yml").write_text(text, encoding="utf-8")
    return folder


ACTIVITY = """\
# 会议记录本第 12 页
标题: 机电队11月主题党日
类型: 主题党日
支部: ji-dian-dui
日期: 2026年11月16日
时间: 8:30
应到: 30
# 两人值班
实到: 28
内容: |
  1. 学习；
  2. 讨论。
"""


def sheet(folder: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = folder / "表.xlsx"
    book.save(file)
    return file


def errors(done: Any) -> list[str]:
    return [one.message for one in done.findings if one.is_error]


def test_new_rows_become_records_named_by_pinyin(content: Path, tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        ["机电队、综采一队组织生活登记表"],
        ["序号", "活动主题", "类型", "党支部", "活动时间", "时间", "应到人数", "实到人数", "备注"],
        [1, "学习条例", "主题党日", "综采1队", dt.datetime(2026, 11, 5), dt.time(9, 0), "３０", 28, None],
        [None] * 9,
        [2, "讨论计划: =1+1", "支委会", "机电队", "2026.11.6", "14：30", None, None, "缺席的请假"],
        ["合计", None, None, None, None, None, 30, 28],
    )
    done = import_rows(content, "activities", file, DAY)
    assert errors(done) == []
    assert {path: text.decode() for path, text in done.files.items()} == {
        "activities/2026/xue-xi-tiao-li.yml": (
            "标题: 学习条例\n类型: 主题党日\n支部: zong-cai-yi-dui\n日期: 2026-11-05\n时间: 09:00\n应到: 30\n实到: 28\n"
        ),
        "activities/2026/tao-lun-ji-hua-1-1.yml": (
            "标题: '讨论计划: =1+1'\n类型: 支委会\n支部: ji-dian-dui\n日期: 2026-11-06\n时间: 14:30\n"
        ),
    }
    assert "Sheet!I2 不认识“备注”这一列，没有导入。" in [one.message for one in done.findings]


def test_existing_rows_change_one_line_and_keep_comments(content: Path, tmp_path: Path) -> None:
    (content / "activities").mkdir()
    record = content / "activities/ji-dian-11.yml"
    record.write_text(ACTIVITY, encoding="utf-8")
    out = tmp_path / "out.xlsx"
    assert gongkai("export", "activities", "--output", str(out), cwd=content.parent).returncode == 0
    assert import_rows(content, "activities", out, DAY).files == {}
    book = openpyxl.load_workbook(out)
    page = book.worksheets[0]
    headers = [cell.value for cell in page[1]]
    page.cell(2, headers.index("实到") + 1).value = 27
    page.cell(2, headers.index("内容") + 1).value = CLEAR
    book.save(out)
    done = gongkai("import", "activities", str(out), cwd=content.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        record.read_text(encoding="utf-8") == ACTIVITY.replace("实到: 28", "实到: 27").partition("内容: |")[0]
    )


def test_a_list_imported_twice_makes_no_doubles(content: Path, tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        ["标题", "类型", "支部", "日期", "实到"],
        ["学习条例", "主题党日", "综采一队", "2026-11-05", 28],
    )
    assert gongkai("import", "activities", str(file), cwd=content.parent).returncode == 0
    done = import_rows(content, "activities", file, DAY)
    assert done.files == {}
    assert "Sheet!A2 没有写编号，按标题对上了 2026/xue-xi-tiao-li。" in [one.message for one in done.findings]


def test_every_mistake_is_told_by_cell_and_nothing_is_written(content: Path, tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        ["编号", "标题", "类型", "支部", "日期", "应到", "实到"],
        ["Bad ID", "甲", "主题党日", "机电队", "2026-11-05", 3, 2],
        [None, "乙", "主题党曰", "机电对", "2026-13-05", 3, 2],
        [None, "丙", "支委会", "机电队", "2026-11-05", 3, "=1+1"],
        [None, "丁", "支委会", "机电队", "2026-11-06", 3, 5],
    )
    done = import_rows(content, "activities", file, DAY)
    told = errors(done)
    assert "Sheet!A2 编号“Bad ID”只能用小写字母、数字和减号。" in told
    assert "Sheet!D3 没有“机电对”这个支部。是不是想写“机电队党支部”？" in told
    assert any(one.startswith("Sheet!E3 “日期”写的“2026-13-05”") for one in told)
    assert "Sheet!G4 是公式，文件里没有存它算好的结果。" in told
    assert any(one.startswith("Sheet!G5 ") and "多于应到" in one for one in told)
    assert done.files == {}
    assert not (content / "activities").exists()


def test_ledger_items_go_out_and_come_back_the_same(content: Path, tmp_path: Path) -> None:
    items = {
        "wen-ti": ("问题", "    - ren-wu\n"),
        "ren-wu": ("任务", "    - ze-ren\n"),
        "ze-ren": ("责任", ""),
    }
    (content / "ledgers/2026").mkdir(parents=True)
    for slug, (name, leads_to) in items.items():
        text = (
            f"标题: 顶板管理{name}\n清单: {name}\n内容: |\n  第一行\n\n  - 列表\n支部: zong-cai-yi-dui\n"
            "完成时间: 2026-12-30\n责任主体:\n  单位: 综采一队\n  责任人: 队长\n工作标准: 抽查 20 处。\n考核部门: 安监部\n"
            + (f"对应:\n{leads_to}" if leads_to else "")
            + "挂账日期: 2026-11-01\n进展:\n  - 日期: 2026-11-10\n    内容: 排查完成，换支架 3 架\n    完成度: 60.50\n"
        )
        (content / f"ledgers/2026/{slug}.yml").write_text(text, encoding="utf-8")
    before = check(content, DAY)
    assert before.library is not None
    for style in ("xlsx", "csv"):
        out = tmp_path / f"out.{style}"
        args = ("export", "ledgers", "--format", style, "--output", str(out))
        assert gongkai(*args, cwd=content.parent).returncode == 0
        for slug in items:
            (content / f"ledgers/2026/{slug}.yml").unlink()
        done = gongkai("import", "ledgers", str(out), cwd=content.parent)
        assert done.returncode == 0, done.stdout + done.stderr
        after = check(content, DAY)
        assert after.library is not None
        assert list(after.library.records("ledgers")) == list(before.library.records("ledgers"))


def test_a_template_says_what_is_needed_and_offers_choices(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    assert (
        gongkai("export", "ledgers", "--template", "--output", str(out), cwd=content.parent).returncode == 0
    )
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    page = book.worksheets[0]
    headers = {cell.value: cell for cell in page[1]}
    assert "必填" in headers["完成时间"].comment.text
    assert "例如：2026-04-30" in headers["完成时间"].comment.text
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    letter = headers["支部"].column_letter
    source = offered[f"{letter}2:{letter}501"]
    options = book["选项"]
    choices = [cell.value for row in options[source.partition("!")[2].replace("$", "")] for cell in row]
    assert choices == [branch.title for branch in BRANCHES]
    assert book["选项"].sheet_state == "hidden"
    assert import_rows(content, "ledgers", out, DAY).files == {}


@pytest.mark.parametrize(
    "args",
    [
        ("import", "notice", "x.xlsx"),
        ("import", "ledgers", "x.xlsx", "--into", "a"),
        ("export", "ledger"),
        ("export", "ledgers", "--record", "a"),
        ("export", "assessments", "--record", "2026-q3"),
        ("export", "ledgers", "--format", "pdf"),
    ],
)
def test_wrong_usage_is_a_sentence(content: Path, args: tuple[str, ...]) -> None:
    done = gongkai(*args, cwd=content.parent)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_file_that_is_not_there_is_said(content: Path) -> None:
    done = gongkai("import", "ledgers", "没有.xlsx", cwd=content.parent)
    assert done.returncode == 1
    assert "找不到文件“没有.xlsx”。" in done.stdout


def test_a_statistics_sheet_with_its_own_column_names_becomes_activities(
    content: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["11月份组织生活开展情况统计表"])
    book.active.append(
        ["序号", "支部", "活动类型", "活动主题", "活动时间", "活动地点", "主持人", "应到人数", "实到人数"]
    )
    moment = dt.datetime(2026, 11, 16, 14, 30)
    book.active.append([1, "综采一队", "主题党日", "技术比武", moment, "车间", "李某", "２２", 20])
    file = tmp_path / "统计表.xlsx"
    book.save(file)
    done = import_rows(content, "activities", file, DAY)
    assert [one.message for one in done.findings if one.is_error] == []
    assert done.files["activities/2026/ji-shu-bi-wu.yml"].decode() == (
        "标题: 技术比武\n类型: 主题党日\n支部: zong-cai-yi-dui\n日期: 2026-11-16\n时间: 14:30\n地点: 车间\n"
        "主持: 李某\n应到: 22\n实到: 20\n"
    )


def test_a_column_that_is_missing_is_told_once_and_an_empty_cell_at_its_place(
    content: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["标题", "支部", "日期"])
    book.active.append(["学习", "综采一队", "2026-11-15"])
    book.active.append([None, "机电队", "2026-11-16"])
    file = tmp_path / "活动.xlsx"
    book.save(file)
    told = [one.message for one in import_rows(content, "activities", file, DAY).findings if one.is_error]
    assert "新建记录要写“类型”，表里没有这一列。" in told
    assert "Sheet!A3 没有填“标题”。" in told
    assert len(told) == len(set(told))
