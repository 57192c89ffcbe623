"""Keeps a site in step with the content folder. One thread works; others may ask what it found last."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator import writer
from generator.build import Memory, build, run_engine, undo
from generator.engine import EngineError
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.load import load_one
from generator.library.scan import RecordFile
from generator.library.visible import standing, visible
from generator.problems import Finding
from generator.record import Record
from generator.render import Renderer, Surroundings, environment, serialize
from generator.request import Request

_AT_ONCE = 4
"""So many saved records are shown before everything else; more at a time are a pull or a copy, not somebody typing."""
_LOOKING = 0.3
"""Seconds that a browser gets to fetch the new page before the rest of the site takes the processor."""
_NOT_READ = (0, 0, 0, 0)


class Live:
    """The last good site, and what is wrong with the content now."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._memory = Memory()
        self._shown: Library | None = None
        """What readers of the last good site see."""
        self._changed = threading.Condition()
        self._version = 0
        self._findings: tuple[Finding, ...] = ()
        self._fault = ""

    def state(self) -> dict[str, Any]:
        """What a page must know: the version of the site, and the errors that keep it from being newer."""
        errors = [self._as_json(one) for one in self._findings if one.is_error]
        return {"version": self._version, "errors": errors, "fault": self._fault}

    def wait(self, version: int, seconds: float) -> dict[str, Any]:
        """The state as soon as it is not `version` any more, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
        return self.state()

    def rebuild(self) -> None:
        """Check and build everything that is not up to date."""
        try:
            # A new request, because each looks at the folder once.
            built = build(replace(self.request), memory=self._memory)
        except EngineError as error:
            self._tell((), str(error))
        else:
            self._tell(built.findings, "")
            if built.ok:
                self._look_ahead()

    def _look_ahead(self) -> None:
        """Work out now what the page of the next saved record will need."""
        known = self._memory.library
        if known is None:
            return
        if self._shown is None:
            # Thousands of records live as long as this process: looking for garbage among them takes longer than a page.
            gc.collect()
            gc.freeze()
        self._shown = visible(known, self.request.audience or None)

    def warm_up(self) -> None:
        """Compile the templates of records, which takes longer than filling them."""
        for kind in all_kinds():
            environment().get_template(f"{kind}/page.md.j2")

    def saved(self, paths: Iterable[str]) -> None:
        """Files were saved: show a changed record at once, then bring everything else in step."""
        records = [file for path in paths if (file := self._record_file(Path(path))) is not None]
        if 0 < len(records) <= _AT_ONCE and self._show_at_once(records):
            time.sleep(_LOOKING)
        self.rebuild()

    def _record_file(self, path: Path) -> RecordFile | None:
        """The record that a path of the content folder is, if it was one already; editors write other files too."""
        content = self.request.content
        try:
            name = path.relative_to(content if path.is_relative_to(content) else content.resolve()).as_posix()
        except ValueError:
            return None
        known = self._memory.earlier
        full = f"{content.name}/{name}"
        if known is None or full not in known.records or not path.is_file():
            return None
        kind, _, rest = name.partition("/")
        return RecordFile(kind, rest.removesuffix(".yml").removesuffix("/index"), full, str(path), _NOT_READ)

    def _show_at_once(self, files: list[RecordFile]) -> bool:
        """The pages of changed records, before the lists and outputs that depend on them; whether there are any."""
        loaded = [load_one(file) for file in files]
        if errors := [one for each in loaded for one in each.findings if one.is_error]:
            self._tell(tuple(errors), "")
            return False
        library, shown = self._shown, []
        for each in loaded:
            record = self._as_shown(each.record) if each.record is not None else None
            if record is not None and library is not None:
                library = library.exchanged(record)
                shown.append(record)
        return bool(shown) and library is not None and self._write_pages(library, shown)

    def _as_shown(self, record: Record) -> Record | None:
        """A record as readers may see it; None when they did not or do not see it."""
        known, library = self._memory.library, self._shown
        if known is None or library is None or library.get(record.kind, record.id) is None:
            return None
        seen = library.site.sees(library.audience, record.audience)
        if not seen or standing(record, library.policy, library.as_of) != "shown":
            return None
        redact = all_kinds()[record.kind].redact
        return redact(record, known.exchanged(record)) if redact else record

    def _write_pages(self, library: Library, records: list[Record]) -> bool:
        renderer = Renderer(library, Surroundings(self.request.content))
        pages = {page.path: serialize(page) for page in map(renderer.record, records)}
        for record in records:
            undo(self.request, f"page:{record.key}")
        writer.update(self.request.docs, pages)
        try:
            run_engine(self.request, library, changed=set(pages))
        except EngineError:
            return False  # the whole build that follows says what is wrong
        # What is wrong elsewhere stays said.
        saved = {record.path for record in records}
        self._tell(tuple(one for one in self._findings if one.path not in saved), "")
        return True

    def _tell(self, findings: tuple[Finding, ...], fault: str) -> None:
        with self._changed:
            self._findings, self._fault = findings, fault
            self._version += 1
            self._changed.notify_all()

    def _as_json(self, finding: Finding) -> dict[str, Any]:
        full = self.request.content.parent / finding.path
        return {**finding.as_json(), "excerpt": finding.excerpt, "file": full.as_posix()}
