"""Bombs and odd characters in record files, through the command line: bounded, clear, and a log that stays readable."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.vectors import REFUSED
from kindtools import content

BOMBS = {
    "aliases": "a: &a [x, x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a, *a]\n" for n in range(30)),
    "merge keys": "a: &a0 {x: 1}\n" + "".join(f"m{n}: &a{n + 1}\n  <<: [*a{n}, *a{n}]\n" for n in range(30)),
    "depth of lists": "标题: " + "[" * 50_000,
    "depth of groups": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "flow depth": "标题: " + "{a: " * 20_000,
    "long value": "标题: " + "长" * 3_000_000,
    "long number": "年度: " + "9" * 1_000_000,
    "many keys": "".join(f"键{n}: 值\n" for n in range(100_000)),
    "many items": "标签:\n" + "  - x\n" * 300_000,
    "many documents": "---\n标题: x\n" * 50_000,
    "quotes": "标题: " + "'" * 500_000,
    "spaces": " " * 3_000_000,
    "newlines": "\n" * 3_000_000,
    "colons": ":" * 500_000,
    "tags": "标题: " + "!!python/object:os.system " * 10_000,
    "tabs": "\t" * 500_000,
    "dashes": "- " * 200_000,
    "question marks": "? " * 200_000,
    "anchors": "&a " * 200_000,
    "brackets in Markdown": "标题: x\n类型: 通知\n落款: x\n成文日期: 2026-03-02\n正文: '"
    + "[" * 90_000
    + "'\n",
}
PROCESSOR_SECONDS = 120
MEMORY = 3_000_000_000


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def check(top: Path, style: str = "json") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "generator", "check", "--content", str(top), "--as-of", "2026-03-03"]
    run = subprocess.run(
        [*command, "--jobs", "1", "--format", style],
        capture_output=True,
        preexec_fn=_limits,
        timeout=300,
        check=False,
    )
    assert b"Traceback" not in run.stderr, run.stderr[-600:]
    return run


def test_every_bomb_is_refused_within_bounded_time_and_memory(tmp_path: Path) -> None:
    """All twenty in one run of `check`: two minutes of processor time and 3 GB are the limit for all together."""
    records = {f"notices/b-{number}": text for number, text in enumerate(BOMBS.values())}
    run = check(content(tmp_path, records))
    assert run.returncode == 1, run.stderr[-600:]
    said = [json.loads(line) for line in run.stdout.decode().splitlines()]
    refused = {one["path"] for one in said if one["severity"] == "error"}
    left = [name for number, name in enumerate(BOMBS) if f"content/notices/b-{number}.yml" not in refused]
    assert left == []


def test_characters_that_hide_or_turn_text_are_refused_and_never_printed(tmp_path: Path) -> None:
    head = "类型: 通知\n正文: 无\n落款: 示范矿\n成文日期: 2026-03-02\n"
    records = {
        f"notices/c-{number}": f"标题: '{text}'\n{head}" for number, text in enumerate(REFUSED.values())
    }
    top = content(tmp_path, records)
    run = check(top)
    said = [json.loads(line) for line in run.stdout.decode().splitlines()]
    refused = {one["path"] for one in said if one["severity"] == "error"}
    told = {one["path"] for one in said if one["code"].startswith("yaml.")}
    assert [name for n, name in enumerate(REFUSED) if f"content/notices/c-{n}.yml" not in told] == []
    accepted = [name for n, name in enumerate(REFUSED) if f"content/notices/c-{n}.yml" not in refused]
    assert set(accepted) <= {"private use", "replacement"}, accepted
    _is_calm(run.stdout, allowed="\ufffd\ue000锟")
    _is_calm(check(top, "text").stdout, allowed="\ufffd\ue000锟")


def _is_calm(printed: bytes, allowed: str = "") -> None:
    """Nothing in a log that moves the cursor, changes colours, turns text round or ends a line."""
    text = printed.decode("utf-8")
    for bad in "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x85\x9b\u200b\u200e\u202e\u2028\u2029\u2066\ufeff":
        assert bad in allowed or bad not in text, repr(bad)


@pytest.mark.parametrize("style", ["text", "json"])
def test_file_names_do_not_disturb_the_log(tmp_path: Path, style: str) -> None:
    top = content(tmp_path, {"notices/a/index": "标题: x\n"})
    for name in (
        b"a\x1b[31mred.yml",
        b"a\rb.yml",
        b"a\nb.yml",
        "a\u202elmy.yml".encode(),
        b"bad\xff\xfe.yml",
        b"\xd0\xed.pdf",
    ):
        with open(os.path.join(os.fsencode(top), b"notices", name), "wb") as file:
            file.write("标题: x\n".encode())
        with open(os.path.join(os.fsencode(top), b"notices", b"a", name + b".txt"), "wb") as file:
            file.write(b"x")
    run = check(top, style)
    assert run.returncode == 1
    _is_calm(run.stdout + run.stderr)
    if style == "json":
        assert all(json.loads(line)["line"] >= 1 for line in run.stdout.decode().splitlines())
