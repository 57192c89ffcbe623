"""A site that nobody rebuilds: badges of what begins, ends or falls due by itself are right on the reader's own day."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import library, page
from playwright.sync_api import Browser

DUTY = "标题: 甲\n牵头: 党委工作部\n职责: 乙\n生效: 2026-02-01\n废止: 2026-06-01\n"
PLEDGE = """\
标题: 甲
类型: 责任状
年度: 2026
支部: shili-zhibu
签订人: 书记
签订日期: 2026-01-10
承诺: 一
路线图:
  - 里程碑: 一
    计划日期: 2026-06-30
"""


def badges(browser: Browser, html: Path, now: str) -> list[tuple[str, str]]:
    """State name and words of every badge of a page, for a reader in Shanghai at a moment."""
    context = browser.new_context(timezone_id="Asia/Shanghai", locale="zh-CN")
    reader = context.new_page()
    reader.clock.set_fixed_time(f"{now}+08:00")
    reader.goto(html.as_uri())
    found = reader.eval_on_selector_all(
        ".pill", "all => all.map(one => [one.dataset.state, one.textContent])"
    )
    context.close()
    return [(state, words) for state, words in found]


def written(folder: Path, root: Path, body: str) -> Path:
    script = (root / "theme/assets/gongkai.js").as_uri()
    file = folder / "page.html"
    file.write_text(
        f'<!doctype html><meta charset="utf-8">{body}<script src="{script}"></script>', encoding="utf-8"
    )
    return file


@pytest.mark.parametrize(
    ("now", "badge"),
    [
        ("2026-05-31T23:59:00", ("active", "执行中")),
        ("2026-06-01T00:01:00", ("ended", "已废止")),
        ("2027-01-01T12:00:00", ("ended", "已废止")),
    ],
)
def test_a_duty_ends_on_its_day(
    browser: Browser, root: Path, tmp_path: Path, now: str, badge: tuple[str, str]
) -> None:
    shown = page(library(tmp_path, "2026-03-01", {"duties/a": DUTY}), "duties", "a")
    assert badges(browser, written(tmp_path, root, shown), now) == [badge]


@pytest.mark.parametrize(
    ("now", "state", "step"),
    [
        ("2026-06-30T23:00:00", ("in_progress", "进行中"), ("planned", "计划")),
        ("2026-07-01T00:01:00", ("behind", "滞后"), ("overdue", "逾期")),
    ],
)
def test_a_milestone_falls_behind_by_itself(
    browser: Browser, root: Path, tmp_path: Path, now: str, state: tuple[str, str], step: tuple[str, str]
) -> None:
    shown = page(library(tmp_path, "2026-05-01", {"pledges/a": PLEDGE}), "pledges", "a")
    assert badges(browser, written(tmp_path, root, shown), now) == [state, step]
