"""The same records give the same bytes, whoever builds them and where."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.restricted import public

EPOCH = "1772668800"  # 2026-03-05 08:00 in Shanghai
WORLDS = {
    "here": ({"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, 0o022, "1"),
    "elsewhere": ({"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}, 0o077, "2"),
}


def run_build(content: Path, site: Path, world: str) -> dict[str, bytes]:
    names, umask, jobs = WORLDS[world]
    command = [sys.executable, "-m", "generator", "build", "--content", str(content), "--site", str(site)]
    done = subprocess.run(
        [*command, "--as-of", "2026-03-05", "--jobs", jobs],
        cwd=content.parent,
        env={**os.environ, **names, "SOURCE_DATE_EPOCH": EPOCH},
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def reversed_copy(content: Path, copy: Path) -> Path:
    """The same files, made in the opposite order and at other times: a file system may list them otherwise."""
    for number, path in enumerate(sorted(content.rglob("*"), reverse=True)):
        if path.is_file():
            to = copy / path.relative_to(content)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
            os.utime(to, (1_000_000_000 + number, 1_000_000_000 + number))
    return copy


def test_two_clean_builds_in_different_worlds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    content = public(tmp_path / "one/content")
    copy = reversed_copy(content, tmp_path / "another folder/深处/content")
    here = run_build(content, tmp_path / "one/out/site", "here")
    there = run_build(copy, tmp_path / "another folder/网站/site", "elsewhere")
    assert sorted(here) == sorted(there) and len(here) > 50
    assert [path for path in here if here[path] != there[path]] == []


def test_building_again_over_an_old_site_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    content, site = public(tmp_path / "content"), tmp_path / "site"
    clean = run_build(content, site, "here")
    record = next((content / "notices").glob("*.yml"))
    before = record.read_text(encoding="utf-8")
    record.write_text(before.replace("标题: ", "标题: 另一个"), encoding="utf-8")
    assert run_build(content, site, "here") != clean
    record.write_text(before, encoding="utf-8")
    assert run_build(content, site, "here") == clean
