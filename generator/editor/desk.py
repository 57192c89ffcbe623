"""All records, kept read: what `check` would say if one record were different, without writing anything.

Only files that changed are read again, so that a check of thousands of records answers while one waits for it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator import environment
from generator.attachments import Inspection
from generator.git import read_history
from generator.history import Change, Edit, History
from generator.kept import Kept
from generator.library.check import judge
from generator.library.earlier import Earlier
from generator.library.files import SITE, inspect_emblem, inspect_files, unreferenced
from generator.library.library import Library
from generator.library.load import Loaded, load, load_one
from generator.library.scan import SETTINGS, RecordFile, Scan, scan
from generator.library.settings import Settings, read_settings
from generator.problems import Finding, MachineFault, sort_key
from generator.record import Fault, Record

_KEPT = "records.sqlite"
Stamp = tuple[int, int]
Inspected = tuple[dict[str, dict[str, Inspection]], list[tuple[Record, Fault]]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as it would be. `text` None: as if it were deleted."""

    file: RecordFile
    text: bytes | None
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """New files beside it: name → content."""
    keys: tuple[str, ...] = ()
    """Top-level keys that differ from the file on disk: what git would show as changed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `check` says about a draft."""

    own: tuple[Finding, ...]
    """About the record itself, reminders too."""
    elsewhere: tuple[Finding, ...]
    """Errors that other records would newly have."""
    library: Library

    @property
    def blocked(self) -> bool:
        return bool(self.elsewhere) or any(one.is_error for one in self.own)


class Desk:
    """The records of a content folder on one day. Not safe for several threads at once: the caller locks."""

    def __init__(self, content: Path, as_of: dt.date, work: Path) -> None:
        self.content = content
        self.as_of = as_of
        self._work = work
        self.history = History()
        self._commits: dict[str, bytes] = {}
        self.scan = Scan()
        self._settings: tuple[object, Settings, tuple[Finding, ...]] | None = None
        self._inspected: dict[str, tuple[object, Inspected]] = {}
        kept = Kept(work / _KEPT, f"{environment.program()}|{content}")
        self._earlier = Earlier(kept, "", lasting=True)
        self._loaded = self._earlier.records
        self._known = self._earlier.attachments
        self._before: tuple[object, Library, tuple[Finding, ...]] | None = None

    def remember(self) -> None:
        """Keep what was read for the next start: an editor with thousands of records is there at once."""
        self._earlier.save()
        self._earlier.kept.close()

    def read_history(self) -> None:
        """Ask git anew: after a commit, and once at the start."""
        self.history = read_history(self.content, self.as_of, self._commits)
        self._before = None

    @property
    def settings(self) -> Settings:
        """The unit's settings, read again when one of the files changed."""
        stamps = tuple(_stamp(self.content / name) for name in sorted(SETTINGS))
        if self._settings is None or self._settings[0] != stamps:
            settings, findings = read_settings(self.content)
            self._settings = (stamps, settings, tuple(findings))
        return self._settings[1]

    def refresh(self, executor: Executor | None = None) -> Scan:
        """Look at the folder; read what is new or different, with an executor over its workers when that is much."""
        self.scan = scan(self.content)
        load(self.scan.files, executor, self._loaded)
        return self.scan

    def find(self, kind: str, slug: str) -> RecordFile | None:
        """The file of a record, by its slug (unique in its kind) or full id."""
        files = [one for one in self.scan.files if one.kind == kind]
        return next((one for one in files if slug in (one.id, one.id.rpartition("/")[2])), None)

    def loaded(self, file: RecordFile) -> Loaded:
        return self._loaded[file.path][1]

    def state(self) -> tuple[Library, tuple[Finding, ...]]:
        """The library as it is on disk, and everything that is wrong with it."""
        self.refresh()
        settings = self.settings
        key = (
            id(settings),
            tuple((path, stamp, self._bundle(path)) for path, stamp in self._loaded.stamps.items()),
        )
        if self._before is None or self._before[0] != key:
            library, findings = self._judge(dict(self._everything()), self.history, None)
            self._before = (key, library, findings)
        return self._before[1], self._before[2]

    def verdict(self, draft: Draft) -> Verdict:
        """What `check` would say if the draft were saved."""
        with self.tried(draft) as (verdict, _):
            return verdict

    @contextmanager
    def tried(self, draft: Draft) -> Iterator[tuple[Verdict, Path]]:
        """The verdict on a draft, and the folder that stands for the content folder's parent while it is looked at."""
        _, before = self.state()
        with self._staged(draft) as staged:
            loaded = dict(self._everything())
            for path in [path for path in loaded if _same_record(path, draft.file)]:
                loaded.pop(path)
            if draft.text is not None:
                loaded[draft.file.path] = (staged, load_one(staged))
            library, after = self._judge(
                loaded, self._history_with(draft), staged if draft.text is not None else None
            )
            yield _verdict(draft, library, before, after), _parent(staged)

    def _everything(self) -> Iterator[tuple[str, tuple[RecordFile, Loaded]]]:
        for file in self.scan.files:
            yield file.path, (file, self._loaded[file.path][1])

    def _judge(
        self, loaded: Mapping[str, tuple[RecordFile, Loaded]], history: History, staged: RecordFile | None
    ) -> tuple[Library, tuple[Finding, ...]]:
        settings = self.settings
        if settings.site is None:
            raise MachineFault("site.yml 读不了，先用 gongkai check 看看哪里不对。")
        files: dict[str, dict[str, Inspection]] = {}
        faults: list[tuple[Record | None, Fault]] = []
        findings = [one for _, each in loaded.values() for one in each.findings]
        for file, each in loaded.values():
            if each.record is not None:
                found, wrong = self._files_of(each.record, file, staged)
                files.update(found)
                faults.extend(wrong)
        files[SITE], emblem = inspect_emblem(settings.site, self.content, self._known)
        findings.extend(emblem)
        library = Library(
            [each.record for _, each in loaded.values() if each.record is not None],
            site=settings.site,
            policy=settings.policy,
            calendar=settings.calendar,
            as_of=self.as_of,
            unreadable=_unreadable(loaded.values()),
            files=files,
            history=history,
            synonyms=settings.synonyms,
        )
        findings += judge(library, history, [file for file, _ in loaded.values()], self.content.name, faults)
        if staged is None:
            findings += unreferenced(list(library.all_records()), self.scan.assets)
        else:
            folder = _folder(staged)
            names = sorted(path.name for path in staged.file.parent.iterdir() if path.name != "index.yml")
            mine = [one for one in library.all_records() if one.path == staged.path]
            if staged.path.endswith("/index.yml") and mine:
                findings += unreferenced(mine, {folder: names})
        return library, tuple(sorted(set(findings), key=sort_key))

    def _files_of(self, record: Record, file: RecordFile, staged: RecordFile | None) -> Inspected:
        if staged is not None and file is staged:
            return inspect_files([record], _parent(staged), self._known)
        key = (id(record), self._bundle(file.path))
        old = self._inspected.get(file.path)
        if old is None or old[0] != key:
            old = (key, inspect_files([record], self.content.parent, self._known))
            self._inspected[file.path] = old
        return old[1]

    def _bundle(self, path: str) -> tuple[tuple[str, Stamp], ...]:
        """Names and stamps of the files beside a record."""
        if not path.endswith("/index.yml"):
            return ()
        folder = path.removesuffix("/index.yml")
        place = self.content.parent / folder
        return tuple((name, _stamp(place / name)) for name in self.scan.assets.get(folder, ()))

    @contextmanager
    def _staged(self, draft: Draft) -> Iterator[RecordFile]:
        """The draft's own folder as it would be, somewhere else."""
        if draft.text is None:
            yield draft.file
            return
        self._work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._work, prefix="draft-") as name:
            target = Path(name) / draft.file.path
            target.parent.mkdir(parents=True)
            old = self.content.parent / draft.file.path
            if draft.file.path.endswith("/index.yml") and old.parent.is_dir():
                _copy_beside(old.parent, target.parent)
            for asset, data in draft.assets.items():
                (target.parent / asset).write_bytes(data)
            target.write_bytes(draft.text)
            yield draft.file._replace(place=str(target))

    def _history_with(self, draft: Draft) -> History:
        """The history with the change that is not saved yet: a 公示 that has begun is not changed in silence."""
        past = self.history.of(draft.file.path)
        if not self.history.known or not past or draft.text is None or not draft.keys:
            return self.history
        change = Change(draft.file.path, "", self.as_of, "changed", tuple(Edit(key) for key in draft.keys))
        now = {draft.file.path: [change, *past]}
        return replace(self.history, changes=ChainMap(now, self.history.changes))  # type: ignore[arg-type]


