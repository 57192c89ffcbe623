"""考核: totals, ranks with ties and grades are exact; every rule with its whole output."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from kindtools import BRANCH, content, expected, index, library, page, said

from generator.kinds.assessments.facts import grades_for
from generator.kinds.assessments.period import parse_period
from generator.library import check
from generator.library.visible import visible
from generator.policy import GradeScale

HEAD = """\
标题: 一季度考核
考核类型: 党建考核
周期: 2026年一季度
方式:
  - 名称: 日常
    权重: 60
  - 名称: 测评
    权重: 40
反馈日期: 2026-04-10
"""
APPROVED = """\
审批:
  提出:
    人: 党委工作部
    日期: 2026-04-03
  审核:
    人: 党委副书记
    日期: 2026-04-07
    保密审查: 通过
  审批:
    人: 党委会
    日期: 2026-04-09
"""


def score(ref: str, daily: str = "90", review: str = "80", **more: str) -> str:
    lines = [f"  - 支部: {ref}", "    各项得分:", f"      日常: {daily}", f"      测评: {review}"]
    return "\n".join([*lines, *(f"    {key}: {value}" for key, value in more.items())]) + "\n"


def made(folder: Path, scores: str, head: str = HEAD, tail: str = APPROVED):
    refs = [line.split(": ")[1] for line in scores.splitlines() if line.startswith("  - 支部")]
    records = {f"branches/{ref}": BRANCH.replace("示例支部", f"支部{ref}") for ref in refs}
    first = records.pop("branches/shili-zhibu", None)
    tested = "" if first else "  - 支部: shili-zhibu\n    未参加: 是\n"
    records["assessments/a"] = f"{head}成绩:\n{scores}{tested}{tail}"
    return library(folder, "2026-05-01", records)


def results(folder: Path, scores: str, **how: str):
    lib = made(folder, scores, **how)
    return lib.facts(lib.get("assessments", "a")).results


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("assessments", "2026-04-20") == expected("assessments")


@pytest.mark.parametrize(
    ("daily", "review", "more", "total"),
    [
        ("90", "80", {}, "86.00"),
        ("98.50", "97.25", {}, "98.00"),
        ("0.1", "0.2", {}, "0.14"),
        ("90.005", "90.01", {}, "90.01"),
        ("90", "80", {"加分": "2", "扣分": "0.5"}, "87.50"),
        ("100", "100", {"加分": "3"}, "103.00"),
        ("88.333", "77.777", {}, "84.11"),
    ],
)
def test_the_total_is_weighted_exactly_and_rounded_half_up(
    tmp_path: Path, daily: str, review: str, more: dict[str, str], total: str
) -> None:
    [line, _] = results(tmp_path, score("a", daily, review, **more))
    assert str(line.total) == total


def test_equal_totals_share_a_rank_and_the_next_is_skipped(tmp_path: Path) -> None:
    lines = results(
        tmp_path,
        score("a", "80", "80") + score("b", "90", "90") + score("c", "90", "90") + score("d", "95", "95"),
    )
    assert [(line.branch, line.rank) for line in lines] == [
        ("d", 1),
        ("b", 2),
        ("c", 2),
        ("a", 4),
        ("shili-zhibu", None),
    ]
    assert [line.grade for line in lines] == ["好", "好", "好", "较好", None]


def test_a_veto_means_the_lowest_grade_and_no_rank(tmp_path: Path) -> None:
    lines = results(tmp_path, score("a", "99", "99", 一票否决="是", 说明="事故") + score("b", "70", "70"))
    assert [(line.branch, line.rank, line.grade) for line in lines[:2]] == [
        ("b", 1, "一般"),
        ("a", None, "差"),
    ]


def test_groups_rank_within_themselves(tmp_path: Path) -> None:
    lines = results(
        tmp_path,
        score("a", "95", "95", 分组="采掘")
        + score("b", "90", "90", 分组="机关")
        + score("c", "85", "85", 分组="机关")
        + score("d", "80", "80", 分组="采掘"),
    )
    assert [(line.branch, line.rank, line.group_rank) for line in lines[:4]] == [
        ("a", 1, 1),
        ("b", 2, 1),
        ("c", 3, 2),
        ("d", 4, 2),
    ]


def test_secretaries_are_graded_and_never_ranked(tmp_path: Path) -> None:
    lib = made(tmp_path, score("a", "95", "95") + score("b"), head=HEAD + "对象类别: 书记\n")
    facts = lib.facts(lib.get("assessments", "a"))
    assert not facts.ranked
    assert [(line.branch, line.rank, line.grade) for line in facts.results[:2]] == [
        ("a", None, "好"),
        ("b", None, "较好"),
    ]
    assert "名次" not in page(lib, "assessments", "a")


def test_an_approval_under_way_gives_no_ranks(tmp_path: Path) -> None:
    begun = "审批:\n  提出:\n    人: 党委工作部\n    日期: 2026-04-03\n"
    lib = made(tmp_path, score("a") + score("b", "95", "95"), tail=begun)
    assert [line.rank for line in lib.facts(lib.get("assessments", "a")).results] == [None, None, None]
    assert "还没有完成审批" in page(lib, "assessments", "a")


def test_shares_limit_a_grade_and_a_tie_goes_down_whole() -> None:
    scale = GradeScale.model_validate(
        {
            "name": "评议",
            "basis": "条例",
            "basis_kind": "法规",
            "grades": [{"name": "优秀", "at_most_share": "33.34"}, {"name": "合格"}],
        }
    )
    assert grades_for([Decimal(n) for n in (95, 93, 90, 80, 70, 60)], scale) == ["优秀"] * 2 + ["合格"] * 4
    # Two would fit, three are equal: none of them is told apart from the others.
    assert grades_for([Decimal(n) for n in (93, 93, 93, 80, 70, 60)], scale) == ["合格"] * 6


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2026年三季度", "2026-07-01", "2026-09-30"),
        ("2026年第3季度", "2026-07-01", "2026-09-30"),
        ("2026年度第四季度", "2026-10-01", "2026-12-31"),
        ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("2026年下半年", "2026-07-01", "2026-12-31"),
        ("2026年度", "2026-01-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_the_words_for_a_period(words: str, start: str, end: str) -> None:
    found = parse_period(words)
    assert found is not None
    assert (str(found.start), str(found.end)) == (start, end)


@pytest.mark.parametrize("words", ["第三轮", "2026年五季度", "2026年13月", "近期"])
def test_other_words_are_no_period(words: str) -> None:
    assert parse_period(words) is None


def test_the_summary_counts_who_took_part(tmp_path: Path) -> None:
    lib = made(tmp_path, score("a", "90", "90") + score("b", "80", "80"))
    facts = lib.facts(lib.get("assessments", "a"))
    assert (facts.taking_part, facts.absent) == (2, 1)
    assert (str(facts.average), str(facts.highest), str(facts.lowest)) == ("85.00", "90.00", "80.00")
    assert facts.grades == (("好", 1), ("较好", 1), ("一般", 0), ("差", 0))
    assert (facts.state.name, facts.scale) == ("reported", "述职评议考核")


def test_a_branch_that_is_not_shown_leaves_no_trace_and_keeps_its_rank(tmp_path: Path) -> None:
    hidden = BRANCH.replace("示例支部", "未公开的支部") + "草稿: 是\n"
    rows = score("yin", "99", "99") + score("shili-zhibu", "90", "90")
    checked = check(
        content(tmp_path, {"branches/yin": hidden, "assessments/a": f"{HEAD}成绩:\n{rows}{APPROVED}"}),
        dt.date(2026, 5, 1),
    )
    assert checked.library is not None
    lib = visible(checked.library)
    assert [(one.branch, one.rank) for one in lib.facts(lib.get("assessments", "a")).results] == [
        ("shili-zhibu", 2)
    ]
    shown = page(checked.library, "assessments", "a")
    assert "yin" not in shown and "未公开的支部" not in shown


def test_page_and_list(tmp_path: Path) -> None:
    more = "先进做法: 复盘到工作面\n存在问题:\n  - 记录简单\n结果运用:\n  - 事项: 评先评优\n    对象: 支部a\n"
    lib = made(tmp_path, score("a", "98.50", "97.25") + score("b"), tail=more + APPROVED)
    shown = page(lib, "assessments", "a")
    for text in (
        "98.00",
        "复盘到工作面",
        "记录简单",
        '<b data-field="matter">评先评优</b>',
        "未参加",
        "98.50",
    ):
        assert text in shown
    assert shown.index("98.00") < shown.index("86.00")
    assert "一季度考核" in index(lib, "assessments")


def test_a_branch_that_readers_of_the_assessment_must_not_know_of_is_not_missing(tmp_path: Path) -> None:
    top = content(
        tmp_path,
        {
            "branches/kuangnei": BRANCH.replace("示例支部", "内部支部") + "公开范围: 党员\n",
            "assessments/a": f"{HEAD}成绩:\n{score('shili-zhibu')}{APPROVED}",
            "assessments/b": f"{HEAD.replace('一季度', '二季度')}成绩:\n{score('shili-zhibu')}公开范围: 党员\n{APPROVED}",
        },
    )
    site = top / "site.yml"
    site.write_text(f"{site.read_text(encoding='utf-8')}公开范围:\n  - 全员\n  - 党员\n", encoding="utf-8")
    found = check(top, dt.date(2026, 5, 1)).findings
    assert [f.path for f in found if f.code == "assessments.branches-missing"] == [
        "content/assessments/b.yml"
    ]
