"""`manifest.sha256`: every file of the site with its digest. Only files that a build wrote are read for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from generator import writer

MANIFEST = "manifest.sha256"
_DIGEST = 64
_FEW = 200
"""So many lines are replaced one by one; looking for more takes longer than writing all of them anew."""


class Noted:
    """What a manifest said: a line a file, in the order of the paths. A few are replaced without reading the others."""

    def __init__(self, text: bytes = b"") -> None:
        self.text = text

    def digests(self) -> dict[str, str]:
        """Digests by path."""
        lines = self.text.decode().split("\n")[:-1]
        return {line[_DIGEST + 2 :]: line[:_DIGEST] for line in lines}

    def put(self, digests: Iterable[tuple[str, str]]) -> bytes | None:
        """The text with other digests for some files; None when it does not name one of them."""
        text = bytearray(self.text)
        for path, digest in digests:
            start = _start(text, path)
            if start is None:
                return None
            text[start : start + _DIGEST] = digest.encode()
        return bytes(text)


def _start(text: bytearray, path: str) -> int | None:
    """Where a file's line begins; another's name may end as this line does."""
    rest = b"  %b\n" % path.encode()
    at = text.find(rest)
    while at > _DIGEST and text[at - _DIGEST - 1] != ord("\n"):
        at = text.find(rest, at + 1)
    return at - _DIGEST if at >= _DIGEST else None


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


def write(site: Path, noted: Noted, written: Collection[str], removed: Collection[str]) -> None:
    """Write the manifest of a finished site.

    Args:
        noted: what the manifest before this one said; without one every file is read.
        written: the files that this build may have changed, new ones too.
        removed: the files that it took away.
    """
    if not noted.text:
        written = [path for path in writer.tree(site) if path != MANIFEST]
    digests = {path: _digest(site, path) for path in written}
    text = noted.put(digests.items()) if len(digests) <= _FEW and not removed else None
    if text is None:
        known = noted.digests() | digests
        text = _text({path: digest for path, digest in known.items() if path not in removed})
    writer.update(site, {MANIFEST: text})


def _text(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def _digest(site: Path, path: str) -> str:
    with open(os.path.join(site, path), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
