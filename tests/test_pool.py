"""Work shared with a forked process: each thing is done once, and what a killed process took with it is done here."""

from __future__ import annotations

import os
import signal

import pytest

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
