"""Records that come back from a process or a file closed: they say the same as before, and open only when asked."""

from __future__ import annotations

import datetime as dt
import pickle
import sqlite3
from copy import copy
from pathlib import Path

import pytest
from kindtools import sample

from generator.build import build
from generator.kept import Kept
from generator.kinds import all_kinds
from generator.library import Earlier, check
from generator.record import Record
from generator.request import Request

AS_OF = dt.date(2026, 7, 1)
KINDS = [kind for kind in all_kinds() if kind != "branches"]


def records(folder: Path) -> list[Record]:
    library = check(folder, AS_OF).library
    assert library is not None
    return list(library.all_records())


def is_closed(record: Record) -> bool:
    """Whether there are fields that nobody asked for yet."""
    return not record.__dict__.keys() >= type(record).model_fields.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_was_pickled_says_what_it_said(tmp_path: Path, kind: str) -> None:
    for record in records(sample(tmp_path, kind)):
        data = pickle.dumps(record)
        for name in type(record).model_fields:
            assert getattr(pickle.loads(data), name) == getattr(record, name)
        # Fingerprints of facts are taken of what is printed: it must not tell whether a record was closed.
        assert repr(pickle.loads(data)) == repr(record)
        assert pickle.loads(data) == record
        assert hash(pickle.loads(data)) == hash(record)
        assert copy(pickle.loads(data)) == record
        assert pickle.loads(pickle.dumps(pickle.loads(data))) == record
        changed = pickle.loads(data).model_copy(update={"title": "另一个标题"})
        assert changed == record.model_copy(update={"title": "另一个标题"})


def test_short_fields_do_not_open_a_record(tmp_path: Path) -> None:
    (record,) = (one for one in records(sample(tmp_path, "notices")) if one.kind == "notices")
    closed = pickle.loads(pickle.dumps(record))
    assert (closed.title, closed.key, closed.slug, closed.draft) == (
        record.title,
        record.key,
        record.slug,
        False,
    )
    assert is_closed(closed)
    assert closed.contact == record.contact
    assert not is_closed(closed)


def test_what_nobody_declared_is_an_error_open_or_closed(tmp_path: Path) -> None:
    record = pickle.loads(pickle.dumps(records(sample(tmp_path, "notices"))[0]))
    for _ in range(2):
        with pytest.raises(AttributeError, match="no_such_field"):
            _ = record.no_such_field
        record.open()


def test_a_later_check_leaves_records_closed(tmp_path: Path) -> None:
    folder, file = sample(tmp_path, "notices"), tmp_path / "kept.sqlite"
    first = Earlier(Kept(file, "1"), "settings")
    before = check(folder, AS_OF, earlier=first)
    first.kept.commit()
    first.kept.close()
    again = Earlier(Kept(file, "1"), "settings")
    after = check(folder, AS_OF, earlier=again)
    assert after.findings == before.findings
    assert after.library is not None and before.library is not None
    mine = [one for one in after.library.records("notices") if is_closed(one)]
    assert mine
    assert list(after.library.all_records()) == list(before.library.all_records())
    lasting = Earlier(Kept(file, "1"), "settings", lasting=True)
    assert not any(is_closed(one.record) for _, one in lasting.records.values() if one.record is not None)


def test_a_build_starts_anew_when_the_rest_of_a_record_is_gone(tmp_path: Path) -> None:
    folder, site = sample(tmp_path, "notices"), tmp_path / "site"
    request = Request(folder, site, AS_OF, dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC), jobs=1, papers=False)
    assert build(request).ok
    pages = {file: file.read_bytes() for file in site.rglob("*.html")}
    with sqlite3.connect(request.cache / "checked.sqlite") as connection:
        assert connection.execute("DELETE FROM value WHERE name LIKE 'rest %'").rowcount
    connection.close()
    (request.cache / "built.sqlite").unlink()
    assert build(Request(folder, site, AS_OF, request.built_at, jobs=1, papers=False)).ok
    assert {file: file.read_bytes() for file in site.rglob("*.html")} == pages
