"""学习培训: material says when it is out of date; 班次 add up; the self-test has an answer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

from generator.kinds.trainings.model import Question
from generator.kinds.trainings.quiz import answer_positions


def training(day: str, more: str = "") -> str:
    return f"标题: {day} 的材料\n类别: 制度解读\n对象:\n  - 党员\n日期: {day}\n{more}"


BASIS = "依据:\n  文件: 《甲办法》\n  生效: 2020-01-01\n  废止: 2026-06-01\n"


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("trainings", "2026-03-10") == expected("trainings")


def state(folder: Path, as_of: str, records: dict[str, str], ref: str = "a") -> tuple[str, str | None]:
    lib = library(folder, as_of, records)
    derived = lib.facts(lib.get("trainings", ref))
    return derived.state.name, derived.superseded_by


def test_states_follow_the_day(tmp_path: Path) -> None:
    records = {"trainings/a": training("2026-03-01", BASIS)}
    assert state(tmp_path, "2026-02-28", records) == ("planned", None)
    assert state(tmp_path, "2026-03-01", records) == ("current", None)
    assert state(tmp_path, "2026-05-31", records) == ("current", None)
    assert state(tmp_path, "2026-06-01", records) == ("expired", None)


def test_the_older_one_says_it_is_superseded_from_the_newer_ones_day(tmp_path: Path) -> None:
    records = {
        "trainings/a": training("2025-03-01"),
        "trainings/2026/b": training("2026-03-01", "取代: a\n"),
        "trainings/c": training("2026-04-01", "取代: a\n"),
    }
    assert state(tmp_path, "2026-02-28", records) == ("current", None)
    assert state(tmp_path, "2026-03-01", records) == ("superseded", "2026/b")
    assert state(tmp_path, "2026-04-01", records) == ("superseded", "c")
    assert state(tmp_path, "2026-04-01", records, "c") == ("current", None)


def test_superseded_material_no_longer_nags_about_its_basis(tmp_path: Path) -> None:
    old = {"trainings/a": training("2026-03-01", BASIS)}
    new = {"trainings/b": training("2026-06-02", "取代: a\n")}
    assert own_findings(tmp_path, "2026-06-02", "trainings", old) == [
        "content/trainings/a.yml:7:7 依据的《甲办法》已于 2026-06-01 废止。"
    ]
    assert own_findings(tmp_path, "2026-06-02", "trainings", {**old, **new}) == []


SESSIONS = """\
学时: 2.5
班次:
  - 日期: 2026-03-01
    地点: 201 教室
    参训支部:
      - 支部: shili-zhibu
        人数: 12
      - 支部: er-dui
        人数: 8
  - 日期: 2026-04-01
    参训支部:
      - 支部: shili-zhibu
        人数: 5
