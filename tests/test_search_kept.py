"""The search index between builds: only what changed is written, and the result is that of a clean build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from keeping import Keeping
from kindtools import library

from generator import writer
from generator.library import Library
from generator.outputs import Kept
from generator.outputs.search import files
from generator.render import Surroundings

AS_OF = "2026-03-10"


def _meeting(title: str) -> str:
    return f"标题: {title}\n类型: 周例会\n日期: 2026-03-02\n"


def _records(**titles: str) -> dict[str, str]:
    return {f"meetings/{name}": _meeting(title) for name, title in titles.items()}


MANY = {f"m{number:02}": f"第{number}次会议讨论通风" for number in range(40)}


class _Site:
    """A site folder with its cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "site"
        writer.make_folder(self.folder)
        self.around = Surroundings(site=self.folder, key="one day")
        self.work = folder
        self.keeping = Keeping(folder)
        self.count = 0
        self.left: frozenset[str] = frozenset()
        """The files of the last build."""

    def build(self, records: dict[str, str], stop_after: int | None = None) -> set[str]:
        """Builds as `gongkai build` does; the paths that were not simply kept."""
        self.count += 1
        found = _library(self.work / str(self.count), records)
        around = replace(self.around, missing=self.left - set(writer.tree(self.folder)))
        fresh: set[str] = set()
        paths: set[str] = set()
        with self.keeping.watched(found, killed=stop_after is not None) as watched:
            for path, data in files(watched, around):  # type: ignore[arg-type]
                paths.add(path)
                if isinstance(data, Kept):
                    paths.update(data.others)
                else:
                    assert isinstance(data, bytes)
                    writer.put(self.folder, path, data)
                    fresh.add(path)
                if len(fresh) == stop_after:
                    return fresh
        writer.update(self.folder, {}, [path for path in writer.tree(self.folder) if path not in paths])
        self.left = frozenset(paths)
        return fresh

    def bytes(self) -> dict[str, bytes]:
        return {path: (self.folder / path).read_bytes() for path in writer.tree(self.folder)}


def _library(folder: Path, records: dict[str, str]) -> Library:
    folder.mkdir(parents=True)
    return library(folder, AS_OF, records)


@pytest.fixture
def site(tmp_path: Path) -> _Site:
    return _Site(tmp_path)


def _clean(tmp_path: Path, records: dict[str, str]) -> dict[str, bytes]:
    found = _library(tmp_path / "clean", records)
    return {path: data for path, data in files(found, Surroundings()) if isinstance(data, bytes)}


def test_a_changed_record_rewrites_only_its_files(site: _Site, tmp_path: Path) -> None:
    site.build(_records(**MANY))
    after = _records(**{**MANY, "m07": "第7次会议讨论通风和雪山飞狐"})
    fresh = site.build(after)
    assert len(fresh) < len(site.bytes()) / 2
    assert site.bytes() == _clean(tmp_path, after)


def test_new_and_gone_records(site: _Site, tmp_path: Path) -> None:
    site.build(_records(**MANY))
    after = _records(**{name: title for name, title in MANY.items() if name != "m03"}, new="新的例会讨论龘字")
    site.build(after)
    assert site.bytes() == _clean(tmp_path, after)
    site.build(_records(**MANY))
    assert not any("龘".encode() in data for data in site.bytes().values())


def test_a_build_that_was_cut_off_is_not_trusted(site: _Site, tmp_path: Path) -> None:
    site.build(_records(**MANY))
    after = _records(**{**MANY, "m07": "改过的标题讨论独角兽"})
    site.build(after, stop_after=2)
    site.build(after)
    assert site.bytes() == _clean(tmp_path, after)


@pytest.mark.parametrize("harm", ["missing", "other"])
def test_a_site_that_is_not_as_it_was_left_is_built_anew(site: _Site, tmp_path: Path, harm: str) -> None:
    site.build(_records(**MANY))
    if harm == "missing":
        (site.folder / next(path for path in writer.tree(site.folder) if "/g/" in path)).unlink()
    else:
        (site.folder / "assets/search/meta.js").write_bytes(b"another build's")
    after = _records(**{**MANY, "m07": "改过的标题"})
    site.build(after)
    assert site.bytes() == _clean(tmp_path, after)


def test_a_branch_that_is_renamed_is_found_by_its_new_name_in_other_records(
    site: _Site, tmp_path: Path
) -> None:
    activity = "标题: 三月主题党日\n类型: 主题党日\n支部: shili-zhibu\n日期: 2026-03-05\n"
    branch = "名称: {}\n类型: 机关\n书记:\n  姓名: 书记\n主题党日: 15\n"
    records = {
        **_records(**MANY),
        "activities/a": activity,
        "branches/shili-zhibu": branch.format("旧名党支部"),
    }
    site.build(records)
    after = {**records, "branches/shili-zhibu": branch.format("新名党支部")}
    site.build(after)
    assert site.bytes() == _clean(tmp_path, after)
    assert not any("旧名".encode() in data for data in site.bytes().values())


def test_a_long_text_keeps_all_its_files_and_loses_those_it_needs_no_more(
    site: _Site, tmp_path: Path
) -> None:
    def long(size: int) -> str:
        return _meeting("很长的会议") + f"回看: {'长文。' * size}\n"

    records = {**_records(**MANY), "meetings/long": long(6000)}
    site.build(records)
    parts = [path for path in site.bytes() if "-" in path.rpartition("/")[2]]
    assert parts
    records |= _records(m07="改过的标题")
    fresh = site.build(records)
    assert not fresh.intersection(parts)
    assert site.bytes() == _clean(tmp_path / "one", records)
    records["meetings/long"] = long(10)
    site.build(records)
    assert site.bytes() == _clean(tmp_path / "two", records)


def test_nothing_is_left_beside_the_site_whether_a_build_ends_or_not(site: _Site, tmp_path: Path) -> None:
    site.build(_records(**MANY), stop_after=20)
    assert {path.name for path in tmp_path.iterdir()} == {"site", "1", "kept.sqlite"}
    site.build(_records(**MANY))
    assert {path.name for path in tmp_path.iterdir()} == {"site", "1", "2", "kept.sqlite"}
