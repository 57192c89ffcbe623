"""Makes a folder equal a list of files, touching only what differs.

The only module that writes pages, outputs and releases. It knows nothing of what it writes: paths are posix,
relative to the folder, and contents are bytes. Every ``OSError`` (disk full, no permission, quota) goes up
unchanged, because only the command line knows how to say it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE_MODE = 0o644
FOLDER_MODE = 0o755
# Windows has no links to fear here, no modes, and would write another line end for every one of ours.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_AS_IT_IS = getattr(os, "O_BINARY", 0)
_MODES = 0o170777 if hasattr(os, "fchmod") else 0o170000
_REGULAR = (0o100000 | FILE_MODE) & _MODES
_PIECE = 1 << 20
_TEMPORARY = re.compile(r"\.gk-\d+-.*~")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")


class PathRefused(ValueError):
    """A path that is not a plain relative path, or that a link inside the folder leads out of it."""


@dataclass()
class Changes:
    """What a run did: paths written, removed and left alone (posix, relative to the folder)."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def checked(path: str) -> str:
    """Return ``path`` when it is a relative posix path without ``..``, ``.``, empty or hidden-separator parts.

    Raises :class:`PathRefused` otherwise. ``C:`` is refused too: trees are copied to Windows machines.
    """
    parts = path.split("/")
    if not path or _UNSAFE.search(path) or re.match(r"[A-Za-z]:", path):
        raise PathRefused(f"路径不能这样写：{path!r}")
    if any(part in ("", ".", "..") for part in parts):
        raise PathRefused(f"路径越出了文件夹：{path!r}")
    return path


def sync(folder: Path, files: Mapping[str, bytes], *, keep: Collection[str] = ()) -> Changes:
    """Make ``folder`` hold exactly ``files`` (and what is named in ``keep``); everything else in it goes.

    A file whose bytes are already right is not opened for writing, so its time stamp stays. Each file is replaced
    whole: a reader sees the old bytes or the new ones.
    """
    for path in files:
        checked(path)
    make_folder(folder)
    changes = Changes()
    wanted = set(files) | set(keep)
    for path in [path for path in tree(folder) if path not in wanted]:
        _remove(folder, path)
        changes.removed.append(path)
    sweep_folders(folder)
    _write_all(folder, files, changes)
    return changes


def update(folder: Path, changed: Mapping[str, bytes], removed: Iterable[str] = ()) -> Changes:
    """Write ``changed``, delete ``removed`` and leave everything else in ``folder`` alone."""
    for path in changed:
        checked(path)
    make_folder(folder)
    changes = Changes()
    for path in removed:
        if _remove(folder, checked(path)):
            changes.removed.append(path)
            _drop_empty_parents(folder, path)
    _write_all(folder, changed, changes)
    return changes


