"""`manifest.sha256`: every file of the site with its digest. Only files that a build wrote are read for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from generator import writer

MANIFEST = "manifest.sha256"
_DIGEST = 64


class Noted:
    """What a manifest said: a line a file, in the order of the paths. A few are replaced without reading the others."""

    def __init__(self, text: bytes = b"") -> None:
        self.text = text

    def digests(self) -> dict[str, str]:
        """Digests by path."""
        lines = self.text.decode().split("\n")[:-1]
        return {line[_DIGEST + 2 :]: line[:_DIGEST] for line in lines}

    def paths(self) -> set[str]:
        return {line[_DIGEST + 2 :] for line in self.text.decode().split("\n")[:-1]}

    def put(self, digests: Iterable[tuple[str, str]]) -> bytes:
        """The text with other digests for files that it names."""
        text = bytearray(self.text)
        for path, digest in digests:
            start = _start(text, path)
            text[start : start + _DIGEST] = digest.encode()
        return bytes(text)


def _start(text: bytearray, path: str) -> int:
    """Where a file's line begins; another's name may end as this line does."""
    rest = b"  %b\n" % path.encode()
    at = text.index(rest)
    while at != _DIGEST and text[at - _DIGEST - 1] != ord("\n"):
        at = text.index(rest, at + 1)
    return at - _DIGEST


def take(site: Path) -> Noted:
    """What the last build noted. The manifest itself goes: from now on it is not true."""
    place = site / MANIFEST
    try:
        text = place.read_bytes()
        text.decode()
    except (OSError, UnicodeDecodeError):
        return Noted()
    place.unlink()
    return Noted(text)


def write(site: Path, paths: Collection[str] | None, noted: Noted, written: Collection[str]) -> None:
    """Write the manifest of a finished site.

    Args:
        paths: all its files; None: those of the manifest before this one.
        noted: what that one said.
        written: the files that this build may have changed.
    """
    if paths is None or noted.paths() == paths:
        text = noted.put((path, _digest(site, path)) for path in written)
    else:
        known = noted.digests()
        fresh = {path for path in paths if path in written or path not in known}
        text = "".join(
            f"{_digest(site, path) if path in fresh else known[path]}  {path}\n" for path in sorted(paths)
        ).encode()
    writer.update(site, {MANIFEST: text})


def _digest(site: Path, path: str) -> str:
    with open(os.path.join(site, path), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
