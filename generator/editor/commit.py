"""提交: what was saved goes into git and to the others, said in plain words. Nothing is ever thrown away."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.editor.books import Refusal

_TIMEOUT = 120
_VERBS = {"A": "新增", "M": "修改", "D": "删去", "R": "改名"}


@dataclass(frozen=True, slots=True)
class Done:
    """What a git command answered."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Committed:
    """What came of a commit. `ok` False: it is kept here, but not with the others yet."""

    ok: bool
    commit: str
    message: str


class Repository:
    """The git repository around a content folder. Only files of that folder are ever committed."""

    def __init__(self, content: Path, describe: Callable[[str], str]) -> None:
        """`describe` names a changed file (relative to the content folder's parent) as people call it."""
        self.content = content
        self._describe = describe

    @property
    def has_remote(self) -> bool:
        return bool(self._git("rev-parse", "--abbrev-ref", "@{upstream}").out.strip())

    def changed(self) -> list[tuple[str, str]]:
        """Letter (A, M, D, R) and path of every file of the content folder that is not committed."""
        out = self._git(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", self.content.name
        ).out
        prefix = self._git("rev-parse", "--show-prefix").out.strip()
        found, entries = [], iter(out.split("\0"))
        for one in entries:
            if one:
                letter = "A" if "?" in one[:2] else next(iter(one[:2].strip()), "M")
                found.append((letter, one[3:].removeprefix(prefix)))
                if letter == "R":
                    next(entries, None)
        return found

    def commit(self) -> Committed:
        """Commit what was saved, take in what others did, send it to them.

        Raises:
            Refusal: there is no repository, nothing to commit, or git refuses.
        """
        if self._git("rev-parse", "--is-inside-work-tree").out.strip() != "true":
            raise Refusal("editor.no-git")
        changed = self.changed()
        if not changed and not self._ahead():
            raise Refusal("editor.nothing-to-commit")
        if changed:
            self._must("add", "--all", "--", self.content.name)
            self._must(
                *self._identity(), "commit", "--quiet", "-m", self._message(changed), "--", self.content.name
            )
        commit = self._git("rev-parse", "--short", "HEAD").out.strip()
        return (
            self._share(commit)
            if self.has_remote
            else Committed(True, commit, f"已提交（{commit}）。没有设远程仓库，只存在本机。")
        )

    def _ahead(self) -> bool:
        """Whether an earlier commit still waits to be sent."""
        return self.has_remote and self._git("rev-list", "--count", "@{upstream}..HEAD").out.strip() not in (
            "",
            "0",
        )

    def _share(self, commit: str) -> Committed:
        for _ in range(2):
            pulled = self._git(*self._identity(), "pull", "--rebase", "--autostash", "--quiet")
            if pulled.code:
                return self._not_pulled(commit, pulled)
            commit = self._git("rev-parse", "--short", "HEAD").out.strip()
            pushed = self._git("push", "--quiet")
            if not pushed.code:
                return Committed(True, commit, f"已提交（{commit}），并已送到远程仓库。")
        return Committed(
            False,
            commit,
            f"已提交在本机（{commit}），没有丢，但还没有送到远程仓库：{_last(pushed)}。过一会儿再按“提交”会接着送。",
        )

    def _not_pulled(self, commit: str, pulled: Done) -> Committed:
        clashing = self._git("diff", "--name-only", "--diff-filter=U", "-z", "--relative").out
        if not clashing:
            self._git("rebase", "--abort")
            return Committed(
                False,
                commit,
                f"已提交在本机（{commit}），没有丢，但连不上远程仓库：{_last(pulled)}。过一会儿再按“提交”会接着送。",
            )
        self._git("rebase", "--abort")
        names = "、".join(dict.fromkeys(self._describe(path) for path in clashing.split("\0") if path))
        return Committed(
            False,
            commit,
            f"别人和您改了同一处：{names}。您的修改已提交在本机（{commit}），没有丢；别人的修改在远程仓库里，也没有动。"
            "请和对方商量用哪一种写法，再请管理员合并。合并之前可以照常编辑、保存。",
        )

    def _message(self, changed: list[tuple[str, str]]) -> str:
        """One line that says which records, and a list when there are more."""
        told = [f"{_VERBS.get(letter, '修改')}{self._describe(path)}" for letter, path in changed]
        told = list(dict.fromkeys(told))
        if len(told) <= 2:
            return "；".join(told)
        return f"{told[0]}等 {len(told)} 项\n\n" + "\n".join(f"- {one}" for one in told)

    def _identity(self) -> list[str]:
        """Git wants a name; a machine where nobody set one uses the account's."""
        if self._git("config", "user.email").out.strip():
            return []
        name = _account()
        return ["-c", f"user.name={name}", "-c", f"user.email={name}@localhost"]

    def _must(self, *args: str) -> Done:
        done = self._git(*args)
        if done.code:
            raise Refusal("editor.commit-failed", 500, what=_last(done))
        return done

    def _git(self, *args: str) -> Done:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true"}
        try:
            done = subprocess.run(
                ["git", "-c", "core.quotePath=false", "-C", str(self.content.parent), *args],
                capture_output=True,
                env=environment,
                check=False,
                timeout=_TIMEOUT,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Done(128, "", str(error))
        return Done(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )


def _last(done: Done) -> str:
    lines = [line.strip() for line in (done.err or done.out).splitlines() if line.strip()]
    return next(
        (line for line in lines if line.startswith(("fatal:", "error:"))),
        lines[-1] if lines else "没有说明原因",
    )


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "gongkai"
