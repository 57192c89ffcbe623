"""What to build, and whether it is built already: asked before anything heavy is imported."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generator import environment
from generator.listing import Listing, listing, told

MANIFEST = "manifest.sha256"


@dataclass(frozen=True)
class Request:
    """What to build. `audience` empty means the widest; `built_at` and `commit` are shown on every page.

    A request looks at the content folder once; another build needs another request.
    """

    content: Path
    site: Path
    as_of: dt.date
    built_at: dt.datetime
    audience: str = ""
    commit: str = ""
    jobs: int = 0
    clean: bool = False
    scheduler: str = ""
    """Address of a Dask scheduler (`tcp://…`) whose workers turn Markdown into pages; empty: this machine."""
    papers: bool = True
    """Whether notices are also made as PDF and Word documents: what takes longest when all is made anew."""

    @property
    def work(self) -> Path:
        """Where the build keeps its Markdown and caches: beside the site, never in it."""
        name = "" if self.site.name == "site" else f"{self.site.name}-"
        return self.site.parent / f"{name}work" if name else self.site.parent

    @property
    def docs(self) -> Path:
        return self.work / "docs"

    @property
    def cache(self) -> Path:
        return self.work / "cache"

    @property
    def results(self) -> Path:
        """The file in which the results of jobs are kept."""
        return self.cache / "built.sqlite"

    @property
    def _last(self) -> Path:
        return self.cache / "last.json"

    def told_last_time(self) -> dict[str, Any] | None:
        """What the last build said, when nothing that it depends on was touched since; None when it must be redone."""
        try:
            last = json.loads(self._last.read_bytes())
        except (OSError, ValueError):
            return None
        if (
            self.clean
            or not isinstance(last, dict)
            or last.get("stamp") != [self.content_stamp, self._site_stamp()]
        ):
            return None
        told = last.get("told")
        return told if isinstance(told, dict) else None

    def remember(self, told: dict[str, Any]) -> None:
        """Note what this build said, for the next one."""
        from generator import writer

        stamp = [self.content_stamp, self._site_stamp()]
        text = json.dumps({"stamp": stamp, "told": told}, ensure_ascii=False)
        writer.update(self.cache, {self._last.name: text.encode()})

    def forget(self) -> None:
        """From now on the site is not what the last build made."""
        self._last.unlink(missing_ok=True)

    @cached_property
    def listing(self) -> Listing:
        """The content as it was when first asked for: what is saved while the build runs counts as newer."""
        return listing(os.fspath(self.content))

    @cached_property
    def content_stamp(self) -> str:
        """A fingerprint of everything a build depends on, from the stamps of files."""
        fonts = environment.fonts() if self.papers else ""
        options = f"{self.as_of}|{self.audience}|{self.commit}|{fonts}"
        digest = hashlib.blake2b(f"{environment.program()}|{options}".encode(), digest_size=16)
        for text in told(self.listing):
            digest.update(text)
        return digest.hexdigest()

    def _site_stamp(self) -> str:
        """A fingerprint of the site as a build left it."""
        digest = hashlib.blake2b(digest_size=16)
        for file in (self.site / MANIFEST, self.site / "status.json"):
            digest.update(environment.stamp(file) if file.exists() else b"\0")
        return digest.hexdigest()
