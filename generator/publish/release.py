"""Publishing and going back: a whole release beside the live one, then one rename."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from generator.messages import catalogue
from generator.publish import csp, gate, history, kept, manifest, tree
from generator.publish.errors import (
    Faulted,
    Misused,
    PublishError,
    Refused,
    examples,
    from_os_error,
    machine_faults,
)
from generator.publish.lock import locked
from generator.publish.model import SHANGHAI, About, Release, Target, about, fsync_folder, next_name, stamp_of
from generator.publish.verify import differences

DEFAULT_KEEP = 5
_MARGIN = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Site:
    """A finished site that has passed the gate."""

    folder: Path
    manifest_bytes: bytes
    entries: Mapping[str, str]
    about: About
    commit_time: datetime | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.manifest_bytes).hexdigest()


@dataclass(frozen=True, slots=True)
class _Live:
    """What readers see now."""

    name: str | None
    folder: Path | None
    entries: Mapping[str, str]
    about: About


def publish(
    site: Path,
    target: Path,
    *,
    stamp: datetime,
    keep: int = DEFAULT_KEEP,
    commit: str | None = None,
    commit_time: datetime | None = None,
    allow_shrink: bool = False,
    force: bool = False,
    wait: float = 0,
    checks: Sequence[gate.Check] = (),
    is_ancestor: history.IsAncestor | None = None,
) -> Release:
    """Publish a finished site folder (with `manifest.sha256` and `status.json`) into `target`.

    Args:
        stamp: now, with its zone; names the release (later than all before it, even if the clock jumped back).
        keep: how many releases stay, the live one included.
        commit, commit_time: of the content; `commit` defaults to what `status.json` says.
        allow_shrink: the editor does mean to take many pages down.
        force: publish although a newer commit is live or this one was rolled back.
        wait: seconds to wait for another run.
        checks: the caller's own looks at the finished site; their errors refuse it.
        is_ancestor: asks git which of two commits is older; without it commit times decide.

    Raises:
        PublishError: nothing was published and the live site is untouched; see `errors` for the kinds.
    """
    if keep < 1:
        raise Misused("publish.bad_keep", keep=keep)
    place = Target(target.absolute())
    with machine_faults(place.root):
        ready = _ready(site.absolute(), place, commit, commit_time, checks)
        _make_target(place)
        with locked(place.lock, stamp, wait):
            live, past = _settle(place, stamp)
            _refuse(ready, live, past, stamp, is_ancestor, allow_shrink=allow_shrink, force=force)
            done = _put(ready, live, past, place, stamp)
            return replace(done, notes=_tidy(place, done.name, keep))


def _ready(
    site: Path, place: Target, commit: str | None, commit_time: datetime | None, checks: Sequence[gate.Check]
) -> _Site:
    inner, outer = sorted(
        (site.resolve(), place.root.resolve()), key=lambda path: len(path.parts), reverse=True
    )
    if inner.is_relative_to(outer):
        raise Misused("publish.overlap", site=site, target=place.root)
    data, entries = manifest.read(site)
    gate.refuse_incomplete(site, entries)
    csp.csp_hashes(site)  # refuses a script that the theme did not bring, whatever the server's policy is
    gate.refuse_findings(site, checks)
    said = about(site)
    return _Site(site, data, entries, replace(said, commit=commit or said.commit), commit_time)


def _make_target(place: Target) -> None:
    """The folders, readable for the web server whatever the umask; ones that exist are left as they are."""
    if place.root.exists() and not place.root.is_dir():
        raise Misused("publish.bad_target", file=place.root, why="不是文件夹")
    place.live()
    for folder in (place.root, place.releases):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            os.chmod(folder, tree.FOLDER_MODE)


def _settle(place: Target, stamp: datetime) -> tuple[_Live, list[history.Entry]]:
    """Put right what a killed run left, and read what is live."""
    name = place.live()
    past = history.reconcile(place.history, name, stamp)
    tree.clean(place.root, place.releases)
    happened = {one.release for one in past}
    for left in place.names():
        if name and left > name and left not in happened and stamp_of(left):
            tree.discard(place.releases / left)
    return _live(place, name), past


def _live(place: Target, name: str | None) -> _Live:
    if name is None or not (place.releases / name).is_dir():
        return _Live(name, None, {}, About())
    folder = place.releases / name
    try:
        return _Live(name, folder, manifest.read(folder)[1], about(folder))
    except PublishError:  # a damaged live release is no reason to refuse a sound one
        return _Live(name, None, {}, About())


def _refuse(
    ready: _Site,
    live: _Live,
    past: list[history.Entry],
    stamp: datetime,
    is_ancestor: history.IsAncestor | None,
    *,
    allow_shrink: bool,
    force: bool,
) -> None:
    known = {one.audience for one in past[-1:]} | {live.about.audience}
    for audience in sorted(known - {"", ready.about.audience}):
        raise Refused("publish.wrong_audience", live=audience, new=ready.about.audience or "未写明")
    if not force:
        history.refuse_older(past, _entry(ready, "", stamp), is_ancestor)
    if not allow_shrink:
        gate.refuse_shrunk(live.entries, ready.entries)


def _entry(ready: _Site, name: str, stamp: datetime) -> history.Entry:
    return history.entry("publish", name, ready.about, stamp, ready.commit_time)


def _put(ready: _Site, live: _Live, past: list[history.Entry], place: Target, stamp: datetime) -> Release:
    _refuse_no_space(ready, live, place)
    name = next_name(stamp, ready.digest, [*place.names(), *(one.release for one in past)])
    incoming = place.releases / f".incoming-{name}"
    made = stamp_of(name)
    when = int(made.replace(tzinfo=SHANGHAI).timestamp()) if made else 0
    copy = tree.Copy(ready.folder, incoming, ready.entries, when, live.folder, live.entries)
    try:
        # Named before anything is given back: afterwards a full inode table looks like a full disk.
        with machine_faults(incoming):
            copy.run(ready.manifest_bytes)
            os.replace(incoming, place.releases / name)
    except BaseException:
        _give_up(incoming)
        raise
    fsync_folder(place.releases)
    kept.add(place, place.releases / name, ready.entries)
    history.append(place.history, _entry(ready, name, stamp))
    place.switch(name)
    removed = gate.removed_pages(live.entries, ready.entries)
    return Release(
        name,
        place.releases / name,
        ready.about,
        True,
        len(ready.entries) + 1,
        len(copy.linked),
        removed=removed,
    )


def _refuse_no_space(ready: _Site, live: _Live, place: Target) -> None:
    disk = os.statvfs(place.releases)
    free = disk.f_bavail * disk.f_frsize
    need = tree.space_needed(ready.entries, live.entries, ready.folder) + _MARGIN
    if free < need:
        raise Faulted(
            "publish.space_short", file=place.root, need=-(-need // 1_000_000), free=free // 1_000_000
        )
    if disk.f_files and disk.f_favail < len(ready.entries) - len(live.entries):
        raise Faulted("publish.inodes_full", file=place.root)


def _give_up(incoming: Path) -> None:
    """Give the space back at once. If even that fails, the next run does it."""
    try:
        tree.remove(incoming)
    except OSError:
        return


def _tidy(place: Target, live: str, keep: int) -> tuple[str, ...]:
    """Take old releases away. The new one is live already, so trouble here is told, not raised."""
    try:
        names = place.names()
        staying = set(names[-keep:]) | {live}
        for name in names:
            if name not in staying and stamp_of(name):
                tree.discard(place.releases / name)
        kept.prune(place, staying)
    except OSError as error:
        why = str(from_os_error(error, place.root))
        return (catalogue()["publish.not_tidied"].text.format(why=why),)
    return ()


def rollback(target: Path, *, stamp: datetime, to: str | None = None, wait: float = 0) -> Release:
    """Switch back to the release before the live one, or to the one named `to`, after re-hashing it.

    Raises:
        PublishError: no such release, it is damaged, or the lock is held. The live site is untouched.
    """
    place = Target(target.absolute())
    with machine_faults(place.root):
        live = place.live()
        if live is None:
            raise Misused("publish.nothing_live", target=target)
        with locked(place.lock, stamp, wait):
            _settle(place, stamp)
            name = _choose(place, to)
            folder = place.releases / name
            wrong = [one.path for one in differences(folder)]
            if wrong:
                raise Refused("publish.damaged", name=name, count=len(wrong), examples=examples(wrong))
            said = about(folder)
            kept.add(place, folder, manifest.read(folder)[1])
            history.append(place.history, history.entry("rollback", name, said, stamp))
            place.switch(name)
            return Release(name, folder, said, True)


def _choose(place: Target, to: str | None) -> str:
    names = [name for name in place.names() if stamp_of(name)]
    if to is not None:
        if to not in names:
            raise Misused("publish.no_release", name=to)
        return to
    live = place.live() or ""
    older = [name for name in names if name < live]
    if not older:
        raise Misused("publish.no_older")
    return older[-1]


def releases(target: Path) -> list[Release]:
    """Every release that is still there, newest first."""
    place = Target(target.absolute())
    with machine_faults(place.root):
        live = place.live()
        return [_listed(place, name, live) for name in reversed(place.names())]


def _listed(place: Target, name: str, live: str | None) -> Release:
    folder = place.releases / name
    try:
        return Release(name, folder, about(folder), name == live, len(manifest.read(folder)[1]) + 1)
    except PublishError:
        return Release(name, folder, About(), name == live)
