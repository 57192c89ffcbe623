"""Making a release folder: copied, linked where unchanged, durable, re-read. And taking folders away again."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.publish import manifest
from generator.publish.errors import Faulted, Refused, printable
from generator.publish.model import fsync_folder

FILE_MODE = 0o644
FOLDER_MODE = 0o755
_CHUNK = 1 << 20
# From here on one wait for the whole file system is far cheaper than one for each file and folder.
_MANY = 200


@dataclass(slots=True)
class Copy:
    """A release in the making: `entries` of `site` go to `folder`; `old` is the live release, if any.

    `when` (seconds since 1970) becomes the time of every new file: nginx makes its ETag of time and size, so a page
    that changed but kept its size needs another time, and an unchanged one keeps its own with the link.
    """

    site: Path
    folder: Path
    entries: Mapping[str, str]
    when: int
    old: Path | None = None
    old_entries: Mapping[str, str] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)

    def run(self, manifest_bytes: bytes) -> None:
        """Fill the folder, make it durable, read it back.

        Raises:
            OSError: the system refused. Refused: the source changed meanwhile. Faulted: the disk gives back other bytes.
        """
        self._folders()
        for path in self.entries:
            if not self._link(path):
                self._copy(path)
        self._write_manifest(manifest_bytes)
        self._sync()
        for path in self.entries:
            self._read_back(path)

    def _folder_paths(self) -> list[Path]:
        names = {parent for path in self.entries for parent in Path(path).parents}
        return sorted((self.folder / name for name in names), reverse=True)

    def _folders(self) -> None:
        for folder in reversed(self._folder_paths()):
            folder.mkdir()
            os.chmod(folder, FOLDER_MODE)

    def _link(self, path: str) -> bool:
        """Link to the live release's file when its manifest says it is the same. Its bytes are read back later."""
        if self.old is None or self.old_entries.get(path) != self.entries[path]:
            return False
        source = self.old / path
        try:
            info = source.lstat()
            if not stat.S_ISREG(info.st_mode) or stat.S_IMODE(info.st_mode) != FILE_MODE:
                return False
            os.link(source, self.folder / path, follow_symlinks=False)
        except OSError:  # gone, too many links, a file system without links: a copy does as well
            return False
        self.linked.add(path)
        return True

    def _copy(self, path: str) -> None:
        digest = hashlib.sha256()
        try:
            source = manifest.open_regular(self.site / path)
        except FileNotFoundError:
            raise Refused("publish.changed_while_copying", file=printable(path)) from None
        with open(source, "rb") as stream, open(self._create(path), "wb") as out:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fchmod(out.fileno(), FILE_MODE)
            os.utime(out.fileno(), (self.when, self.when))
        if digest.hexdigest() != self.entries[path]:
            raise Refused("publish.changed_while_copying", file=printable(path))

    def _create(self, path: str) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(self.folder / path, flags, FILE_MODE)

    def _write_manifest(self, data: bytes) -> None:
        with open(self._create(manifest.MANIFEST), "wb") as out:
            out.write(data)
            out.flush()
            os.fchmod(out.fileno(), FILE_MODE)
            os.utime(out.fileno(), (self.when, self.when))

    def _sync(self) -> None:
        """All files are written before the first is waited for: the disk then takes them in one go."""
        fresh = [path for path in [*self.entries, manifest.MANIFEST] if path not in self.linked]
        folders = self._folder_paths()
        if len(fresh) + len(folders) >= _MANY and sync_file_system(self.folder):
            return
        for path in fresh:
            fsync_file(self.folder / path)
        for folder in folders:
            fsync_folder(folder)

    def _read_back(self, path: str) -> None:
        if manifest.hash_file(self.folder / path) == self.entries[path]:
            return
        if path not in self.linked:
            raise Faulted("publish.bad_copy", file=printable(path))
        # The live release's file is damaged; this release gets a sound one.
        (self.folder / path).unlink()
        self.linked.discard(path)
        self._copy(path)
        fsync_file(self.folder / path)
        fsync_folder((self.folder / path).parent)
        self._read_back(path)


def sync_file_system(folder: Path) -> bool:
    """Wait for everything written to the folder's file system (syncfs(2)). False where there is no such call.

    Raises:
        OSError: something could not be written (reported since Linux 5.8; what is read back is compared anyway).
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)
    return True


def fsync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(folder: Path) -> None:
    """Delete a release. It loses its name first, so that a killed deletion leaves no half release."""
    trash = folder.parent / f".trash-{folder.name}"
    if trash.exists():
        shutil.rmtree(trash)
    os.replace(folder, trash)
    shutil.rmtree(trash)


def clean(root: Path, releases: Path) -> None:
    """Delete what killed runs left. Only to be called with the lock held: whatever has such a name is nobody's."""
    for left in releases.glob(".*"):
        remove(left)
    for left in root.glob(".current.*"):
        remove(left)


def remove(path: Path) -> None:
    """Delete a file, a link or a folder with everything in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def space_needed(entries: Mapping[str, str], old_entries: Mapping[str, str], site: Path) -> int:
    """Bytes that a release will take on disk, in blocks of 4 KiB, without the files that are linked."""
    new = (path for path, digest in entries.items() if old_entries.get(path) != digest)
    return sum(-(-(site / path).lstat().st_size // 4096) * 4096 for path in new)
