"""联系指导: one point of a person at a time, visits within it, the last visit known."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import expected, index, library, page, said

from generator.library.visible import visible

LIAISON = """\
人员:
  姓名: 张建国
  职务: 党委副书记
类型: 联系点
支部: shili-zhibu
开始: 2026-01-05
结束: 2026-06-30
走访:
  - 日期: 2026-05-20
    方式: 了解工作
    内容: 收集意见
    发现问题:
      - wenti
  - 日期: 2026-03-12
    方式: 参加组织生活
    发现问题:
      - wenti
"""
ITEM = """\
标题: 班中餐保温箱不够
清单: 问题
内容: 保温箱不够
支部: shili-zhibu
完成时间: 2026-07-31
责任主体:
  单位: 后勤部
  责任人: 部长
工作标准: 每班一个
考核部门: 工会
挂账日期: 2026-05-21
对应:
  - renwu
"""
TASK = ITEM.replace("清单: 问题", "清单: 任务").replace("- renwu", "- zeren")
DUTY = ITEM.replace("清单: 问题", "清单: 责任").partition("对应:")[0]
RECORDS = {"liaisons/a": LIAISON, "ledgers/wenti": ITEM, "ledgers/renwu": TASK, "ledgers/zeren": DUTY}


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("liaisons", "2026-09-01") == expected("liaisons")


@pytest.mark.parametrize(
    ("as_of", "state", "last", "count"),
    [
        ("2026-01-04", "planned", None, 0),
        ("2026-01-05", "active", None, 0),
        ("2026-03-12", "active", "2026-03-12", 1),
        ("2026-06-30", "active", "2026-05-20", 2),
        ("2026-07-01", "ended", "2026-05-20", 2),
    ],
)
def test_state_and_last_visit_follow_the_day(
    tmp_path: Path, as_of: str, state: str, last: str | None, count: int
) -> None:
    lib = library(tmp_path, as_of, RECORDS)
    derived = lib.facts(lib.get("liaisons", "a"))
    assert derived.state.name == state
    assert (derived.last_visit and derived.last_visit.isoformat(), derived.visit_count) == (last, count)


def test_a_problem_found_twice_is_one_problem(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-06-01", RECORDS)
    derived = lib.facts(lib.get("liaisons", "a"))
    assert derived.problems == ("wenti",)
    assert derived.days_since_visit == 12


def test_the_title_comes_from_the_person_when_none_is_typed(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-06-01", RECORDS)
    assert lib.get("liaisons", "a").title == "党委副书记张建国的联系点"


def test_a_typed_title_stays(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-06-01", {**RECORDS, "liaisons/a": "标题: 老张的点\n" + LIAISON})
    assert lib.get("liaisons", "a").title == "老张的点"


def test_page_links_the_problems_that_were_found(tmp_path: Path) -> None:
    shown = page(library(tmp_path, "2026-06-01", RECORDS), "liaisons", "a")
    assert shown.count('<a href="../../ledgers/wenti/">班中餐保温箱不够</a>') == 2
    assert '<p data-field="content">收集意见</p>' in shown
    assert shown.index("2026-05-20</time><div>") < shown.index("2026-03-12</time><div>")


def test_list_shows_who_is_linked_with_which_branch_and_who_is_left_out(tmp_path: Path) -> None:
    other = "名称: 二队支部\n类型: 机关\n书记:\n  姓名: 书记\n"
    shown = index(library(tmp_path, "2026-06-01", {**RECORDS, "branches/er-dui": other}), "liaisons")
    assert '<td data-cell="done"><a href="../liaisons/a/">2026-05-20</a></td>' in shown
    assert '现在没有人联系的支部：<a href="../branches/er-dui/">二队支部</a>' in shown


def test_a_problem_that_readers_may_not_see_leaves_no_trace(tmp_path: Path) -> None:
    records = {**RECORDS, "ledgers/wenti": ITEM + "发布日期: 2026-12-01\n"}
    lib = library(tmp_path, "2026-06-01", records)
    readers = visible(lib)
    assert readers.facts(readers.get("liaisons", "a")).problems == ()
    shown = page(lib, "liaisons", "a")
    assert "wenti" not in shown
    assert "发现问题" not in shown
