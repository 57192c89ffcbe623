"""gongkai hook: a git hook that checks the records of a commit before it is made. No network."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import console

if TYPE_CHECKING:
    from generator.problems import Finding

MARK = "# gongkai hook"
_KEPT = "pre-commit.before-gongkai"
_SHOWN = 50


def hook(
    remove: Annotated[bool, typer.Option("--remove", help="卸下，恢复原来的钩子")] = False,
    run: Annotated[
        bool, typer.Option("--run", help="检查这次要提交的记录（钩子自己用）", hidden=True)
    ] = False,
    content: console.ContentOption = console.DEFAULT_CONTENT,
) -> int:
    """装上 git 提交前的检查：这次提交里的记录有错误就不让提交。不联网；原来的钩子照样运行。"""
    folder = content.resolve()  # git names the real folder, whatever links led here
    if run:
        return _check_staged(folder)
    hooks = _hooks_folder(folder)
    return _remove(hooks) if remove else _install(hooks, folder)


def _git(folder: Path, *args: str) -> str:
    """Output of git, asked in a folder.

    Raises:
        UsageFault: the folder is in no repository, or there is no git.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args], capture_output=True, check=False, timeout=120
        )
    except FileNotFoundError:
        raise console.UsageFault("这台机器上没有 git，先装 git。") from None
    if done.returncode:
        raise console.UsageFault(
            f"{folder} 不在 git 仓库里，或者 git 不能用：{done.stderr.decode('utf-8', 'replace').strip()}"
        )
    return done.stdout.decode("utf-8", "surrogateescape")


def _top(folder: Path) -> Path:
    return Path(
        _git(folder if folder.is_dir() else folder.parent, "rev-parse", "--show-toplevel").rstrip("\n")
    )


def _hooks_folder(folder: Path) -> Path:
    """Where this repository's hooks lie; worktrees and core.hooksPath are git's business."""
    top = _top(folder)
    return (top / _git(top, "rev-parse", "--git-path", "hooks").rstrip("\n")).absolute()


def _install(hooks: Path, content: Path) -> int:
    hooks.mkdir(parents=True, exist_ok=True)
    target, kept = hooks / "pre-commit", hooks / _KEPT
    if target.exists() and MARK not in target.read_text(encoding="utf-8", errors="replace"):
        target.replace(kept)
        print(f"原来的钩子改名为 {_KEPT}，每次先运行它。")
    target.write_text(_script(content.relative_to(_top(content)).as_posix()), encoding="utf-8", newline="\n")
    target.chmod(0o755)
    print(f"已装上：{target}")
    print("以后 git commit 会先检查这次提交的记录，有错误就不提交。确有急事要跳过：git commit --no-verify。")
    return console.DONE


def _remove(hooks: Path) -> int:
    target, kept = hooks / "pre-commit", hooks / _KEPT
    if not target.exists() or MARK not in target.read_text(encoding="utf-8", errors="replace"):
        print("没有装过，不用卸。")
        return console.DONE
    target.unlink()
    if kept.exists():
        kept.replace(target)
        print("已卸下，恢复了原来的钩子。")
    else:
        print("已卸下。")
    return console.DONE


def _script(content: str) -> str:
    """The hook: the old one first, then ours. It knows which Python it was installed with."""
    python = shlex.quote(Path(sys.executable).as_posix())
    return f"""#!/bin/sh
{MARK}
# 由 gongkai hook 写入；卸下用 gongkai hook --remove，跳过一次用 git commit --no-verify。
before="$(dirname "$0")/{_KEPT}"
if [ -x "$before" ]; then "$before" "$@" || exit $?; fi
cd "$(git rev-parse --show-toplevel)" || exit 1
if [ -x {python} ]; then
  exec {python} -m generator hook --run --content {shlex.quote(content)}
fi
if command -v gongkai >/dev/null 2>&1; then
  exec gongkai hook --run --content {shlex.quote(content)}
fi
echo "找不到 gongkai，没有检查，提交停止。重新安装后再运行 gongkai hook；确有急事：git commit --no-verify。" >&2
exit 1
"""


def _check_staged(content: Path) -> int:
    """Check what is in the index, not what lies in the folder: that is what will be committed."""
    top = _top(content)
    name = content.relative_to(top).as_posix()
    changed = _names(top, "--diff-filter=ACMRT", name)
    gone = _names(top, "--diff-filter=D", name)
    if not changed and not gone:
        return console.DONE
    with tempfile.TemporaryDirectory(prefix="gongkai-") as place:
        findings = _findings(top, name, Path(place), content)
    mine = _of_this_commit(findings, changed, gone, content)
    if not mine:
        return console.DONE
    console.print_findings(mine[:_SHOWN])
    if len(mine) > _SHOWN:
        print(f"……还有 {len(mine) - _SHOWN} 处。")
    print(
        "这次提交的记录有错误，没有提交。改好以后重新 git add，再提交；确有急事要跳过：git commit --no-verify。"
    )
    return console.CONTENT_ERRORS


def _names(top: Path, kind: str, name: str) -> list[str]:
    listed = _git(top, "diff", "--cached", "--name-only", "-z", "--no-renames", kind, "--", name)
    return [path for path in listed.split("\0") if path]


def _findings(top: Path, name: str, place: Path, content: Path) -> Sequence[Finding]:
    """What `check` says about the content folder as the commit will have it."""
    from generator.git import read_history
    from generator.library import check

    environment = {**os.environ, "GIT_WORK_TREE": str(top)}
    listed = subprocess.run(
        ["git", "-C", str(top), "ls-files", "-z", "--cached", "--", name],
        capture_output=True, check=True, env=environment,
    ).stdout  # fmt: skip
    subprocess.run(
        ["git", "-C", str(top), "checkout-index", "-z", "--stdin", f"--prefix={place.as_posix()}/"],
        input=listed, check=True, capture_output=True, env=environment,
    )  # fmt: skip
    day = console.day_of("")
    return check(place / name, day, history=read_history(content, day)).findings


def _of_this_commit(
    findings: Sequence[Finding], changed: Sequence[str], gone: Sequence[str], content: Path
) -> list[Finding]:
    """Errors in the files of the commit; after a removal every error, for others may have named what is gone."""
    errors = [one for one in findings if one.is_error]
    if gone or any(Path(path).name in ("site.yml", "policy.yml", "calendar.yml") for path in changed):
        return errors
    top = content.parent.as_posix()
    prefix = _git(content.parent, "rev-parse", "--show-prefix").rstrip("\n") if top else ""
    mine = {path.removeprefix(prefix) for path in changed}
    folders = {path.rpartition("/")[0] for path in mine if not path.endswith(".yml")}
    return [one for one in errors if one.path in mine or one.path.rpartition("/")[0] in folders]


app = console.app(hook)
