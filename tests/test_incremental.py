"""A build that redoes only what changed gives the bytes of a clean one, whatever was done to the records."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import Request, build
from generator.kinds import all_kinds

AS_OF = dt.date(2026, 3, 20)
BUILT_AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SITE = """单位名称: 示范矿党委
站点名称: 示范矿党建公开
站点地址: http://dj.example/
监督渠道:
  - 部门: 党委工作部
    电话: 0571-8800123
"""
BRANCH = """名称: 第{n}党支部
类型: 生产一线采掘
序号: {n}
书记:
  姓名: 张某某
  任职日期: 2025-01-01
"""
DUTY = """标题: 第{n}项分工
牵头: 党委工作部
配合:
  - 安全监察部
职责: |
  第{n}项职责，{word}。
生效: 2026-01-{n:02}
"""
ACTIVITY = """标题: 第{n}次主题党日
类型: 主题党日
支部: zhi-bu-{branch}
日期: 2026-02-{n:02}
应到: 20
实到: {present}
内容: 学习{word}。
"""
WORDS = ("支护技术改革", "一通三防", "质量标准化", "稳源头、保安全", "采掘接续")


class Records:
    """A content folder and what can happen to it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.count = 0
        folder.mkdir(parents=True)
        self.put("site.yml", SITE)
        for n in (1, 2, 3):
            self.put(f"branches/zhi-bu-{n}.yml", BRANCH.format(n=n))
        for _ in range(4):
            self.add()

    def put(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def some(self) -> Path:
        files = sorted([*self.folder.glob("duties/*.yml"), *self.folder.glob("activities/*/*.yml")])
        return self.chance.choice(files)

    def text(self, path: str) -> str:
        self.count += 1
        values = {
            "n": self.count % 27 + 1,
            "word": self.chance.choice(WORDS),
            "branch": self.chance.randint(1, 3),
            "present": self.chance.randint(0, 20),
        }
        return (DUTY if "duties" in path else ACTIVITY).format(**values)

    def add(self) -> None:
        path = self.chance.choice(["duties/fen-gong-{}.yml", "activities/2026/dang-ri-{}.yml"])
        self.put(path.format(self.count + 1), self.text(path))

    def edit(self) -> None:
        file = self.some()
        file.write_text(self.text(str(file)), encoding="utf-8")

    def rename(self) -> None:
        self.count += 1
        file = self.some()
        file.rename(file.with_name(f"gai-ming-{self.count}.yml"))

    def remove(self) -> None:
        if len(list(self.folder.rglob("*.yml"))) > 6:
            self.some().unlink()

    def retitle_branch(self) -> None:
        """What many pages show: the branch's name stands on its activities, lists and feeds."""
        number = self.chance.randint(1, 3)
        text = BRANCH.format(n=number).replace("党支部", f"党支部（{self.chance.choice(WORDS)}）")
        self.put(f"branches/zhi-bu-{number}.yml", text)

    def settings(self) -> None:
        self.put("site.yml", SITE.replace("党建公开", self.chance.choice(WORDS)))


def request(records: Records, site: Path, *, clean: bool = False) -> Request:
    return Request(records.folder, site, AS_OF, BUILT_AT, jobs=1, clean=clean)


def bytes_of(site: Path) -> dict[str, bytes]:
    return {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_a_row_of_changes_gives_the_bytes_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    records = Records(tmp_path / "content", chance)
    actions: list[Callable[[], None]] = [
        records.add,
        records.edit,
        records.rename,
        records.remove,
        records.retitle_branch,
        records.settings,
    ]
    assert build(request(records, tmp_path / "warm/site")).ok
    for step in range(5):
        for _ in range(chance.randint(1, 3)):
            chance.choice(actions)()
        assert build(request(records, tmp_path / "warm/site")).ok
        assert build(request(records, tmp_path / "cold/site", clean=True)).ok
        warm, cold = bytes_of(tmp_path / "warm/site"), bytes_of(tmp_path / "cold/site")
        assert warm.keys() == cold.keys(), f"step {step}"
        assert [path for path in cold if warm[path] != cold[path]] == [], f"step {step}"


def test_only_what_a_change_can_reach_is_written(tmp_path: Path) -> None:
    records = Records(tmp_path / "content", random.Random(3))
    site = tmp_path / "site"
    assert build(request(records, site)).ok
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    duty = sorted(records.folder.glob("duties/*.yml"))[0]
    duty.write_text(duty.read_text(encoding="utf-8").replace("职责，", "新的职责，"), encoding="utf-8")
    assert build(request(records, site)).ok
    written = {
        p.relative_to(site).as_posix()
        for p in site.rglob("*")
        if p.is_file() and before.get(p) != p.stat().st_mtime_ns
    }
    assert f"duties/{duty.stem}/index.html" in written
    untouched = {kind for kind in all_kinds() if not any(path.startswith(f"{kind}/") for path in written)}
    assert {"notices", "ledgers", "activities", "trainings"} <= untouched, written


def test_a_file_that_vanished_from_the_site_comes_back(tmp_path: Path) -> None:
    records = Records(tmp_path / "content", random.Random(4))
    site = tmp_path / "site"
    assert build(request(records, site)).ok
    whole = bytes_of(site)
    for path in ("branches/zhi-bu-1/index.html", "api/v1/branches.json", "feeds/all.atom"):
        (site / path).unlink()
    assert build(request(records, site)).ok
    assert bytes_of(site) == whole


def test_a_build_with_one_job_forks_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` has threads: a forked process could wait for ever for a lock that one of them held."""
    forks: list[str] = []
    monkeypatch.setattr("os.fork", lambda: forks.append("fork") or 1 / 0)
    records = Records(tmp_path / "content", random.Random(4))
    for _ in range(2):
        assert build(request(records, tmp_path / "site")).ok
        records.retitle_branch()
    assert forks == []


def test_what_a_killed_build_left_half_written_is_swept(tmp_path: Path) -> None:
    records = Records(tmp_path / "content", random.Random(5))
    site = tmp_path / "site"
    assert build(request(records, site)).ok
    left = [site / "notices/.gk-1-index.html~", site / ".gk-2-a.json~", tmp_path / "docs/.gk-3-index.md~"]
    for file in left:
        file.write_bytes(b"half")
    records.add()
    assert build(request(records, site)).ok
    assert not any(file.exists() for file in left)


def test_what_is_saved_while_the_site_is_built_for_the_first_time_is_not_taken_for_built(
    tmp_path: Path,
) -> None:
    """An editor saves whenever it likes: the next build must see that the record is another by now."""
    records = Records(tmp_path / "content", random.Random(6))
    site = tmp_path / "site"
    asked = request(records, site)

    def save(step: str) -> None:
        if step == "生成页面和数据":
            records.put("branches/zhi-bu-1.yml", BRANCH.format(n=1).replace("党支部", "党支部（新）"))

    assert build(asked, save).ok
    asked.remember({"pages": 1, "lines": []})
    again = request(records, site)
    assert again.told_last_time() is None
    assert build(again).ok
    assert "党支部（新）" in (site / "branches/zhi-bu-1/index.html").read_text(encoding="utf-8")
