"""The life of a record, day by day: on every day every part of the site says the same, and what is gone is gone."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import icalendar
import pytest

from generator.build import Memory, Request, build
from tests.leaks import leaks

SITE = """单位名称: 示范矿党委
站点名称: 示范矿党建公开
站点地址: http://dj.example/
监督渠道:
  - 部门: 党委工作部
    电话: 0571-8800123
"""
BRANCH = """名称: 综采一队党支部
类型: 生产一线采掘
序号: 1
书记:
  姓名: 张某某
  任职日期: 2025-01-01
"""
NOTICE = """标题: 关于拟任支部书记人选的公示
类型: 任前公示
发布日期: 2026-01-05
撤下日期: 2026-03-02
审批:
  提出:
    人: 组织科
    日期: 2026-01-02
  审核:
    人: 党委工作部
    日期: 2026-01-03
    保密审查: 通过
  审批:
    人: 党委
    日期: 2026-01-04
正文: |
  经研究，拟任人选公示如下，密语甲乙丙。
对象:
  - 姓名: 密名丁戊己
    拟任职务: 综采一队党支部书记
公示期:
  开始: 2026-01-05
  工作日: 5
受理:
  部门: 组织科
  电话: 0571-8800124
落款: 示范矿党委
成文日期: 2026-01-05
结果:
  结论: 无异议
  日期: 2026-01-12
