"""公示公告: the period, the state, the names that may be seen, and every rule with its whole output."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from kindtools import expected, index, library, page, said

from generator.kinds.notices import KIND
from generator.kinds.notices.masking import masked_name
from generator.library import Library
from generator.library.visible import visible
from generator.render import Renderer

NOTICE = """\
标题: 拟表彰名单公示
类型: 评优公示
正文: 现将名单公示如下。
落款: 党委工作部
成文日期: 2026-03-02
受理:
  部门: 党委工作部
  电话: 0571-8800123
"""
PERIOD = "公示期:\n  开始: 2026-03-02\n  工作日: 6\n"
TABLE = "对象:\n  - 姓名: 欧阳小明\n    单位: 综采一队\n  - 姓名: 李四\n    单位: 掘进一队\n"
APPROVED = """\
审批:
  提出:
    人: 党委工作部
    日期: 2026-02-24
  审核:
    人: 党委副书记
    日期: 2026-02-25
    保密审查: 通过
  审批:
    人: 党委书记
    日期: 2026-02-26
"""


def made(folder: Path, as_of: str, text: str) -> Library:
    return library(folder, as_of, {"notices/a": text})


def facts(folder: Path, as_of: str, text: str):
    lib = made(folder, as_of, text)
    return lib.facts(lib.get("notices", "a"))


def test_everything_wrong_is_said_at_its_place() -> None:
    assert said("notices", "2026-03-20") == expected("notices")


@pytest.mark.parametrize(
    ("start", "inclusive", "exclusive"),
    [
        ("2025-09-26", "2025-10-09", "2025-10-10"),
        ("2026-01-04", "2026-01-08", "2026-01-09"),
        ("2026-02-13", "2026-02-26", "2026-02-27"),
        ("2026-02-14", "2026-02-27", "2026-02-28"),
        ("2026-04-30", "2026-05-09", "2026-05-11"),
        ("2026-09-20", "2026-09-24", "2026-09-28"),
        ("2026-09-30", "2026-10-12", "2026-10-13"),
        ("2026-10-03", "2026-10-13", "2026-10-13"),
    ],
)
def test_five_working_days_end_where_the_calendar_says(
    tmp_path: Path, start: str, inclusive: str, exclusive: str
) -> None:
    text = f"{NOTICE}公示期:\n  开始: {start}\n  工作日: 5\n"
    derived = facts(tmp_path, "2026-01-01", text)
    assert (str(derived.inclusive_end), str(derived.exclusive_end)) == (inclusive, exclusive)
    assert (str(derived.end), derived.working_days, derived.provisional) == (inclusive, 5, False)


def test_policy_can_leave_the_first_day_out(tmp_path: Path) -> None:
    policy = "数值:\n  - 名称: 首日计入\n    数值: 0\n    依据: 本单位规定\n    依据类型: 本单位\n"
    text = NOTICE + "公示期:\n  开始: 2026-03-02\n  工作日: 5\n"
    lib = library(tmp_path, "2026-03-09", {"policy": policy, "notices/a": text})
    derived = lib.facts(lib.get("notices", "a"))
    assert (str(derived.end), derived.working_days, derived.state.name) == ("2026-03-09", 6, "open")


@pytest.mark.parametrize(
    ("as_of", "state", "label", "left"),
    [
        ("2026-03-01", "planned", "未开始", None),
        ("2026-03-02", "open", "公示中", 6),
        ("2026-03-07", "open", "公示中", 1),
        ("2026-03-09", "open", "公示中", 1),
        ("2026-03-10", "ended", "已结束", None),
    ],
)
def test_state_follows_the_day(tmp_path: Path, as_of: str, state: str, label: str, left: int | None) -> None:
    derived = facts(tmp_path, as_of, NOTICE + PERIOD)
    assert (derived.state.name, derived.state.label, derived.days_left) == (state, label, left)
    assert (str(derived.state.since), str(derived.state.until)) == ("2026-03-02", "2026-03-09")


@pytest.mark.parametrize(("conclusion", "state"), [("无异议", "concluded"), ("撤销", "cancelled")])
def test_the_outcome_counts_from_its_day(tmp_path: Path, conclusion: str, state: str) -> None:
    text = f"{NOTICE}{PERIOD}结果:\n  结论: {conclusion}\n  日期: 2026-03-11\n"
    assert facts(tmp_path, "2026-03-10", text).state.name == "ended"
    assert facts(tmp_path, "2026-03-11", text).state.name == state


def test_a_plain_notice_is_published(tmp_path: Path) -> None:
    derived = facts(tmp_path, "2026-03-11", NOTICE.replace("评优公示", "通知"))
    assert (derived.state.name, derived.publicity, derived.end) == ("published", False, None)


def test_a_year_without_a_plan_makes_the_end_provisional(tmp_path: Path) -> None:
    text = NOTICE + "公示期:\n  开始: 2026-12-28\n  工作日: 6\n"
    derived = facts(tmp_path, "2026-12-28", text)
    assert derived.provisional
    assert "暂算" in page(made(tmp_path, "2026-12-28", text), "notices", "a")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李四", "李某"),
        ("李小明", "李某某"),
        ("欧阳小明", "欧阳某某"),
        ("欧阳修", "欧阳某"),
        ("张 三", "张某"),
        ("李某某", "李某某"),
        ("阿依古丽·买买提", "阿某某"),
    ],
)
def test_a_masked_name_keeps_the_surname(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_masked_names_are_in_no_page_and_no_visible_record(tmp_path: Path) -> None:
    lib = made(tmp_path, "2026-03-03", NOTICE.replace("评优公示", "帮扶公示") + PERIOD + TABLE + APPROVED)
    shown = page(lib, "notices", "a")
    assert "欧阳某某" in shown and "李某" in shown and "综采一队" in shown
    assert "欧阳小明" not in shown and "李四" not in shown
    record = visible(lib).get("notices", "a")
    assert [row["姓名"] for row in record.rows] == ["欧阳某某", "李某"]


def test_full_names_stay_where_policy_does_not_mask(tmp_path: Path) -> None:
    shown = page(made(tmp_path, "2026-03-03", NOTICE + PERIOD + TABLE), "notices", "a")
    assert "欧阳小明" in shown and "李四" in shown


@pytest.mark.parametrize(
    ("as_of", "there"), [("2026-04-07", True), ("2026-04-08", False), ("2027-04-08", False)]
)
def test_personal_parts_come_down_thirty_days_after_the_end(tmp_path: Path, as_of: str, there: bool) -> None:
    text = NOTICE + PERIOD + TABLE + "结果:\n  结论: 无异议\n  日期: 2026-03-10\n"
    lib = made(tmp_path, as_of, text.replace("现将名单公示如下。", "拟表彰欧阳小明等二人。"))
    shown = page(lib, "notices", "a")
    assert ("欧阳小明" in shown) is there
    assert "拟表彰名单公示" in shown and "无异议" in shown and "2026-03-09" in shown
    assert ("已于 <time" in shown) is not there
    seen = visible(lib)
    assert bool(seen.get("notices", "a").rows) is there
    assert seen.facts(seen.get("notices", "a")).table_withheld is not there


def test_types_without_personal_data_keep_their_table(tmp_path: Path) -> None:
    text = NOTICE.replace("评优公示", "品牌公示") + PERIOD + TABLE
    assert "综采一队" in page(made(tmp_path, "2027-03-03", text), "notices", "a")


def test_accountability_is_not_published_without_approval_and_withdrawal(tmp_path: Path) -> None:
    text = NOTICE.replace("评优公示", "责任追究")
    assert visible(made(tmp_path, "2026-03-03", text)).get("notices", "a") is None
    assert visible(made(tmp_path, "2026-03-03", text + APPROVED)).get("notices", "a") is None
    whole = text + APPROVED + "撤下日期: 2026-06-01\n"
    assert visible(made(tmp_path, "2026-03-03", whole)).get("notices", "a") is not None


def test_the_table_keeps_its_own_columns_and_what_was_typed(tmp_path: Path) -> None:
    text = NOTICE + PERIOD + "对象:\n  - 品牌: a|b <i>\n    得分: 098.50\n  - 品牌: 乙\n    备注: 无\n"
    derived = facts(tmp_path, "2026-03-03", text)
    assert derived.columns == ("品牌", "得分", "备注")
    assert derived.shown_rows == (("a|b <i>", "098.50", ""), ("乙", "", "无"))
    assert "a|b &lt;i&gt;" in page(made(tmp_path, "2026-03-03", text), "notices", "a")


def test_the_period_is_in_the_calendar_with_both_counts(tmp_path: Path) -> None:
    lib = made(tmp_path, "2026-03-03", NOTICE + PERIOD)
    [event] = KIND.events(lib.get("notices", "a"), lib)
    assert (event.calendar, event.uid, event.title) == ("公示期", "notices/a", "拟表彰名单公示")
    assert (event.start, event.until) == (dt.date(2026, 3, 2), dt.date(2026, 3, 9))
    assert event.note == "共 6 个工作日（首日计入），不计首日 5 个"


def test_the_page_is_a_sheet_and_the_list_has_open_ones_first(tmp_path: Path) -> None:
    older = (
        NOTICE.replace("拟表彰名单公示", "较新的通知")
        .replace("评优公示", "通知")
        .replace("2026-03-02", "2026-03-05")
    )
    lib = library(tmp_path, "2026-03-06", {"notices/a": NOTICE + PERIOD, "notices/b": older})
    shown = page(lib, "notices", "a")
    assert '<span data-field="issuer">党委工作部</span>' in shown
    assert '<span class="num" data-field="phone">0571-8800123</span>' in shown
    assert 'data-state="open" data-from="2026-03-02" data-until="2026-03-09"' in shown
    listed = index(lib, "notices")
    assert 0 < listed.index("正在公示") < listed.index("全部公示公告")
    rows = listed[listed.index("<tbody") :]
    assert rows.index("拟表彰名单公示") < rows.index("较新的通知")


def test_a_withdrawn_notice_leaves_its_title_period_and_outcome(tmp_path: Path) -> None:
    outcome = "结果:\n  结论: 无异议\n  日期: 2026-03-10\n  说明: 李四的情况已核\n撤下日期: 2026-03-20\n"
    seen = visible(made(tmp_path, "2026-03-20", NOTICE + PERIOD + TABLE + outcome))
    assert seen.get("notices", "a") is None
    [gone] = seen.withdrawn
    left = Renderer(seen).tombstone(gone).body
    for text in ("拟表彰名单公示", "2026-03-02", "2026-03-09", "无异议", "2026-03-10"):
        assert text in left
    for text in ("欧阳小明", "李四", "综采一队", "现将名单", "党委工作部"):
        assert text not in left
