"""The git hook: a commit with a faulty record is refused, other people's hooks stay, and it can be taken off."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from test_cli import BRANCH, SITE, gongkai


def git(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    names = {f"GIT_{who}_{what}": "x@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    # The hook must not need the network: a proxy that nobody answers would make any request fail.
    environment = {
        **os.environ,
        **names,
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    return subprocess.run(
        ["git", "-C", str(folder), *args],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose content lies in a subfolder with a Chinese name and a space."""
    top = tmp_path / "仓 库"
    (top / "content/branches").mkdir(parents=True)
    (top / "content/site.yml").write_text(SITE, encoding="utf-8")
    (top / "content/branches/cai-yi.yml").write_text(BRANCH, encoding="utf-8")
    git(top, "init", "-q")
    git(top, "add", ".")
    assert git(top, "commit", "-q", "-m", "first").returncode == 0
    return top


def installed(top: Path) -> None:
    done = gongkai("hook", cwd=top)
    assert done.returncode == 0, done.stderr
    assert "--no-verify" in done.stdout


def test_a_faulty_record_is_not_committed(repository: Path) -> None:
    installed(repository)
    record = repository / "content/branches/cai-yi.yml"
    record.write_text(BRANCH.replace("书记:", "书计:"), encoding="utf-8")
    git(repository, "add", ".")
    done = git(repository, "commit", "-m", "faulty")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "content/branches/cai-yi.yml:4:1  错误  没有“书计”这个字段。是不是想写“书记”？" in said
    assert "没有提交" in said
    record.write_text(BRANCH.replace("序号: 1", "序号: 2"), encoding="utf-8")
    git(repository, "add", ".")
    assert git(repository, "commit", "-m", "right").returncode == 0


def test_what_counts_is_what_is_committed_not_what_lies_in_the_folder(repository: Path) -> None:
    installed(repository)
    record = repository / "content/branches/cai-yi.yml"
    record.write_text(BRANCH.replace("书记:", "书计:"), encoding="utf-8")
    git(repository, "add", ".")
    record.write_text(BRANCH, encoding="utf-8")
    assert git(repository, "commit", "-m", "staged is faulty").returncode == 1


def test_an_old_error_elsewhere_does_not_stop_other_work(repository: Path) -> None:
    (repository / "content/branches/ji-dian.yml").write_text(
        BRANCH.replace("书记:", "书计:"), encoding="utf-8"
    )
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "before the hook")
    installed(repository)
    (repository / "content/branches/cai-yi.yml").write_text(
        BRANCH.replace("序号: 1", "序号: 2"), encoding="utf-8"
    )
    (repository / "notes.txt").write_text("x", encoding="utf-8")
    git(repository, "add", ".")
    done = git(repository, "commit", "-m", "fine")
    assert done.returncode == 0, done.stdout + done.stderr


def test_removing_a_record_that_others_name_is_refused(repository: Path) -> None:
    duty = "标题: 分工\n牵头: 党委工作部\n职责: 甲\n生效: 2026-01-01\n"
    notice = "标题: 通报\n类型: 通报\n正文: 甲\n落款: 矿党委\n成文日期: 2026-03-02\n"
    activity = "标题: 主题党日\n类型: 主题党日\n支部: cai-yi\n日期: 2026-03-10\n实到: 3\n"
    for name, text in {"duties/a": duty, "notices/a": notice, "activities/a": activity}.items():
        (repository / f"content/{name}.yml").parent.mkdir(exist_ok=True)
        (repository / f"content/{name}.yml").write_text(text, encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "more")
    installed(repository)
    git(repository, "rm", "-q", "content/branches/cai-yi.yml")
    done = git(repository, "commit", "-m", "gone")
    assert done.returncode == 1
    assert "cai-yi" in done.stdout + done.stderr


def test_a_hook_that_was_there_runs_first_and_comes_back(repository: Path) -> None:
    hooks = repository / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    old = hooks / "pre-commit"
    old.write_text("#!/bin/sh\necho 原来的钩子 >> ran.txt\ntest ! -e stop\n", encoding="utf-8")
    old.chmod(0o755)
    installed(repository)
    installed(repository)
    (repository / "content/branches/cai-yi.yml").write_text(
        BRANCH.replace("序号: 1", "序号: 2"), encoding="utf-8"
    )
    git(repository, "add", "content")
    assert git(repository, "commit", "-m", "both").returncode == 0
    assert (repository / "ran.txt").read_text(encoding="utf-8") == "原来的钩子\n"
    (repository / "stop").touch()
    (repository / "content/branches/cai-yi.yml").write_text(BRANCH, encoding="utf-8")
    git(repository, "add", "content")
    assert git(repository, "commit", "-m", "old one says no").returncode != 0
    assert gongkai("hook", "--remove", cwd=repository).returncode == 0
    assert old.read_text(encoding="utf-8").endswith("test ! -e stop\n")
    assert not (hooks / "pre-commit.before-gongkai").exists()


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    done = gongkai("hook", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    assert "不在 git 仓库里" in done.stderr


def test_a_repository_behind_a_link_is_the_same_repository(repository: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(repository, target_is_directory=True)
    installed(link)
    (link / "content/branches/cai-yi.yml").write_text(BRANCH.replace("书记:", "书计:"), encoding="utf-8")
    git(link, "add", ".")
    assert git(link, "commit", "-m", "faulty").returncode == 1