"""
NAME, TEXT, TITLE = "密名丁戊己", "密语甲乙丙", "关于拟任支部书记人选的公示"
PAGE = "notices/2026/ren-qian/index.html"

# 2026-01-05 is a Monday; five working days end on 01-09, so personal parts go 30 days later, on 02-08.
DAYS = {
    "2026-01-04": "absent",
    "2026-01-05": "open",
    "2026-01-09": "open",
    "2026-01-10": "ended",
    "2026-01-12": "concluded",
    "2026-02-07": "concluded",
    "2026-02-08": "withheld",
    "2026-03-01": "withheld",
    "2026-03-02": "withdrawn",
    "2027-11-22": "withdrawn",
}


@dataclass(frozen=True)
class Day:
    """The site of one day and what it should say of the notice."""

    day: str
    expected: str
    site: Path

    def holds(self, marker: str) -> bool:
        return bool(leaks(self.site, [marker]))

    def json(self, path: str) -> dict[str, object] | None:
        file = self.site / path
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def write(content: Path) -> None:
    for path, text in {
        "site.yml": SITE,
        "branches/cai-yi.yml": BRANCH,
        "notices/2026/ren-qian.yml": NOTICE,
    }.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Day]:
    """One folder built on a row of days, so that what is left over from the day before would show."""
    top = tmp_path_factory.mktemp("life")
    write(top / "content")
    made: list[Day] = []
    memory = Memory()
    for day, expected in DAYS.items():
        when = dt.date.fromisoformat(day)
        at = dt.datetime.combine(when, dt.time(0, 5), dt.timezone(dt.timedelta(hours=8)))
        request = Request(top / "content", top / "live/site", when, at, jobs=1)
        done = build(request, memory=memory)
        assert done.ok, [one.message for one in done.findings if one.is_error]
        kept = top / day
        subprocess.run(["cp", "-r", str(request.site), str(kept)], check=True)
        made.append(Day(day, expected, kept))
    return made


def test_nothing_of_a_planned_record_exists_before_its_day(days: list[Day]) -> None:
    early = next(one for one in days if one.expected == "absent")
    assert leaks(early.site, [NAME, TEXT, TITLE, "ren-qian"]) == []


def test_page_and_api_agree_on_the_state_on_every_day(days: list[Day]) -> None:
    for one in days:
        document = one.json("api/v1/notices/2026/ren-qian.json")
        listed = one.json("api/v1/notices.json")
        assert listed is not None
        if one.expected in ("absent", "withdrawn"):
            assert document is None and listed["count"] == 0, one.day
            continue
        state = "concluded" if one.expected == "withheld" else one.expected
        assert document is not None and document["state"]["name"] == state, one.day  # type: ignore[index]
        page = (one.site / PAGE).read_text(encoding="utf-8")
        assert f'data-state="{state}"' in page, one.day
        assert TITLE in (one.site / "feeds/notices.atom").read_text(encoding="utf-8"), one.day
        assert TITLE in (one.site / "notices/index.html").read_text(encoding="utf-8"), one.day


def test_personal_parts_are_there_while_they_may_be_and_nowhere_afterwards(days: list[Day]) -> None:
    for one in days:
        shown = one.expected in ("open", "ended", "concluded")
        assert one.holds(NAME) == shown, one.day
        assert one.holds(TEXT) == shown, one.day


def test_a_tombstone_keeps_title_period_and_outcome_and_nothing_else(days: list[Day]) -> None:
    for one in days:
        if one.expected != "withdrawn":
            continue
        page = (one.site / PAGE).read_text(encoding="utf-8")
        for kept in (TITLE, "2026-01-05", "2026-01-09", "无异议"):
            assert kept in page, one.day
        others = {path for path, _ in leaks(one.site, [TITLE])}
        assert {path for path in others if "notices/2026/ren-qian" not in path} <= {"calendar/公示期.ics"}, (
            one.day,
            others,
        )
        assert not list((one.site / "notices/2026/ren-qian").glob("*.pdf"))


def test_subscribers_are_told_when_it_goes(days: list[Day]) -> None:
    for one in days:
        feed = (one.site / "feeds/notices.atom").read_text(encoding="utf-8")
        events = icalendar.Calendar.from_ical((one.site / "calendar/公示期.ics").read_bytes()).walk("VEVENT")
        if one.expected == "absent":
            assert "deleted-entry" not in feed and not events
        elif one.expected == "withdrawn":
            assert "deleted-entry" in feed, one.day
            assert [str(event["status"]) for event in events] == ["CANCELLED"], one.day
        else:
            assert "deleted-entry" not in feed, one.day
            assert [str(event["status"]) for event in events] == ["CONFIRMED"], one.day


def git(folder: Path, *args: str, day: str = "2026-01-05") -> None:
    date = f"{day}T12:00:00+08:00"
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@t.example", "-C", str(folder), *args],
        check=True,
        capture_output=True,
        env={
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_DATE": date,
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
        },
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path / "content")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "写好", day="2026-01-04")
    return tmp_path


def codes(repository: Path, day: str) -> set[str]:
    from generator.git import read_history
    from generator.library import check

    when = dt.date.fromisoformat(day)
    content = repository / "content"
    return {
        one.code for one in check(content, when, history=read_history(content, when)).findings if one.is_error
    }


def change(repository: Path, old: str, new: str) -> Path:
    file = repository / "content/notices/2026/ren-qian.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_a_silent_change_of_an_open_publicity_is_an_error_until_it_is_corrected(repository: Path) -> None:
    change(repository, "经研究", "经党委研究")
    assert codes(repository, "2026-01-06") == {"history.silent-change"}, "not committed yet"
    git(repository, "commit", "-qam", "改字", day="2026-01-06")
    assert codes(repository, "2026-01-07") == {"history.silent-change"}
    change(repository, "落款:", "更正:\n  - 日期: 2026-01-06\n    内容: 补充“党委”二字。\n落款:")
    assert codes(repository, "2026-01-07") == set()


def test_a_change_before_the_period_and_a_change_of_other_keys_are_nobodys_business(repository: Path) -> None:
    change(repository, "经研究", "经党委研究")
    git(repository, "commit", "-qam", "公示前改", day="2026-01-04")
    change(repository, "部门: 组织科\n  电话: 0571-8800124", "部门: 组织科\n  电话: 0571-8800125")
    git(repository, "commit", "-qam", "换电话", day="2026-01-06")
    assert codes(repository, "2026-01-07") == set()


def test_a_published_record_cannot_just_vanish(repository: Path) -> None:
    (repository / "content/notices/2026/ren-qian.yml").unlink()
    git(repository, "commit", "-qam", "删", day="2026-01-08")
    assert codes(repository, "2026-01-08") == {"history.removed"}


def test_a_renamed_record_keeps_its_old_address(repository: Path) -> None:
    old = repository / "content/notices/2026/ren-qian.yml"
    new = old.with_name("ren-qian-gong-shi.yml")
    old.rename(new)
    git(repository, "add", ".", day="2026-01-08")
    git(repository, "commit", "-qm", "改名", day="2026-01-08")
    assert codes(repository, "2026-01-08") == {"history.removed"}
    new.write_text("别名: [2026/ren-qian]\n" + new.read_text(encoding="utf-8"), encoding="utf-8")
    assert codes(repository, "2026-01-08") == set()
    at = dt.datetime(2026, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    request = Request(
        repository / "content", repository / "out/site", dt.date(2026, 1, 8), at, jobs=1, papers=False
    )
    assert build(request).ok
    page = (request.site / PAGE).read_text(encoding="utf-8")
    assert 'content="0; url=../../../notices/2026/ren-qian-gong-shi/"' in page


def test_the_history_tells_dates_and_choices_but_never_an_old_text(repository: Path) -> None:
    change(repository, "撤下日期: 2026-03-02", "撤下日期: 2026-04-01")
    change(repository, "经研究", "旧话不提，经研究")
    change(repository, "落款:", "更正:\n  - 日期: 2026-01-06\n    内容: 改了正文。\n落款:")
    git(repository, "commit", "-qam", "改", day="2026-01-06")
    change(repository, "旧话不提，", "")
    change(repository, "落款:", "  - 日期: 2026-01-07\n    内容: 删去多余的话。\n落款:")
    git(repository, "commit", "-qam", "再改", day="2026-01-07")
    at = dt.datetime(2026, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    request = Request(
        repository / "content", repository / "out/site", dt.date(2026, 1, 8), at, jobs=1, papers=False
    )
    assert build(request).ok
    page = (request.site / PAGE).read_text(encoding="utf-8")
    assert "撤下日期 2026-03-02 → 2026-04-01" in page
    assert "修改“正文”" in page
    assert leaks(request.site, ["旧话不提"]) == []
    assert "撤下日期 2026-03-02 → 2026-04-01" in (request.site / "changes/index.html").read_text(
        encoding="utf-8"
    )


def test_a_shallow_clone_and_no_git_at_all_say_so(
    repository: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from generator.git import read_history
    from generator.library import check

    git(repository, "commit", "-q", "--allow-empty", "-m", "再来", day="2026-01-06")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repository}", str(clone)], check=True)
    history = read_history(clone / "content", dt.date(2026, 1, 8))
    assert history.shallow
    said = check(clone / "content", dt.date(2026, 1, 8), history=history).findings
    assert "history.shallow" in {one.code for one in said}
    bare = tmp_path_factory.mktemp("bare") / "content"
    write(bare)
    assert not read_history(bare, dt.date(2026, 1, 8)).known
