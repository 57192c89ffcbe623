"""One build: check, render, run the engine, make the other outputs. Nothing is touched when check finds errors."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from generator import engine, environment, folders, manifest, memo, writer
from generator.collector import give_back_big_blocks, without_collector
from generator.folders import Found
from generator.git import read_history
from generator.jobs import all_jobs
from generator.kept import Kept
from generator.library import Checked, Earlier, check
from generator.library.library import Library
from generator.library.personal import significant
from generator.library.renewal import Renewal, last_outline
from generator.library.visible import visible
from generator.menu import menu
from generator.messages import finding
from generator.outputs import papers
from generator.outputs.media import emblem_path
from generator.pool import workers
from generator.privacy import scan
from generator.problems import Finding, MachineFault
from generator.render import Surroundings, keep_compiled
from generator.request import Request
from generator.store import FolderStore

__all__ = ["Built", "Memory", "Request", "build"]

Progress = Callable[[str], None]

PROJECT = Path(__file__).parent.parent
"""Where mkdocs.yml and theme/ lie."""
_TORN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
STATUS_FILES = ("status.json", "assets/status.js")
"""What says of the site what is live; the second for pages, which may be opened from a folder."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build found and did."""

    findings: tuple[Finding, ...]
    ok: bool
    pages: int = 0
    shown: Library | None = None
    """What readers see."""

    def exempt(self) -> frozenset[str]:
        """What 豁免 names, reduced to letters and digits: later looks at the site leave it alone."""
        return frozenset(_exempt(self.shown) if self.shown is not None else ())


@dataclass(slots=True)
class Memory:
    """What the builds of one long-running process remember, so that the next one reads fewer files."""

    lasting: bool = True
    """False: the process ends after one build."""
    earlier: Earlier | None = None
    library: Library | None = None
    """Everything that was read last, also what nobody sees yet."""


def build(
    request: Request,
    say: Progress = lambda step: None,
    memory: Memory | None = None,
    looking: Callable[[], Found] | None = None,
) -> Built:
    """Check the content and make the site folder say what the records say.

    With a `memory`, which a process keeps from build to build, records are not read from disk again. `looking` is what
    `folders.looking` gives for the request, when somebody is looking already.

    Raises:
        OSError: the machine failed (disk full, no permission).
    """
    give_back_big_blocks()
    memory = memory or Memory(lasting=False)
    if request.clean:
        _forget(request)
    try:
        with without_collector(), nullcontext(looking) if looking else folders.looking(request) as found:
            return _build(request, say, memory, found)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _TORN:
            raise OSError(_ERRNO.get(error.sqlite_errorcode, errno.EIO), str(error)) from error
        _forget(request)
        return _build(request, say, Memory(lasting=False), partial(folders.nobodys, request))


def _build(request: Request, say: Progress, memory: Memory, found: Callable[[], Found]) -> Built:
    say("检查记录")
    store = FolderStore(request.cache / "results")
    earlier = _earlier(request, memory)
    with workers(request.jobs) as executor:
        try:
            history = read_history(request.content, request.as_of, store)
            checked = check(request.content, request.as_of, executor, history, earlier, request.listing)
            memory.library = checked.library
            if not checked.ok or checked.library is None:
                return Built(checked.findings, ok=False)
            if wrong := _unknown_audience(request, checked.library):
                return Built((*checked.findings, wrong), ok=False)
            earlier.kept.commit()
        finally:
            earlier.kept.close()
    around = Surroundings(request.content, store, tell=say, papers=_papers(request, say))
    built = _write(request, checked, checked.library, around, found(), say)
    store.trim()
    return built


def _earlier(request: Request, memory: Memory) -> Earlier:
    """What earlier checks found out; a long-running process has it at hand."""
    program = environment.program()
    key = environment.settings(program, request.content, request.as_of, "")
    if memory.earlier is None:
        kept = Kept(request.cache / "checked.sqlite", program)
        memory.earlier = Earlier(kept, key, lasting=memory.lasting)
    memory.earlier.key = key
    return memory.earlier


def _papers(request: Request, say: Progress) -> tuple[str, ...]:
    """The forms of paper that are wanted and that this machine can make."""
    forms = papers.suffixes() if request.papers else ()
    if forms and "pdf" not in forms:
        say(papers.NO_TYPESETTER)
    return forms


def undo(request: Request, page: str) -> None:
    """A page is written outside of a build: the next one makes it again, and says no longer that nothing changed."""
    kept = _results(request)
    kept.forget([f"{folders.JOB}{page}"])
    kept.commit()
    kept.close()
    request.forget()


def _results(request: Request) -> Kept:
    return Kept(request.results, environment.program())


def _forget(request: Request) -> None:
    """--clean: without caches everything is made again."""
    if request.cache.is_dir():
        shutil.rmtree(request.cache)


def _unknown_audience(request: Request, library: Library) -> Finding | None:
    known = library.site.audiences or (library.site.default_audience,)
    if not request.audience or request.audience in known:
        return None
    path = f"{request.content.name}/site.yml"
    return finding("build.audience", path, typed=request.audience, choices="、".join(known))


