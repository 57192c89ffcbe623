"""What earlier builds made, and what each job looked at: a job is redone only when an answer would be another.

The memo is kept in the build's cache for one program, one set of settings and one day. Without it everything is made
again, with the same bytes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from generator import writer
from generator.jobs import Job, Place
from generator.library.library import Library
from generator.library.watch import Answers, Trace, Watched
from generator.outputs import Copy, Kept
from generator.render import Surroundings

PLACES: tuple[Place, ...] = ("docs", "site")
_BATCH = 64
# Below this many jobs a second process costs more than it saves.
_WORTH_SPREADING = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A job that was done: the files it made, in its place, and what it asked."""

    place: Place
    paths: tuple[str, ...]
    trace: Trace


Memo = dict[str, Done]
"""Done jobs by name."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where jobs' files go."""

    docs: Path
    site: Path

    def of(self, place: Place) -> Path:
        return self.docs if place == "docs" else self.site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of jobs came to: all files that belong to each place, and which pages were made anew."""

    paths: Mapping[Place, frozenset[str]]
    made: frozenset[str]
    jobs_done: int


def run(
    jobs: Iterable[Job],
    memo: Memo,
    library: Library,
    around: Surroundings,
    folders: Folders,
    processes: int,
    starting: Callable[[], None],
) -> Outcome:
    """Do what is not done yet, write its files, and note it in the memo.

    `starting` is called before the first file is touched: from then on the memo on disk is no longer true.
    """
    answers = Answers(library)
    wanted = {job.name: job for job in jobs}
    there = {place: frozenset(_tree(folders.of(place))) for place in PLACES}
    open_jobs = [job for name, job in wanted.items() if not _is_done(memo.get(name), answers, there)]
    if open_jobs or memo.keys() - wanted.keys():
        starting()
    for place in PLACES:
        writer.make_folder(folders.of(place))
    bench = _Bench(library, answers, around, folders)
    for name, done in _do(open_jobs, bench, processes):
        memo[name] = done
    for name in memo.keys() - wanted.keys():
        del memo[name]
    return Outcome(
        {place: frozenset(_paths(memo, place)) for place in PLACES},
        frozenset(path for job in open_jobs if job.place == "docs" for path in memo[job.name].paths),
        len(open_jobs),
    )


def _paths(memo: Memo, place: Place) -> Iterator[str]:
    for done in memo.values():
        if done.place == place:
            yield from done.paths


def _tree(folder: Path) -> Iterator[str]:
    return writer.tree(folder) if folder.is_dir() else iter(())


def _is_done(done: Done | None, answers: Answers, there: Mapping[Place, frozenset[str]]) -> bool:
    """Whether the job's files are there and nothing that it asked has another answer now."""
    return done is not None and there[done.place].issuperset(done.paths) and answers.holds(done.trace)


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every job works with. Forked workers inherit it instead of being sent it."""

    library: Library
    answers: Answers
    around: Surroundings
    folders: Folders

    def do(self, job: Job) -> Done:
        watched = Watched(self.library, self.answers)
        folder = self.folders.of(job.place)
        made: set[str] = set()
        paths: list[str] = []
        for path, content in job.make(watched, self.around):  # type: ignore[arg-type]
            if isinstance(content, Kept):
                pass
            elif isinstance(content, Copy):
                writer.put_copy(folder, path, content.source, content.sha256, made)
            else:
                writer.put(folder, path, content, made)
            paths.append(path)
        return Done(job.place, tuple(paths), watched.trace)


_BENCH: _Bench | None = None
_JOBS: list[Job] = []


def _do(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[tuple[str, Done]]:
    """Do jobs, on several processes when there are many. What a killed process took with it is done here."""
    if processes > 1 and len(jobs) >= _WORTH_SPREADING and hasattr(os, "fork"):
        yield from _spread(jobs, bench, processes)
    else:
        for job in jobs:
            yield job.name, bench.do(job)


def _spread(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[tuple[str, Done]]:
    global _BENCH, _JOBS
    _BENCH, _JOBS = bench, jobs
    # Big parts of outputs first, single pages last: nobody waits at the end for one long job.
    order = sorted(range(len(jobs)), key=lambda number: jobs[number].place == "docs")
    heavy = [[number] for number in order if jobs[number].place == "site"]
    light = [number for number in order if jobs[number].place == "docs"]
    batches = heavy + [light[start : start + _BATCH] for start in range(0, len(light), _BATCH)]
    undone = dict(enumerate(batches))
    gc.freeze()
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            futures = {pool.submit(_do_batch, batch): number for number, batch in undone.items()}
            for future in as_completed(futures):
                yield from future.result()
                del undone[futures[future]]
    except BrokenProcessPool:
        for batch in undone.values():
            for number in batch:
                yield jobs[number].name, bench.do(jobs[number])
    finally:
        gc.unfreeze()
        _BENCH, _JOBS = None, []


def _do_batch(numbers: list[int]) -> list[tuple[str, Done]]:
    assert _BENCH is not None
    return [(_JOBS[number].name, _BENCH.do(_JOBS[number])) for number in numbers]
