"""Bad attachments and odd file-system objects through the command line: one clear error at the record's line, no hang."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kindtools import content
from test_attachments import _BAD, ID_CARD, MOBILE, STAFF, _made

RECORD = """\
标题: 附件
类型: 通知
正文: 见附件。
落款: 示范矿
成文日期: 2026-03-02
附件:
  - 文件: '{name}'
"""
LINE = 7
CASES = {f"notices/bad-{number}": case for number, case in enumerate(_BAD)}


def check(top: Path, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    """`gongkai check` as staff run it: exit code, findings, and all that was printed. A hang ends in a failure."""
    command = [
        sys.executable,
        "-m",
        "generator",
        "check",
        "--content",
        str(top),
        "--as-of",
        "2026-03-03",
        "--jobs",
        "1",
    ]
    run = subprocess.run(
        [*command, "--format", "json", *more], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in run.stderr, run.stderr[-600:]
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()], run.stdout + run.stderr


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    top = content(tmp_path_factory.mktemp("bad"), {})
    for key, (_, name, data, _) in CASES.items():
        folder = top / key
        folder.mkdir(parents=True)
        (folder / "index.yml").write_text(RECORD.format(name=name), encoding="utf-8")
        _made(folder, name, data)
    code, findings, said = check(top)
    assert code == 1
    assert not any(value in said for value in (ID_CARD, MOBILE, STAFF))
    by_record: dict[str, list[dict[str, Any]]] = {key: [] for key in CASES}
    for one in findings:
        if one["severity"] == "error":
            by_record[one["path"].removeprefix("content/").removesuffix("/index.yml")].append(one)
    return by_record


def test_there_are_more_than_forty_bad_files() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("key", CASES, ids=[case[0] for case in _BAD])
def test_a_bad_attachment_is_one_error_at_the_line_that_names_it(
    found: dict[str, list[dict[str, Any]]], key: str
) -> None:
    (error,) = found[key]
    assert (error["code"], error["line"]) == (CASES[key][3], LINE)
    assert error["message"] and error["hint"]


def _notice(top: Path, name: str = "a.pdf") -> Path:
    folder = top / "notices" / "fu"
    folder.mkdir(parents=True)
    (folder / "index.yml").write_text(RECORD.format(name=name), encoding="utf-8")
    return folder


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


ODD = [_link, _dangling, _loop, os.mkfifo, _socket, _device]


@pytest.mark.parametrize("odd", ODD, ids=lambda make: make.__name__)
def test_an_odd_attachment_is_refused_at_once(tmp_path: Path, odd: Any) -> None:
    top = content(tmp_path, {})
    odd(_notice(top) / "a.pdf")
    code, findings, _ = check(top)
    errors = [one for one in findings if one["severity"] == "error"]
    assert code == 1
    assert [one["line"] for one in errors if one["path"].endswith("notices/fu/index.yml")] == [LINE]


@pytest.mark.parametrize(
    "where", ["notices/b.yml", "notices/b", "notices/2026", "notices", "site.yml", "policy.yml"]
)
@pytest.mark.parametrize("odd", [_link, _dangling, os.mkfifo], ids=lambda make: make.__name__)
def test_an_odd_object_where_a_record_or_folder_belongs_is_refused_at_once(
    tmp_path: Path, where: str, odd: Any
) -> None:
    top = content(tmp_path, {})
    (top / where).parent.mkdir(exist_ok=True)
    (top / where).unlink(missing_ok=True)
    odd(top / where)
    code, findings, _ = check(top)
    assert code == 1
    assert any(one["severity"] == "error" for one in findings)


def test_a_linked_bundle_folder_is_not_followed(tmp_path: Path) -> None:
    top = content(tmp_path, {})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.yml").write_text(RECORD.format(name="a.txt"), encoding="utf-8")
    (outside / "a.txt").write_text("x", encoding="utf-8")
    (top / "notices").mkdir()
    (top / "notices" / "linked").symlink_to(outside)
    code, findings, _ = check(top)
    assert code == 1
    assert [one["path"] for one in findings if one["severity"] == "error"] == ["content/notices/linked"]
