"""协同分工: in force from 生效 until 废止; one unit leads, others help."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

DUTY = """\
标题: 品牌创建
牵头: 党委工作部
配合:
  - 工会
职责: |
  - 党委工作部：组织
依据: 实施办法
生效: 2026-01-01
废止: 2026-12-31
"""
SECOND = (
    DUTY.replace("品牌创建", "隐患排查").replace("党委工作部", "安监部").replace("废止: 2026-12-31\n", "")
)


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("duties", "2026-03-10") == expected("duties")


@pytest.mark.parametrize(
    ("as_of", "state", "label"),
    [
        ("2025-12-31", "planned", "未生效"),
        ("2026-01-01", "active", "执行中"),
        ("2026-12-30", "active", "执行中"),
        ("2026-12-31", "ended", "已废止"),
    ],
)
def test_state_follows_the_day(tmp_path: Path, as_of: str, state: str, label: str) -> None:
    lib = library(tmp_path, as_of, {"duties/a": DUTY})
    derived = lib.facts(lib.get("duties", "a"))
    assert (derived.state.name, derived.state.label, derived.units) == (state, label, 2)


def test_a_duty_that_replaces_the_old_one_on_its_last_day_is_fine(tmp_path: Path) -> None:
    newer = DUTY.replace("2026-01-01", "2026-12-31").replace("废止: 2026-12-31\n", "")
    assert own_findings(tmp_path, "2026-06-01", "duties", {"duties/a": DUTY, "duties/b": newer}) == []


def test_page_has_every_field(tmp_path: Path) -> None:
    shown = page(library(tmp_path, "2026-06-01", {"duties/a": DUTY}), "duties", "a")
    assert '<span data-field="lead">党委工作部</span>' in shown
    assert '<span data-field="helpers">工会</span>' in shown
    assert '<span data-field="basis">实施办法</span>' in shown
    assert "<li>党委工作部：组织</li>" in shown
    assert 'data-until="2026-12-30" data-then="ended 已废止"' in shown


def test_list_shows_who_leads_and_who_helps_in_what_is_in_force(tmp_path: Path) -> None:
    records = {"duties/a": DUTY, "duties/b": SECOND}
    shown = index(library(tmp_path, "2026-06-01", records), "duties")
    assert '<th scope="row">工会</th><td data-cell="help">' in shown
    assert shown.count('<td data-cell="lead">') == 2
    later = index(library(tmp_path, "2026-12-31", records), "duties")
    assert later.count('<td data-cell="lead">') == 1


@pytest.mark.parametrize("kind", ["pledges", "liaisons", "meetings", "activities", "trainings", "duties"])
def test_an_empty_list_says_so(tmp_path: Path, kind: str) -> None:
    assert '<p class="empty">' in index(library(tmp_path, "2026-06-01", {}), kind)
