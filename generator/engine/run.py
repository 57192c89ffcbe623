"""Who does the batches: this process, forked ones, or any ``concurrent.futures.Executor``."""

from __future__ import annotations

import concurrent.futures
import concurrent.futures.process
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from . import batch
from .state import Stamp

if TYPE_CHECKING:
    from .base import Plan

Batches = list[list[tuple[str, Stamp]]]

_WORKS: tuple[batch.Works, Plan] | None = None
"""What forked processes inherit; set for the life of one pool."""


def in_process(works: batch.Works, plan: Plan, batches: Batches) -> Iterator[list[batch.Outcome]]:
    """One batch after the other, here."""
    for one in batches:
        yield batch.make(works, plan.docs, plan.site, one)


def forked(jobs: int) -> object:
    """A runner over ``jobs`` forked processes."""

    def run(works: batch.Works, plan: Plan, batches: Batches) -> Iterable[list[batch.Outcome]]:
        if jobs < 2 or len(batches) < 2 or not hasattr(os, "fork"):
            yield from in_process(works, plan, batches)
            return
        yield from _with_pool(jobs, works, plan, batches)

    return run


def _with_pool(jobs: int, works: batch.Works, plan: Plan, batches: Batches) -> Iterator[list[batch.Outcome]]:
    """Batches that a killed process took with it are made here: nothing is lost, and it is the same function."""
    global _WORKS
    _WORKS = works, plan
    undone = dict(enumerate(batches))
    try:
        context = multiprocessing.get_context("fork")
        with concurrent.futures.ProcessPoolExecutor(min(jobs, len(batches)), mp_context=context) as pool:
            futures = {pool.submit(_work, one): number for number, one in undone.items()}
            for future in concurrent.futures.as_completed(futures):
                outcomes, learned = future.result()
                works.take(learned)
                yield outcomes
                del undone[futures[future]]
    except concurrent.futures.process.BrokenProcessPool:
        yield from in_process(works, plan, list(undone.values()))
    finally:
        _WORKS = None


def _work(one: list[tuple[str, Stamp]]) -> tuple[list[batch.Outcome], dict[str, Any]]:
    assert _WORKS is not None
    works, plan = _WORKS
    return batch.make(works, plan.docs, plan.site, one), works.learned()
