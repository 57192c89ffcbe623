"""The file of kept results: what it gives back, to whom, and what it does when it is not whole."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.kept import Kept, Result

NAMES = st.sampled_from(["a", "b", "c\nd", "中", "part\nx\ny"])
QUERIES = st.frozensets(st.sampled_from([f"q\n{n}" for n in range(6)]))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept.sqlite", "program 1")


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from(["note", "forget"]), NAMES, st.binary(max_size=9), QUERIES)))
def test_it_says_what_a_mapping_would_say(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, bytes, frozenset[str]]]
) -> None:
    kept = Kept(tmp_path_factory.mktemp("kept") / "kept.sqlite", "program 1")
    model: dict[str, tuple[bytes, frozenset[str]]] = {}
    for what, name, data, asked in rows:
        if what == "note":
            kept.note([Result(name, data, asked)])
            model[name] = data, asked
        else:
            kept.forget([name])
            model.pop(name, None)
    assert kept.results("") == {name: data for name, (data, _) in model.items()}
    assert kept.known(["a", "中", "none"]) == model.keys() & {"a", "中"}
    for query in ("q\n0", "q\n3", "other"):
        assert kept.asking([query]) == {name for name, (_, asked) in model.items() if query in asked}
    kept.close()


def test_only_what_was_committed_is_there_for_the_next_run(kept: Kept, tmp_path: Path) -> None:
    kept.save("value", {"一": 1})
    kept.note([Result("a", b"1", frozenset({"q"}))])
    kept.commit()
    kept.note([Result("b", b"2", frozenset())])
    kept.close()
    again = Kept(tmp_path / "kept.sqlite", "program 1")
    assert again.load("value") == {"一": 1}
    assert again.results("") == {"a": b"1"}
    again.close()


def test_another_program_finds_nothing(kept: Kept, tmp_path: Path) -> None:
    kept.save("value", 1)
    kept.note([Result("a", b"1", frozenset({"q"}))])
    kept.commit()
    kept.close()
    other = Kept(tmp_path / "kept.sqlite", "program 2")
    assert (other.load("value"), other.results(""), other.asking(["q"])) == (None, {}, set())
    other.close()


@pytest.mark.parametrize("torn", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_torn_file_is_thrown_away(tmp_path: Path, torn: bytes) -> None:
    file = tmp_path / "kept.sqlite"
    file.write_bytes(torn)
    kept = Kept(file, "program 1")
    assert kept.load("value") is None
    kept.save("value", 1)
    kept.commit()
    assert kept.load("value") == 1
    kept.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_forked_processes_read_while_this_one_writes(kept: Kept) -> None:
    kept.note([Result("a", b"1", frozenset())])
    kept.commit()
    # More than SQLite keeps in memory by itself.
    many = {f"b{number}": bytes(4000) for number in range(3000)}
    kept.note(Result(name, data, frozenset()) for name, data in many.items())
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # a reader that is locked out waits for a minute
        os._exit(0 if kept.results("") == {"a": b"1"} else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    kept.commit()
    assert kept.results("") == {"a": b"1", **many}
    kept.close()
