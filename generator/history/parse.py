"""Reading `git log -p -U0`: which top-level keys each commit touched. No file is opened.

Git's hunk headers name the enclosing key (a diff driver says that a line starting in column 1 begins a section), so a
change deep inside a block is known to belong to its key without parsing YAML.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.history.changes import Change, Edit, Status

COMMIT_MARK = "\x1f"
"""Starts each commit in the log: mark, hash, space, commit time in seconds."""
KEY_PATTERN = r"^([^ \t#-][^:]*):"
"""What git shall take for the beginning of a section of a record."""

_ZONE = dt.timezone(dt.timedelta(hours=8))
_KEY_LINE = re.compile(r"([^\s#\-][^:]*):(?:[ \t]+(.*))?$")
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@ ?(.*)")
_FILE = re.compile(r'diff --git "?a/(.*?)"? "?b/(.*?)"?$')
_QUOTES = "'\""


def parse_log(log: str) -> dict[str, list[Change]]:
    """Changes by path, newest first, from the text of one `git log`."""
    found: dict[str, list[Change]] = defaultdict(list)
    for commit in log.split(COMMIT_MARK)[1:]:
        head, _, body = commit.partition("\n")
        name, _, seconds = head.strip().partition(" ")
        day = dt.datetime.fromtimestamp(int(seconds), _ZONE).date()
        for change in parse_diff(body, name[:12], day):
            found[change.path].append(change)
    return dict(found)


def parse_diff(diff: str, commit: str, day: dt.date) -> Iterator[Change]:
    """The changes of one commit (or of the work not yet committed), file by file."""
    for part in ("\n" + diff).split("\ndiff --git ")[1:]:
        lines = part.split("\n")
        match = _FILE.match(f"diff --git {lines[0]}")
        if match is not None:
            yield _change(match[2], lines[1:], commit, day)


def _change(path: str, lines: Sequence[str], commit: str, day: dt.date) -> Change:
    status: Status = "changed"
    for line in lines[:3]:
        if line.startswith("new file"):
            status = "added"
        elif line.startswith("deleted file"):
            status = "removed"
    edits = () if status == "added" else tuple(_edits(lines))
    return Change(path, commit, day, status, edits)


def _edits(lines: Sequence[str]) -> Iterator[Edit]:
    """Every key that was touched, each once, in the order of the file."""
    old: dict[str, str | None] = {}
    new: dict[str, str | None] = {}
    current = {"-": "", "+": ""}
    inside = False
    for line in lines:
        if hunk := _HUNK.match(line):
            inside = True
            current = dict.fromkeys("-+", hunk[1].strip().partition(":")[0])
        elif inside and line[:1] in ("-", "+"):
            side = old if line[0] == "-" else new
            current[line[0]] = _note(side, line[1:], current[line[0]])
    for key in dict.fromkeys([*old, *new]):
        yield Edit(key, old.get(key), new.get(key))


def _note(side: dict[str, str | None], line: str, current: str) -> str:
    """Note one removed or added line; returns the key that the next line belongs to."""
    match = _KEY_LINE.match(line.rstrip("\r"))
    if match:
        value = (match[2] or "").strip()
        side[match[1].strip(_QUOTES)] = _bare(value) if value[:1] not in ("", "|", ">", "[") else None
        return match[1].strip(_QUOTES)
    if current and line.strip() and not line.lstrip().startswith("#"):
        side[current] = None
    return current


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES else value
