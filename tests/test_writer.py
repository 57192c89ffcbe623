"""What the rest relies on: the folder ends up equal to the list, and nothing outside it is ever touched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from generator import writer

PAGES = {"index.md": b"home", "notices/2026/a.md": b"\xe5\x85\xac\xe7\xa4\xba", "notices/index.md": b"list"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in writer.tree(folder)}


def test_folder_ends_up_equal_to_the_mapping(tmp_path: Path) -> None:
    changes = writer.sync(tmp_path / "docs", PAGES)
    assert contents(tmp_path / "docs") == PAGES
    assert sorted(changes.written) == sorted(PAGES)


def test_unchanged_files_keep_their_time_and_inode(tmp_path: Path) -> None:
    writer.sync(tmp_path, PAGES)
    os.utime(tmp_path / "index.md", ns=(1, 1))
    before = (tmp_path / "index.md").stat()
    changes = writer.sync(tmp_path, {**PAGES, "notices/index.md": b"list 2"})
    after = (tmp_path / "index.md").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert changes.written == ["notices/index.md"] and changes.unchanged == 2


def test_what_is_gone_is_deleted_with_its_empty_folders(tmp_path: Path) -> None:
    writer.sync(tmp_path, PAGES)
    changes = writer.sync(tmp_path, {"index.md": b"home"})
    assert changes.removed == ["notices/2026/a.md", "notices/index.md"]
    assert os.listdir(tmp_path) == ["index.md"]


def test_kept_paths_survive_and_leftovers_of_a_killed_run_do_not(tmp_path: Path) -> None:
    writer.sync(tmp_path, {"index.html": b"x", "api/v1.json": b"{}"})
    (tmp_path / ".gk-123-index.html~").write_bytes(b"half")
    writer.sync(tmp_path, {"index.html": b"x"}, keep={"api/v1.json"})
    assert sorted(contents(tmp_path)) == ["api/v1.json", "index.html"]


def test_update_touches_only_what_it_is_told(tmp_path: Path) -> None:
    writer.sync(tmp_path, PAGES)
    changes = writer.update(tmp_path, {"index.md": b"new"}, removed=["notices/2026/a.md", "never/was.md"])
    assert contents(tmp_path) == {"index.md": b"new", "notices/index.md": b"list"}
    assert changes.removed == ["notices/2026/a.md"]
    assert not (tmp_path / "notices/2026").exists()


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/x",
        "a/../../x",
        "a//b",
        "./a",
        "",
        "a/",
        "C:\\x",
        "c:/x",
        "a\\..\\b",
        "a\x00b",
        "a\nb",
        "..",
    ],
)
def test_paths_that_leave_the_folder_are_refused_before_anything_is_written(
    tmp_path: Path, path: str
) -> None:
    folder = tmp_path / "site"
    writer.sync(folder, {"old.html": b"old"})
    with pytest.raises(writer.PathRefused):
        writer.sync(folder, {"first.html": b"1", path: b"evil"})
    with pytest.raises(writer.PathRefused):
        writer.update(folder, {"first.html": b"1", path: b"evil"})
    assert contents(folder) == {"old.html": b"old"}
    assert os.listdir(tmp_path) == ["site"]


def test_a_link_inside_the_tree_is_never_followed_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.txt").write_bytes(b"mine")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "notices").symlink_to(outside)
    with pytest.raises(writer.PathRefused):
        writer.update(folder, {"notices/a.html": b"x"})
    with pytest.raises(writer.PathRefused):
        writer.update(folder, {}, removed=["notices/keep.txt"])
    writer.sync(folder, {"notices/a.html": b"x"})
    assert (outside / "keep.txt").read_bytes() == b"mine"
    assert not (folder / "notices").is_symlink()


def test_a_file_that_is_a_link_is_replaced_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"x")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.html").symlink_to(outside)
    writer.sync(folder, {"a.html": b"new"})
    assert outside.read_bytes() == b"x" and not (folder / "a.html").is_symlink()


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        writer.sync(tmp_path / "site", PAGES)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE((tmp_path / "site" / path).stat().st_mode) for path in PAGES}
    folders = {
        stat.S_IMODE((tmp_path / "site" / path).stat().st_mode) for path in ("notices", "notices/2026")
    }
    assert modes == {0o644} and folders == {0o755}


def test_wrong_mode_is_repaired_even_when_the_bytes_are_right(tmp_path: Path) -> None:
    writer.sync(tmp_path, PAGES)
    os.chmod(tmp_path / "index.md", 0o600)
    writer.sync(tmp_path, PAGES)
    assert stat.S_IMODE((tmp_path / "index.md").stat().st_mode) == 0o644


def test_a_file_becomes_a_folder_and_back(tmp_path: Path) -> None:
    writer.sync(tmp_path, {"a": b"file"})
    writer.sync(tmp_path, {"a/b": b"inner"})
    assert contents(tmp_path) == {"a/b": b"inner"}
    writer.sync(tmp_path, {"a": b"file"})
    assert contents(tmp_path) == {"a": b"file"}


def test_full_disk_is_an_oserror_and_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.sync(tmp_path, PAGES)

    def no_space(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", no_space)
        with pytest.raises(OSError) as caught:
            writer.update(tmp_path, {"index.md": b"changed"})
    assert caught.value.errno == errno.ENOSPC
    assert contents(tmp_path) == PAGES