def _write(
    request: Request, checked: Checked, whole: Library, around: Surroundings, found: Found, say: Progress
) -> Built:
    say("生成页面和数据")
    audience = request.audience or whole.site.default_audience
    key = environment.settings(environment.program(), request.content, whole.as_of, audience)
    key = f"{key} {','.join(around.papers)} {environment.fonts() if around.papers else ''}"
    around = replace(around, site=request.site, key=key)
    keep_compiled(request.cache / "templates")
    noted = manifest.take(request.site)
    kept = _results(request)
    try:
        last = last_outline(kept, key)
        if last is None:
            found = folders.nobodys(request)
        else:
            around = replace(around, missing=found.missing["site"])
        library = visible(whole, audience, last.roll if last else None)
        outcome = memo.run(
            all_jobs(library, without=() if around.papers else ("papers",)),
            Renewal(kept, library, key, last),
            library,
            around,
            folders.of(request),
            request.jobs or os.cpu_count() or 1,
            found.missing,
            starting=request.forget,
        )
    finally:
        kept.close()
    writer.update(request.docs, {}, (outcome.gone["docs"] | found.others["docs"]) - outcome.fresh["docs"])
    say("生成网站")
    result = run_engine(request, library, _changed_pages(outcome, found))
    status_files = dict(_status_files(request, library, outcome.pages))
    writer.update(request.site, status_files)
    fresh = outcome.fresh["site"].union(engine.targets(outcome.fresh["docs"]))
    strays = outcome.gone["site"] | found.others["site"]
    strays -= fresh.union(result.others, status_files, (manifest.MANIFEST,))
    writer.update(request.site, {}, strays)
    written = outcome.written["site"].union(result.written, status_files, fresh)
    manifest.write(request.site, noted, written, strays.union(result.removed))
    return Built(checked.findings, ok=True, pages=outcome.pages, shown=library)


def _changed_pages(outcome: memo.Outcome, found: Found) -> set[str] | None:
    """The pages that were written, when the others are all as they were; None when the engine must look for itself."""
    same = not (outcome.fresh["docs"] or outcome.gone["docs"] or found.unpaged)
    return set(outcome.written["docs"]) if same else None


def _exempt(library: Library) -> Iterator[str]:
    """The numbers that 豁免 names, and those in the files that it names."""
    for record in library.all_records():
        for one in record.exemptions:
            yield significant(one.what)
            file = library.file(record, one.what)
            text = file.text if file else ""
            yield from (significant(text[hit.start : hit.end]) for hit in scan(text))


def run_engine(request: Request, library: Library, changed: set[str] | None = None) -> engine.Result:
    """Turn `build/docs` into pages of the site; with `changed`, only those sources are looked at.

    Raises:
        EngineError: the site engine complains.
    """
    return engine.build(
        request.docs,
        request.site,
        config=PROJECT / "mkdocs.yml",
        cache=request.cache,
        epoch=_epoch(library.as_of),
        settings=engine_settings(library),
        jobs=request.jobs or None,
        executor=cluster(request.scheduler) if request.scheduler else None,
        changed=changed,
    )


def cluster(scheduler: str) -> Executor:
    """The workers of a Dask cluster as an executor. They need this program and the same folders at the same paths.

    Raises:
        MachineFault: `gongkai[cluster]` is not installed, or nobody answers there.
    """
    try:
        from distributed import Client

        executor: Executor = Client(scheduler, timeout=10).get_executor()  # type: ignore[no-untyped-call]
    except ImportError:
        raise MachineFault("没有安装集群支持：pip install gongkai[cluster]。") from None
    except (OSError, TimeoutError, ValueError) as error:
        raise MachineFault(f"连不上集群调度器 {scheduler}：{error}") from None
    return executor


def _status_files(request: Request, library: Library, pages: int) -> Iterator[tuple[str, bytes]]:
    told = status(request, library, pages)
    yield STATUS_FILES[0], told
    yield STATUS_FILES[1], b"window.gkStatus = " + told.rstrip() + b";\n"


def _epoch(as_of: dt.date) -> int:
    """The instant that stands in sitemaps and archives: noon in Beijing, which is that day in UTC too."""
    return int(
        dt.datetime(
            as_of.year, as_of.month, as_of.day, 12, tzinfo=dt.timezone(dt.timedelta(hours=8))
        ).timestamp()
    )


def engine_settings(library: Library) -> dict[str, Any]:
    """What the site engine must know of the unit. Commit and build time are not here: they would change every page
    at every build; `status.json` and `assets/status.js` carry them."""
    site = library.site
    contact = site.supervision[0]
    return {
        "site_name": site.name,
        "site_url": site.url or "",
        **({"nav": menu(_nav(), site.sections)} if site.sections else {}),
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


def _nav() -> list[dict[str, Any]]:
    nav: list[dict[str, Any]] = yaml.safe_load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    return nav


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
