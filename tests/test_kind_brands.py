"""支部品牌: stage, review date and gaps follow from what was typed and the day; every rule with its whole output."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

from generator.kinds.brands import KIND
from generator.kinds.brands.stages import FOLLOWING, STATE_NAMES, add_months

BRAND = """\
名称: 深井先锋
支部: shili-zhibu
品牌类型: 攻坚品牌
内涵: 难在前面
举措:
  - 包保 | 断层
负责人: 某书记
历程:
  - 阶段: 申报
    日期: 2026-01-05
  - 阶段: 培育
    日期: 2026-02-05
"""
NAMED = (
    BRAND
    + """\
  - 阶段: 验收
    日期: 2026-03-01
  - 阶段: 公示
    日期: 2026-03-02
    公示: gongshi
  - 阶段: 命名
    日期: 2026-03-31
"""
)
NOTICE = """\
标题: 品牌公示
类型: 品牌公示
正文: 现予公示。
落款: 党委工作部
成文日期: 2026-03-02
公示期:
  开始: 2026-03-02
  工作日: 6
受理:
  部门: 党委工作部
  电话: 0571-8800123
结果:
  结论: 无异议
  日期: 2026-03-10
"""


def made(folder: Path, as_of: str, text: str):
    return library(folder, as_of, {"brands/a": text, "notices/gongshi": NOTICE})


def facts(folder: Path, as_of: str, text: str):
    lib = made(folder, as_of, text)
    return lib.facts(lib.get("brands", "a"))


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("brands", "2027-04-01") == expected("brands")


@pytest.mark.parametrize(
    ("as_of", "state", "label"),
    [
        ("2025-12-31", "applied", "申报"),
        ("2026-02-04", "applied", "申报"),
        ("2026-02-05", "cultivating", "培育"),
        ("2026-03-02", "publicised", "公示"),
        ("2026-03-31", "named", "命名"),
    ],
)
def test_the_state_is_the_last_stage_that_has_come(
    tmp_path: Path, as_of: str, state: str, label: str
) -> None:
    derived = facts(tmp_path, as_of, NAMED)
    assert (derived.state.name, derived.state.label, derived.stage) == (state, label, label)


def test_every_stage_has_a_state_and_a_way_on() -> None:
    assert set(STATE_NAMES) == set(FOLLOWING)
    assert {stage for following in FOLLOWING.values() for stage in following} <= set(FOLLOWING)


@pytest.mark.parametrize(
    ("more", "kind", "due"),
    [
        ("", "攻坚品牌", "2027-03-31"),
        ("", "标准党支部", "2028-03-31"),
        (
            "  - 阶段: 复核\n    日期: 2027-03-20\n  - 阶段: 保持\n    日期: 2027-03-25\n",
            "攻坚品牌",
            "2028-03-25",
        ),
        ("  - 阶段: 摘牌\n    日期: 2026-12-01\n", "攻坚品牌", "None"),
    ],
)
def test_named_brands_carry_a_review_date(tmp_path: Path, more: str, kind: str, due: str) -> None:
    derived = facts(tmp_path, "2027-03-30", NAMED.replace("攻坚品牌", kind) + more)
    assert str(derived.review_on) == due


def test_a_brand_that_is_not_named_has_no_review_date(tmp_path: Path) -> None:
    assert facts(tmp_path, "2030-01-01", BRAND).review_on is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-11-30", 14, "2028-01-30")],
)
def test_months_later_is_the_same_day_or_the_months_last(day: str, months: int, later: str) -> None:
    assert str(add_months(dt.date.fromisoformat(day), months)) == later


def test_the_end_of_time_is_no_date() -> None:
    assert add_months(dt.date(9999, 6, 1), 12) is None


def test_the_stepper_shows_what_is_done_and_what_lies_ahead(tmp_path: Path) -> None:
    steps = facts(tmp_path, "2026-02-10", BRAND).steps
    assert [(step.label, step.status) for step in steps] == [
        ("申报", "done"),
        ("培育", "now"),
        ("验收", "next"),
        ("公示", "next"),
        ("命名", "next"),
    ]


def test_the_publicity_links_both_ways(tmp_path: Path) -> None:
    lib = made(tmp_path, "2026-04-01", NAMED)
    assert 'href="../../notices/gongshi/"' in page(lib, "brands", "a")
    assert 'href="../../brands/a/"' in page(lib, "notices", "gongshi")


def test_the_outcome_of_the_publicity_asks_for_the_next_stage(tmp_path: Path) -> None:
    waiting = NAMED.partition("  - 阶段: 命名")[0]
    said = {
        day: [one for one in own_findings(tmp_path / day, day, "brands", {"brands/a": waiting, "notices/gongshi": NOTICE})
              if "已有结果" in one]
        for day in ("2026-03-09", "2026-03-10")
    }  # fmt: skip
    assert said == {
        "2026-03-09": [],
        "2026-03-10": [
            "content/brands/a.yml:15:9 公示“品牌公示”2026-03-10 已有结果（无异议），历程还停在“公示”。"
        ],
    }


def test_a_sound_brand_has_nothing_but_its_gaps_said(tmp_path: Path) -> None:
    records = {"brands/a": NAMED, "notices/gongshi": NOTICE}
    assert own_findings(tmp_path, "2026-04-01", "brands", records) == [
        "content/brands/a.yml:1:5 品牌页面还缺：口号、标识、目标、方法论、案例、成效、荣誉、图片、融合点、联系领导。"
    ]
    assert facts(tmp_path, "2026-04-01", NAMED).completeness == 0


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("120", "156", "30.0"),
        ("3", "0", "-100.0"),
        ("0", "5", None),
        ("-4", "-2", "50.0"),
        ("3", "4", "33.3"),
    ],
)
def test_the_change_is_derived(tmp_path: Path, before: str, after: str, change: str | None) -> None:
    text = f"{BRAND}成效:\n  - 指标: 单进\n    前: {before}\n    后: {after}\n"
    assert facts(tmp_path, "2026-04-01", text).changes == (None if change is None else Decimal(change),)


def test_the_review_is_in_the_calendar(tmp_path: Path) -> None:
    lib = made(tmp_path, "2026-04-01", NAMED)
    [event] = KIND.events(lib.get("brands", "a"), lib)
    assert (event.calendar, event.title, str(event.start)) == ("品牌复核", "品牌复核：深井先锋", "2027-03-31")


def test_a_thin_page_has_no_empty_headings_and_a_full_one_shows_all(tmp_path: Path) -> None:
    thin = page(made(tmp_path, "2026-04-01", BRAND), "brands", "a")
    headings = " ".join(line for line in thin.splitlines() if line.startswith("## "))
    assert "内涵" in headings and "举措" in headings
    assert [
        word
        for word in ("案例", "成效", "荣誉", "图片", "视频", "方法论", "附件", "审批")
        if word in headings
    ] == []
    assert '<li data-field="measures">包保 | 断层</li>' in thin
    whole = (
        BRAND
        + "口号: <b>干\n方法论: 三盯\n案例:\n  - 标题: 过断层\n    做法: 轮班\n荣誉:\n  - 名称: 先进\n    日期: 2025-06-28\n"
    )
    lib = made(tmp_path, "2026-04-01", whole)
    shown = page(lib, "brands", "a")
    for text in (
        'data-field="slogan">&lt;b&gt;干<',
        'data-field="method">三盯<',
        "过断层",
        "轮班",
        "2025-06-28",
    ):
        assert text in shown
    assert "深井先锋" in index(lib, "brands")
