"""What was live when: one line a switch in `history.jsonl`, written before the switch and so also proof of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from generator.publish.errors import Superseded
from generator.publish.model import SHANGHAI, About

# (older commit, newer commit) → is the first an ancestor of the second? None when git does not know one of them.
IsAncestor = Callable[[str, str], bool | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One switch of `current`. `commit_time` is in seconds since 1970, 0 when unknown."""

    event: str  # "publish", "rollback" or "aborted"
    release: str
    at: str
    commit: str = ""
    commit_time: float = 0
    as_of: str = ""
    audience: str = ""


def entry(event: str, release: str, about: About, at: datetime, commit_time: datetime | None = None) -> Entry:
    """Make an entry for a switch at `at`."""
    return Entry(
        event=event,
        release=release,
        at=at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        commit=about.commit,
        commit_time=commit_time.timestamp() if commit_time else 0,
        as_of=about.as_of,
        audience=about.audience,
    )


def read(path: Path) -> list[Entry]:
    """Every whole line. One that a killed run cut short says nothing."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [found for line in lines if (found := _parse(line))]


def _parse(line: bytes) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None


def append(path: Path, new: Entry) -> None:
    """Add a line and make it durable. A torn last line is ended first, so that it spoils no other."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        line = json.dumps(asdict(new), ensure_ascii=False).encode() + b"\n"
        os.write(handle, b"\n" + line if torn else line)
        os.fsync(handle)
    finally:
        os.close(handle)


def reconcile(path: Path, live: str | None, at: datetime) -> list[Entry]:
    """The switches that did happen. One that was announced and killed before the rename is marked so."""
    entries = read(path)
    last = entries[-1] if entries else None
    if last and last.event != "aborted" and last.release != live:
        append(path, replace(last, event="aborted", at=at.astimezone(SHANGHAI).isoformat(timespec="seconds")))
    return happened(entries, live)


def happened(entries: list[Entry], live: str | None) -> list[Entry]:
    """The switches that took place, given what is live now."""
    kept: list[Entry] = []
    for one in entries:
        if one.event != "aborted":
            kept.append(one)
        elif kept and kept[-1].release == one.release:
            kept.pop()
    if kept and kept[-1].release != live:
        kept.pop()
    return kept


def refuse_older(entries: list[Entry], new: Entry, is_ancestor: IsAncestor | None) -> None:
    """Commit order, not finish order: what went live stays until something newer comes.

    After a rollback the commit that was taken back stays out, so that tonight's timer does not bring it in again.

    Raises:
        Superseded: the newest published commit is newer than this one, or this one was rolled back.
    """
    published = [one for one in entries if one.event == "publish"]
    if not published or not new.commit:
        return
    newest = published[-1]
    if _is_older(new, newest, is_ancestor):
        raise Superseded("publish.superseded", live=_short(newest), new=_short(new))
    last = entries[-1]
    if last.event == "rollback" and new.commit == newest.commit:
        raise Superseded("publish.rolled_back", commit=newest.commit[:12], at=last.at)


def _is_older(new: Entry, newest: Entry, is_ancestor: IsAncestor | None) -> bool:
    if new.commit == newest.commit:
        return new.as_of < newest.as_of
    known = is_ancestor(new.commit, newest.commit) if is_ancestor and newest.commit else None
    if known is not None:
        return known
    return 0 < new.commit_time < newest.commit_time


def _short(one: Entry) -> str:
    return f"{one.commit[:12] or '无提交号'} {one.as_of}".strip()
