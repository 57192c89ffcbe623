"""One build: check, render, run the engine, make the other outputs. Nothing is touched when check finds errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from generator import engine, writer
from generator.library import Checked, check
from generator.library.library import Library
from generator.library.visible import visible
from generator.outputs import Output, all_outputs
from generator.problems import Finding
from generator.render import Renderer, Surroundings, serialize

Progress = Callable[[str], None]


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


def build(request: Request, executor: Executor | None = None, say: Progress = lambda step: None) -> Built:
    """Check the content and make the site folder say what the records say.

    Raises:
        OSError: the machine failed (disk full, no permission).
    """
    say("检查记录")
    checked = check(request.content, request.as_of, executor)
    if not checked.ok or checked.library is None:
        return Built(checked.findings, ok=False)
    library = visible(checked.library, request.audience or None)
    return _write(request, checked, library, executor, say)


def _write(
    request: Request, checked: Checked, library: Library, executor: Executor | None, say: Progress
) -> Built:
    around = Surroundings()
    say("生成页面")
    pages = {page.path: serialize(page) for page in Renderer(library, around).pages()}
    changes = writer.sync(request.docs, pages)
    say("生成网站")
    outputs = dict(_outputs(library, around))
    engine.build(
        request.docs,
        request.site,
        cache=request.cache,
        executor=executor,
        keep=outputs.keys(),
        site=library.site,
    )
    say("生成数据和订阅")
    writer.update(request.site, outputs)
    del changes
    return Built(checked.findings, ok=True, pages=len(pages))


def _outputs(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    for make in all_outputs():
        yield from make(library, around)


__all__ = ["Built", "Output", "Request", "build"]
