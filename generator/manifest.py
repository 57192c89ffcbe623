"""`manifest.sha256`: every file of the site with its digest. Files nobody touched since the last build are not read again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from generator import kept, writer

MANIFEST = "manifest.sha256"
_Stamp = tuple[int, int, int, int]


def write(site: Path, cache: Path) -> None:
    """Write the manifest of a finished site."""
    known: dict[str, tuple[_Stamp, str]] = kept.load(cache / "manifest.pickle", str(site), {})
    found: dict[str, tuple[_Stamp, str]] = {}
    for path in writer.tree(site):
        if path != MANIFEST:
            found[path] = _digest(os.path.join(site, path), known.get(path))
    lines = "".join(f"{digest}  {path}\n" for path, (_, digest) in found.items())
    writer.update(site, {MANIFEST: lines.encode()})
    if found != known:
        kept.save(cache / "manifest.pickle", str(site), found)


def _digest(file: str, known: tuple[_Stamp, str] | None) -> tuple[_Stamp, str]:
    state = os.stat(file)
    stamp = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
    if known is not None and known[0] == stamp:
        return known
    with open(file, "rb") as stream:
        return stamp, hashlib.file_digest(stream, "sha256").hexdigest()
