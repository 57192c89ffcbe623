"""预览: the page of a record as it would be on the site, saved or not, published or not."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from dataclasses import replace
from pathlib import Path

from generator import engine, writer
from generator.build import PROJECT, engine_settings
from generator.editor.books import Refusal
from generator.editor.desk import Desk, Draft
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.visible import visible
from generator.outputs import Copy, media
from generator.record import Record
from generator.render import Renderer, Surroundings, serialize
from generator.store import FolderStore

_BEIJING = dt.timezone(dt.timedelta(hours=8))


class Preview:
    """A site of its own, beside the real one, that is shown under an address nobody can guess."""

    def __init__(self, desk: Desk, work: Path, address: str = "") -> None:
        self.desk = desk
        self.address = address
        """Where the preview's own server answers; another origin than the editor's."""
        self.secret = secrets.token_urlsafe(16)
        self.site = work / "site"
        self._docs = work / "docs"
        self._cache = work / "cache"
        self._lock = threading.Lock()
        self._whole = False

    def show(self, draft: Draft) -> str:
        """Make the page of a draft; returns its address.

        Raises:
            Refusal: there is no page yet, because the record cannot be read, or the site engine complains.
        """
        with self._lock, self.desk.tried(draft) as (verdict, parent):
            record = next((one for one in verdict.library.all_records() if one.path == draft.file.path), None)
            if record is None:
                first = next((one.message for one in verdict.own if one.is_error), "")
                raise Refusal("editor.preview-failed", 422, what=first)
            library, shown = _showing(verdict.library, record)
            around = Surroundings(parent / self.desk.content.name, FolderStore(self._cache / "results"))
            self._pages(library, shown, around)
            self._files(library, shown, around)
        return f"{self.address}/{self.secret}/{shown.key}/"

    def _pages(self, library: Library, record: Record, around: Surroundings) -> None:
        """The whole site's pages once, so that its links lead somewhere; after that only what the record touches."""
        renderer = Renderer(library, around)
        kind = all_kinds()[record.kind]
        touched = [renderer.record(record), renderer.index(kind)]
        pages = {
            page.path: serialize(page) for page in (touched if self._whole else [*renderer.pages(), *touched])
        }
        if self._whole:
            writer.update(self._docs, pages)
        else:
            writer.sync(self._docs, pages)
        day = library.as_of
        try:
            engine.build(
                self._docs,
                self.site,
                config=PROJECT / "mkdocs.yml",
                cache=self._cache,
                epoch=int(dt.datetime(day.year, day.month, day.day, tzinfo=_BEIJING).timestamp()),
                settings=engine_settings(library),
                # Threads are running: a forked worker could wait for a lock that nobody will ever free.
                jobs=1,
            )
        except engine.EngineError as error:
            raise Refusal("editor.preview-failed", 500, what=str(error)) from error
        self._whole = True

    def _files(self, library: Library, record: Record, around: Surroundings) -> None:
        """The record's own pictures and attachments, and the unit's emblem."""
        real = replace(around, content=self.desk.content)
        places = {record.key: around, "unit": real}
        for part, make in media.parts(library):
            for path, content in make(library, places[part]) if part in places else ():
                if isinstance(content, bytes):
                    writer.put(self.site, path, content)
                elif isinstance(content, Copy):
                    writer.put_copy(self.site, path, content.source, content.sha256)


def _showing(everything: Library, record: Record) -> tuple[Library, Record]:
    """What the record's own readers see, with the record among it whether or not it is published yet."""
    library = visible(everything, record.audience)
    found = library.get(record.kind, record.id)
    if found is not None:
        return library, found
    redact = all_kinds()[record.kind].redact
    shown: Record = redact(record, everything) if redact else record
    return library.exchanged(shown), shown
