"""What all results depend on besides the records: the program, its dependencies, the settings and the day."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parent.parent
"""Where mkdocs.yml and theme/ lie."""
_FONTS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/etc/fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
"""Where Linux, macOS and Windows keep fonts, and how Linux says which stands for which."""
SETTINGS = ("site.yml", "policy.yml", "calendar.yml", "synonyms.yml")


@cache
def program() -> str:
    """A fingerprint of this program and of what is installed beside it, from file stamps."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=12)
    for part in _program_parts():
        digest.update(part)
    return digest.hexdigest()


def _program_parts() -> Iterator[bytes]:
    for name in ("generator", "theme"):
        yield repr([*_stamps(os.fspath(PROJECT / name))]).encode()
    yield stamp(PROJECT / "mkdocs.yml")
    # Installing, upgrading or removing a package changes this folder.
    yield stamp(sysconfig.get_path("purelib"))


def _stamps(folder: str) -> Iterator[tuple[str, int, int, int]]:
    """Every file below a folder that somebody wrote, with its size and times; links are followed."""
    with os.scandir(folder) as found:
        for one in sorted(found, key=lambda one: one.name):
            if not one.is_dir():
                state = one.stat()
                yield one.path, state.st_size, state.st_mtime_ns, state.st_ctime_ns
            elif one.name != "__pycache__":
                yield from _stamps(one.path)


@cache
def fonts() -> str:
    """A fingerprint of the fonts that this machine can set type with: installing or removing one changes a folder.

    Only papers depend on it. Which of the fonts a paper names is used is the typesetter's choice, so all count.
    """
    digest = hashlib.blake2b(digest_size=12)
    for place in _FONTS:
        for folder, folders, _ in os.walk(os.path.expanduser(place)):
            folders.sort()
            digest.update(f"{folder}|{os.stat(folder).st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def stamp(path: str | Path) -> bytes:
    """A file's name, size and times in one line."""
    state = os.stat(path)
    return os.fsencode(f"{path}|{state.st_size}|{state.st_mtime_ns}|{state.st_ctime_ns}\n")


def settings(of_program: str, content: Path, as_of: dt.date, audience: str) -> str:
    """A fingerprint of what pages and outputs depend on besides records."""
    digest = hashlib.blake2b(f"{of_program}|{as_of}|{audience}".encode(), digest_size=12)
    for name in SETTINGS:
        file = content / name
        digest.update(file.read_bytes() if file.is_file() else b"\0")
    return digest.hexdigest()
