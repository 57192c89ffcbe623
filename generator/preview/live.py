"""Keeps a site in step with the content folder. One thread works; others may ask what it found last."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator import writer
from generator.build import Memory, build, run_engine, undo
from generator.engine import EngineError
from generator.library.library import Library
from generator.library.load import load_one
from generator.library.scan import scan
from generator.library.visible import visible
from generator.problems import Finding
from generator.record import Record
from generator.render import Renderer, Surroundings, serialize
from generator.request import Request


class Live:
    """The last good site, and what is wrong with the content now."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._memory = Memory()
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
            built = build(self.request, memory=self._memory)
        except EngineError as error:
            self._tell((), str(error))
        else:
            self._tell(built.findings, "")

    def saved(self, paths: Iterable[str]) -> None:
        """Files were saved: show a changed record at once, then bring everything else in step."""
        names = [Path(path) for path in paths]
        if len(names) == 1 and names[0].suffix == ".yml":
            self._show_at_once(names[0])
        self.rebuild()

    def _show_at_once(self, path: Path) -> None:
        """The page of one changed record, before the lists and outputs that depend on it."""
        known = self._memory.library
        file = next((one for one in scan(self.request.content).files if one.file == path), None)
        if known is None or file is None:
            return
        loaded = load_one(file)
        if any(one.is_error for one in loaded.findings):
            self._tell(loaded.findings, "")
        elif loaded.record is not None and known.get(file.kind, file.id) is not None:
            self._write_page(known, loaded.record)

    def _write_page(self, known: Library, record: Record) -> None:
        library = visible(known.exchanged(record), self.request.audience or None)
        shown = library.get(record.kind, record.id)
        if shown is None:
            return
        page = Renderer(library, Surroundings(self.request.content)).record(shown)
        undo(self.request, f"page:{shown.key}")
        writer.update(self.request.docs, {page.path: serialize(page)})
        try:
            run_engine(self.request, library, changed={page.path})
        except EngineError:
            return  # the whole build that follows says what is wrong
        self._tell((), "")

    def _tell(self, findings: tuple[Finding, ...], fault: str) -> None:
        with self._changed:
            self._findings, self._fault = findings, fault
            self._version += 1
            self._changed.notify_all()

    def _as_json(self, finding: Finding) -> dict[str, Any]:
        full = self.request.content.parent / finding.path
        return {**finding.as_json(), "excerpt": finding.excerpt, "file": full.as_posix()}
