"""Processes for work in batches."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Batch = TypeVar("Batch")
Made = TypeVar("Made")


@contextmanager
def workers(jobs: int = 0) -> Iterator[Executor | None]:
    """Processes for work in batches; None on one core. They start only when work is given."""
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield None
        return
    with _Later(count) as executor:
        yield executor


class _Later(Executor):
    """Processes that are not even imported before there is work for them: most builds have none."""

    def __init__(self, count: int) -> None:
        self._count = count

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        method = "fork" if sys.platform == "linux" else "spawn"
        return ProcessPoolExecutor(self._count, mp_context=get_context(method))

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._pool.submit(*args, **kwargs)

    def map(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        return self._pool.map(*args, **kwargs)

    def shutdown(self, *args: Any, **kwargs: Any) -> None:
        if "_pool" in self.__dict__:
            self._pool.shutdown(*args, **kwargs)


@contextmanager
def aside(
    work: Callable[[], Made], instead: Callable[[], Made] | None = None
) -> Iterator[Callable[[], Made]]:
    """Work that a forked process does while this one goes on; what comes of it is there when it is asked for.

    Without fork, and when somebody killed that process, it is done here when it is asked for, or `instead`. What it says
    travels back pickled.
    """
    instead = instead or work
    if not hasattr(os, "fork"):
        yield instead
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_end(work, writing)
    os.close(writing)
    with open(reading, "rb") as stream:

        def found() -> Made:
            try:
                made: Made = pickle.load(stream)
            except (EOFError, pickle.UnpicklingError):
                return instead()
            return made

        try:
            yield found
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


@contextmanager
def shared(items: Sequence[Batch]) -> Iterator[Iterator[Batch]]:
    """Fewer than 256 items that this process and those forked from it take one after the other, each of them once."""
    reading, writing = os.pipe()
    with open(writing, "wb") as stream:
        stream.write(bytes(range(len(items))))
    try:
        yield (items[one[0]] for one in iter(lambda: os.read(reading, 1), b""))
    finally:
        os.close(reading)


def _work_and_end(work: Callable[[], object], writing: int) -> NoReturn:
    """In a forked process: nothing of what the other one has open or wants to do at its end is touched."""
    try:
        with open(writing, "wb") as stream:
            pickle.dump(work(), stream, protocol=5)
    finally:
        os._exit(0)


def forked(processes: int, work: Callable[[Batch], Made], batches: Sequence[Batch]) -> Iterator[Made]:
    """What `work` makes of each batch, in the order in which it is done.

    Processes are forked, so `work` finds there whatever it found here. On one core or without fork, and for what a
    killed process took with it, it runs in this process.
    """
    if processes < 2 or len(batches) < 2 or not hasattr(os, "fork"):
        yield from map(work, batches)
        return
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    undone = dict(enumerate(batches))
    count = min(processes, len(batches))
    try:
        with ProcessPoolExecutor(count, get_context("fork"), _die_with_parent, (os.getpid(),)) as pool:
            futures = {pool.submit(work, batch): number for number, batch in undone.items()}
            for future in as_completed(futures):
                # What was made goes when it is used: the results of 10,000 records would take 100 MB.
                number = futures.pop(future)
                yield future.result()
                del undone[number], future
    except BrokenProcessPool:
        yield from map(work, undone.values())


def _die_with_parent(parent: int) -> None:
    """In a forked process: end when the one that started it is killed, instead of writing old pages for a while."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, Linux only
    if os.getppid() != parent:
        os._exit(1)
