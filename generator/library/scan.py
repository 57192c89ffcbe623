"""Which files of a content folder are records. Looks at names only; reads nothing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generator.kinds import all_kinds
from generator.messages import finding
from generator.problems import Finding
from generator.words import did_you_mean

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)

SETTINGS = {"site.yml", "policy.yml", "calendar.yml", "synonyms.yml"}
# What office programs and Windows leave behind: never published, not worth more than a word.
_LEFTOVERS = re.compile(r"~\$.*|Thumbs\.db|desktop\.ini|.*\.(?:tmp|bak|swp)|.*~", re.IGNORECASE)


Stamp = tuple[int, int, int, int]
"""Modification time and change time in nanoseconds, size in bytes, inode: equal when a file was not touched."""


class RecordFile(NamedTuple):
    """One record on disk. `path` is relative to the content folder's parent, `place` is where the file system has it."""

    kind: str
    id: str
    path: str
    place: str
    stamp: Stamp

    @property
    def file(self) -> Path:
        return Path(self.place)


@dataclass(slots=True)
class Scan:
    """What a content folder holds."""

    files: list[RecordFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    assets: dict[str, list[str]] = field(default_factory=dict)
    """Bundle folder (relative to the content folder's parent) → names of the files in it, with subfolders."""


def scan(content: Path) -> Scan:
    """List the records of a content folder, in the order of their paths."""
    found = Scan()
    for entry in _entries(content, content.name, found):
        if entry.is_dir():
            _scan_top_folder(entry, content.name, found)
        elif entry.name.endswith((".yml", ".yaml")) and entry.name not in SETTINGS:
            guess = did_you_mean(entry.name, SETTINGS)
            found.findings.append(
                finding("content.stray-file", f"{content.name}/{entry.name}", guess=guess or "site.yml")
            )
    found.findings.extend(_same_ids(found.files))
    return found


def _entries(folder: Path, path: str, found: Scan) -> Iterator[os.DirEntry[str]]:
    """Entries of a folder by name. Links, pipes and the like are refused; hidden files are not looked at."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        found.findings.append(finding("content.unreadable", path, reason=error.strerror or ""))
        return
    for entry in entries:
        here = f"{path}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if _LEFTOVERS.fullmatch(entry.name):
            found.findings.append(finding("content.leftover", here))
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            yield entry
        else:
            found.findings.append(finding("content.not-a-file", here))


def _scan_top_folder(entry: os.DirEntry[str], parent: str, found: Scan) -> None:
    path = f"{parent}/{entry.name}"
    if entry.name in all_kinds():
        _scan_kind(entry.name, Path(entry.path), path, "", found)
        return
    guess = did_you_mean(entry.name, list(all_kinds()))
    known = "、".join(f"{kind.name}（{kind.label}）" for kind in all_kinds().values())
    found.findings.append(
        finding("content.unknown-folder", path, known=known, guess=f"是不是想写“{guess}”？" if guess else "")
    )


def _scan_kind(kind: str, folder: Path, path: str, year: str, found: Scan) -> None:
    for entry in _entries(folder, path, found):
        here = f"{path}/{entry.name}"
        if entry.is_dir():
            _scan_folder(kind, entry, here, year, found)
        elif entry.name.endswith(".yml"):
            _add(kind, entry.name.removesuffix(".yml"), year, here, entry.path, entry.stat(), found)
        elif entry.name.lower().endswith((".yaml", ".yml")):
            found.findings.append(finding("content.wrong-suffix", here))
        else:
            found.findings.append(finding("content.unreferenced", here))


def _scan_folder(kind: str, entry: os.DirEntry[str], path: str, year: str, found: Scan) -> None:
    index = Path(entry.path) / "index.yml"
    if index.is_file() and not index.is_symlink():
        _add(kind, entry.name, year, f"{path}/index.yml", str(index), index.stat(), found)
        found.assets[path] = sorted(_bundle_files(Path(entry.path), path, "", found))
    elif not year and YEAR.fullmatch(entry.name):
        _scan_kind(kind, Path(entry.path), path, entry.name, found)
    else:
        found.findings.append(finding("content.no-index", path, name=entry.name))


def _bundle_files(folder: Path, path: str, prefix: str, found: Scan) -> Iterator[str]:
    for entry in _entries(folder, path, found):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _bundle_files(Path(entry.path), f"{path}/{entry.name}", f"{name}/", found)
        elif name != "index.yml":
            yield name


def _add(kind: str, name: str, year: str, path: str, place: str, state: os.stat_result, found: Scan) -> None:
    if not ID.fullmatch(name) or (not year and YEAR.fullmatch(name)):
        found.findings.append(finding("content.bad-id", path, kind=kind, name=name, guess=_plain_id(name)))
        return
    stamp = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
    found.files.append(RecordFile(kind, f"{year}/{name}" if year else name, path, place, stamp))


def _plain_id(name: str) -> str:
    from generator.words import slugify  # pypinyin is slow to import and rarely needed

    return slugify(name)


def _same_ids(files: list[RecordFile]) -> Iterator[Finding]:
    first: dict[tuple[str, str], RecordFile] = {}
    for file in files:
        key = (file.kind, file.id.rpartition("/")[2])
        other = first.setdefault(key, file)
        if other is not file:
            yield finding("content.same-id", file.path, kind=file.kind, name=key[1], other=other.path)
