"""Builds that redo only what a change can reach, over records of every kind: each equals a clean one, byte for byte, and
says what a fresh check says."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from unseen import SITE, Life, lives

from generator.build import Memory, Request, build
from generator.git import read_history
from generator.library import check
from tests.test_incremental import bytes_of

AS_OF = dt.date(2025, 9, 12)
BUILT_AT = dt.datetime(2025, 9, 12, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class Mine:
    """A content folder with records of all kinds, and what staff do to it."""

    def __init__(self, top: Path, chance: random.Random) -> None:
        self.content = top / "content"
        self.chance = chance
        self.put("site.yml", SITE)
        self.spare = lives(chance.randrange(1000))
        for life in self.spare:
            self.take(life)
        # Records of the generator that do not fit together on this day.
        while wrong := {one.path for one in check(self.content, AS_OF).findings if one.is_error}:
            for path in wrong:
                self.delete(top / path)

    def take(self, life: Life) -> None:
        folder = f"{life.key}/index" if life.files else life.key
        self.put(f"{folder}.yml", life.typed)
        for name in life.files:
            self.put(f"{life.key}/{name}", f"项目,结果\n台账,{self.chance.choice('齐缺')}\n")

    def delete(self, file: Path) -> None:
        if file.name == "index.yml":
            shutil.rmtree(file.parent)
        elif file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink()

    def put(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def some(self) -> Path:
        return self.chance.choice(
            sorted(path for path in self.content.rglob("*.yml") if path.name != "site.yml")
        )

    def retitle(self) -> None:
        file = self.some()
        word = self.chance.choice(["甲", "乙<b>", "丙&丁", "戊"])
        file.write_text(
            re.sub(
                r"^(标题|名称|题目): (.*)$",
                rf"\1: \2{word}",
                file.read_text(encoding="utf-8"),
                count=1,
                flags=re.M,
            ),
            encoding="utf-8",
        )

    def append(self) -> None:
        """Another field at the end; some of them take the record out of sight."""
        file = self.some()
        key, value = self.chance.choice(
            [
                ("草稿", "是"),
                ("撤下日期", str(AS_OF - dt.timedelta(days=3))),
                ("发布日期", str(AS_OF + dt.timedelta(days=3))),
                ("公开范围", "党员"),
                ("别名", f"\n  - old-{self.chance.randrange(99)}"),
                ("标签", "\n  - 安全"),
            ]
        )
        text = file.read_text(encoding="utf-8")
        if f"\n{key}:" not in text:
            file.write_text(f"{text}{key}: {value}\n", encoding="utf-8")

    def comment(self) -> None:
        """Nothing that readers see changes, but the lines of findings do."""
        file = self.some()
        file.write_text("# 备注\n" + file.read_text(encoding="utf-8"), encoding="utf-8")

    def add(self) -> None:
        self.take(self.chance.choice(self.spare))

    def remove(self) -> None:
        self.delete(self.some())

    def rename(self) -> None:
        file = self.some()
        mine = file.parent if file.name == "index.yml" else file
        mine.rename(mine.with_name(f"new-{self.chance.randrange(10_000)}{mine.suffix}"))

    def step(self) -> None:
        """Some changes that leave no error; a change that does is taken back."""
        saved = self.content.with_name("saved")
        for _ in range(self.chance.randint(1, 3)):
            shutil.rmtree(saved, ignore_errors=True)
            shutil.copytree(self.content, saved)
            actions: list[Callable[[], None]] = [
                self.retitle, self.retitle, self.append, self.append, self.comment, self.add, self.remove, self.rename,
            ]  # fmt: skip
            self.chance.choice(actions)()
            if not check(self.content, AS_OF, None, read_history(self.content, AS_OF)).ok:
                shutil.rmtree(self.content)
                shutil.copytree(saved, self.content)


def commit(folder: Path, day: str) -> None:
    who = {"GIT_AUTHOR_DATE": f"{day}T10:00:00+08:00", "GIT_COMMITTER_DATE": f"{day}T10:00:00+08:00"}
    names = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    subprocess.run(["git", "add", "-A", "content"], cwd=folder, check=True)
    subprocess.run(
        ["git", *names, "commit", "-q", "--allow-empty", "-m", "改"],
        cwd=folder,
        check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **who},
    )


@pytest.mark.parametrize(
    ("seed", "resident", "in_git"), [(1, False, False), (2, True, False), (3, False, True)]
)
def test_every_build_equals_a_clean_one(tmp_path: Path, seed: int, resident: bool, in_git: bool) -> None:
    chance = random.Random(seed)
    mine = Mine(tmp_path, chance)
    if in_git:
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        commit(tmp_path, "2025-09-01")
    memory = Memory() if resident else None
    audience = chance.choice(["", "党员"])

    def made(site: str, *, clean: bool = False) -> tuple[dict[str, bytes], tuple[object, ...]]:
        request = Request(
            mine.content, tmp_path / site, AS_OF, BUILT_AT, audience, jobs=1, clean=clean, papers=False
        )
        built = build(request, memory=None if clean else memory)
        assert built.ok, [str(one) for one in built.findings if one.is_error][:3]
        return bytes_of(tmp_path / site), built.findings

    made("warm/site")
    for step in range(4):
        mine.step()
        if in_git and step % 2:
            commit(tmp_path, f"2025-09-{step + 3:02}")
        (warm, said), (cold, says) = made("warm/site"), made("cold/site", clean=True)
        assert said == says, f"step {step}"
        assert warm.keys() == cold.keys(), f"step {step}"
        assert [path for path in cold if warm[path] != cold[path]] == [], f"step {step}"
