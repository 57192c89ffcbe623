"""did_you_mean: what a mistyped key, id or option is taken for."""

from __future__ import annotations

import pytest

from generator.words import did_you_mean, distance

# fmt: off
KEYS = [
    "标题", "类型", "文号", "依据", "正文", "对象", "公示期", "公示范围", "受理",
    "落款", "成文日期", "结果", "附件", "标签", "公开范围", "发布日期", "撤下日期", "草稿",
    "审批", "更正", "支部", "名称", "品牌类型", "口号", "标识", "内涵", "目标",
    "举措", "案例", "成效", "荣誉", "图片", "负责人", "联系领导", "历程",
]
# fmt: on


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("公示其", "公示期"),
        ("公式期", "公示期"),
        ("公示", "公示期"),
        ("标提", "标题"),
        ("标体", "标题"),
        ("题标", "标题"),
        ("举错", "举措"),
        ("正问", "正文"),
        ("成文日起", "成文日期"),
        ("发步日期", "发布日期"),
        ("负则人", "负责人"),
        ("联系领到", "联系领导"),
        ("品牌名称", "名称"),
        ("附件 ", "附件"),
    ],
)
def test_chinese_typos_find_the_key(typed: str, meant: str) -> None:
    assert did_you_mean(typed, KEYS) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cai-jue-yi-dui", "cai-jue-1-dui"),
        ("caijue-1-dui", "cai-jue-1-dui"),
        ("titel", "title"),
        ("Title", "title"),
        ("q3-gongshi-2026", "2026-q3-gongshi"),
    ],
)
def test_ids_and_english_names(typed: str, meant: str) -> None:
    assert did_you_mean(typed, ["title", "cai-jue-1-dui", "ji-dian-dui", "2026-q3-gongshi"]) == meant


@pytest.mark.parametrize("typed", ["", "   ", "天气", "完全无关的词", "zzzz", "的"])
def test_nothing_near_is_nothing(typed: str) -> None:
    assert did_you_mean(typed, KEYS) is None


def test_no_candidates() -> None:
    assert did_you_mean("标题", []) is None


def test_a_tie_goes_to_the_first() -> None:
    assert did_you_mean("甲乙丁", ["甲乙丙", "甲乙戊"]) == "甲乙丙"


def test_distance_counts_a_swap_as_one_and_stops_at_the_limit() -> None:
    assert distance("公示期", "公期示") == 1
    assert distance("公示期", "公示期限") == 1
    assert distance("甲乙丙丁戊", "子丑寅卯辰") == 3
