"""Work shared with a forked process: each thing is done once, and what a killed process took with it is done here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from typing import Any, cast

import pytest

from generator import memo
from generator.jobs import Job
from generator.kept import Result
from generator.pool import aside, shared


def test_of_shared_items_each_is_taken_once_in_order() -> None:
    items = [f"job {number}" for number in range(200)]
    with shared(items) as turns, aside(lambda: list(turns)) as others:
        mine = list(turns)
        theirs = others()
    assert sorted(mine + theirs) == sorted(items)
    assert mine == sorted(mine, key=items.index)
    assert theirs == sorted(theirs, key=items.index)


def test_one_process_alone_takes_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with shared("abc") as turns, aside(lambda: list(turns), lambda: ["instead"]) as others:
        assert list(turns) == ["a", "b", "c"]
        assert others() == ["instead"]


def test_what_a_killed_process_took_is_done_here() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done here"

    with aside(work) as found:
        assert found() == "done here"
    with aside(work, lambda: "instead") as found:
        assert found() == "instead"


@pytest.mark.parametrize("dies", [False, True])
def test_each_of_a_few_jobs_is_done_also_when_the_other_process_is_killed(dies: bool) -> None:
    here = os.getpid()

    class Bench:
        def do(self, jobs: Iterable[Job]) -> memo.Done:
            results = []
            for job in jobs:
                if dies and os.getpid() != here:
                    os.kill(os.getpid(), signal.SIGKILL)
                results.append(Result(f"{memo.JOB}{job.name}", b"", frozenset()))
            return memo.Done(results, {}, [])

    jobs = [Job(str(number), "site", lambda library, around: ()) for number in range(20)]
    done = [*memo._in_two(jobs, cast(Any, Bench()))]
    names = [one.name for outcome in done for one in outcome.results]
    assert sorted(names) == sorted(f"{memo.JOB}{job.name}" for job in jobs)
