"""`gongkai todo`: what waits for staff, how urgent it is, by which rule, and where to act; and who may see the list."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import icalendar
import pytest
from kindtools import SITE, content, library
from test_cli import gongkai

from generator.library import check
from generator.library.visible import visible
from generator.outputs.todo import files
from generator.render import Renderer, Surroundings
from generator.todo import as_text, todo

NOTICE = """\
标题: 评优公示
类型: 评优公示
正文: 甲
公示期:
  开始: 2026-03-02
  工作日: 5
公示范围: 全矿
受理:
  部门: 党委工作部
  电话: 0571-8800123
落款: 矿党委
成文日期: 2026-03-02
"""
LEDGER = """\
标题: 台账不全
清单: 责任
内容: 甲
支部: shili-zhibu
完成时间: 2026-03-10
责任主体:
  单位: 综采一队
  责任人: 队长
工作标准: 齐全
考核部门: 安监部
挂账日期: 2026-03-01
"""
BLAME = """\
标题: 责任追究通报
类型: 责任追究
正文: 甲
落款: 矿纪委
成文日期: 2026-03-02
"""


def items(folder: Path, as_of: str, records: dict[str, str], code: str) -> list[tuple[str, str, str]]:
    """Urgency, what, basis of the items with a code."""
    found = todo(library(folder, as_of, records))
    return [(one.urgency, one.what, one.basis) for one in found if one.code == code]


@pytest.mark.parametrize(
    ("as_of", "urgency", "words"),
    [
        ("2026-03-05", "now", "公示期 2026-03-06 结束，明天是最后一天。"),
        ("2026-03-06", "now", "公示期 2026-03-06 结束，今天是最后一天。"),
        ("2026-03-03", "soon", "公示期 2026-03-06 结束，还剩 3 天。"),
    ],
)
def test_a_period_about_to_end(tmp_path: Path, as_of: str, urgency: str, words: str) -> None:
    found = items(tmp_path, as_of, {"notices/a": NOTICE}, "todo.notice-ending")
    assert [one[:2] for one in found] == [(urgency, words)]
    assert found[0][2] != ""


def test_a_period_that_runs_on_is_no_work_yet(tmp_path: Path) -> None:
    assert items(tmp_path, "2026-03-02", {"notices/a": NOTICE}, "todo.notice-ending") == []


def test_an_ended_period_without_outcome_is_first(tmp_path: Path) -> None:
    found = items(tmp_path, "2026-03-12", {"notices/a": NOTICE}, "notices.no-outcome")
    assert [(urgency, what) for urgency, what, _ in found] == [
        ("now", "公示期已于 2026-03-06 结束，还没有“结果”。")
    ]


@pytest.mark.parametrize(
    ("as_of", "state", "urgency", "words"),
    [
        ("2026-03-05", "due_soon", "soon", "到期，还剩 5 天。"),
        ("2026-03-09", "due_soon", "now", "到期，明天是最后一天。"),
        ("2026-03-12", "overdue", "now", "到期，已逾期 2 天。"),
    ],
)
def test_a_ledger_item_by_its_deadline(
    tmp_path: Path, as_of: str, state: str, urgency: str, words: str
) -> None:
    found = items(tmp_path, as_of, {"ledgers/a": LEDGER}, f"todo.ledger-{state}")
    assert [(one[0], one[1]) for one in found] == [(urgency, f"综采一队（队长）负责，2026-03-10 {words}")]


def test_a_far_or_finished_item_is_not_listed(tmp_path: Path) -> None:
    assert not [
        one for one in todo(library(tmp_path, "2026-03-01", {"ledgers/a": LEDGER})) if one.kind == "ledgers"
    ]


def test_what_is_held_back_says_what_it_waits_for(tmp_path: Path) -> None:
    found = items(tmp_path, "2026-03-12", {"notices/a": BLAME}, "record.needs-approval")
    assert [(urgency, what) for urgency, what, _ in found] == [("soon", "没有走完审批，这条记录不会发布。")]


def test_this_months_party_day_becomes_urgent_in_the_last_week(tmp_path: Path) -> None:
    early = items(tmp_path / "a", "2026-03-10", {"ledgers/a": LEDGER}, "activities.no-party-day")
    late = items(tmp_path / "b", "2026-03-25", {"ledgers/a": LEDGER}, "activities.no-party-day")
    assert (early[0][0], late[0][0]) == ("soon", "now")
    assert late[0][2] == "《中国共产党支部工作条例（试行）》"


def test_the_most_urgent_comes_first_and_every_item_says_what_to_do(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-03-12", {"notices/a": NOTICE, "ledgers/a": LEDGER, "notices/b": BLAME})
    found = todo(lib)
    order = [("now", "soon", "later").index(one.urgency) for one in found]
    assert order == sorted(order)
    assert all(one.what and one.act and one.basis for one in found)
    text = "\n".join(as_text(found, lib.as_of))
    assert "去办：改 content/notices/a.yml，页面 /notices/a/" in text
    assert "去办：改 content/notices/b.yml，还没有页面" in text
    assert "去办：运行 gongkai new activities --title 标题" in text


def test_the_command_ends_with_0_as_text_json_and_calendar(tmp_path: Path) -> None:
    top = content(tmp_path, {"notices/a": NOTICE, "ledgers/a": LEDGER})
    args = ("todo", "--as-of", "2026-03-12")
    text = gongkai(*args, cwd=tmp_path)
    assert text.returncode == 0
    assert text.stdout.startswith("马上办（")
    lines = [
        json.loads(line) for line in gongkai(*args, "--format", "json", cwd=tmp_path).stdout.splitlines()
    ]
    first = next(one for one in lines if one["record"] == "ledgers/a")
    assert (first["urgency"], first["day"], first["days"], first["path"]) == (
        "now", "2026-03-10", -2, f"{top.name}/ledgers/a.yml",
    )  # fmt: skip
    out = tmp_path / "t.ics"
    assert gongkai(*args, "--format", "ics", "--output", str(out), cwd=tmp_path).returncode == 0
    events = list(icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT"))
    assert "马上办：台账不全" in [str(one["summary"]) for one in events]
    assert dt.date(2026, 3, 10) in [one.decoded("dtstart") for one in events]


def test_a_folder_with_errors_still_has_its_list(tmp_path: Path) -> None:
    content(tmp_path, {"notices/a": NOTICE, "ledgers/a": LEDGER.replace("完成时间", "完成期")})
    done = gongkai("todo", "--as-of", "2026-03-06", cwd=tmp_path)
    assert done.returncode == 0
    assert "今天是最后一天" in done.stdout
    assert "先运行 gongkai check" in done.stdout


@pytest.mark.parametrize(
    ("audiences", "audience", "there"),
    [
        ("", None, False),
        ("全员、党员、班子", "班子", True),
        ("全员、党员、班子", "党员", False),
        ("全员、党员", None, False),
    ],
)
def test_the_page_and_calendar_are_only_in_the_site_for_staff(
    tmp_path: Path, audiences: str, audience: str | None, there: bool
) -> None:
    site = SITE + (
        "公开范围:\n" + "".join(f"  - {one}\n" for one in audiences.split("、")) if audiences else ""
    )
    top = content(tmp_path, {"notices/a": NOTICE, "ledgers/a": LEDGER})
    (top / "site.yml").write_text(site, encoding="utf-8")
    checked = check(top, dt.date(2026, 3, 12))
    assert checked.library is not None
    seen = visible(checked.library, audience)
    pages = {page.path: page.body for page in Renderer(seen).fixed_pages()}
    assert ("todo/index.md" in pages) is there
    assert [path for path, _ in files(seen, Surroundings())] == (["calendar/待办.ics"] if there else [])
    if there:
        assert "综采一队（队长）负责，2026-03-10 到期" in pages["todo/index.md"]
