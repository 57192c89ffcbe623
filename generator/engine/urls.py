"""MkDocs' rules for the address of a page and for links relative to it, without importing MkDocs.

A test compares every function with MkDocs' own over random paths.
"""

from __future__ import annotations

import functools
import posixpath
import re

_PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*")


def destination(source: str) -> str:
    """Where the page ``notices/a.md`` is written: ``notices/a/index.html`` (directory addresses)."""
    stem = source[:-3]
    if stem == "index" or stem.endswith("/index"):
        return stem + ".html"
    return stem + "/index.html"


def address(target: str) -> str:
    """The address of a written file, percent-encoded; the home page is the empty string."""
    if target == "index.html" or target.endswith("/index.html"):
        return quoted(target[:-10])
    return quoted(target)


def quoted(path: str) -> str:
    """``path`` percent-encoded as UTF-8."""
    if _PLAIN.fullmatch(path):
        return path
    from urllib.parse import quote

    return quote(path)


def relative(path: str, page: str) -> str:
    """What the template filter ``url`` gives for ``path`` on the page with the address ``page``."""
    path, level = _level(path)
    if level < 0:
        return path
    return "../" * level + _relative(path, page)


def _relative(url: str, other: str) -> str:
    folder, _, name = other.rpartition("/")
    here = _parts(folder if "." in name else other)
    there = _parts(url)
    common = 0
    for left, right in zip(here, there, strict=False):
        if left != right:
            break
        common += 1
    link = "/".join([".."] * (len(here) - common) + there[common:]) or "."
    return link + "/" if url.endswith("/") else link


@functools.lru_cache(maxsize=4096)
def _parts(path: str) -> list[str]:
    path = posixpath.normpath(path if path.startswith("/") else "/" + path)[1:]
    return path.split("/") if path else []


@functools.lru_cache(maxsize=4096)
def _level(path: str) -> tuple[str, int]:
    path = (path or ".").replace("\\", "/")
    if path.startswith(("/", "#")) or _has_scheme(path):
        return path, -1
    norm = posixpath.normpath(path) + "/"
    level = 0
    while norm.startswith("../", level * 3):
        level += 1
    return path, level


def _has_scheme(path: str) -> bool:
    if ":" not in path and "[" not in path and _PLAIN.fullmatch(path):
        return False
    from urllib.parse import urlsplit

    parts = urlsplit(path)
    return bool(parts.scheme or parts.netloc)


def common_prefix(folder: tuple[str, ...], targets: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The part of ``folder`` that a link to one of ``targets`` could share with it.

    Two folders of the same depth with the same answer have the same relative links to all targets.
    """
    best = 0
    for target in targets:
        common = 0
        for left, right in zip(folder, target, strict=False):
            if left != right:
                break
            common += 1
        best = max(best, common)
    return folder[:best]


def parts(path: str) -> tuple[str, ...]:
    """The folders and name of a link target, for :func:`common_prefix`."""
    return tuple(_parts(path))
