"""组织生活: planned until 实到 is there; the matrix says in words what a branch did each month."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

from generator.kinds.activities.matrix import matrix


def activity(day: str, type_: str = "主题党日", present: str = "30", more: str = "") -> str:
    there = f"应到: 32\n实到: {present}\n" if present else ""
    return f"标题: {day} {type_}\n类型: {type_}\n支部: shili-zhibu\n日期: {day}\n{there}{more}"


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("activities", "2026-03-10") == expected("activities")


@pytest.mark.parametrize(
    ("as_of", "present", "state", "unreported"),
    [
        ("2026-03-14", "", "planned", False),
        ("2026-03-15", "", "planned", False),
        ("2026-03-16", "", "planned", True),
        ("2026-03-14", "30", "planned", False),
        ("2026-03-15", "30", "held", False),
        ("2026-03-15", "0", "held", False),
    ],
)
def test_planned_until_attendance_is_there(
    tmp_path: Path, as_of: str, present: str, state: str, unreported: bool
) -> None:
    lib = library(tmp_path, as_of, {"activities/a": activity("2026-03-15", present=present)})
    derived = lib.facts(lib.get("activities", "a"))
    assert (derived.state.name, derived.unreported) == (state, unreported)


@pytest.mark.parametrize(
    ("expected_", "present", "rate"), [(32, 30, "93.8"), (3, 2, "66.7"), (3, 3, "100.0")]
)
def test_attendance(tmp_path: Path, expected_: int, present: int, rate: str) -> None:
    text = activity("2026-03-15", present="", more=f"应到: {expected_}\n实到: {present}\n")
    lib = library(tmp_path, "2026-03-16", {"activities/a": text})
    derived = lib.facts(lib.get("activities", "a"))
    assert (str(derived.attendance), derived.absent) == (rate, expected_ - present)


@pytest.mark.parametrize("more", ["", "应到: 0\n实到: 0\n", "实到: 5\n"])
def test_no_rate_without_both_numbers(tmp_path: Path, more: str) -> None:
    lib = library(tmp_path, "2026-03-16", {"activities/a": activity("2026-03-15", present="", more=more)})
    assert lib.facts(lib.get("activities", "a")).attendance is None


NO_PARTY_DAY = "content/branches/shili-zhibu.yml:1:5 “示例支部”2026年3月还没有主题党日，既没有开展，也没有计划（固定日是每月 15 日）。"


def test_a_planned_party_day_is_enough(tmp_path: Path) -> None:
    other = {"activities/a": activity("2026-02-15")}
    planned = {"activities/b": activity("2026-03-15", present="")}
    assert own_findings(tmp_path, "2026-03-10", "activities", other) == [NO_PARTY_DAY]
    assert own_findings(tmp_path, "2026-03-10", "activities", {**other, **planned}) == []


def test_a_fixed_day_after_the_months_end_means_its_last_day(tmp_path: Path) -> None:
    branch = "名称: 示例支部\n类型: 机关\n书记:\n  姓名: 书记\n主题党日: 31\n"
    records = {"branches/shili-zhibu": branch, "activities/a": activity("2026-02-28", present="")}
    assert own_findings(tmp_path, "2026-02-10", "activities", records) == []


def test_a_unit_that_has_no_party_day_in_its_policy_is_left_alone(tmp_path: Path) -> None:
    policy = "组织生活类型:\n  - 名称: 支委会\n    频次: 月\n    依据: 条例\n    依据类型: 法规\n"
    records = {"policy": policy, "activities/a": activity("2026-03-02", "支委会")}
    assert own_findings(tmp_path, "2026-03-10", "activities", records) == []


RECORDS = {
    "activities/jan": activity("2026-01-15"),
    "activities/jan-2": activity("2026-01-20"),
    "activities/mar": activity("2026-03-15", present=""),
    "activities/q1": activity("2026-02-03", "党课"),
    "activities/year": activity("2026-12-10", "民主评议", present=""),
}


def test_matrix_says_what_happened_in_each_period(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-04-10", RECORDS)
    grids = {grid.type: grid for grid in matrix(lib, 2026).grids}
    assert list(grids) == lib.policy.names("activity_types")
    party_day = grids["主题党日"]
    assert party_day.columns[:3] == ("1月", "2月", "3月")
    (line,) = party_day.lines
    assert [cell.state for cell in line.cells] == ["done", "missing", "planned", "due", *["none"] * 8]
    assert [cell.text for cell in line.cells[:4]] == ["已开展 2 次", "缺", "计划", "应开展"]
    assert [cell.activity for cell in line.cells[:3]] == ["jan-2", None, "mar"]
    assert line.cells[0].title == "示例支部2026年1月主题党日：已开展 2 次（1月15日、1月20日）"
    assert line.cells[1].title == "示例支部2026年2月主题党日：没有开展的记录"
    assert (party_day.count("done"), party_day.count("missing")) == (1, 1)


def test_matrix_has_quarters_and_years_where_policy_asks_for_less(tmp_path: Path) -> None:
    grids = {grid.type: grid for grid in matrix(library(tmp_path, "2026-04-10", RECORDS), 2026).grids}
    assert grids["党课"].columns == ("一季度", "二季度", "三季度", "四季度")
    assert [cell.state for cell in grids["党课"].lines[0].cells] == ["done", "due", "none", "none"]
    assert grids["民主评议"].columns == ("全年",)
    assert [cell.state for cell in grids["民主评议"].lines[0].cells] == ["planned"]


def test_nothing_is_missing_before_records_began(tmp_path: Path) -> None:
    records = {"activities/mar": activity("2026-03-15")}
    grids = {grid.type: grid for grid in matrix(library(tmp_path, "2026-04-30", records), 2026).grids}
    assert [cell.state for cell in grids["主题党日"].lines[0].cells[:4]] == ["none", "none", "done", "due"]


def test_a_quarter_that_was_half_over_when_records_began_is_not_missing(tmp_path: Path) -> None:
    records = {"activities/mar": activity("2026-03-15")}
    grids = {grid.type: grid for grid in matrix(library(tmp_path, "2026-08-30", records), 2026).grids}
    assert [cell.state for cell in grids["党课"].lines[0].cells] == ["none", "missing", "due", "none"]


def test_page_shows_numbers_and_shares_but_no_names(tmp_path: Path) -> None:
    more = "时间: 15:00\n议题: 一<b>\n评议结果:\n  - 等次: 优秀\n    人数: 10\n  - 等次: 合格\n    人数: 20\n"
    shown = page(
        library(tmp_path, "2026-04-01", {"activities/a": activity("2026-03-15", more=more)}),
        "activities",
        "a",
    )
    assert '<span data-field="present">30</span> 人（93.8%）' in shown
    assert '<p data-field="agenda">一&lt;b&gt;</p>' in shown
    assert '<span data-field="people">10</span></td><td class="num">33.3%</td>' in shown


def test_list_links_the_cells_of_the_matrix(tmp_path: Path) -> None:
    shown = index(library(tmp_path, "2026-04-10", RECORDS), "activities")
    assert '<a href="../activities/jan-2/">已开展 2 次</a>' in shown
    assert '<td data-cell="missing" title="示例支部2026年2月主题党日：没有开展的记录">缺</td>' in shown


def test_calendar_has_every_activity(tmp_path: Path) -> None:
    from generator.kinds.activities import KIND

    lib = library(
        tmp_path, "2026-03-01", {"activities/a": activity("2026-03-15", more="时间: 15:00\n地点: 活动室\n")}
    )
    (event,) = KIND.events(lib.get("activities", "a"), lib)
    assert (event.uid, event.clock, event.note) == ("activities/a", "15:00", "活动室")
