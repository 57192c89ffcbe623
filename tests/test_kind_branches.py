"""党支部: the hub gathers brands, scores, items and the year's organisation life; every rule with its whole output."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from kindtools import BRANCH, expected, index, library, page, said

from generator.kinds.branches.facts import month_day

ITEM = """\
标题: 补齐台账
清单: 责任
内容: 台账不全
支部: shili-zhibu
完成时间: 2026-03-10
责任主体:
  单位: 综采一队
  责任人: 队长
工作标准: 台账齐全
考核部门: 安全监察部
挂账日期: 2026-03-01
"""
BRAND = """\
名称: 深井先锋
支部: shili-zhibu
品牌类型: 攻坚品牌
内涵: 难在前面
举措:
  - 包保
负责人: 某书记
历程:
  - 阶段: 申报
    日期: 2026-01-05
"""


def activity(day: str, kind: str = "主题党日", present: str = "28") -> str:
    held = f"实到: {present}\n" if present else ""
    return f"标题: {kind}\n类型: {kind}\n支部: shili-zhibu\n日期: {day}\n应到: 30\n{held}"


def assessment(period: str, day: str, ours: str, theirs: str) -> str:
    return (
        f"标题: {period}考核\n考核类型: 党建考核\n周期: {period}\n方式:\n  - 名称: 日常\n    权重: 100\n"
        f"成绩:\n  - 支部: shili-zhibu\n    各项得分:\n      日常: {ours}\n"
        f"  - 支部: er\n    各项得分:\n      日常: {theirs}\n反馈日期: {day}\n"
    )


SECOND = BRANCH.replace("示例支部", "第二支部")


def hub(folder: Path, as_of: str, records: dict[str, str]):
    lib = library(folder, as_of, records)
    return lib, lib.facts(lib.get("branches", "shili-zhibu"))


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("branches", "2026-03-01") == expected("branches")


def test_branches_stand_in_their_typed_order(tmp_path: Path) -> None:
    records = {
        "branches/zz": SECOND + "序号: 1\n",
        "branches/aa": BRANCH.replace("示例支部", "第三支部") + "序号: 10\n",
    }
    lib = library(tmp_path, "2026-03-01", records)
    assert [one.slug for one in lib.records("branches")] == ["zz", "aa", "shili-zhibu"]
    listed = index(lib, "branches")
    assert listed.index("第二支部") < listed.index("第三支部") < listed.index("示例支部")


def test_items_are_counted_and_the_overdue_come_first(tmp_path: Path) -> None:
    records = {
        "ledgers/late": ITEM,
        "ledgers/soon": ITEM.replace("2026-03-10", "2026-03-25").replace("补齐", "临期"),
        "ledgers/calm": ITEM.replace("2026-03-10", "2026-06-30"),
    }
    _, facts = hub(tmp_path, "2026-03-20", records)
    assert (facts.items_total, facts.items_open, facts.items_due_soon, facts.items_overdue) == (3, 3, 1, 1)
    assert (facts.open_items, facts.closing_rate) == (
        ("ledgers/late", "ledgers/soon", "ledgers/calm"),
        Decimal("0.0"),
    )


def test_the_latest_score_is_that_of_the_latest_period_fed_back(tmp_path: Path) -> None:
    records = {
        "branches/er": SECOND,
        "assessments/q1": assessment("2026年一季度", "2026-04-20", "91", "95"),
        "assessments/q4": assessment("2025年四季度", "2026-04-25", "97", "80"),
        "assessments/q2": assessment("2026年二季度", "2026-07-10", "99", "80"),
    }
    _, facts = hub(tmp_path, "2026-05-01", records)
    latest = facts.latest
    assert (latest.assessment, latest.total, latest.rank, latest.of, latest.grade) == (
        "assessments/q1",
        Decimal("91.00"),
        2,
        2,
        "好",
    )
    assert [one.assessment for one in facts.standings] == ["assessments/q4", "assessments/q1"]


def cells(facts, kind: str) -> list[str]:
    [line] = [line for line in facts.matrix if line.type == kind]
    return [cell.state for cell in line.cells]


def test_the_year_says_what_was_held_planned_and_missed(tmp_path: Path) -> None:
    records = {
        "activities/a": activity("2026-01-15"),
        "activities/b": activity("2026-03-15", present=""),
        "activities/c": activity("2026-02-10", kind="党课"),
        "activities/d": activity("2025-03-15"),
    }
    _, facts = hub(tmp_path, "2026-05-10", records)
    assert cells(facts, "主题党日") == ["done", "missing", "planned", "missing", "due"] + ["none"] * 7
    quarters = cells(facts, "党课")
    assert (quarters[1], quarters[2], quarters[5], quarters[8]) == ("done", "none", "due", "none")
    assert (facts.held_this_year, facts.planned_this_year) == (2, 1)


@pytest.mark.parametrize(
    ("day", "as_of", "following"),
    [
        ("15", "2026-03-15", "2026-03-15"),
        ("15", "2026-03-16", "2026-04-15"),
        ("31", "2026-02-01", "2026-02-28"),
    ],
)
def test_the_next_theme_day(tmp_path: Path, day: str, as_of: str, following: str) -> None:
    _, facts = hub(
        tmp_path, as_of, {"branches/shili-zhibu": BRANCH.replace("主题党日: 15", f"主题党日: {day}")}
    )
    assert str(facts.next_theme_day) == following


@pytest.mark.parametrize("typed", ["15", "15日", "每月15日", "每月15号"])
def test_the_theme_day_may_be_typed_as_people_say_it(tmp_path: Path, typed: str) -> None:
    lib, _ = hub(
        tmp_path, "2026-03-01", {"branches/shili-zhibu": BRANCH.replace("党日: 15", f"党日: {typed}")}
    )
    assert lib.get("branches", "shili-zhibu").theme_day == 15


def test_a_short_month_ends_early() -> None:
    assert month_day(dt.date(2028, 2, 1), 30) == dt.date(2028, 2, 29)


def test_the_timeline_goes_a_year_back_newest_first(tmp_path: Path) -> None:
    records = {"brands/a": BRAND, "ledgers/a": ITEM, "activities/old": activity("2025-01-15")}
    _, facts = hub(tmp_path, "2026-03-05", records)
    assert [(str(one.day), one.label, one.key) for one in facts.timeline] == [
        ("2026-03-01", "责任挂账", "ledgers/a"),
        ("2026-01-05", "品牌申报", "brands/a"),
    ]


def test_the_hub_page_links_to_all_that_the_branch_has(tmp_path: Path) -> None:
    records = {
        "branches/er": SECOND,
        "brands/a": BRAND,
        "ledgers/a": ITEM,
        "activities/a": activity("2026-01-15"),
        "assessments/q4": assessment("2025年四季度", "2026-01-25", "97", "80"),
    }
    lib, _ = hub(tmp_path, "2026-03-05", records)
    shown = page(lib, "branches", "shili-zhibu")
    for key in ("brands/a", "ledgers/a", "activities/a", "assessments/q4"):
        assert f'href="../../{key}/"' in shown
    assert '<span data-field="name">书记</span>' in shown and "97.00" in shown


def test_what_an_audience_may_not_see_leaves_no_trace_on_the_hub(tmp_path: Path) -> None:
    site = "单位名称: 矿\n站点名称: 公开\n公开范围:\n  - 全员\n  - 党员\n监督渠道:\n  - 部门: 矿纪委\n"
    records = {"site": site, "ledgers/a": ITEM + "公开范围: 党员\n"}
    lib, _ = hub(tmp_path, "2026-03-05", records)
    shown = page(lib, "branches", "shili-zhibu")
    assert "补齐台账" not in shown and "ledgers/a" not in shown
