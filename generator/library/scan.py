"""Which files of a content folder are records. Looks at names only; reads nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from generator.kinds import all_kinds
from generator.listing import Entry, Listing, Stamp, entries
from generator.messages import finding
from generator.problems import Finding
from generator.regex import regex
from generator.words import did_you_mean

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID = regex(_ID, re.ASCII)
YEAR = regex(r"(?:19|20|21)\d\d", re.ASCII)
_PLAIN = regex(rf"{_ID}\.yml", re.ASCII)
"""The file name of a record."""

SETTINGS = {"site.yml", "policy.yml", "calendar.yml", "synonyms.yml"}
# What office programs and Windows leave behind: never published, not worth more than a word.
_LEFTOVERS = regex(r"~\$.*|Thumbs\.db|desktop\.ini|.*\.(?:tmp|bak|swp)|.*~", re.IGNORECASE)


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

    listing: dict[str, Sequence[Entry]] = field(default_factory=dict)
    """Every folder that was looked at, as it was found."""
    files: list[RecordFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    assets: dict[str, list[str]] = field(default_factory=dict)
    """Bundle folder (relative to the content folder's parent) → names of the files in it, with subfolders."""


def scan(content: Path, listing: Listing | None = None) -> Scan:
    """List the records of a content folder, in the order of their paths.

    Args:
        listing: the folder as it was found, when somebody has looked already.
    """
    found = Scan(dict(listing or {}))
    for entry in _entries(os.fspath(content), content.name, found):
        if entry.is_folder:
            _scan_top_folder(entry, content.name, found)
        elif entry.name.endswith((".yml", ".yaml")) and entry.name not in SETTINGS:
            guess = did_you_mean(entry.name, SETTINGS)
            found.findings.append(
                finding("content.stray-file", f"{content.name}/{entry.name}", guess=guess or "site.yml")
            )
    found.files.sort(key=attrgetter("path"))
    found.findings.extend(_same_ids(found.files))
    return found


def _read(folder: str, path: str, found: Scan) -> Sequence[Entry]:
    """Everything in a folder, by name; nothing when it cannot be read, which is said."""
    if folder not in found.listing:
        try:
            found.listing[folder] = entries(folder)
        except OSError as error:
            found.findings.append(finding("content.unreadable", path, reason=error.strerror or ""))
            return ()
    return found.listing[folder]


def _plain_records(
    kind: str, folder: str, path: str, year: str, found: Scan
) -> tuple[list[RecordFile], list[Entry]]:
    """What is plainly a record, which in a large folder is nearly everything, and the entries that need a closer look."""
    plain, others = [], []
    is_plain, head = _PLAIN.fullmatch, f"{year}/" if year else ""
    for entry in _read(folder, path, found):
        name = entry.name
        if is_plain(name) and entry.is_file and not (not year and YEAR.fullmatch(name[:-4])):
            plain.append(RecordFile(kind, head + name[:-4], f"{path}/{name}", entry.path, entry.stamp))
        else:
            others.append(entry)
    return plain, others


def _entries(folder: str, path: str, found: Scan) -> Iterator[Entry]:
    """Entries of a folder by name. Links, pipes and the like are refused; hidden files are not looked at."""
    yield from _sifted(_read(folder, path, found), path, found)


def _sifted(listed: Iterable[Entry], path: str, found: Scan) -> Iterator[Entry]:
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if _LEFTOVERS.fullmatch(entry.name):
            found.findings.append(finding("content.leftover", f"{path}/{entry.name}"))
        elif entry.is_file or entry.is_folder:
            yield entry
        else:
            found.findings.append(finding("content.not-a-file", f"{path}/{entry.name}"))


def _scan_top_folder(entry: Entry, parent: str, found: Scan) -> None:
    path = f"{parent}/{entry.name}"
    if entry.name in all_kinds():
        _scan_kind(entry.name, entry.path, path, "", found)
        return
    guess = did_you_mean(entry.name, list(all_kinds()))
    known = "、".join(f"{kind.name}（{kind.label}）" for kind in all_kinds().values())
    found.findings.append(
        finding("content.unknown-folder", path, known=known, guess=f"是不是想写“{guess}”？" if guess else "")
    )


def _scan_kind(kind: str, folder: str, path: str, year: str, found: Scan) -> None:
    plain, others = _plain_records(kind, folder, path, year, found)
    found.files += plain
    for entry in _sifted(others, path, found):
        here = f"{path}/{entry.name}"
        if entry.is_folder:
            _scan_folder(kind, entry, here, year, found)
        elif entry.name.endswith(".yml"):
            _add(kind, entry.name.removesuffix(".yml"), year, here, entry, found)
        elif entry.name.lower().endswith((".yaml", ".yml")):
            found.findings.append(finding("content.wrong-suffix", here))
        else:
            found.findings.append(finding("content.unreferenced", here))


def _scan_folder(kind: str, entry: Entry, path: str, year: str, found: Scan) -> None:
    inside = _read(entry.path, path, found)
    index = next((one for one in inside if one.name == "index.yml" and one.is_file), None)
    if index is not None:
        _add(kind, entry.name, year, f"{path}/index.yml", index, found)
        found.assets[path] = sorted(_bundle_files(entry.path, path, "", found))
    elif not year and YEAR.fullmatch(entry.name):
        _scan_kind(kind, entry.path, path, entry.name, found)
    else:
        found.findings.append(finding("content.no-index", path, name=entry.name))


def _bundle_files(folder: str, path: str, prefix: str, found: Scan) -> Iterator[str]:
    for entry in _entries(folder, path, found):
        name = f"{prefix}{entry.name}"
        if entry.is_folder:
            yield from _bundle_files(entry.path, f"{path}/{entry.name}", f"{name}/", found)
        elif name != "index.yml":
            yield name


def _add(kind: str, name: str, year: str, path: str, entry: Entry, found: Scan) -> None:
    if not ID.fullmatch(name) or (not year and YEAR.fullmatch(name)):
        found.findings.append(finding("content.bad-id", path, kind=kind, name=name, guess=_plain_id(name)))
        return
    file_id = f"{year}/{name}" if year else name
    found.files.append(RecordFile(kind, file_id, path, entry.path, entry.stamp))


def _plain_id(name: str) -> str:
    from generator.words import slugify  # pypinyin is slow to import and rarely needed

    return slugify(name)


def _same_ids(files: list[RecordFile]) -> Iterator[Finding]:
    if len({f"{file.kind}/{file.id.rpartition('/')[2]}" for file in files}) == len(files):
        return
    first: dict[tuple[str, str], RecordFile] = {}
    for file in files:
        key = (file.kind, file.id.rpartition("/")[2])
        other = first.setdefault(key, file)
        if other is not file:
            yield finding("content.same-id", file.path, kind=file.kind, name=key[1], other=other.path)
