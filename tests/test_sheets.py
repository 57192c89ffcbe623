"""Score sheets as mines keep them, into records whose comments and spelling stay."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers
from test_cli import gongkai

from generator.sheets.assess import Imported, import_scores
from generator.sheets.book import BookFault, read_book

DAY = dt.date(2026, 10, 20)
SITE = """单位名称: 示范矿党委
站点名称: 示范矿党建公开
监督渠道:
  - 部门: 党委工作部
"""
BRANCHES = {
    "zong-cai-yi-dui": ("综采一队党支部", "综采一队"),
    "jue-jin-er-dui": ("掘进二队党支部", "掘二"),
    "ji-dian-dui": ("机电队党支部", "机电队"),
    "hou-qin": ("生活服务中心党支部", "生活服务"),
}
RECORD = """\
# 三季度考核，党委工作部填
标题: 2026年三季度党建考核结果
# 见 policy.yml
考核类型: 党建考核
周期: 2026年三季度
方式:
  - 名称: 日常考核
    权重: 40
  - 名称: 现场检查
    权重: 40
  - 名称: 群众测评
    权重: 20
成绩:
  - 支部: zong-cai-yi-dui
    # 复核过一次
    各项得分:
      日常考核: 96.50
      现场检查: 95
      群众测评: "97"
    加分: 1
  - 支部: jue-jin-er-dui
    各项得分:
      日常考核: 80
      现场检查: 81
      群众测评: 82
    说明: 补测一次
  - 支部: ji-dian-dui
    各项得分:
      日常考核: 90
      现场检查: 90
      群众测评: 90
  - 支部: hou-qin
    未参加: 是
    说明: 新成立
反馈日期: 2026-10-12
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "branches").mkdir(parents=True)
    (folder / "assessments").mkdir()
    (folder / "site.yml").write_text(SITE, encoding="utf-8")
    for number, (slug, (title, short)) in enumerate(BRANCHES.items(), start=1):
        text = f"名称: {title}\n简称: {short}\n类型: 机关\n序号: {number}\n书记:\n  姓名: 书记\n"
        (folder / f"branches/{slug}.yml").write_text(text, encoding="utf-8")
    (folder / "assessments/2026-q3.yml").write_text(RECORD, encoding="utf-8")
    return folder


