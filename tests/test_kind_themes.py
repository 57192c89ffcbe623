"""融合主题实践: state, activities and changes are derived; every rule with its whole output."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from kindtools import expected, index, library, page, said

from generator.kinds.themes import KIND

THEME = """\
标题: 单进突破
形式: 主题实践
中心工作: 单进
支部:
  - shili-zhibu
开始: 2026-03-01
结束: 2026-05-31
指标:
  - 指标: 月均单进
    单位: 米
    前: 142
    后: 160
"""
ACTIVITY = """\
标题: 攻坚班
类型: 主题党日
支部: shili-zhibu
日期: 2026-03-15
主题: a
应到: 30
实到: 28
"""


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("themes", "2026-05-01") == expected("themes")


@pytest.mark.parametrize(
    ("as_of", "state", "label", "left"),
    [
        ("2026-02-28", "planned", "未开始", None),
        ("2026-03-01", "active", "进行中", 92),
        ("2026-05-31", "active", "进行中", 1),
        ("2026-06-01", "ended", "已结束", None),
    ],
)
def test_state_follows_the_day(tmp_path: Path, as_of: str, state: str, label: str, left: int | None) -> None:
    lib = library(tmp_path, as_of, {"themes/a": THEME})
    facts = lib.facts(lib.get("themes", "a"))
    assert (facts.state.name, facts.state.label, facts.days_left, facts.days) == (state, label, left, 92)


def test_activities_that_name_it_are_listed(tmp_path: Path) -> None:
    later = ACTIVITY.replace("2026-03-15", "2026-03-10").replace("攻坚班", "动员会")
    records = {"themes/a": THEME, "activities/x": ACTIVITY, "activities/y": later}
    lib = library(tmp_path, "2026-03-20", records)
    facts = lib.facts(lib.get("themes", "a"))
    assert (facts.activities, facts.changes) == (("activities/y", "activities/x"), (Decimal("12.7"),))
    shown = page(lib, "themes", "a")
    assert shown.index("动员会") < shown.index("攻坚班")
    assert '<span data-field="central_work">单进</span>' in shown and "+12.7%" in shown
    assert "单进突破" in index(lib, "themes")


def test_it_is_in_the_calendar(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-03-20", {"themes/a": THEME})
    [event] = KIND.events(lib.get("themes", "a"), lib)
    assert (event.title, str(event.start), str(event.until)) == (
        "主题实践：单进突破",
        "2026-03-01",
        "2026-05-31",
    )