def make_folder(folder: Path) -> None:
    """Create ``folder`` and what is above it; a new folder is readable by everyone whatever the umask."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    os.chmod(folder, FOLDER_MODE)


def put(folder: Path, path: str, data: bytes, made: set[str] | None = None) -> bool:
    """Write one file if its bytes differ; True when it was written.

    ``made`` remembers, over many calls, the folders that exist and do not lead out of ``folder``.
    """
    _make_parents(folder, checked(path), made if made is not None else set())
    target = os.path.join(folder, path)
    if _same(target, data):
        return False
    _replace(target, (data,))
    return True


def put_copy(folder: Path, path: str, source: Path, sha256: str, made: set[str] | None = None) -> bool:
    """Make one file a copy of `source`, piece by piece; True when it was written.

    Raises:
        OSError: also when `source` is no longer what `sha256` says.
    """
    _make_parents(folder, checked(path), made if made is not None else set())
    target = os.path.join(folder, path)
    if _is_regular(target) and _hash_of(target) == sha256:
        return False
    with open(source, "rb") as stream:
        _replace(target, iter(lambda: stream.read(_PIECE), b""), sha256)
    return True


def tree(folder: Path) -> Iterator[str]:
    """Every file and link below ``folder`` (posix, relative, sorted); links are named, never followed."""
    base = len(os.fspath(folder)) + 1
    pending = [os.fspath(folder)]
    found: list[str] = []
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    found.append(entry.path[base:].replace(os.sep, "/"))
    return iter(sorted(found))


def sweep_folders(folder: Path) -> None:
    """Delete every empty folder below ``folder``."""
    for place, _, _ in os.walk(folder, topdown=False):
        if place != os.fspath(folder) and not os.listdir(place):
            os.rmdir(place)


def _write_all(folder: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    made: set[str] = set()
    for path, data in files.items():
        if put(folder, path, data, made):
            changes.written.append(path)
        else:
            changes.unchanged += 1


def _make_parents(folder: Path, path: str, made: set[str]) -> None:
    """Create the folders above ``path``; refuse when one of them is a link that leads out of the tree."""
    parent = path.rpartition("/")[0]
    if not parent or parent in made:
        return
    _make_parents(folder, parent, made)
    place = os.path.join(folder, parent)
    if os.path.islink(place):
        _refuse_if_outside(folder, place, path)
    elif os.path.lexists(place) and not os.path.isdir(place):
        os.unlink(place)
    if not os.path.isdir(place):
        with contextlib.suppress(FileExistsError):  # another process of the same build was faster
            os.mkdir(place)
            os.chmod(place, FOLDER_MODE)
    made.add(parent)


def _refuse_if_outside(folder: Path, place: str, path: str) -> None:
    root = os.path.realpath(folder)
    if os.path.commonpath([root, os.path.realpath(place)]) != root:
        raise PathRefused(f"路径经过一个指向文件夹外的链接：{path!r}")


def _same(target: str, data: bytes) -> bool:
    """Whether a regular file (not a link to one) already holds ``data``, readable by everyone."""
    try:
        state = os.lstat(target)
    except FileNotFoundError:
        return False
    if state.st_size != len(data) or state.st_mode & _MODES != _REGULAR:
        return False
    with open(target, "rb") as stream:
        return stream.read() == data


def _is_regular(target: str) -> bool:
    """Whether a regular file (not a link to one), readable by everyone, is there."""
    try:
        return os.lstat(target).st_mode & _MODES == _REGULAR
    except FileNotFoundError:
        return False


def _hash_of(target: str) -> str:
    with open(target, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _replace(target: str, pieces: Iterable[bytes], sha256: str | None = None) -> None:
    """Write beside the target and rename over it, so nobody ever reads half a file."""
    if os.path.isdir(target) and not os.path.islink(target):
        _remove_tree(target)
    place, name = os.path.split(target)
    temporary = os.path.join(place, f".gk-{os.getpid()}-{name[:80]}~")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK | _AS_IT_IS, FILE_MODE)
    try:
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, FILE_MODE)
            digest = hashlib.sha256() if sha256 else None
            for piece in pieces:
                _write_fully(handle, piece)
                if digest:
                    digest.update(piece)
        finally:
            os.close(handle)
        if digest and digest.hexdigest() != sha256:
            raise OSError(
                errno.ESTALE, "文件在生成网站的时候被改动了，请再运行一次", os.path.basename(target)
            )
        os.replace(temporary, target)
    except BaseException:
        _unlink_quietly(temporary)
        raise


def _write_fully(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _unlink_quietly(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _remove(folder: Path, path: str) -> bool:
    target = os.path.join(folder, path)
    parent = path.rpartition("/")[0]
    if parent and os.path.isdir(os.path.join(folder, parent)):
        _refuse_if_outside(folder, os.path.join(folder, parent), path)
    try:
        os.unlink(target)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _remove_tree(target: str) -> None:
    for place, folders, files in os.walk(target, topdown=False):
        for name in files:
            os.unlink(os.path.join(place, name))
        for name in folders:
            inner = os.path.join(place, name)
            if os.path.islink(inner):
                os.unlink(inner)
            else:
                os.rmdir(inner)
    os.rmdir(target)


def _drop_empty_parents(folder: Path, path: str) -> None:
    parent = path.rpartition("/")[0]
    while parent:
        try:
            os.rmdir(os.path.join(folder, parent))
        except OSError:
            return
        parent = parent.rpartition("/")[0]


def is_temporary(name: str) -> bool:
    """Whether a file name is one this module leaves behind when it is killed in mid-write."""
    return _TEMPORARY.fullmatch(name) is not None
