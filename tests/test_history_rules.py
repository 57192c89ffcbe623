"""What may not happen to a published record behind its readers' backs, tried in real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gittools import Repo
from tests.test_life import BRANCH, NOTICE, SITE

OPEN = NOTICE.replace("撤下日期: 2026-03-02\n", "").partition("结果:")[0]
FILE = "notices/2026/ren-qian.yml"
BUNDLE = "notices/2026/ren-qian/index.yml"
CORRECTION = "更正:\n  - 日期: {day}\n    内容: 更正说明。\n落款:"
SILENT = {"history.silent-change"}

# The 公示 runs from Monday 2026-01-05 to Friday 01-09; its list is down from 02-08.


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write("site.yml", SITE)
    made.write("branches/cai-yi.yml", BRANCH)
    made.write(FILE, OPEN)
    made.commit("2026-01-04")
    assert made.errors("2026-01-06") == set()
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("经研究", "经党委研究"),
        ("密名丁戊己", "密名庚"),
        ("  工作日: 5", "  工作日: 8"),
        ("标题: 关于拟任", "标题: 关于任命"),
        ("落款:", "依据: 根据新的办法\n落款:"),
    ],
)
def test_nothing_that_a_publicity_promised_is_changed_silently(repo: Repo, old: str, new: str) -> None:
    repo.change(FILE, old, new)
    repo.commit("2026-01-06")
    assert repo.errors("2026-01-07") == SILENT
    repo.change(FILE, "落款:", CORRECTION.format(day="2026-01-07"))
    repo.commit("2026-01-07")
    assert repo.errors("2026-01-07") == set()


def test_putting_off_its_start_does_not_hide_that_it_had_begun(repo: Repo) -> None:
    repo.change(FILE, "  开始: 2026-01-05", "  开始: 2026-01-19")
    repo.commit("2026-01-07")
    assert repo.errors("2026-01-08") == SILENT


def test_a_correction_speaks_of_no_later_change(repo: Repo) -> None:
    repo.change(FILE, "经研究", "经党委研究")
    repo.change(FILE, "落款:", CORRECTION.format(day="2026-01-06"))
    repo.commit("2026-01-06")
    assert repo.errors("2026-01-08") == set()
    repo.change(FILE, "密名丁戊己", "密名庚")
    repo.commit("2026-01-08")
    assert repo.errors("2026-01-08") == SILENT, "within three days of a correction of something else"


def test_a_correction_of_days_to_come_speaks_of_nothing_yet(repo: Repo) -> None:
    repo.change(FILE, "经研究", "经党委研究")
    repo.change(FILE, "落款:", CORRECTION.format(day="2030-01-06"))
    repo.commit("2026-01-06")
    assert "history.silent-change" in repo.errors("2026-01-08")


def test_a_correction_written_on_friday_and_committed_on_monday_counts(repo: Repo) -> None:
    repo.change(FILE, "经研究", "经党委研究")
    repo.change(FILE, "落款:", CORRECTION.format(day="2026-01-09"))
    repo.commit("2026-01-12")
    assert repo.errors("2026-01-12") == set()


def test_a_new_name_does_not_hide_a_change(repo: Repo) -> None:
    repo.move(FILE, "notices/2026/xin-ming.yml")
    repo.change("notices/2026/xin-ming.yml", "标题:", "别名: [2026/ren-qian]\n标题:")
    repo.commit("2026-01-06")
    assert repo.errors("2026-01-06") == set(), "a mere new name is no change"
    repo.move("notices/2026/xin-ming.yml", "notices/2026/zai-gai.yml")
    repo.change("notices/2026/zai-gai.yml", "别名: [2026/ren-qian]", "别名: [2026/ren-qian, 2026/xin-ming]")
    repo.change("notices/2026/zai-gai.yml", "密名丁戊己", "密名庚")
    repo.commit("2026-01-07")
    assert repo.errors("2026-01-07") == SILENT


def test_other_bytes_under_the_name_of_an_attachment_are_a_silent_change(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("site.yml", SITE)
    repo.write("branches/cai-yi.yml", BRANCH)
    repo.write(BUNDLE, OPEN.replace("落款:", "附件:\n  - 文件: ming-dan.csv\n落款:"))
    repo.write("notices/2026/ren-qian/ming-dan.csv", "姓名,职务\n甲,书记\n")
    repo.commit("2026-01-04")
    assert repo.errors("2026-01-06") == set()
    repo.write("notices/2026/ren-qian/ming-dan.csv", "姓名,职务\n乙,书记\n")
    assert repo.errors("2026-01-06") == SILENT, "not committed yet"
    repo.commit("2026-01-06")
    assert repo.errors("2026-01-07") == SILENT
    assert "ming-dan.csv" in "".join(one.message for one in repo.checked("2026-01-07").findings)
    repo.change(BUNDLE, "落款:", CORRECTION.format(day="2026-01-07"))
    assert repo.errors("2026-01-07") == set()


def test_a_file_more_is_no_change_and_a_file_less_is_one(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("site.yml", SITE)
    repo.write("branches/cai-yi.yml", BRANCH)
    repo.write(BUNDLE, OPEN)
    repo.commit("2026-01-04")
    for number, after in enumerate(("落款:", "  - 文件: f-0.csv\n")):
        repo.write(f"notices/2026/ren-qian/f-{number}.csv", "项目,结果\n台账,齐\n")
        new = f"  - 文件: f-{number}.csv\n"
        repo.change(BUNDLE, after, f"附件:\n{new}{after}" if after == "落款:" else after + new)
        repo.commit(f"2026-01-{12 + number}")
        assert repo.errors("2026-01-14") == set(), number
    repo.change(BUNDLE, "  - 文件: f-0.csv\n", "")
    (repo.content / "notices/2026/ren-qian/f-0.csv").unlink()
    repo.commit("2026-01-15")
    assert repo.errors("2026-01-15") == SILENT


def test_a_list_that_is_down_may_be_taken_out_of_the_file_too(repo: Repo) -> None:
    repo.change(FILE, OPEN, OPEN + "结果:\n  结论: 无异议\n  日期: 2026-01-12\n")
    repo.commit("2026-01-12")
    repo.change(FILE, "对象:\n  - 姓名: 密名丁戊己\n    拟任职务: 综采一队党支部书记\n", "")
    repo.commit("2026-02-09")
    assert repo.errors("2026-02-10") == set()


def test_a_removed_record_is_told_of_with_the_way_out(repo: Repo) -> None:
    (repo.content / FILE).unlink()
    for day, where in (("", "HEAD -- content/"), ("2026-01-08", "^ -- content/")):
        if day:
            repo.commit(day)
        (said,) = [one for one in repo.checked("2026-01-08").findings if one.code == "history.removed"]
        assert where in said.hint and "撤下日期" in said.hint and "[2026/ren-qian]" in said.hint


@pytest.mark.parametrize("day", ["2026-01-08", "2026年1月8日", "2026/1/8"])
def test_a_withdrawn_record_may_be_removed_however_its_day_was_written(repo: Repo, day: str) -> None:
    repo.write(
        FILE,
        OPEN.replace("标题:", f"撤下日期: {day}\n标题:")
        + "结果:\n  结论: 撤销\n  日期: 2026-01-08\n  说明: 另行公示\n",
    )
    repo.commit("2026-01-08")
    (repo.content / FILE).unlink()
    repo.commit("2026-01-09")
    assert repo.errors("2026-01-09") == set()


def test_what_was_never_published_may_be_removed(repo: Repo) -> None:
    for name, text in {
        "cao-gao": OPEN.replace("标题:", "草稿: 是\n标题:"),
        "wei-pi": OPEN.partition("审批:")[0].replace("任前公示", "责任追究")
        + "正文: 无\n落款: 矿\n成文日期: 2026-01-05\n",
        "wei-dao": OPEN.replace("发布日期: 2026-01-05", "发布日期: 2026-05-05"),
        "mei-xie-wan": "标题: [",
    }.items():
        repo.write(f"notices/2026/{name}.yml", text)
    repo.commit("2026-01-04")
    for name in ("cao-gao", "wei-pi", "wei-dao", "mei-xie-wan"):
        (repo.content / f"notices/2026/{name}.yml").unlink()
    repo.commit("2026-01-08")
    assert repo.errors("2026-01-08") == set()


@pytest.mark.parametrize(
    ("old", "new"), [("标题:", "草稿: 是\n标题:"), ("发布日期: 2026-01-05", "发布日期: 2026-06-01")]
)
def test_a_published_record_does_not_become_a_draft_again(repo: Repo, old: str, new: str) -> None:
    repo.change(FILE, old, new)
    repo.commit("2026-01-08")
    assert "history.unpublished" in repo.errors("2026-01-08")
    (repo.content / FILE).unlink()
    repo.commit("2026-01-09")
    assert repo.errors("2026-01-09") == {"history.removed"}, "nor is it gone by two steps"


def test_a_draft_and_a_later_day_are_free_while_nothing_is_published(repo: Repo) -> None:
    planned = OPEN.replace("2026-01-05", "2026-03-02").replace("标题:", "草稿: 否\n标题:")
    repo.write("notices/2026/yi-hou.yml", planned)
    repo.commit("2026-01-06")
    repo.change("notices/2026/yi-hou.yml", "草稿: 否", "草稿: 是")
    repo.commit("2026-01-08")
    repo.change("notices/2026/yi-hou.yml", "发布日期: 2026-03-02", "发布日期: 2026-03-01")
    repo.commit("2026-01-09")
    assert repo.errors("2026-01-10") == set()
