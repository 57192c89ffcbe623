"""Which columns say that nothing new has come for too long (默认 6 months), and which are merely quiet by nature."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from kindtools import content, sample

from generator.kinds import all_kinds
from generator.library import check

PLEDGE = """标题: 2026 年安全责任状
类型: 责任状
年度: 2026
支部: shili-zhibu
签订人: 李春林
签订日期: 2026-01-10
承诺: 不发生轻伤以上事故。
"""
DUTY = """标题: 顶板管理
牵头: 党委工作部
配合: [安全监察部]
职责: 各管一段。
生效: 2020-01-01
"""
LIAISON = """标题: 张建国的联系点
人员:
  姓名: 张建国
  职务: 党委副书记
类型: 联系点
支部: shili-zhibu
开始: 2025-01-05
走访:
  - 日期: {visit}
    方式: 了解工作
"""
ASSESSMENT = """标题: 考核结果
考核类型: 党建考核
周期: {period}
对象类别: 支部
方式:
  - 名称: 日常考核
    权重: 100
成绩:
  - 支部: shili-zhibu
    各项得分:
      日常考核: 90
"""
MEETING = """标题: 党建例会
类型: 月度党建例会
日期: 2026-01-08
{more}"""


def stale(folder: Path, as_of: str, records: dict[str, str]) -> list[str]:
    """Kinds that are told to be stale."""
    found = check(content(folder, records), date.fromisoformat(as_of)).findings
    labels = {kind.label: kind.name for kind in all_kinds().values()}
    return [
        labels[one.message.split("“")[1].split("”")[0]] for one in found if one.code == "record.stale-column"
    ]


@pytest.mark.parametrize(
    ("name", "text", "as_of", "expected"),
    [
        ("pledges/a", PLEDGE, "2026-12-31", False),
        ("pledges/a", PLEDGE, "2027-05-01", False),
        ("pledges/a", PLEDGE, "2027-07-20", True),
        ("duties/a", DUTY, "2026-12-31", False),
        ("duties/a", DUTY + "废止: 2026-01-01\n", "2026-06-01", False),
        ("duties/a", DUTY + "废止: 2026-01-01\n", "2026-08-01", True),
        ("liaisons/a", LIAISON.format(visit="2026-03-01"), "2026-08-01", False),
        ("liaisons/a", LIAISON.format(visit="2026-03-01"), "2026-10-01", True),
        ("assessments/a", ASSESSMENT.format(period="2025年度"), "2026-12-01", False),
        ("assessments/a", ASSESSMENT.format(period="2025年度"), "2027-08-01", True),
        ("assessments/a", ASSESSMENT.format(period="2025年四季度"), "2026-08-01", True),
        ("meetings/a", MEETING.format(more=""), "2026-07-01", False),
        ("meetings/a", MEETING.format(more=""), "2026-07-20", True),
    ],
)
def test_each_kind_has_its_own_pace(
    tmp_path: Path, name: str, text: str, as_of: str, *, expected: bool
) -> None:
    assert stale(tmp_path, as_of, {name: text}) == ([name.partition("/")[0]] if expected else [])


def test_what_nobody_sees_yet_is_nothing_new(tmp_path: Path) -> None:
    unseen = {
        "meetings/a": MEETING.format(more=""),
        "meetings/b": MEETING.format(more="草稿: 是\n").replace("2026-01-08", "2026-07-08"),
        "meetings/c": MEETING.format(more="发布日期: 2026-12-01\n").replace("2026-01-08", "2026-07-09"),
    }
    assert stale(tmp_path, "2026-07-20", unseen) == ["meetings"]


def test_a_sample_of_every_kind_is_judged_without_a_fault(tmp_path: Path) -> None:
    for kind in all_kinds():
        folder = sample(tmp_path / kind, kind)
        for day in ("2020-01-01", "2026-07-01", "2031-07-01"):
            check(folder, date.fromisoformat(day))
