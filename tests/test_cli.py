"""The command line as scripts use it: exit codes, the finding format, nothing touched on errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SITE = """单位名称: 示范矿党委
站点名称: 示范矿党建公开
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


def gongkai(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *args],
        cwd=cwd,
        env={**os.environ, "LANG": "C", **env},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "branches").mkdir(parents=True)
    (folder / "site.yml").write_text(SITE, encoding="utf-8")
    (folder / "branches/cai-yi.yml").write_text(BRANCH, encoding="utf-8")
    return folder


def test_reminders_do_not_fail_a_check(content: Path) -> None:
    done = gongkai("check", "--as-of", "2026-03-20", cwd=content.parent)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("共 0 处错误，")


def test_an_error_is_told_with_place_excerpt_arrow_and_fix(content: Path) -> None:
    (content / "branches/cai-yi.yml").write_text(BRANCH.replace("书记:", "书计:"), encoding="utf-8")
    done = gongkai("check", "--as-of", "2026-03-20", cwd=content.parent)
    assert done.returncode == 1
    assert done.stdout == (
        "content/branches/cai-yi.yml:4:1  错误  没有“书计”这个字段。是不是想写“书记”？\n"
        "   4 │ 书计:\n"
        "     │ ^^^^\n"
        "     → 把“书计”改成“书记”。\n"
        "共 1 处错误，0 处提醒。\n"
    )


def test_json_findings_have_the_keys_of_the_contract(content: Path) -> None:
    (content / "branches/cai-yi.yml").write_text(BRANCH.replace("序号: 1", "序号: 一"), encoding="utf-8")
    done = gongkai("check", "--format", "json", "--as-of", "2026-03-20", cwd=content.parent)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    errors = [one for one in found if one["severity"] == "error"]
    assert list(errors[0]) == [
        "path", "line", "column", "severity", "code", "kind", "field", "message", "hint",
    ]  # fmt: skip
    assert (errors[0]["path"], errors[0]["line"], errors[0]["column"]) == (
        "content/branches/cai-yi.yml",
        3,
        5,
    )
    assert (errors[0]["kind"], errors[0]["field"]) == ("branches", "序号")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("chek",), 2),
        (("check", "--nonsense"), 2),
        (("check", "--as-of", "2026-13-01"), 2),
        (("new",), 2),
        (("new", "notice"), 2),
        ((), 0),
    ],
)
def test_wrong_usage_is_told_in_chinese(content: Path, args: tuple[str, ...], code: int) -> None:
    done = gongkai(*args, cwd=content.parent)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert any("\u4e00" <= character <= "\u9fff" for character in done.stdout + done.stderr)


@pytest.mark.parametrize("state", ["missing", "empty", "only site", "a file", "no site"])
def test_a_folder_that_is_no_content_is_a_sentence(tmp_path: Path, state: str) -> None:
    folder = tmp_path / "content"
    if state == "a file":
        folder.write_text("x", encoding="utf-8")
    elif state != "missing":
        folder.mkdir()
    if state == "only site":
        (folder / "site.yml").write_text(SITE, encoding="utf-8")
    if state == "no site":
        (folder / "branches").mkdir()
        (folder / "branches/cai-yi.yml").write_text(BRANCH, encoding="utf-8")
    done = gongkai("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "错误" in done.stdout


def test_a_failed_check_touches_nothing_of_the_site(content: Path) -> None:
    assert gongkai("build", "--as-of", "2026-03-20", "--jobs", "1", cwd=content.parent).returncode == 0
    site = content.parent / "build/site"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    (content / "branches/cai-yi.yml").write_text(BRANCH.replace("名称", "名字"), encoding="utf-8")
    done = gongkai("build", "--as-of", "2026-03-20", "--jobs", "1", cwd=content.parent)
    assert done.returncode == 1
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_a_minimal_folder_builds_from_anywhere(content: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    site = tmp_path / "out/site"
    args = ("build", "--content", str(content), "--site", str(site), "--as-of", "2026-03-20", "--jobs", "1")
    done = gongkai(*args, cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    page = (site / "branches/cai-yi/index.html").read_text(encoding="utf-8")
    assert '<meta name="record" content="branches/cai-yi">' in page
    assert '<html lang="zh-CN"' in page
    assert page.count("<h1") == 1
    assert list(elsewhere.iterdir()) == []


def test_new_takes_the_id_that_is_given_and_none_twice(content: Path) -> None:
    done = gongkai("new", "duties", "--title", "安全生产", "--id", "an-quan", cwd=content.parent)
    assert done.returncode == 0, done.stderr
    assert (content / "duties/an-quan.yml").is_file()
    for name in ("an-quan", "安全", "../an-quan", "An_Quan"):
        refused = gongkai("new", "duties", "--id", name, cwd=content.parent)
        assert refused.returncode == 2, name
        assert "编号" in refused.stderr


def test_new_makes_a_record_named_by_pinyin_that_passes(content: Path) -> None:
    done = gongkai("new", "duties", "--title", "安全生产 协同: 分工", cwd=content.parent)
    assert done.returncode == 0, done.stderr
    made = content / "duties/an-quan-sheng-chan-xie-tong-fen-gong.yml"
    assert '"安全生产 协同: 分工"' in made.read_text(encoding="utf-8")
    checked = gongkai("check", "--format", "json", cwd=content.parent)
    assert not [line for line in checked.stdout.splitlines() if '"error"' in line]