def _verdict(
    draft: Draft, library: Library, before: tuple[Finding, ...], after: tuple[Finding, ...]
) -> Verdict:
    mine = [
        one for one in after if one.path == draft.file.path or one.path.startswith(f"{_folder(draft.file)}/")
    ]
    known = {(one.path, one.code, one.message) for one in before}
    elsewhere = [
        one
        for one in after
        if one.is_error and one not in mine and (one.path, one.code, one.message) not in known
    ]
    return Verdict(tuple(mine), tuple(elsewhere), library)


def _parent(file: RecordFile) -> Path:
    """The folder that a record's `path` is relative to."""
    return file.file.parents[len(Path(file.path).parts) - 1]


def _same_record(path: str, file: RecordFile) -> bool:
    """A record that becomes a folder (`x.yml` → `x/index.yml`) is still the same one."""
    return path.removesuffix("/index.yml").removesuffix(".yml") == _folder(file)


def _folder(file: RecordFile) -> str:
    return file.path.removesuffix("/index.yml").removesuffix(".yml")


def _copy_beside(old: Path, new: Path) -> None:
    for entry in os.scandir(old):
        if entry.is_file(follow_symlinks=False) and entry.name != "index.yml":
            try:
                os.link(entry.path, new / entry.name)
            except OSError:
                shutil.copyfile(entry.path, new / entry.name)
        elif entry.is_dir(follow_symlinks=False):
            shutil.copytree(entry.path, new / entry.name, symlinks=True)


def _unreadable(loaded: Iterable[tuple[RecordFile, Loaded]]) -> Iterator[str]:
    for file, one in loaded:
        if one.record is None:
            yield f"{file.kind}/{file.id}"
            yield f"{file.kind}/{file.id.rpartition('/')[2]}"


def _stamp(path: Path) -> Stamp:
    """Time and size of a file; of a file that is not there, zeros."""
    try:
        state = path.lstat()
    except OSError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)
