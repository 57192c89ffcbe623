"""What earlier builds made: a job is redone only when something it asked has another answer now.

The memo is kept in the build's cache for one program, one set of settings and one day. Without it everything is made
again, with the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import writer
from generator.collector import collecting_what_is_new
from generator.folders import JOB, PLACES, Folders, data_of, files_of
from generator.jobs import OUTPUT, Job, Jobs
from generator.kept import Result
from generator.library.library import Library
from generator.library.renewal import Renewal, made_of
from generator.library.watch import Derived, Watched
from generator.outputs import Copy, Kept
from generator.page import Place
from generator.pool import aside, forked, shared
from generator.render import Surroundings

_BATCH = 64
# Below this many jobs, or records that a list may hold, a second process costs more than it saves.
_MANY_JOBS = 200
_AT_ONCE = 5000
"""Results that are committed together: every commit writes pages of the whole file."""
_LONGEST = ("output:search", "output:tables")
_MANY_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Done:
    """What doing some jobs came to: results to keep, and the facts that they rest on."""

    results: list[Result]
    facts: dict[str, tuple[str, frozenset[str]]]
    written: list[tuple[Place, str]]
    """Files whose bytes are others now."""


Files = Mapping[Place, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of jobs came to, for each place."""

    written: Files
    """Files whose bytes are others now."""
    fresh: Files
    """Files that no job had before."""
    gone: Files
    """Files that were a job's, and are nobody's now."""
    pages: int
    """Files of `docs`."""


def run(
    jobs: Jobs,
    renewal: Renewal,
    library: Library,
    around: Surroundings,
    folders: Folders,
    processes: int,
    missing: Files,
    starting: Callable[[], None],
) -> Outcome:
    """Do what is not done yet, write its files, and keep what was made.

    `missing` are files that are not where earlier jobs left them. `starting` is called before the first file is touched.
    What is done again is forgotten before: a run that is killed leaves it undone.
    """
    known, stale = renewal.kept.names(JOB), renewal.undone(JOB)
    if any(missing.values()):
        stale |= _owners(missing, renewal)
    todo = [name for name in jobs if name not in known or name in stale]
    gone = known - jobs.keys()
    before = _files([*known.intersection(todo), *gone], renewal)
    renewal.drop([*(f"{JOB}{name}" for name in gone), *renewal.parts_of(gone)])
    renewal.kept.commit()
    if todo or gone:
        starting()
    for place in PLACES:
        writer.make_folder(folders.of(place))
    made: dict[Place, set[str]] = {place: set() for place in PLACES}
    written: dict[Place, set[str]] = {place: set() for place in PLACES}
    noted = 0
    todo_jobs = [jobs[name](name) for name in todo]
    for outcome in _do(todo_jobs, _Bench(library, renewal, around, folders), processes):
        # With the facts behind them, so that a build that is killed can be taken up where it was.
        renewal.note(outcome.results, outcome.facts)
        noted += len(outcome.results)
        if noted >= _AT_ONCE:
            renewal.kept.commit()
            noted = 0
        for result in outcome.results:
            if result.name.startswith(JOB):
                place, paths = files_of(result.data)
                made[place].update(paths)
        for place, path in outcome.written:
            written[place].add(path)
    renewal.kept.commit()
    return Outcome(
        written={place: frozenset(written[place]) for place in PLACES},
        fresh={place: frozenset(made[place] - before[place]) for place in PLACES},
        gone={place: frozenset(before[place] - made[place]) for place in PLACES},
        pages=sum(not name.startswith(OUTPUT) for name in jobs),
    )


def _owners(missing: Files, renewal: Renewal) -> set[str]:
    """The jobs that made some of these files."""
    files = {name: files_of(data) for name, data in renewal.kept.results(JOB).items()}
    return {name for name, (place, paths) in files.items() if not missing[place].isdisjoint(paths)}


