"""One build: check, render, run the engine, make the other outputs. Nothing is touched when check finds errors."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from generator import engine, writer
from generator.git import read_history
from generator.library import Checked, check
from generator.library.library import Library
from generator.library.personal import significant
from generator.library.visible import visible
from generator.messages import finding
from generator.outputs import Content, Copy, all_outputs
from generator.outputs.media import emblem_path
from generator.problems import Finding
from generator.render import Renderer, Surroundings, serialize
from generator.store import FolderStore

Progress = Callable[[str], None]

PROJECT = Path(__file__).parent.parent
"""Where mkdocs.yml and theme/ lie."""
MANIFEST = "manifest.sha256"


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. `audience` empty means the widest; `built_at` and `commit` are shown on every page."""

    content: Path
    site: Path
    as_of: dt.date
    built_at: dt.datetime
    audience: str = ""
    commit: str = ""
    jobs: int = 0
    clean: bool = False

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


@dataclass(frozen=True, slots=True)
class Built:
    """What a build found and did."""

    findings: tuple[Finding, ...]
    ok: bool
    pages: int = 0
    exempt: tuple[str, ...] = ()
    """What 豁免 names, reduced to letters and digits: later looks at the site leave it alone."""


def build(request: Request, executor: Executor | None = None, say: Progress = lambda step: None) -> Built:
    """Check the content and make the site folder say what the records say.

    Raises:
        OSError: the machine failed (disk full, no permission).
    """
    say("检查记录")
    history = read_history(request.content, request.as_of)
    checked = check(request.content, request.as_of, executor, history)
    if not checked.ok or checked.library is None:
        return Built(checked.findings, ok=False)
    if wrong := _unknown_audience(request, checked.library):
        return Built((*checked.findings, wrong), ok=False)
    library = visible(checked.library, request.audience or None)
    store = FolderStore(request.cache / "results")
    run = executor.map if executor else map
    around = Surroundings(history, request.content, store, run, tell=say)
    built = _write(request, checked, library, around, say)
    store.trim()
    return built


def _unknown_audience(request: Request, library: Library) -> Finding | None:
    known = library.site.audiences or (library.site.default_audience,)
    if not request.audience or request.audience in known:
        return None
    path = f"{request.content.name}/site.yml"
    return finding("build.audience", path, typed=request.audience, choices="、".join(known))


def _write(
    request: Request, checked: Checked, library: Library, around: Surroundings, say: Progress
) -> Built:
    say("生成页面")
    pages = {page.path: serialize(page) for page in Renderer(library, around).pages()}
    writer.sync(request.docs, pages)
    say("生成网站")
    result = engine.build(
        request.docs,
        request.site,
        config=PROJECT / "mkdocs.yml",
        cache=request.cache,
        epoch=_epoch(library.as_of),
        settings=engine_settings(library),
        jobs=request.jobs or None,
    )
    say("生成数据和订阅")
    keep = {*result.owned, *_write_outputs(request, library, around, len(pages))}
    writer.update(request.site, {}, [path for path in writer.tree(request.site) if path not in keep])
    manifest = "".join(f"{digest}  {path}\n" for path, digest in _digests(request.site))
    writer.update(request.site, {MANIFEST: manifest.encode()})
    exempt = (significant(one.what) for record in library.all_records() for one in record.exemptions)
    return Built(checked.findings, ok=True, pages=len(pages), exempt=tuple(exempt))


def _write_outputs(request: Request, library: Library, around: Surroundings, pages: int) -> Iterator[str]:
    """Write every output as it is made, so that they never lie in memory together; their paths."""
    made: set[str] = set()
    for path, content in chain(outputs(library, around), _status_files(request, library, pages)):
        if isinstance(content, Copy):
            writer.put_copy(request.site, path, content.source, content.sha256, made)
        else:
            writer.put(request.site, path, content, made)
        yield path


def _status_files(request: Request, library: Library, pages: int) -> Iterator[tuple[str, Content]]:
    told = status(request, library, pages)
    yield "status.json", told
    yield "assets/status.js", b"window.gkStatus = " + told.rstrip() + b";\n"


def _epoch(as_of: dt.date) -> int:
    """The instant that stands in sitemaps and archives: the start of the day, so that two builds of it agree."""
    return int(dt.datetime(as_of.year, as_of.month, as_of.day, tzinfo=dt.timezone(dt.timedelta(hours=8))).timestamp())


def engine_settings(library: Library) -> dict[str, Any]:
    """What the site engine must know of the unit. Commit and build time are not here: they would change every page
    at every build; `status.json` and `assets/status.js` carry them."""
    site = library.site
    contact = site.supervision[0]
    return {
        "site_name": site.name,
        "site_url": site.url or "",
        "extra": {
            "unit": site.unit,
            "logo": emblem_path(library),
            "as_of": library.as_of.isoformat(),
            "audience": library.audience if len(site.audiences) > 1 else "",
            "sample": site.sample,
            "supervision": {
                "department": contact.office,
                "phone": contact.phone or "",
                "email": contact.mailbox or "",
                "mailbox": contact.address or "",
            },
        },
    }


def outputs(library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """Every file of the site that is not a page."""
    for make in all_outputs().values():
        yield from make(library, around)


def status(request: Request, library: Library, pages: int) -> bytes:
    """`/status.json`: what is live, for people who watch over it."""
    document = {
        "commit": request.commit,
        "built_at": request.built_at.isoformat(timespec="seconds"),
        "as_of": library.as_of.isoformat(),
        "pages": pages,
        "audience": library.audience,
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _digests(site: Path) -> Iterator[tuple[str, str]]:
    for path in writer.tree(site):
        if path != MANIFEST:
            with (site / path).open("rb") as stream:
                yield path, hashlib.file_digest(stream, "sha256").hexdigest()
