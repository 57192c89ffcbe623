"""What earlier builds made: a job is redone only when something it asked has another answer now.

The memo is kept in the build's cache for one program, one set of settings and one day. Without it everything is made
again, with the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import writer
from generator.collector import collecting_what_is_new
from generator.jobs import Job, Place
from generator.kept import Result
from generator.library.library import Library
from generator.library.renewal import Renewal
from generator.library.watch import Derived, Parts, Watched
from generator.outputs import Copy, Kept
from generator.pool import forked
from generator.render import Surroundings

PLACES: tuple[Place, ...] = ("docs", "site")
_BATCH = 64
# Below this many jobs, or records that a list may hold, a second process costs more than it saves.
_MANY_JOBS = 200
_AT_ONCE = 5000
"""Results that are committed together: every commit writes pages of the whole file."""
_LONGEST = ("output:search", "output:tables")
_MANY_RECORDS = 1000
JOB = "job\n"
_PART = "part\n"


@dataclass(frozen=True, slots=True)
class Done:
    """What doing some jobs came to: results to keep, and the facts that they rest on."""

    results: list[Result]
    facts: dict[str, tuple[str, frozenset[str]]]
    written: list[tuple[Place, str]]
    """Files whose bytes are others now."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where jobs' files go."""

    docs: Path
    site: Path

    def of(self, place: Place) -> Path:
        return self.docs if place == "docs" else self.site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of jobs came to, for each place: all files that belong there, those that were written, and those that
    were there before."""

    paths: Mapping[Place, frozenset[str]]
    written: Mapping[Place, frozenset[str]]
    there: Mapping[Place, frozenset[str]]


def run(
    jobs: Iterable[Job],
    renewal: Renewal,
    library: Library,
    around: Surroundings,
    folders: Folders,
    processes: int,
    there: Mapping[Place, frozenset[str]],
    starting: Callable[[], None],
) -> Outcome:
    """Do what is not done yet, write its files, and keep what was made.

    `there` is what the folders hold now. `starting` is called before the first file is touched. What is done again is
    forgotten before: a run that is killed leaves it undone.
    """
    wanted = {job.name: job for job in jobs}
    known = {name: _files_of(data) for name, data in renewal.results(JOB).items()}
    for name in renewal.stale(_PART):
        known.pop(name.partition("\n")[0], None)
    done = {
        name: files
        for name, files in known.items()
        if name in wanted and there[files[0]].issuperset(files[1])
    }
    open_jobs = [job for name, job in wanted.items() if name not in done]
    gone = [name for name in known if name not in wanted]
    renewal.drop([*(f"{JOB}{name}" for name in gone), *_parts_of(gone, renewal)])
    renewal.kept.commit()
    if open_jobs or gone:
        starting()
    for place in PLACES:
        writer.make_folder(folders.of(place))
    written: dict[Place, set[str]] = {place: set() for place in PLACES}
    noted = 0
    for outcome in _do(open_jobs, _Bench(library, renewal, around, folders), processes):
        # With the facts behind them, so that a build that is killed can be taken up where it was.
        renewal.note(outcome.results, outcome.facts)
        noted += len(outcome.results)
        if noted >= _AT_ONCE:
            renewal.kept.commit()
            noted = 0
        for result in outcome.results:
            if result.name.startswith(JOB):
                done[result.name.removeprefix(JOB)] = _files_of(result.data)
        for place, path in outcome.written:
            written[place].add(path)
    renewal.kept.commit()
    paths: dict[Place, set[str]] = {place: set() for place in PLACES}
    for place, listed in done.values():
        paths[place].update(listed)
    return Outcome(_frozen(paths), _frozen(written), there)


def _frozen(sets: Mapping[Place, set[str]]) -> Mapping[Place, frozenset[str]]:
    return {place: frozenset(paths) for place, paths in sets.items()}


def _parts_of(jobs: Sequence[str], renewal: Renewal) -> Iterator[str]:
    for job in jobs:
        yield from (f"{_part(job)}{name}" for name in renewal.results(_part(job)))


def _part(job: str) -> str:
    return f"{_PART}{job}\n"


def look(folders: Folders, executor: Executor | None) -> Callable[[], Mapping[Place, frozenset[str]]]:
    """What the folders hold: another process looks, while this one goes on until it asks."""
    if executor is None:
        return lambda: {place: _tree(folders.of(place)) for place in PLACES}
    futures = {place: executor.submit(_tree, folders.of(place)) for place in PLACES}

    def found() -> Mapping[Place, frozenset[str]]:
        try:
            return {place: future.result() for place, future in futures.items()}
        except BrokenProcessPool:  # somebody killed it
            return {place: _tree(folders.of(place)) for place in PLACES}

    return found


def _tree(folder: Path) -> frozenset[str]:
    return frozenset(writer.tree(folder) if folder.is_dir() else ())


def _data_of(place: Place, paths: Iterable[str]) -> bytes:
    return "\n".join((place, *paths)).encode()


def _files_of(data: bytes) -> tuple[Place, tuple[str, ...]]:
    place, *paths = data.decode().split("\n")
    return ("docs" if place == "docs" else "site"), tuple(paths)


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
        results = [one for job in jobs for one in self._do_one(job, derived, written)]
        return Done(results, derived.behind(one.asked for one in results), written)

    def _do_one(self, job: Job, derived: Derived, written: list[tuple[Place, str]]) -> Iterator[Result]:
        prefix = _part(job.name)
        parts = Parts(self.library, derived, partial(self.renewal.results, prefix))
        watched = Watched(self.library, derived, parts)
        folder = self.folders.of(job.place)
        made: set[str] = set()
        paths: list[str] = []
        for path, content in job.make(watched, self.around):  # type: ignore[arg-type]
            if not isinstance(content, Kept) and _put(folder, path, content, made):
                written.append((job.place, path))
            paths.append(path)
        for name, (data, asked) in parts.made.items():
            yield Result(f"{prefix}{name}", data, asked)
        yield Result(f"{JOB}{job.name}", _data_of(job.place, paths), frozenset(watched.asked))


def _put(folder: Path, path: str, content: bytes | Copy, made: set[str]) -> bool:
    if isinstance(content, Copy):
        return writer.put_copy(folder, path, content.source, content.sha256, made)
    return writer.put(folder, path, content, made)


_BENCH: _Bench | None = None
_JOBS: list[Job] = []


def _do(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[Done]:
    """Do jobs, on several processes when there are many. What a killed process took with it is done here."""
    records = sum(map(len, bench.library.by_kind().values()))
    worth = len(jobs) >= _MANY_JOBS or (len(jobs) > 1 and records >= _MANY_RECORDS)
    with collecting_what_is_new():
        yield from _spread(jobs, bench, processes if worth else 1)


def _spread(jobs: list[Job], bench: _Bench, processes: int) -> Iterator[Done]:
    global _BENCH, _JOBS
    _BENCH, _JOBS = bench, jobs
    # Big parts of outputs first, single pages last: nobody waits at the end for one long job.
    heavy = [number for number in range(len(jobs)) if jobs[number].place == "site"]
    light = [number for number in range(len(jobs)) if jobs[number].place == "docs"]
    heavy.sort(key=lambda number: not jobs[number].name.startswith(_LONGEST))
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
