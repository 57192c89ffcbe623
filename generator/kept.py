"""What builds keep between them, in one SQLite file: values by name, and results with what each of them asked.

Everything in it can be made again: it is safe to delete at any time, and dropped when another program wrote it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.collector import without_collector

_SCHEMA = """
CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, data BLOB, asked BLOB);
CREATE TABLE IF NOT EXISTS query (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS asks (query INTEGER, result INTEGER, PRIMARY KEY (query, result)) WITHOUT ROWID;
"""
_MANY = 500
"""Parameters of one statement; SQLite allows 999."""


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was made, under a name of its own, and the questions its making asked of the library."""

    name: str
    data: bytes
    asked: frozenset[str]


def torn() -> sqlite3.DatabaseError:
    """What to raise when something is not there that must be: the file is no use any more."""
    error = sqlite3.DatabaseError("what was kept is not whole")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


class Kept:
    """One file of kept things. Changes are there for the next build only after `commit`."""

    def __init__(self, file: Path, program: str) -> None:
        self._file = file
        self._program = program
        self._process = 0
        self._connection: sqlite3.Connection | None = None
        self._inherited: list[sqlite3.Connection] = []
        self._queries: dict[str, int] = {}

    @property
    def _db(self) -> sqlite3.Connection:
        """The connection of this process: one that was open when the process was forked must be neither used nor closed."""
        if self._connection is None or self._process != os.getpid():
            if self._connection is not None:
                self._inherited.append(self._connection)
            self._connection, self._process, self._queries = self._opened(), os.getpid(), {}
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._tried()
        except sqlite3.DatabaseError:
            # Torn, or not ours: whatever it says, it is no use.
            for beside in ("", "-journal"):
                self._file.with_name(f"{self._file.name}{beside}").unlink(missing_ok=True)
            return self._tried()

    def _tried(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=60, check_same_thread=False)
        # Values of a megabyte are spread over a fourth of the pages that there would be otherwise.
        connection.execute("PRAGMA page_size = 16384")
        # A process that is killed leaves the file whole; a machine that is switched off may not, nor the site either.
        connection.execute("PRAGMA synchronous = OFF")
        # Forked workers read while this process writes, and this process waits for them: what it writes stays in its
        # memory until it is committed, because writing it earlier would lock them out.
        connection.execute("PRAGMA cache_spill = OFF")
        connection.executescript(_SCHEMA)
        row = connection.execute("SELECT data FROM value WHERE name = 'program'").fetchone()
        if row is None or row[0] != self._program:
            for table in ("value", "result", "query", "asks"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("INSERT INTO value VALUES ('program', ?)", (self._program,))
        return connection

    def begin(self) -> None:
        """From here on changes wait for `commit`."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        self._queries.clear()
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Give the file back."""
        if self._connection is not None and self._process == os.getpid():
            self.rollback()
            self._connection.close()
        self._connection = None

    # --- values

    def load(self, name: str) -> Any | None:
        """A value by its name; None when there is none, or none that this program can read."""
        row = self._db.execute("SELECT data FROM value WHERE name = ?", (name,)).fetchone()
        return _unpickled(row[0]) if row else None

    def load_all(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Every value whose name begins so."""
        for name, data in self._db.execute(
            "SELECT name, data FROM value WHERE name >= ? AND name < ?", _from_to(prefix)
        ).fetchall():
            yield name, _unpickled(data)

    def save(self, name: str, value: object) -> None:
        self.save_all([(name, value)])

    def save_all(self, values: Iterable[tuple[str, object]]) -> None:
        self.begin()
        rows = ((name, pickle.dumps(value, protocol=5)) for name, value in values)
        self._db.executemany("INSERT OR REPLACE INTO value VALUES (?, ?)", rows)

    def drop(self, name: str) -> None:
        self.begin()
        self._db.execute("DELETE FROM value WHERE name = ?", (name,))

    def drop_all(self, prefix: str) -> None:
        """Forget every value whose name begins so."""
        self.begin()
        self._db.execute("DELETE FROM value WHERE name >= ? AND name < ?", _from_to(prefix))

    # --- results

    def clear_results(self) -> None:
        """Forget every result: they were made for other settings, or another day."""
        self.begin()
        for table in ("result", "query", "asks"):
            self._db.execute(f"DELETE FROM {table}")
        self._queries.clear()

    def result(self, name: str) -> bytes | None:
        row = self._db.execute("SELECT data FROM result WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def results(self, prefix: str) -> dict[str, bytes]:
        """Every result whose name begins so, by what follows."""
        found = self._db.execute(
            "SELECT name, data FROM result WHERE name >= ? AND name < ?", _from_to(prefix)
        )
        cut = len(prefix)
        return {name[cut:]: data for name, data in found}

    def names(self, prefix: str) -> set[str]:
        """Names, after the prefix, of all results whose name begins so."""
        found = self._db.execute("SELECT name FROM result WHERE name >= ? AND name < ?", _from_to(prefix))
        cut = len(prefix)
        return {name[cut:] for (name,) in found}

    def known(self, names: Collection[str]) -> set[str]:
        """Those of the names under which there is a result."""
        found: set[str] = set()
        for some in _portions(list(names)):
            found.update(
                name
                for (name,) in self._db.execute(
                    f"SELECT name FROM result WHERE name IN ({_marks(some)})", some
                )
            )
        return found

    def asking(self, queries: Collection[str]) -> set[str]:
        """Names of the results that asked one of these questions."""
        found: set[str] = set()
        for some in _portions(list(queries)):
            found.update(
                name
                for (name,) in self._db.execute(
                    "SELECT DISTINCT result.name FROM query JOIN asks ON asks.query = query.id "
                    f"JOIN result ON result.id = asks.result WHERE query.text IN ({_marks(some)})",
                    some,
                )
            )
        return found

    def forget(self, names: Collection[str]) -> None:
        """Forget results."""
        if not names:
            return
        self.begin()
        for some in _portions(list(names)):
            rows = self._db.execute(
                f"SELECT id, asked FROM result WHERE name IN ({_marks(some)})", some
            ).fetchall()
            pairs = [(query, number) for number, asked in rows for query in memoryview(asked).cast("I")]
            self._db.executemany("DELETE FROM asks WHERE query = ? AND result = ?", pairs)
            self._db.executemany("DELETE FROM result WHERE id = ?", [(number,) for number, _ in rows])

    def note(self, results: Iterable[Result]) -> None:
        """Keep results, in place of those of the same names."""
        listed = list(results)
        if not listed:
            return
        self.forget([one.name for one in listed])
        self.begin()
        last = self._db.execute("SELECT COALESCE(MAX(id), 0) FROM result").fetchone()[0]
        rows, pairs = [], []
        for number, one in enumerate(listed, start=last + 1):
            asked = sorted(map(self._query, one.asked))
            rows.append((number, one.name, one.data, _packed(asked)))
            pairs += [(query, number) for query in asked]
        self._db.executemany("INSERT INTO result VALUES (?, ?, ?, ?)", rows)
        # In order of the key the tree is only added to at its end.
        self._db.executemany("INSERT INTO asks VALUES (?, ?)", sorted(pairs))

    def _query(self, text: str) -> int:
        number = self._queries.get(text)
        if number is None:
            row = self._db.execute("SELECT id FROM query WHERE text = ?", (text,)).fetchone()
            number = (
                row[0] if row else self._db.execute("INSERT INTO query (text) VALUES (?)", (text,)).lastrowid
            )
            assert number is not None
            self._queries[text] = number
        return number


def _from_to(prefix: str) -> tuple[str, str]:
    """Between which names all lie that begin so."""
    return prefix, f"{prefix}\U0010ffff"


def _packed(numbers: Sequence[int]) -> bytes:
    return array("I", numbers).tobytes()


def _portions(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _MANY):
        yield names[start : start + _MANY]


def _marks(some: Sequence[object]) -> str:
    return ",".join("?" * len(some))


def _unpickled(data: bytes) -> Any | None:
    with without_collector(), contextlib.suppress(Exception):  # a value of another version
        return pickle.loads(data)
    return None
