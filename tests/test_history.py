"""What git's history says of records: whose settings do not matter, what merges and renames do, what is told and what not."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from generator.git import trees
from tests.gittools import Repo
from tests.test_life import BRANCH, NOTICE, SITE

ITEM = """标题: 补齐支部台账
清单: 责任
内容: |
  第一行。
  第二行。
支部: cai-yi
完成时间: 2026-03-01
责任主体:
  单位: 综采一队
  责任人: 张某
工作标准: 账实相符
考核部门: 党委工作部
挂账日期: 2026-01-05
进展:
  - 日期: 2026-01-08
    内容: 已列出清单
"""
LEDGER = "ledgers/2026/bu-qi.yml"
KEY = "ledgers/2026/bu-qi"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write("site.yml", SITE)
    made.write("branches/cai-yi.yml", BRANCH)
    made.write(LEDGER, ITEM)
    made.commit("2026-01-05")
    return made


def test_dates_and_choices_are_told_with_both_values_and_texts_only_by_name(repo: Repo) -> None:
    repo.change(LEDGER, "完成时间: 2026-03-01", "完成时间: 2026/4/1")
    repo.change(LEDGER, "账实相符", "账实一致")
    repo.commit("2026-01-10")
    repo.change(
        LEDGER, "    内容: 已列出清单\n", "    内容: 已列出清单\n  - 日期: 2026-01-20\n    内容: 已补齐\n"
    )
    repo.commit("2026-01-20")
    assert repo.told(KEY) == [
        "增补“进展”",
        "完成时间 2026-03-01 → 2026-04-01；修改“工作标准”",
        "首次发布",
    ]


def test_dates_one_step_below_are_told_but_not_those_of_a_list(repo: Repo) -> None:
    repo.write("notices/2026/gong-shi.yml", NOTICE.replace("撤下日期: 2026-03-02\n", ""))
    repo.commit("2026-01-01")
    repo.change("notices/2026/gong-shi.yml", "  工作日: 5", "  工作日: 6")
    repo.change(LEDGER, "日期: 2026-01-08", "日期: 2026-01-09")
    repo.commit("2026-01-05")
    assert repo.told("notices/2026/gong-shi")[0] == "修改“公示期”：工作日 5 → 6"
    assert repo.told(KEY)[0] == "修改“进展”"


@pytest.mark.parametrize(
    "secret",
    [
        "完成时间: 2026-03-01 # 张三 13812345678",
        "完成时间: 张三 13812345678",
        "完成时间: '2026-03-01 张三 13812345678'",
        "清单: 张三 13812345678",
        "来源: 张三 13812345678",
    ],
)
def test_what_was_typed_into_a_wrong_field_by_mistake_never_comes_back(repo: Repo, secret: str) -> None:
    key = secret.partition(":")[0]
    right = {"完成时间": "完成时间: 2026-03-01", "清单": "清单: 责任", "来源": "来源: 考核"}[key]
    text = ITEM if key != "来源" else ITEM + right + "\n"
    repo.write(LEDGER, text.replace(right, secret))
    repo.commit("2026-01-06")
    repo.write(LEDGER, text)
    repo.commit("2026-01-07")
    told = repo.told(KEY)
    assert any(key in line for line in told)
    assert "138" not in str(told) and "张三" not in str(told)


def test_settings_of_whoever_runs_git_do_not_matter(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.change(LEDGER, "2026-03-01", "2026-04-01")
    repo.commit("2026-01-10")
    expected = repo.history().changes
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[diff]\n noprefix = true\n mnemonicPrefix = true\n external = /bin/false\n renames = copies\n"
        " context = 9\n[log]\n showSignature = true\n[color]\n ui = always\n[core]\n quotePath = true\n"
    )
    (repo.folder / ".gitattributes").write_text("*.yml binary\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert repo.history().changes == expected
    assert [edit.key for edit in expected[f"content/{LEDGER}"][0].edits] == ["完成时间"]


def test_a_content_folder_deep_inside_a_repository_with_much_else(tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer")
    (outer.folder / "a b" / "党建").mkdir(parents=True)
    outer.content.rmdir()
    outer.content = outer.folder / "a b" / "党建" / "content"
    outer.write("site.yml", SITE)
    outer.write("branches/cai-yi.yml", BRANCH)
    outer.write(LEDGER, ITEM)
    (outer.folder / "else.yml").write_text("标题: 别的\n")
    outer.git("add", ".")
    outer.git("commit", "-q", "-m", "开始", day="2026-01-01")
    outer.change(LEDGER, "2026-03-01", "2026-04-01")
    outer.git("commit", "-q", "-a", "-m", "改", day="2026-01-02")
    (outer.folder / "else.yml").write_text("标题: 又改\n")
    outer.git("commit", "-q", "-a", "-m", "别的", day="2026-01-03")
    assert outer.told(KEY) == ["完成时间 2026-03-01 → 2026-04-01", "首次发布"]
    assert set(outer.history().changes) == {
        "content/site.yml", "content/branches/cai-yi.yml", f"content/{LEDGER}"
    }  # fmt: skip


def merge(repo: Repo, *, own: str = "") -> None:
    """A branch that changes the deadline, a trunk that changes the standard, and their merge."""
    repo.git("checkout", "-q", "-b", "side")
    repo.change(LEDGER, "完成时间: 2026-03-01", "完成时间: 2026-04-01")
    repo.commit("2026-01-10")
    repo.git("checkout", "-q", "main")
    repo.change(LEDGER, "挂账日期: 2026-01-05", "挂账日期: 2026-01-06")
    repo.commit("2026-01-11")
    repo.git("merge", "-q", "--no-commit", "side", day="2026-01-12")
    if own:
        repo.change(LEDGER, "账实相符", own)
    repo.commit("2026-01-12")


def test_a_merge_tells_nothing_twice(repo: Repo) -> None:
    merge(repo)
    assert repo.told(KEY) == [
        "挂账日期 2026-01-05 → 2026-01-06",
        "完成时间 2026-03-01 → 2026-04-01",
        "首次发布",
    ]


def test_what_a_merge_itself_wrote_is_not_hidden_in_it(repo: Repo) -> None:
    merge(repo, own="账实一致")
    assert repo.told(KEY)[0] == "修改“工作标准”"
    assert len(repo.told(KEY)) == 4


def test_history_goes_on_across_a_rename(repo: Repo) -> None:
    repo.change(LEDGER, "2026-03-01", "2026-04-01")
    repo.commit("2026-01-10")
    repo.move(LEDGER, "ledgers/2026/tai-zhang.yml")
    repo.change("ledgers/2026/tai-zhang.yml", "标题: 补齐支部台账", "标题: 补齐台账\n别名: [2026/bu-qi]")
    repo.change("ledgers/2026/tai-zhang.yml", "2026-04-01", "2026-05-01")
    repo.commit("2026-01-20")
    repo.write(LEDGER, ITEM.replace("补齐支部台账", "另一件事"))
    repo.commit("2026-01-25")
    assert repo.told("ledgers/2026/tai-zhang") == [
        "改了地址；修改“标题”；完成时间 2026-04-01 → 2026-05-01",
        "完成时间 2026-03-01 → 2026-04-01",
        "首次发布",
    ]
    assert repo.told(KEY) == ["首次发布"], "the new record at the old place has a history of its own"


def test_a_record_that_becomes_a_folder_keeps_its_address_and_its_history(repo: Repo) -> None:
    repo.move(LEDGER, "ledgers/2026/bu-qi/index.yml")
    repo.change("ledgers/2026/bu-qi/index.yml", "2026-03-01", "2026-04-01")
    repo.commit("2026-01-20")
    assert repo.told(KEY) == ["完成时间 2026-03-01 → 2026-04-01", "首次发布"]
    assert repo.errors("2026-01-21") == set()


def test_moving_everything_into_year_folders_is_one_rename_each(repo: Repo) -> None:
    for number in range(30):
        repo.write(f"ledgers/item-{number}.yml", ITEM.replace("补齐支部台账", f"第 {number} 件"))
    repo.commit("2026-01-06")
    for number in range(30):
        repo.move(f"ledgers/item-{number}.yml", f"ledgers/2025/item-{number}.yml")
    repo.commit("2026-01-07")
    for number in range(30):
        assert repo.told(f"ledgers/2025/item-{number}") == ["改了地址", "首次发布"]


def test_reading_on_gives_what_reading_all_gives(repo: Repo) -> None:
    """Commits, branches, merges, renames and removals at random, read on from one store all the while."""
    chance = random.Random(7)
    store: dict[str, bytes] = {}
    branches = ["main"]
    for step in range(60):
        files = sorted(
            file.relative_to(repo.content).as_posix() for file in repo.content.glob("ledgers/**/*.yml")
        )
        doing = chance.choice(["change", "change", "new", "move", "remove", "branch", "switch", "merge"])
        day = f"2026-{2 + step // 28:02d}-{1 + chance.randrange(28):02d}"
        if doing == "new" or not files:
            repo.write(f"ledgers/2026/n-{step}.yml", ITEM.replace("补齐", f"补齐{step}"))
        elif doing == "change":
            text = (repo.content / (file := chance.choice(files))).read_text(encoding="utf-8")
            repo.write(file, text.replace("内容: |\n", f"内容: |\n  第 {step} 行。\n"))
        elif doing == "move":
            repo.move(chance.choice(files), f"ledgers/2027/m-{step}.yml")
        elif doing == "remove" and len(files) > 2:
            (repo.content / chance.choice(files)).unlink()
        elif doing == "branch":
            repo.git("checkout", "-q", "-b", f"b{step}")
            branches.append(f"b{step}")
        elif doing == "switch":
            repo.git("checkout", "-q", chance.choice(branches))
        elif doing == "merge":
            subprocess.run(["git", "-C", str(repo.folder), "-c", "user.name=t", "-c", "user.email=t@t.example",
                            "merge", "-q", "-X", "ours", chance.choice(branches)], capture_output=True, check=False)  # fmt: skip
        repo.commit(day)
        if chance.random() < 0.6:
            assert repo.history(store=store) == repo.history(), f"step {step}: {doing}"


def test_of_a_new_commit_only_that_commit_is_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        repo.write(f"ledgers/2026/n-{number}.yml", ITEM.replace("补齐", f"补齐{number}"))
        repo.commit(f"2026-02-{1 + number % 28:02d}")
    store: dict[str, bytes] = {}
    repo.history(store=store)
    asked: list[tuple[str, int]] = []
    real = trees.Repository.ask

    def counted(self: trees.Repository, *args: str, given: object = ()) -> bytes:
        lines = list(given)  # type: ignore[call-overload]
        asked.append((args[0], len(lines)))
        return real(self, *args, given=lines)

    monkeypatch.setattr(trees.Repository, "ask", counted)
    repo.history(store=store)
    assert asked == [], "nothing new: nothing is read"
    repo.change(LEDGER, "2026-03-01", "2026-04-01")
    repo.commit("2026-03-01")
    repo.history(store=store)
    assert asked == [("rev-list", 0), ("cat-file", 2), ("diff-tree", 1)]


def test_a_damaged_store_is_read_anew(repo: Repo) -> None:
    store: dict[str, bytes] = {}
    whole = repo.history(store=store)
    for damaged in (b"", b"[", b"[[1,2]]", b"\xff", b'[["x",[["a"]]]]'):
        store[next(iter(store))] = damaged
        assert repo.history(store=store) == whole


def test_a_shallow_clone_does_not_say_that_all_began_where_it_was_cut(repo: Repo, tmp_path: Path) -> None:
    repo.change(LEDGER, "2026-03-01", "2026-04-01")
    repo.commit("2026-01-10")
    repo.change(LEDGER, "2026-04-01", "2026-05-01")
    repo.commit("2026-01-11")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{repo.folder}", str(clone)], check=True)
    copy = Repo.__new__(Repo)
    copy.folder, copy.content = clone, clone / "content"
    store: dict[str, bytes] = {}
    assert copy.history(store=store).shallow
    assert copy.told(KEY) == ["完成时间 2026-04-01 → 2026-05-01"]
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow"], check=True)
    assert copy.history(store=store).changes == repo.history().changes, "the same last commit, more behind it"


def test_a_folder_of_another_user_is_said_to_be_one(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("HOME", str(repo.folder))
    history = repo.history()
    assert not history.known and history.trouble == "untrusted"
    (said,) = [one for one in repo.checked("2026-01-06").findings if one.code == "history.untrusted"]
    assert not said.is_error and "safe.directory" in said.hint


def test_history_that_git_cannot_give_is_not_taken_for_an_empty_one(repo: Repo) -> None:
    for pack in (repo.folder / ".git/objects").glob("??/*"):
        if pack.stat().st_size > 200:
            pack.chmod(0o600)
            pack.write_bytes(b"broken")
    history = repo.history()
    assert not history.known and history.trouble == "unreadable"
    assert "history.unreadable" in {one.code for one in repo.checked("2026-01-06").findings}
