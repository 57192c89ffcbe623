"""Turns ``build/docs`` into ``build/site``. The only package that knows the name of the site engine.

``build`` takes the fast road and, where the theme or the settings do something that road cannot repeat to the byte,
the plain one. Both write the same files. MkDocs is imported only when there is something to render.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import writer

from .base import EngineError, Plan, Unsupported
from .fast import Build, Result
from .run import forked, through

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["EngineError", "Result", "build", "targets"]


def build(
    docs: Path,
    site: Path,
    *,
    config: Path,
    cache: Path,
    epoch: int,
    settings: dict[str, Any] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    road: str = "auto",
    changed: set[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Build every page of ``docs`` into ``site``, redoing only what changed.

    ``config`` is ``mkdocs.yml``; ``settings`` override it (``site_name``, ``site_url``, ``nav``; ``extra`` is merged);
    ``epoch`` is the instant of the build in seconds; ``cache`` may be deleted at any time. ``road`` is ``auto``,
    ``fast`` or ``plain``. Files in ``site`` that the engine did not make are left alone.

    Many pages are made by ``jobs`` forked processes, or by ``executor`` when one is given; its workers may be on other
    machines (``distributed.Client(…).get_executor()``). ``changed`` names the pages of ``docs`` that may differ from
    the last build; without it every file is looked at (0.05 s for 10,000). Give it only when nobody else writes there.

    Raises EngineError when the engine has something to complain about (its warnings count), OSError from the disk.
    """
    plan = Plan(config, docs, site, epoch, dict(settings or {}))
    writer.make_folder(site)
    writer.make_folder(cache)
    if road != "plain":
        try:
            runner = through(executor) if executor is not None else forked(jobs or os.cpu_count() or 1)
            return Build(plan, cache, runner, progress).run(changed)
        except Unsupported:
            if road == "fast":
                raise
    return _plainly(plan, cache)


def targets(sources: Iterable[str]) -> set[str]:
    """Where in the site the pages made from these files of ``docs`` are."""
    from .urls import destination

    return {destination(source) for source in sources}


def _plainly(plan: Any, cache: Path) -> Result:
    """The plain road, keeping account of the engine's own files as the fast one does."""
    from . import plain, urls
    from .state import Made, State, stamp

    old, _ = State.load(cache)
    files = plain.contents(plan, cache)
    before = {urls.destination(source) for source in old.pages} | set(old.others)
    changes = writer.update(plan.site, files, sorted(before - set(files)))
    others = {path: Made("plain", stamp(os.path.join(plan.site, path)) or (0, 0)) for path in files}
    State(environment="plain", others=others).save(cache)
    count = sum(path.endswith("index.html") for path in files)
    return Result(changes.written, changes.removed, lambda: set(files), set(files), count, count, "plain")
