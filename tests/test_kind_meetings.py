"""例会: what is missing is named once a type, and decisions are looked back on by themselves."""

from __future__ import annotations

from pathlib import Path

from kindtools import expected, index, library, own_findings, page, said

ITEM = """\
标题: 核对党员信息
清单: 责任
内容: 逐人核对
支部: shili-zhibu
完成时间: 2026-03-31
责任主体:
  单位: 示例支部
  责任人: 书记
工作标准: 无差错
考核部门: 党委工作部
挂账日期: 2026-02-10
"""


def meeting(day: str, type_: str = "月度党建例会", more: str = "") -> str:
    return f"标题: {day} 的例会\n类型: {type_}\n日期: {day}\n{more}"


DECIDED = "议定事项:\n  - 内容: 核对党员信息\n    清单: hedui\n  - 内容: 另行研究 | 待定\n"
RECORDS = {
    "meetings/feb": meeting("2026-02-05", more=DECIDED),
    "meetings/mar": meeting("2026-03-05", more="时间: 9:05\n议题:\n  - 甲\n  - 乙\n"),
    "meetings/apr": meeting("2026-04-09"),
    "meetings/week": meeting("2026-03-02", "周例会"),
    "ledgers/hedui": ITEM,
}


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("meetings", "2026-04-10") == expected("meetings")


def test_planned_until_its_day(tmp_path: Path) -> None:
    def states(as_of: str) -> list[str]:
        lib = library(tmp_path, as_of, RECORDS)
        return [lib.facts(lib.get("meetings", one)).state.name for one in ("mar", "apr")]

    assert states("2026-04-08") == ["held", "planned"]
    assert states("2026-04-09") == ["held", "held"]


def test_looks_back_on_the_meeting_before_of_its_own_type(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-03-28", RECORDS)
    derived = lib.facts(lib.get("meetings", "mar"))
    assert (derived.previous, derived.following) == ("feb", "apr")
    assert [(one.content, one.ledger) for one in derived.review] == [
        ("核对党员信息", "hedui"),
        ("另行研究 | 待定", None),
    ]
    assert derived.review[0].state == lib.facts(lib.get("ledgers", "hedui")).state
    assert derived.review[1].state is None
    assert lib.facts(lib.get("meetings", "week")).previous is None


def test_a_meeting_that_comes_later_is_seen_by_a_new_library(tmp_path: Path) -> None:
    first = library(tmp_path, "2026-03-28", {"meetings/feb": RECORDS["meetings/feb"], "ledgers/hedui": ITEM})
    assert first.facts(first.get("meetings", "feb")).following is None
    second = library(tmp_path, "2026-03-28", RECORDS)
    assert second.facts(second.get("meetings", "feb")).following == "mar"


def test_page_shows_the_last_ones_decisions_with_their_state(tmp_path: Path) -> None:
    shown = page(library(tmp_path, "2026-04-01", RECORDS), "meetings", "mar")
    assert "## 回看：上次议定事项 {#review}" in shown
    assert '<span data-field="previous">核对党员信息</span><small><a href="../../ledgers/hedui/">' in shown
    assert 'data-state="overdue"' in shown
    assert '<span data-field="clock">09:05</span>' in shown
    assert '<li data-field="agenda">甲</li><li data-field="agenda">乙</li>' in shown


def test_weeks_of_long_holidays_ask_for_no_meeting(tmp_path: Path) -> None:
    records = {"meetings/a": meeting("2026-02-13", "周例会"), "meetings/b": meeting("2026-02-28", "周例会")}
    assert own_findings(tmp_path, "2026-03-01", "meetings", records) == []


def test_the_running_period_is_not_missing_yet(tmp_path: Path) -> None:
    records = {"meetings/a": meeting("2026-02-05")}
    assert own_findings(tmp_path, "2026-03-31", "meetings", records) == []
    assert own_findings(tmp_path, "2026-04-01", "meetings", records) == [
        "content/meetings/a.yml:2:5 月度党建例会应当每月一次（党建例会制度），近一年缺 1 次：2026年3月。"
    ]


def test_a_type_without_a_frequency_is_never_missing(tmp_path: Path) -> None:
    policy = "例会类型:\n  - 名称: 碰头会\n    依据: 惯例\n    依据类型: 本单位\n"
    records = {"policy": policy, "meetings/a": meeting("2025-02-05", "碰头会")}
    assert own_findings(tmp_path, "2026-04-01", "meetings", records) == []


def test_two_meetings_on_a_day_are_fine_when_the_hours_differ(tmp_path: Path) -> None:
    records = {
        "meetings/a": meeting("2026-02-05", more="时间: 9:00\n"),
        "meetings/b": meeting("2026-02-05", more="时间: 15:00\n"),
    }
    assert own_findings(tmp_path, "2026-02-06", "meetings", records) == []


def test_calendar_has_the_hour(tmp_path: Path) -> None:
    from generator.kinds.meetings import KIND

    lib = library(tmp_path, "2026-03-01", RECORDS)
    (event,) = KIND.events(lib.get("meetings", "mar"), lib)
    assert (event.calendar, event.start.isoformat(), event.clock, event.note) == (
        "例会与组织生活",
        "2026-03-05",
        "09:05",
        "甲；乙",
    )


def test_list_says_how_often_and_what_is_missing(tmp_path: Path) -> None:
    shown = index(library(tmp_path, "2026-06-10", RECORDS), "meetings")
    assert "<b>月度党建例会</b><small>应每月一次（党建例会制度），今年已开 3 次" in shown
    assert '<span class="pill" data-tone="bad">近一年缺 1 次</span>' in shown
    assert "季度研究</b>" not in shown
