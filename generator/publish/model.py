"""The shapes that publishing returns, and the names of things in a target folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from generator.messages import finding
from generator.problems import Finding
from generator.publish.errors import Misused, Refused

# China has had one zone without summer time since 1991; a fixed offset needs no zone database on the server.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
STAMP = "%Y%m%dT%H%M%S"
STATUS = "status.json"


@dataclass(frozen=True, slots=True)
class About:
    """What `status.json` says of a site. Empty where it says nothing."""

    commit: str = ""
    built_at: str = ""
    as_of: str = ""
    audience: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """One published state. `removed` are pages that the site before had; `notes` say what could not be tidied."""

    name: str
    path: Path
    about: About
    live: bool
    files: int = 0
    linked: int = 0
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in a release that is not as it was published.

    `what` is one of missing, extra, changed, mode, type, unreadable, manifest, current.
    """

    what: str
    path: str
    detail: str = ""

    def as_finding(self) -> Finding:
        """The Chinese sentence for it."""
        return finding(f"verify.{self.what}", self.path, file=self.path, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Target:
    """A target folder's parts. `current` is the only name that a web server needs."""

    root: Path

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def lock(self) -> Path:
        return self.root / ".lock"

    @property
    def history(self) -> Path:
        return self.root / "history.jsonl"

    @property
    def kept_assets(self) -> Path:
        return self.root / "kept-assets"

    def names(self) -> list[str]:
        """Whole releases, oldest first. A dot in front marks what a killed run left."""
        if not self.releases.is_dir():
            return []
        with os.scandir(self.releases) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name[0] != "." and entry.is_dir(follow_symlinks=False)
            )

    def live(self) -> str | None:
        """The name of the release that `current` points to, or None when nothing was published yet.

        Raises:
            Misused: `current` is not a link of ours.
        """
        try:
            link = os.readlink(self.current)
        except FileNotFoundError:
            return None
        except OSError:
            raise Misused("publish.bad_target", file=self.current, why="不是本程序建立的链接") from None
        folder, _, name = link.rpartition("/")
        if folder != "releases" or not name or name[0] == ".":
            raise Misused("publish.bad_target", file=self.current, why=f"指向了别处（{link}）")
        return name

    def switch(self, name: str) -> None:
        """Point `current` to a release in one rename: readers see the old site or the new one."""
        fresh = self.root / f".current.{name}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(f"releases/{name}")
        os.replace(fresh, self.current)
        fsync_folder(self.root)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def about(site: Path) -> About:
    """Read a site's `status.json`.

    Raises:
        Refused: there is none, or it is not an object with a commit and a build time.
    """
    try:
        return about_from((site / STATUS).read_bytes())
    except FileNotFoundError:
        raise Refused("publish.no_status") from None


def about_from(data: bytes) -> About:
    """Parse `status.json`. See `about`."""
    try:
        raw = json.loads(data)
    except ValueError:
        raise Refused("publish.no_status") from None
    if not isinstance(raw, Mapping) or not raw.get("built_at"):
        raise Refused("publish.no_status")
    pages = raw.get("pages")
    texts = {key: str(raw.get(key) or "") for key in ("commit", "built_at", "as_of", "audience")}
    return About(**texts, pages=pages if isinstance(pages, int) else 0)


def next_name(stamp: datetime, digest: str, taken: list[str]) -> str:
    """`<stamp>-<hash>`, the stamp in Shanghai time and later than every other one, even if the clock jumped back."""
    second = stamp.astimezone(SHANGHAI).replace(microsecond=0, tzinfo=None)
    newest = max((when for when in map(stamp_of, taken) if when), default=None)
    if newest and second <= newest:
        second = newest + timedelta(seconds=1)
    return f"{second.strftime(STAMP)}-{digest[:12]}"


def stamp_of(name: str) -> datetime | None:
    """A release's stamp (naive, Shanghai), or None for a folder that is not named like a release."""
    try:
        return datetime.strptime(name.partition("-")[0], STAMP)
    except ValueError:
        return None
