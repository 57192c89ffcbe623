"""清单台账: deadline, state and chain follow from what was typed and the day; every rule with its whole output."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import expected, index, library, own_findings, page, said

from generator.kinds.ledgers import KIND

ITEM = """\
标题: 补齐顶板台账
清单: 责任
内容: 台账不全
支部: shili-zhibu
完成时间: 2026-04-30
责任主体:
  单位: 综采一队
  责任人: 队长
工作标准: 台账齐全
考核部门: 安全监察部
挂账日期: 2026-03-01
"""
REQUEST = "销号申请:\n  日期: 2026-04-10\n  证明:\n    - zheng.png\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082"
)


def verdict(conclusion: str, day: str) -> str:
    return f"验收:\n  日期: {day}\n  部门: 安全监察部\n  结论: {conclusion}\n  意见: 见现场记录\n"


def facts(folder: Path, as_of: str, text: str):
    place = folder / "content/ledgers/a"
    place.mkdir(parents=True, exist_ok=True)
    (place / "zheng.png").write_bytes(PNG)
    lib = library(folder, as_of, {"ledgers/a/index": text})
    return lib.facts(lib.get("ledgers", "a"))


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("ledgers", "2026-05-20") == expected("ledgers")


@pytest.mark.parametrize(
    ("as_of", "state", "left", "overdue"),
    [
        ("2026-04-22", "open", 8, False),
        ("2026-04-23", "due_soon", 7, False),
        ("2026-04-30", "due_soon", 0, False),
        ("2026-05-01", "overdue", -1, True),
    ],
)
def test_state_follows_the_deadline(tmp_path: Path, as_of: str, state: str, left: int, overdue: bool) -> None:
    derived = facts(tmp_path, as_of, ITEM)
    assert (derived.state.name, derived.days_left, derived.overdue) == (state, left, overdue)
    assert derived.state.label == KIND.state_labels[state]


def test_an_extension_moves_the_deadline_from_the_day_it_was_granted(tmp_path: Path) -> None:
    text = f"{ITEM}延期:\n  - 原因: 等配件\n    新期限: 2026-05-31\n    批准人: 矿长\n    日期: 2026-04-20\n"
    assert str(facts(tmp_path, "2026-04-19", text).deadline) == "2026-04-30"
    later = facts(tmp_path, "2026-05-01", text)
    assert (str(later.deadline), later.extended, later.state.name) == ("2026-05-31", True, "open")


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-04-09", "open"), ("2026-04-10", "submitted"), ("2026-04-15", "done")]
)
def test_striking_off_goes_by_request_and_acceptance(tmp_path: Path, as_of: str, state: str) -> None:
    derived = facts(tmp_path, as_of, ITEM + REQUEST + verdict("同意", "2026-04-15"))
    assert derived.state.name == state


def test_a_returned_item_waits_again_after_a_new_request(tmp_path: Path) -> None:
    assert (
        facts(tmp_path, "2026-04-16", ITEM + REQUEST + verdict("退回", "2026-04-15")).state.name == "returned"
    )
    anew = REQUEST.replace("2026-04-10", "2026-04-20") + verdict("退回", "2026-04-15")
    assert facts(tmp_path, "2026-04-20", ITEM + anew).state.name == "submitted"


def test_what_was_submitted_in_time_is_not_overdue_while_it_waits(tmp_path: Path) -> None:
    assert not facts(tmp_path, "2026-05-20", ITEM + REQUEST).overdue
    late = facts(tmp_path, "2026-05-20", ITEM + REQUEST.replace("2026-04-10", "2026-05-05"))
    assert (late.overdue, late.days_overdue, late.state.name) == (True, 20, "submitted")


def test_completion_is_that_of_the_newest_progress_so_far(tmp_path: Path) -> None:
    text = (
        ITEM
        + "进展:\n  - 日期: 2026-03-10\n    内容: 一\n    完成度: 30\n  - 日期: 2026-04-10\n    内容: 二\n    完成度: 80\n"
    )
    assert [facts(tmp_path, day, text).percent for day in ("2026-03-09", "2026-03-10", "2026-04-10")] == [
        None,
        30,
        80,
    ]


@pytest.mark.parametrize(
    ("problem", "task", "duty"),
    [("renwu", "zeren", ""), ("", "wenti", "renwu"), ("", "wenti zeren", ""), ("renwu", "", "renwu")],
)
def test_the_chain_may_be_named_from_either_side(tmp_path: Path, problem: str, task: str, duty: str) -> None:
    def item(kind: str, refs: str) -> str:
        listed = "".join(f"  - {ref}\n" for ref in refs.split())
        return ITEM.replace("清单: 责任", f"清单: {kind}") + (f"对应:\n{listed}" if listed else "")

    records = {
        "ledgers/wenti": item("问题", problem),
        "ledgers/2026/renwu": item("任务", task),
        "ledgers/zeren": item("责任", duty),
    }
    assert own_findings(tmp_path, "2026-03-10", "ledgers", records) == []
    lib = library(tmp_path, "2026-03-10", records)
    middle = lib.facts(lib.get("ledgers", "renwu"))
    assert (middle.comes_from, middle.leads_to) == (("ledgers/wenti",), ("ledgers/zeren",))
    shown = page(lib, "ledgers", "renwu")
    assert 'href="../../../ledgers/wenti/"' in shown and 'href="../../../ledgers/zeren/"' in shown


def test_the_deadline_in_force_is_in_the_calendar_until_struck_off(tmp_path: Path) -> None:
    lib = library(tmp_path, "2026-03-10", {"ledgers/a": ITEM})
    [event] = KIND.events(lib.get("ledgers", "a"), lib)
    assert (event.calendar, event.title, str(event.start)) == (
        "整改期限",
        "责任到期：补齐顶板台账",
        "2026-04-30",
    )


def test_page_and_list_show_the_four_and_what_presses_first(tmp_path: Path) -> None:
    records = {
        "ledgers/a": ITEM,
        "ledgers/b": ITEM.replace("2026-04-30", "2026-03-05").replace("补齐", "逾期的"),
    }
    lib = library(tmp_path, "2026-03-10", records)
    shown = page(lib, "ledgers", "a")
    for name, typed in {
        "deadline": "2026-04-30",
        "unit": "综采一队",
        "person": "队长",
        "standard": "台账齐全",
        "supervisor": "安全监察部",
    }.items():
        assert f'<span data-field="{name}">{typed}</span>' in shown
    assert 'data-state="open" data-from="2026-03-01" data-until="2026-04-30" data-warn="7"' in shown
    listed = index(lib, "ledgers")
    rows = listed[listed.index("<tbody data-list") :]
    assert rows.index("逾期的顶板台账") < rows.index("补齐顶板台账")


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    assert "还没有清单台账" in index(library(tmp_path, "2026-03-10", {}), "ledgers")