def _files(names: Iterable[str], renewal: Renewal) -> dict[Place, set[str]]:
    """The files that some jobs made."""
    found: dict[Place, set[str]] = {place: set() for place in PLACES}
    for name in names:
        place, paths = files_of(renewal.kept.result(f"{JOB}{name}") or b"")
        found[place].update(paths)
    return found


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every job works with. Forked workers inherit it instead of being sent it."""

    library: Library
    renewal: Renewal
    around: Surroundings
    folders: Folders

    def do(self, jobs: Iterable[Job]) -> Done:
        """Do some jobs, one after the other."""
        derived = self.renewal.derived
        written: list[tuple[Place, str]] = []
        fresh: set[str] = set()
        results = [one for job in jobs for one in self._do_one(job, derived, written, fresh)]
        return Done(results, derived.behind([*(one.asked for one in results), frozenset(fresh)]), written)

    def _do_one(
        self, job: Job, derived: Derived, written: list[tuple[Place, str]], fresh: set[str]
    ) -> Iterator[Result]:
        parts = self.renewal.parts(job.name)
        watched = Watched(self.library, derived, parts)
        folder = self.folders.of(job.place)
        made: set[str] = set()
        paths: list[str] = []
        for path, content in job.make(watched, self.around):  # type: ignore[arg-type]
            paths.append(path)
            if isinstance(content, Kept):
                paths += content.others
            elif _put(folder, path, content, made):
                written.append((job.place, path))
        yield from made_of(job.name, parts)
        fresh |= parts.fresh
        yield Result(f"{JOB}{job.name}", data_of(job.place, paths), frozenset(watched.asked))


def _put(folder: Path, path: str, content: bytes | Copy, made: set[str]) -> bool:
    if isinstance(content, Copy):
        return writer.put_copy(folder, path, content.source, content.sha256, made)
    return writer.put(folder, path, content, made)


_BENCH: _Bench | None = None
_JOBS: list[Job] = []


def _do(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[Done]:
    """Do jobs, on several processes when there are many. What a killed process took with it is done here."""
    records = sum(map(len, bench.library.roll.rows.values()))
    jobs = _heavy_first(jobs)
    with collecting_what_is_new():
        if len(jobs) < _MANY_JOBS and processes > 1 and len(jobs) > 1 and records >= _MANY_RECORDS:
            yield from _in_two(jobs, bench)
        else:
            yield from _spread(jobs, bench, processes if len(jobs) >= _MANY_JOBS else 1)


def _in_two(jobs: list[Job], bench: _Bench) -> Iterator[Done]:
    """A few jobs, in this process and another that take them in turns, without the machinery for many."""

    def left() -> Done:
        names = {one.name for one in mine.results}
        return bench.do(job for job in jobs if f"{JOB}{job.name}" not in names)

    with shared(jobs) as turns, aside(lambda: bench.do(turns), instead=left) as others:
        mine = bench.do(turns)
        yield mine
        yield others()


def _heavy_first(jobs: list[Job]) -> list[Job]:
    """Big parts of outputs first, single pages last: nobody waits at the end for one long job."""
    return sorted(jobs, key=lambda job: (job.place == "docs", not job.name.startswith(_LONGEST)))


def _spread(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[Done]:
    global _BENCH, _JOBS
    _BENCH, _JOBS = bench, jobs
    heavy = [number for number in range(len(jobs)) if jobs[number].place == "site"]
    light = [number for number in range(len(jobs)) if jobs[number].place == "docs"]
    size = max(1, min(_BATCH, len(light) // (4 * processes)))
    batches = [[number] for number in heavy]
    batches += [light[start : start + size] for start in range(0, len(light), size)]
    try:
        yield from forked(processes, _do_batch, batches)
    finally:
        _BENCH, _JOBS = None, []


def _do_batch(numbers: list[int]) -> Done:
    assert _BENCH is not None
    return _BENCH.do(_JOBS[number] for number in numbers)
