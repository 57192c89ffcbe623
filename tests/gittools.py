"""A repository with a content folder, written and committed on the days that a test wants."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import MutableMapping
from pathlib import Path

from generator.git import read_history
from generator.history import History
from generator.library import Checked, check

LAST_DAY = dt.date(2028, 1, 1)


class Repo:
    """`folder` holds `content/`; every commit has a day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.content.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, day: str = "2026-01-01") -> str:
        when = f"{day}T12:00:00+08:00"
        return subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@t.example", "-C", str(self.folder), *args],
            check=True,
            capture_output=True,
            text=True,
            env={
                "GIT_AUTHOR_DATE": when,
                "GIT_COMMITTER_DATE": when,
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.folder),
            },
        ).stdout

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file of the content folder."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.content / path).read_text(encoding="utf-8")
        assert old in text, (old, text)
        self.write(path, text.replace(old, new))

    def move(self, old: str, new: str) -> None:
        (self.content / new).parent.mkdir(parents=True, exist_ok=True)
        (self.content / old).rename(self.content / new)

    def commit(self, day: str, message: str = "改") -> str:
        self.git("add", "-A", "content")
        self.git("commit", "-q", "--allow-empty", "-m", message, day=day)
        return self.git("rev-parse", "HEAD").strip()

    def history(
        self, day: str | dt.date = LAST_DAY, store: MutableMapping[str, bytes] | None = None
    ) -> History:
        when = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
        return read_history(self.content, when, store)

    def checked(self, day: str) -> Checked:
        return check(self.content, dt.date.fromisoformat(day), history=self.history(day))

    def errors(self, day: str) -> set[str]:
        """Codes of what `check` refuses on a day."""
        return {one.code for one in self.checked(day).findings if one.is_error}

    def told(self, key: str, day: str = "2028-01-01") -> list[str]:
        """A record's history as readers see it, newest first."""
        library = self.checked(day).library
        assert library is not None
        record = library.resolve(key)
        assert record is not None, key
        return ["；".join(entry.what) for entry in library.past(record)]