def mine_sheet() -> openpyxl.Workbook:
    """What a mine keeps: two header rows, merged cells, names, full-width digits, blanks, totals, notes."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "三季度"
    page.append(["2026年第3季度党建考核得分汇总表"])
    page.merge_cells("A1:J1")
    page.append([None])
    page.append(["序号", "单 位", "考核得分", None, None, "加分", "扣分", "总分", "名次", "备注"])
    page.append([None, None, "日常考核\n（40%）", "现场检查（40%）", "群众测评(20%)"])
    page.merge_cells("C3:E3")
    for letter in "ABFGHIJ":
        page.merge_cells(f"{letter}3:{letter}4")
    page.append([1, "综采一队", 96.5, 95, 97, 1, None, 97, 1, None])
    page.append([None])
    page.append([2, "掘进2队", "８８．５", 86, "92%", None, -1.5, 86.70, 3, "缺课一次"])
    page.append([3, "机电队党支部", 90, 91.25, 90.0, 0, "—", 90.5, 2, None])
    page.append([4, "生活服务中心", "未参加", None, None, None, None, None, None, "新成立"])
    page.append(["合计", None, 275, 272.25, 279])
    page.append(["平均", None, 91.7])
    page.append(["填表人：某某　　审核：某某"])
    page.merge_cells("A12:J12")
    return book


def save(book: openpyxl.Workbook, folder: Path, name: str = "成绩 三季度.xlsx") -> Path:
    file = folder / name
    book.save(file)
    return file


def said(done: Imported) -> list[str]:
    return [one.message for one in done.findings]


def errors(done: Imported) -> list[str]:
    return [one.message for one in done.findings if one.is_error]


def changed_lines(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("---", "+++")]


def test_a_score_sheet_changes_only_the_lines_that_differ(content: Path, tmp_path: Path) -> None:
    done = import_scores(content, save(mine_sheet(), tmp_path), DAY)
    assert errors(done) == []
    after = done.files["assessments/2026-q3.yml"].decode()
    assert changed_lines(RECORD, after) == [
        "-      日常考核: 80",
        "-      现场检查: 81",
        "-      群众测评: 82",
        "-    说明: 补测一次",
        "+      日常考核: 88.5",
        "+      现场检查: 86",
        "+      群众测评: 92",
        "+    扣分: 1.5",
        "+    说明: 缺课一次",
        "-      现场检查: 90",
        "+      现场检查: 91.25",
    ]


def test_what_is_not_imported_is_said(content: Path, tmp_path: Path) -> None:
    told = said(import_scores(content, save(mine_sheet(), tmp_path), DAY, "2026-q3"))
    assert "三季度!B10 跳过了“合计”这一行，没有导入。" in told
    assert "三季度!B11 跳过了“平均”这一行，没有导入。" in told
    assert "三季度!B12 跳过了这一行：“填表人：某某　　审核：某某”。" in told
    assert "三季度!H3 “总分”由系统算出，没有导入，只核对。" in told
    assert "三季度!E7 “群众测评”里的百分号去掉了，92% 按 92 分导入。" in told
    assert "三季度!G7 扣分写的是负数 -1.5，按扣 1.5 分导入。" in told


def test_totals_that_disagree_are_reported_and_those_that_agree_are_not(
    content: Path, tmp_path: Path
) -> None:
    told = said(import_scores(content, save(mine_sheet(), tmp_path), DAY))
    # 96.5×0.4 + 95×0.4 + 97×0.2 + 1 = 97.00; 88.5, 86, 92 − 1.5 = 86.70; 90, 91.25, 90 = 90.50
    assert [one for one in told if "表里是" in one] == []
    book = mine_sheet()
    book["三季度"]["H5"] = 96.99
    told = said(import_scores(content, save(book, tmp_path), DAY))
    assert "三季度!H5 “综采一队党支部”的总分，表里是 96.99，按记录的权重算是 97.00。" in told


def test_an_imported_sheet_imported_again_changes_nothing(content: Path, tmp_path: Path) -> None:
    file = save(mine_sheet(), tmp_path)
    first = import_scores(content, file, DAY)
    (content / "assessments/2026-q3.yml").write_bytes(first.files["assessments/2026-q3.yml"])
    assert import_scores(content, file, DAY).files == {}


def test_all_mistakes_are_told_at_once_and_nothing_is_written(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    page = book["三季度"]
    page["B5"], page["C7"], page["D8"] = "综采一对", "=80+8.5", "良好"
    page["B9"] = "机电队"
    file = save(book, tmp_path)
    done = gongkai("import", "assessments", str(file), cwd=content.parent)
    assert done.returncode == 1
    assert "三季度!B5 没有“综采一对”这个支部。是不是想写“综采一队党支部”？" in done.stdout
    assert "三季度!C7 是公式，文件里没有存它算好的结果。" in done.stdout
    assert "三季度!D8 “现场检查”写的“良好”不是数。" in done.stdout
    assert "三季度!B9 “机电队党支部”前面已经有一行（第 8 行）。" in done.stdout
    assert "什么都没有写" in done.stdout
    assert "Traceback" not in done.stderr
    assert (content / "assessments/2026-q3.yml").read_text(encoding="utf-8") == RECORD


def test_what_check_would_refuse_is_refused_at_its_cell(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    book["三季度"]["D8"], book["三季度"]["E7"] = 910, -3
    done = import_scores(content, save(book, tmp_path), DAY)
    assert errors(done) == [
        "三季度!E7 “群众测评”写的 -3 不在 0 到 100 之间。",
        "三季度!D8 “现场检查”写的 910 不在 0 到 100 之间。",
    ]
    assert done.files == {}


@pytest.mark.parametrize(
    "name",
    [
        "掘进 二队党支部",
        "掘进2队",
        "掘进２队支部",
        "掘二（32人）",
        "中共示范矿掘进二队支部委员会",
        "中国共产党示范矿掘进二队支部委员会",
        "示范矿掘进二队党支部委员会",
    ],
)
def test_a_branch_is_known_by_what_people_call_it(content: Path, tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["参评支部", "日常考核", "现场检查", "群众测评"])
    book.active.append([name, 71, 72, 73])
    done = import_scores(content, save(book, tmp_path), DAY, "2026-q3")
    assert errors(done) == []
    changed = done.files["assessments/2026-q3.yml"].decode()
    assert "  - 支部: jue-jin-er-dui\n    各项得分:\n      日常考核: 71\n" in changed


def test_a_list_laid_out_in_two_columns_is_refused_in_one_sentence(content: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["支部", "日常考核", "现场检查", "群众测评", None] * 2)
    book.active.append(["综采一队", 71, 72, 73, None, "机电队", 74, 75, 76])
    told = errors(import_scores(content, save(book, tmp_path), DAY, "2026-q3"))
    assert told == ["Sheet!F1 又是一个“支部”：表是左右两栏排的，只能读一栏。"]


def test_rows_that_nobody_sees_are_read_and_said(content: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["支部", "日常考核", "现场检查", "群众测评"], ["掘二", 1, 2, 3], ["机电队", 4, 5, 6]):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    done = import_scores(content, save(book, tmp_path), DAY, "2026-q3")
    assert "工作表“Sheet”的第 2 行是隐藏的（筛选掉的也算），同样读了。" in said(done)


def test_a_title_above_a_csv_with_tabs_does_not_hide_its_columns(content: Path, tmp_path: Path) -> None:
    text = "2026年三季度党建考核\n支部\t日常考核\t现场检查\t群众测评\n掘二\t71\t72\t73\n"
    file = tmp_path / "成绩.csv"
    file.write_bytes(text.encode("gb18030"))
    assert errors(import_scores(content, file, DAY, "2026-q3")) == []


def test_a_column_that_is_missing_names_its_likely_twin(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    book["三季度"]["D4"] = "现场抽查"
    told = errors(import_scores(content, save(book, tmp_path), DAY))
    assert told == ["表里没有“现场检查”这一列。表里的“现场抽查”是不是这一列？把列名改成“现场检查”。"]


def test_a_total_without_saved_result_is_no_hindrance(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    book["三季度"]["H5"] = "=SUM(C5:E5)"
    done = import_scores(content, save(book, tmp_path), DAY)
    assert done.ok
    assert "三季度!H5 “总分”这一列的公式没有存结果，没有核对。" in said(done)


def test_other_ways_to_lay_out_the_same_sheet(content: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    rows = [
        ["示范矿党支部2026年三季度党建考核成绩"],
        ["单位：", "党委工作部", None, None, None, None, None, None, None, None, "2026年10月"],
        [
            "组别",
            "支部名称",
            "一、日常考核",
            None,
            None,
            None,
            "二、现场检查",
            None,
            "群众测评得分(20%)",
            "总得分",
            "备注",
        ],
        [None, None, "7月", "8月", "9月", "平均分", "得分", "折算"],
        ["权重", None, None, None, None, "40%", "40%", None, "20%"],
        ["生产组", "综 采 一 队支部", 96, 97, 96.5, 96.5, 95, 38, 97, "=F6*0.4", None],
        [None, "掘二（38人）", 80, 80, 80, 80, 81, 32.4, "82 ", "=F7*0.4", None],
        ["辅助组", "机电队", 90, 90, 90, 90, "９０分", 36, 91, "=F8*0.4", None],
        [None, "生活服务中心党支部", None, None, None, None, None, None, None, None, "未参加：新成立"],
        ["注：各项按百分制打分"],
    ]
    for row in rows:
        page.append(row)
    for span in ("A1:K1", "C3:F3", "G3:H3", "A3:A4", "B3:B4", "A6:A7", "A8:A9"):
        page.merge_cells(span)
    done = import_scores(content, save(book, tmp_path), DAY)
    assert errors(done) == []
    after = done.files["assessments/2026-q3.yml"].decode()
    assert changed_lines(RECORD, after) == [
        "+    分组: 生产组",
        "+    分组: 生产组",
        "-      群众测评: 90",
        "+      群众测评: 91",
        "+    分组: 辅助组",
        "+    分组: 辅助组",
    ]
    assert len([one for one in said(done) if "没有存结果" in one]) == 1


def test_a_branch_per_row_group_headings_between_rows(content: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in [
        ["2026年三季度党建考核", None, None, None],
        ["支部", "日常考核", "现场检查", "群众测评"],
        ["采掘组", None, None, None],
        ["综采一队", 96.5, 95, 97],
        ["掘二", 80, 81, 82],
        ["辅助组", None, None, None],
        ["机电队", 90, 90, 90],
    ]:
        page.append(row)
    for span in ("A1:D1", "A3:D3", "A6:D6"):
        page.merge_cells(span)
    done = import_scores(content, save(book, tmp_path), DAY)
    assert errors(done) == []
    assert changed_lines(RECORD, done.files["assessments/2026-q3.yml"].decode()) == [
        "+    分组: 采掘组",
        "+    分组: 采掘组",
        "+    分组: 辅助组",
    ]


def test_scores_in_percent_format_and_converted_scores_are_points_of_100(
    content: Path, tmp_path: Path
) -> None:
    book = mine_sheet()
    page = book["三季度"]
    page["C5"], page["C5"].number_format = 0.965, numbers.FORMAT_PERCENTAGE_00
    page["E4"] = "群众测评（满分20分）"
    page["E5"], page["E7"], page["E8"] = 19.4, 18.4, 18
    done = import_scores(content, save(book, tmp_path), DAY)
    assert errors(done) == []
    after = done.files["assessments/2026-q3.yml"].decode()
    assert "日常考核: 96.50" in after
    assert "群众测评: 92\n" in after
    assert any("按满分 20 分折算成百分制" in one for one in said(done))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_any_encoding_that_offices_save(content: Path, tmp_path: Path, encoding: str) -> None:
    rows = [
        ["2026年三季度党建考核结果", "", "", ""],
        ["支部", "日常考核", "现场检查", "群众测评"],
        ["综采一队", "96.5", "９５", "97"],
        ["掘二", "80", "81", "83"],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file = tmp_path / "成绩.csv"
    file.write_bytes(out.getvalue().encode(encoding))
    done = import_scores(content, file, DAY)
    assert errors(done) == []
    assert changed_lines(RECORD, done.files["assessments/2026-q3.yml"].decode()) == [
        "-      群众测评: 82",
        "+      群众测评: 83",
    ]
    assert "表里没有“机电队党支部”、“生活服务中心党支部”，保留记录里原来的成绩。" in said(done)


def test_an_old_xls_reads_like_the_xlsx(tmp_path: Path) -> None:
    # Saved from mine_sheet() by LibreOffice as "Excel 97-2003".
    old = read_book((Path(__file__).parent / "data/scores.xls").read_bytes())[0]
    new = read_book(save(mine_sheet(), tmp_path).read_bytes())[0]
    texts = [[[cell.text for cell in row] for row in sheet.rows] for sheet in (old, new)]
    assert texts[0] == texts[1]
    assert sorted(old.merged) == sorted(new.merged)


def test_a_workbook_of_several_sheets_needs_a_word_which(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    book.copy_worksheet(book["三季度"]).title = "底稿"
    file = save(book, tmp_path)
    assert errors(import_scores(content, file, DAY)) == ["有几张工作表都像是要导入的：三季度、底稿。"]
    assert errors(import_scores(content, file, DAY, sheet_name="三季度")) == []
    told = errors(import_scores(content, file, DAY, sheet_name="3季度"))
    assert told[0].startswith("没有叫“3季度”的工作表。")


def test_a_wrong_or_missing_target_is_named(content: Path, tmp_path: Path) -> None:
    book = mine_sheet()
    assert "是不是想写“2026-q3”？" in errors(import_scores(content, save(book, tmp_path), DAY, "2026-p3"))[0]
    book["三季度"]["A1"] = "得分表"
    assert errors(import_scores(content, save(book, tmp_path), DAY)) == ["看不出要写进哪一次考核。"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheets.empty-file"),
        (b"PK\x03\x04 broken", "sheets.unreadable"),
        (b"\xd0\xcf\x11\xe0 broken", "sheets.unreadable"),
        (b"<html><table></table></html>", "sheets.not-a-table"),
        (b"a,b\0c,d", "sheets.not-a-table"),
        (b"\xff\xff\xff\xff", "sheets.encoding"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(BookFault) as refused:
        read_book(data)
    assert refused.value.code == code


def test_an_exported_score_sheet_imports_without_a_change(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    args = ("export", "assessments", "--record", "2026-q3", "--output", str(file), "--as-of", "2026-10-20")
    assert gongkai(*args, cwd=content.parent).returncode == 0
    done = import_scores(content, file, DAY)
    assert errors(done) == []
    assert done.files == {}


def test_a_blank_score_sheet_has_every_branch_and_way(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "blank.xlsx"
    args = ("export", "assessments", "--template", "--output", str(file))
    assert gongkai(*args, cwd=content.parent).returncode == 0
    page = openpyxl.load_workbook(file).active
    assert [cell.value for cell in page[2]][:5] == ["支部", "分组", "日常考核", "现场检查", "群众测评"]
    assert {page.cell(row, 1).value for row in range(3, 7)} == {title for title, _ in BRANCHES.values()}
    told = errors(import_scores(content, file, DAY))
    assert told[0] == "成绩!A3 “综采一队党支部”没有得分。"
    assert len(told) == 4, "one word a branch, not one a cell"