"""
SECOND = {"branches/er-dui": "名称: 二队支部\n类型: 机关\n书记:\n  姓名: 书记\n"}


def test_sessions_add_up_as_far_as_they_were_held(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-03-31", {**SECOND, "trainings/a": training("2026-03-01", SESSIONS)})
    derived = lib.facts(lib.get("trainings", "a"))
    assert (derived.people, derived.sessions_held, derived.session_people) == (20, 1, (20, 5))
    assert derived.branch_people == (("shili-zhibu", 12), ("er-dui", 8))
    assert derived.person_hours == Decimal("50.0")
    lib = library(tmp_path, "2026-04-01", {**SECOND, "trainings/a": training("2026-03-01", SESSIONS)})
    derived = lib.facts(lib.get("trainings", "a"))
    assert derived.branch_people == (("shili-zhibu", 17), ("er-dui", 8))


@pytest.mark.parametrize(
    ("options", "answer", "positions"),
    [
        (["每周", "每月"], "B", (1,)),
        (["每周", "每月"], "b", (1,)),
        (["每周", "每月"], "Ｂ", (1,)),
        (["每周", "每月"], "ｂ", (1,)),
        (["每周", "每月"], "每月", (1,)),
        (["一", "二", "三"], "CA", (0, 2)),
        (["一", "二", "三"], "A、C", (0, 2)),
        (["一", "二", "三"], "A和C", (0, 2)),
        (["一", "二", "三"], "AA", (0,)),
        (["一", "二"], "C", ()),
        (["一", "二"], "1", ()),
        (["一", "二"], "、", ()),
        (["C", "B", "A"], "A", (2,)),
    ],
)
def test_answers(options: list[str], answer: str, positions: tuple[int, ...]) -> None:
    question = Question.model_validate({"题目": "问", "选项": options, "答案": answer})
    assert answer_positions(question) == positions


def test_page_warns_on_top_and_links_both_ways(tmp_path: Path) -> None:
    records = {"trainings/a": training("2025-03-01"), "trainings/b": training("2026-03-01", "取代: a\n")}
    lib = library(tmp_path, "2026-03-02", records)
    old, new = page(lib, "trainings", "a"), page(lib, "trainings", "b")
    assert "<b>已被取代</b>" in old
    assert '<a href="../../trainings/b/">2026-03-01 的材料</a>' in old
    assert '<dt>取代</dt><dd><a href="../../trainings/a/">' in new
    assert "已被取代" not in new


def test_page_of_material_on_a_repealed_rule_says_so(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-06-01", {"trainings/a": training("2026-03-01", BASIS)})
    assert "这份材料依据的文件已于 2026-06-01 废止，仅供查阅。" in page(lib, "trainings", "a")


def test_page_has_the_quiz_with_its_answers(tmp_path: Path) -> None:
    quiz = "自测题:\n  - 题目: 问？\n    选项:\n      - 一\n      - 二\n      - 三\n    答案: CA\n    解析: 因为\n"
    shown = page(
        library(tmp_path, "2026-06-01", {"trainings/a": training("2026-03-01", quiz)}), "trainings", "a"
    )
    assert '<fieldset data-answer="0 2">' in shown
    assert '<span data-field="explanation">因为</span>' in shown


def test_a_training_belongs_to_the_branches_that_came(tmp_path: Path) -> None:
    from generator.kinds.trainings import KIND

    lib = library(tmp_path, "2026-04-01", {**SECOND, "trainings/a": training("2026-03-01", SESSIONS)})
    record = lib.get("trainings", "a")
    assert KIND.branches(record) == ("shili-zhibu", "er-dui")
    assert [(e.uid, e.start.isoformat(), e.note) for e in KIND.events(record, lib)] == [
        ("trainings/a/sessions/1", "2026-03-01", "201 教室"),
        ("trainings/a/sessions/2", "2026-04-01", ""),
    ]


def test_list_sums_the_hours_on_offer_against_policy(tmp_path: Path) -> None:
    secretaries = training("2026-02-01", "学时: 4\n").replace("- 党员", "- 支部书记")
    last_year = training("2025-02-01", "学时: 9\n")
    records = {**SECOND, "trainings/a": training("2026-03-01", SESSIONS), "trainings/b": secretaries}
    shown = index(library(tmp_path, "2026-04-01", {**records, "trainings/c": last_year}), "trainings")
    assert (
        "<b>党员</b><small>2026 年应学 32 学时（《中国共产党党员教育管理工作条例》），已安排 2.5 学时</small>"
        in shown
    )
    assert (
        "<b>书记和班子成员</b><small>2026 年应学 56 学时（《中国共产党党员教育管理工作条例》），已安排 6.5 学时"
        in shown
    )


def test_a_circle_of_three_is_told_at_each_and_a_tail_into_it_is_not(tmp_path: Path) -> None:
    records = {
        f"trainings/{name}": training("2026-01-01", f"取代: {older}\n")
        for name, older in [("a", "b"), ("b", "c"), ("c", "a"), ("tail", "a")]
    }
    assert own_findings(tmp_path, "2026-02-01", "trainings", records) == [
        "content/trainings/a.yml:6:5 取代关系绕成了圈：a → b → c → a。",
        "content/trainings/b.yml:6:5 取代关系绕成了圈：b → c → a → b。",
        "content/trainings/c.yml:6:5 取代关系绕成了圈：c → a → b → c。",
    ]
