"""`manifest.sha256`: every file of the site with its digest. Only files that a build wrote are read for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from generator import writer

MANIFEST = "manifest.sha256"


def take(site: Path) -> dict[str, str]:
    """The digests that the last build noted, by path. The manifest itself goes: from now on it is not true."""
    place = site / MANIFEST
    try:
        lines = place.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    place.unlink()
    return {line[66:]: line[:64] for line in lines}


def write(site: Path, paths: Collection[str], known: Mapping[str, str], written: Collection[str]) -> None:
    """Write the manifest of a finished site.

    Args:
        paths: all its files.
        known: digests by path from before this build, in order.
        written: the files that this build may have changed.
    """
    lines = []
    for path in known if known.keys() == paths else sorted(paths):
        digest = known.get(path) if path not in written else None
        lines.append(f"{digest or _digest(os.path.join(site, path))}  {path}\n")
    writer.update(site, {MANIFEST: "".join(lines).encode()})


def _digest(file: str) -> str:
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
