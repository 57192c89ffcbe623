"""Who does the batches: this process, forked ones, or any ``concurrent.futures.Executor``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import writer

from . import batch
from .base import EngineError, Plan
from .entries import Stamp
from .shell import Rules, ShellStore
from .state import digest, page_hash, theme_folder

if TYPE_CHECKING:
    from concurrent.futures import Executor

Batches = list[list[tuple[str, Stamp]]]
Runner = Callable[["batch.Works", Plan, Batches], Iterable[list["batch.Outcome"]]]

_WORKS: tuple[batch.Works, Plan] | None = None
"""What forked processes inherit; set for the life of one pool."""


def forked(jobs: int) -> Runner:
    """A runner over ``jobs`` forked processes."""

    def run(works: batch.Works, plan: Plan, batches: Batches) -> Iterator[list[batch.Outcome]]:
        from generator import pool

        global _WORKS
        _WORKS = works, plan
        try:
            for outcomes, learned in pool.forked(jobs, _work, batches):
                works.take(learned)
                yield outcomes
        finally:
            _WORKS = None

    return run


def _work(one: list[tuple[str, Stamp]]) -> tuple[list[batch.Outcome], dict[str, Any]]:
    assert _WORKS is not None
    works, plan = _WORKS
    return batch.make(works, plan.docs, plan.site, one), works.learned()


# --- elsewhere: nothing is shared with the other machine but the program itself


@dataclass(frozen=True)
class Bundle:
    """All that a process without our disk needs to make pages; small, and the same for every batch of a build."""

    config: bytes
    theme: dict[str, bytes]
    menu_files: dict[str, bytes]
    menu: dict[str, str]
    levels: tuple[int, int] | None
    settings: dict[str, Any]
    epoch: int
    rules: dict[str, Any]


def through(executor: Executor) -> Runner:
    """A runner over any ``Executor``, also one whose workers are on other machines (``dask.distributed``).

    Sources travel there and pages travel back; this process writes. A batch whose worker is lost is made here.
    """

    def run(works: batch.Works, plan: Plan, batches: Batches) -> Iterator[list[batch.Outcome]]:
        from concurrent.futures import as_completed

        bundle = _bundle(works, plan)
        futures = {executor.submit(_work_elsewhere, bundle, _with_texts(plan, one)): one for one in batches}
        for future in as_completed(futures):
            yield _received(future, works, plan, futures[future])

    return run


def _received(
    future: Any, works: batch.Works, plan: Plan, one: list[tuple[str, Stamp]]
) -> list[batch.Outcome]:
    try:
        answers, learned = future.result()
    except EngineError:
        raise
    except Exception:  # whatever a lost worker looks like to this executor
        return batch.make(works, plan.docs, plan.site, one)
    works.take(learned)
    made: set[str] = set()
    outcomes, here = [], []
    for (source, before), (text_hash, data) in zip(one, answers, strict=True):
        if data is None:
            here.append((source, before))
        else:
            outcomes.append(batch.written(plan.site, source, before, text_hash, data, made))
    return outcomes + batch.make(works, plan.docs, plan.site, here)


def _with_texts(plan: Plan, one: list[tuple[str, Stamp]]) -> list[tuple[str, bytes]]:
    return [(source, (plan.docs / source).read_bytes()) for source, _ in one]


def _bundle(works: batch.Works, plan: Plan) -> Bundle:
    config = plan.config.read_bytes()
    folder = theme_folder(plan.config, config)
    theme = {}
    if folder:
        theme = {
            path: Path(folder, path).read_bytes() for path in writer.tree(Path(folder)) if _template(path)
        }
    menu_files = {source: (plan.docs / source).read_bytes() for source in works.menu}
    rules = works.rules.dump()
    return Bundle(config, theme, menu_files, works.menu, works.levels, plan.settings, plan.epoch, rules)


def _template(path: str) -> bool:
    return not path.startswith("assets/") or path.endswith((".html", ".svg", ".yml"))


_THERE: dict[str, batch.Works] = {}
"""On a worker: what the last bundle was unpacked to."""


def _work_elsewhere(
    bundle: Bundle, texts: list[tuple[str, bytes]]
) -> tuple[list[tuple[str, bytes | None]], dict[str, Any]]:
    """Pages of a batch as (hash of source, bytes); no bytes where the page needs the whole ``docs`` folder."""
    works = _unpacked(bundle)
    answers: list[tuple[str, bytes | None]] = []
    for source, text in texts:
        try:
            answers.append((page_hash(text), works.page(source, text)[0]))
        except batch.NeedsFolder:
            answers.append((page_hash(text), None))
    return answers, works.learned()


def _unpacked(bundle: Bundle) -> batch.Works:
    key = digest(sorted(vars(bundle).items(), key=lambda item: item[0]))
    if key not in _THERE:
        _THERE.clear()
        _THERE[key] = _works_of(bundle)
    return _THERE[key]


def _works_of(bundle: Bundle) -> batch.Works:
    import atexit
    import shutil
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="gongkai-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = theme_folder(home / "mkdocs.yml", bundle.config)
    writer.sync(home / "docs", bundle.menu_files)
    writer.put(home, "mkdocs.yml", bundle.config)
    if folder:
        writer.sync(Path(folder), bundle.theme)
    plan = Plan(home / "mkdocs.yml", home / "docs", home / "site", bundle.epoch, bundle.settings)
    rules, seen = Rules.load(bundle.rules), set[str]()

    def make_site() -> Any:
        from .site import Site

        return Site(plan, rules, seen, lambda source: batch.yaml_meta(bundle.menu_files[source]) or {})

    return batch.Works(ShellStore(None), rules, bundle.levels, bundle.menu, seen, make_site, has_folder=False)
