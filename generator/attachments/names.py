"""From the name a record gives to a regular file inside the record's own folder, or to the reason why not.

Nothing is followed: every step is looked at with lstat, so a symlink, a pipe or a device is named, never opened.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import unicodedata
from pathlib import Path

from generator.attachments.model import Problem
from generator.privacy import scan
from generator.regex import regex

_ENCODED = regex(r"%(?:2e|2f|5c|00)", re.IGNORECASE)
_DRIVE = regex(r"[A-Za-z]:")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_RESERVED = regex(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_LONGEST = 200
_MOST_NEIGHBOURS = 2000


def resolve(folder: Path, name: str) -> Path | Problem:
    """The file that a record in `folder` means by `name` (subfolders allowed with `/`), or what is wrong.

    The answer names a regular file inside `folder` that was reached without following any link.
    """
    problem = _bad_name(name)
    if problem:
        return problem
    here = folder
    parts = name.split("/")
    for depth, part in enumerate(parts):
        problem = _step(here, part, name, last=depth == len(parts) - 1)
        if problem:
            return problem
        here = here / part
    return here


def name_problems(name: str) -> tuple[Problem, ...]:
    """Personal data in a file's name: the name is published too."""
    return tuple(
        Problem("files.personal-in-name", {"masked": hit.masked}) for hit in scan(name.rsplit("/", 1)[-1])[:1]
    )


def visible(name: str) -> str:
    """`name` with every control, bidi and zero-width character written out, short enough for a message."""
    shown = "".join(char if _is_shown(char) else f"\\u{ord(char):04x}" for char in name[:80])
    return shown if len(name) <= 80 else shown + "…"


def _is_shown(char: str) -> bool:
    return char == " " or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}


def _bad_name(name: str) -> Problem | None:
    shown = {"name": visible(name)}
    if not name.strip():
        return Problem("files.name-empty", shown)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in name):
        return Problem("files.name-invisible", shown)
    if _DRIVE.match(name) or name.startswith(("/", "\\", "~")):
        return Problem("files.name-leftover" if name.startswith("~$") else "files.name-absolute", shown)
    if _SCHEME.match(name):
        return Problem("files.name-address", shown)
    if "\\" in name:
        return Problem("files.name-backslash", {**shown, "better": visible(name.replace("\\", "/"))})
    if _ENCODED.search(name) or any(part in {"", ".", ".."} for part in name.split("/")):
        return Problem("files.name-outside", shown)
    return next((problem for part in name.split("/") if (problem := _bad_part(part, shown))), None)


def _bad_part(part: str, shown: dict[str, str]) -> Problem | None:
    if part.startswith("."):
        return Problem("files.name-hidden", shown)
    if part.startswith("~$") or part.lower() in _LEFTOVERS:
        return Problem("files.name-leftover", shown)
    if part != part.strip() or part.endswith("."):
        return Problem("files.name-edge", shown)
    if _RESERVED.fullmatch(part):
        return Problem("files.name-reserved", shown)
    if len(part.encode()) > _LONGEST:
        return Problem("files.name-too-long", shown)
    return None


def _step(here: Path, part: str, name: str, *, last: bool) -> Problem | None:
    shown = {"name": visible(name)}
    try:
        neighbours = os.listdir(here)
        if part not in neighbours:
            return _missing(part, neighbours, shown)
        mode = os.lstat(here / part).st_mode
    except OSError:
        return Problem("files.unreadable", shown)
    if stat.S_ISLNK(mode):
        return Problem("files.link", shown)
    if stat.S_ISDIR(mode):
        return Problem("files.folder", shown) if last else None
    if not stat.S_ISREG(mode):
        return Problem("files.not-a-file", shown)
    return None if last else Problem("files.missing", shown)


def _missing(part: str, neighbours: list[str], shown: dict[str, str]) -> Problem:
    near = [one for one in neighbours[:_MOST_NEIGHBOURS] if not one.startswith(".")]
    same = [one for one in near if _folded(one) == _folded(part)]
    if same:
        return Problem("files.wrong-case", {**shown, "near": visible(same[0])})
    close = difflib.get_close_matches(part, near, n=1, cutoff=0.6)
    return (
        Problem("files.missing-near", {**shown, "near": visible(close[0])})
        if close
        else Problem("files.missing", shown)
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
