"""责任状: progress, 路线图 and 兑现 follow from what was typed and the day."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

PLEDGE = """\
标题: 年度责任状
类型: 责任状
年度: 2026
支部: shili-zhibu
签订人: 书记
监签人: 党委书记
签订日期: 2026-01-10
承诺: 不出事故
"""
ROADMAP = """\
路线图:
  - 里程碑: 甲
    计划日期: 2026-03-31
    完成日期: 2026-04-02
  - 里程碑: 乙
    计划日期: 2026-06-30
"""


def facts(folder: Path, as_of: str, text: str):
    lib = library(folder, as_of, {"pledges/a": text})
    return lib.facts(lib.get("pledges", "a"))


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("pledges", "2027-02-01") == expected("pledges")


@pytest.mark.parametrize(
    ("as_of", "state", "label"),
    [
        ("2026-03-01", "in_progress", "进行中"),
        ("2026-03-24", "due_soon", "临期"),
        ("2026-03-31", "due_soon", "临期"),
        ("2026-04-01", "behind", "滞后"),
        ("2026-04-02", "in_progress", "进行中"),
        ("2026-06-23", "due_soon", "临期"),
        ("2026-07-01", "behind", "滞后"),
    ],
)
def test_state_follows_the_earliest_open_milestone(
    tmp_path: Path, as_of: str, state: str, label: str
) -> None:
    derived = facts(tmp_path, as_of, PLEDGE + ROADMAP)
    assert (derived.state.name, derived.state.label) == (state, label)


@pytest.mark.parametrize(("conclusion", "state"), [("兑现", "kept"), ("未兑现", "broken")])
def test_the_conclusion_counts_from_its_day(tmp_path: Path, conclusion: str, state: str) -> None:
    text = f"{PLEDGE}{ROADMAP}兑现:\n  结论: {conclusion}\n  日期: 2027-01-15\n"
    assert facts(tmp_path, "2027-01-14", text).state.name == "behind"
    assert facts(tmp_path, "2027-01-15", text).state.name == state


def test_milestones_say_how_many_days_are_left(tmp_path: Path) -> None:
    derived = facts(tmp_path, "2026-07-04", PLEDGE + ROADMAP)
    assert [(one.state.name, one.days) for one in derived.milestones] == [("done", None), ("overdue", -4)]
    assert (derived.milestones_done, derived.next_milestone) == (1, 1)


def indicator(target: str, value: str, direction: str = "") -> str:
    way = f"    方向: {direction}\n" if direction else ""
    return f"指标:\n  - 名称: 甲\n    目标: {target}\n{way}    完成:\n      - 日期: 2026-06-30\n        值: {value}\n"


@pytest.mark.parametrize(
    ("target", "value", "direction", "progress", "met"),
    [
        ("1800", "905", "", 50, False),
        ("1800", "1800", "", 100, True),
        ("1800", "2000", "越高越好", 100, True),
        ("1800", "1799.99", "", 99, False),
        ("100", "-5", "", 0, False),
        ("0", "0", "越低越好", 100, True),
        ("0", "1", "越低越好", 0, False),
        ("10", "20", "越低越好", 50, False),
        ("10", "8", "越低越好", 100, True),
        ("0", "0", "", 100, True),
    ],
)
def test_progress_of_an_indicator(
    tmp_path: Path, target: str, value: str, direction: str, progress: int, met: bool
) -> None:
    derived = facts(tmp_path, "2026-07-01", PLEDGE + indicator(target, value, direction)).indicators[0]
    assert (derived.progress, derived.met) == (progress, met)


def test_numbers_after_the_day_do_not_count_yet(tmp_path: Path) -> None:
    text = PLEDGE + indicator("100", "50") + "      - 日期: 2026-09-30\n        值: 80\n"
    assert [facts(tmp_path, day, text).progress for day in ("2026-06-29", "2026-06-30", "2026-09-30")] == [
        0,
        50,
        80,
    ]
    assert facts(tmp_path, "2026-06-29", text).indicators[0].value is None


def test_overall_progress_is_the_mean_and_unmeasured_counts_nothing(tmp_path: Path) -> None:
    derived = facts(tmp_path, "2026-07-01", PLEDGE + indicator("100", "50") + "  - 名称: 乙\n    目标: 3\n")
    assert (derived.progress, derived.met) == (25, 0)
    assert facts(tmp_path, "2026-07-01", PLEDGE).progress is None


def test_a_pledge_signed_the_december_before_is_no_surprise(tmp_path: Path) -> None:
    text = PLEDGE.replace("2026-01-10", "2025-12-28")
    assert own_findings(tmp_path, "2026-02-01", "pledges", {"pledges/a": text}) == []


def test_open_milestones_are_in_the_calendar(tmp_path: Path) -> None:
    from generator.kinds.pledges import KIND

    lib = library(tmp_path, "2026-05-01", {"pledges/a": PLEDGE + ROADMAP})
    events = list(KIND.events(lib.get("pledges", "a"), lib))
    assert [(e.calendar, e.uid, e.title, e.start.isoformat()) for e in events] == [
        ("责任状节点", "pledges/a/roadmap/2", "年度责任状：乙", "2026-06-30")
    ]


def test_page_and_list_show_what_was_typed_and_what_follows(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-07-01", {"pledges/a": PLEDGE + ROADMAP + indicator("1800", "905")})
    shown = page(lib, "pledges", "a")
    assert '<span data-field="signer">书记</span>' in shown
    assert '<span data-field="countersigner">党委书记</span>' in shown
    assert '<progress max="100" value="50" aria-label="甲进度">' in shown
    assert 'data-state="behind"' in shown
    assert 'data-state="overdue"' in shown
    assert '<a href="../../branches/shili-zhibu/">' in shown
    assert 'data-f-state="滞后"' in index(lib, "pledges")


def test_a_bare_pledge_has_no_empty_headings(tmp_path: Path) -> None:
    shown = page(library(tmp_path, "2026-07-01", {"pledges/a": PLEDGE}), "pledges", "a")
    assert [line for line in shown.splitlines() if line.startswith("#")] == ["## 承诺 {#promise}"]
