"""The lists that a build keeps of its files: a few lines of them are replaced as if all had been written anew."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import manifest, writer
from generator.engine.entries import Entry, Pages

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
STAMPS = st.tuples(st.integers(0, 1 << 62), st.integers(0, 1 << 40))
ENTRIES = st.builds(
    Entry, STAMPS, st.text("0123456789abcdef", min_size=32, max_size=32), st.booleans(), STAMPS
)
AWKWARD = ["a", "a.md", "b/a.md", 'a","b', "x],[", "a\nb", "\\", "号.md"]


@given(st.dictionaries(NAMES | st.sampled_from(AWKWARD), ENTRIES), st.data())
def test_entries_of_pages_are_found_and_replaced(entries: dict[str, Entry], data: st.DataObject) -> None:
    pages = Pages.of(entries)
    assert pages.all() == entries
    assert len(pages) == len(entries)
    assert all(pages.get(name) == entry and name in pages for name, entry in entries.items())
    assert all((name in pages) == (name in entries) for name in AWKWARD)
    if entries:
        others = data.draw(st.dictionaries(st.sampled_from(sorted(entries)), ENTRIES))
        assert pages.put(others) == Pages.of(entries | others)


@pytest.mark.parametrize("count", [1, 60, 200])
def test_many_entries_are_found_and_replaced_as_few_are(count: int) -> None:
    entries = {f"a/{number}.md": Entry((number, 1), "0" * 32, False, (number, 2)) for number in range(300)}
    others = {name: entry._replace(hash="f" * 32) for name, entry in list(entries.items())[::-1][:count]}
    pages = Pages.of(entries)
    assert pages.some([*others, "b.md"]) == {**{name: entries[name] for name in others}, "b.md": None}
    assert pages.put(others) == Pages.of(entries | others)


def test_a_manifest_has_the_digest_of_every_file(tmp_path: Path) -> None:
    files = {"b": b"1", "a  b": b"2", "a/b": b"3", "号": b"4"}
    writer.sync(tmp_path, files)
    manifest.write(tmp_path, manifest.take(tmp_path), ["b"], [])
    assert told(tmp_path) == expected(files)


def test_only_files_that_were_written_are_read(tmp_path: Path) -> None:
    files = {"b": b"1", "a  b": b"2", "c": b"3"}
    writer.sync(tmp_path, files)
    manifest.write(tmp_path, manifest.Noted(), files, [])
    noted = manifest.take(tmp_path)
    assert not (tmp_path / manifest.MANIFEST).exists()
    writer.update(tmp_path, {"b": b"new", "c": b"not told"})
    manifest.write(tmp_path, noted, ["b"], [])
    assert told(tmp_path) == expected(files | {"b": b"new"})


@pytest.mark.parametrize("gone", [[], ["c"], ["c", "never there"]])
def test_files_come_and_go(tmp_path: Path, gone: list[str]) -> None:
    writer.sync(tmp_path, {"a": b"1", "c": b"3"})
    manifest.write(tmp_path, manifest.Noted(), ["a", "c"], [])
    noted = manifest.take(tmp_path)
    writer.update(tmp_path, {"b": b"2"}, gone)
    manifest.write(tmp_path, noted, ["b"], gone)
    assert told(tmp_path) == expected({"a": b"1", "b": b"2"} | ({} if gone else {"c": b"3"}))


def told(site: Path) -> str:
    return (site / manifest.MANIFEST).read_text(encoding="utf-8")


def expected(files: dict[str, bytes]) -> str:
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
