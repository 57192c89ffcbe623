"""Which of the records that a commit added are old ones under a new name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.regex import regex

_TITLE = regex(r"^(?:标题|名称|title)[ ]*:[ ]*(.+?)\s*$", re.MULTILINE)
_ALIASES = regex(r"^(?:别名|aliases)[ ]*:(.*(?:\n(?:[ \t-].*)?)*)", re.MULTILINE)
_ID = regex(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")


def renamed(removed: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """New path → old path, for texts by path. Within a kind, a record is the same one when its 别名 names the old
    address, when it kept its slug (moved to another folder), or when it kept its title."""
    found: dict[str, str] = {}
    left = {path: text for path, text in removed.items() if path.endswith(".yml")}
    added = {path: text for path, text in added.items() if path.endswith(".yml")}
    for signs in (_by_alias, _by_slug, _by_title):
        known: dict[str, str] = {}
        for path, text in left.items():
            for sign in signs(path, text, old=True):
                known.setdefault(sign, path)
        for path, text in added.items():
            old = next((known[sign] for sign in signs(path, text, old=False) if sign in known), None)
            if path not in found and old in left:
                found[path] = old
                del left[old]
    return found


def _by_alias(path: str, text: str, *, old: bool) -> list[str]:
    if old:
        return [address(path)]
    match = _ALIASES.search(text)
    return [f"{_kind(path)}/{alias}" for alias in _ID.findall(match[1])] if match else []


def _by_slug(path: str, text: str, *, old: bool) -> list[str]:
    return [f"{_kind(path)}/{address(path).rpartition('/')[2]}"]


def _by_title(path: str, text: str, *, old: bool) -> list[str]:
    match = _TITLE.search(text)
    return [f"{_kind(path)}/{match[1]}"] if match else []


def _kind(path: str) -> str:
    return path.split("/")[1] if path.count("/") > 1 else ""


def address(path: str) -> str:
    """`<kind>/<id>` of a record's file."""
    inside = path.partition("/")[2].removesuffix(".yml")
    return inside.removesuffix("/index")
