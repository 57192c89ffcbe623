"""What staff run on Windows, without what Python lacks there. Windows itself is not tried."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kindtools import content
from test_editor_books import BRAND

MISSING = """
import os, shutil, sys, tempfile
shutil._use_fd_functions = False
for name in ("fcntl", "resource", "grp", "pwd", "termios", "syslog"):
    sys.modules[name] = None
for name in ("fchmod", "fchown", "pwrite", "pread", "mkfifo", "getuid", "geteuid", "getpgid", "killpg", "setsid",
             "sync", "statvfs", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY"):
    if hasattr(os, name):
        delattr(os, name)
from generator.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return content(tmp_path, {"brands/shen-jing": BRAND})


def gongkai(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MISSING, *words],
        cwd=top,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--as-of", "2026-11-23"],
        ["new", "notices", "--title", "关于食堂调整的通知"],
        ["todo", "--as-of", "2026-11-23"],
        ["export", "ledgers", "--template"],
        ["build", "--no-papers", "--jobs", "1", "--as-of", "2026-11-23"],
    ],
    ids=lambda words: words[0],
)
def test_the_commands_of_staff_work(folder: Path, words: list[str]) -> None:
    done = gongkai(folder.parent, *words)
    assert done.returncode == 0, done.stderr
