"""The roll of a library answers what its records would answer, without making one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable

import pytest

from generator.kinds import all_kinds
from generator.library import check
from generator.library.library import Library
from generator.library.outline import difference, outline_of
from generator.library.references import references
from generator.library.roll import Roll, Row, Shelf, packed, row_of, rows_of, sorted_rows, with_changes
from generator.library.visible import visible
from generator.library.watch import query
from generator.record import Record
from tests.test_two_years import put
from tests.unseen import lives

DAY = dt.date(2026, 3, 20)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    found = check(put(tmp_path_factory.mktemp("roll"), lives(7)), DAY).library
    assert found is not None
    return found


def test_back_references_are_those_of_all_references(library: Library) -> None:
    expected: dict[str, list[str]] = {}
    for record in library.all_records():
        named = (library.target(str(ref), to.kinds) for _, ref, to in references(record))
        for key in dict.fromkeys(one.key for one in named if one is not None):
            expected.setdefault(key, []).append(record.key)
    assert len(expected) > 5
    for record in library.all_records():
        assert [one.key for one in library.backlinks(record)] == expected.get(record.key, [])


def test_lists_are_in_the_order_of_their_kinds(library: Library) -> None:
    for name, kind in all_kinds().items():
        listed: list[Record] = list(library.records(name))
        days = [kind.day(one) for one in listed]
        if kind.order is None and all(days):
            assert days == sorted(days, reverse=True)  # type: ignore[type-var]
        assert [library.neighbours(one)[0] for one in listed] == [None, *listed][: len(listed)]
        assert {year: list(of_year) for year, of_year in library.years(name).items()} == {
            year: [one for one, day in zip(listed, days, strict=True) if day and day.year == year]
            for year in sorted({day.year for day in days if day}, reverse=True)
        }


def test_what_came_out_last_is_told_by_the_roll(library: Library) -> None:
    today = library.as_of

    def expected(records: Iterable[Record], most: int) -> list[str]:
        found = [(one, one.publish_on or all_kinds()[one.kind].day(one)) for one in records]
        dated = [(-day.toordinal(), one.key) for one, day in found if day and day <= today]
        return [key for _, key in sorted(dated)[:most]]

    for most in (1, 5, 1000):
        assert [one.key for one in library.newest(most)] == expected(library.all_records(), most)
        for kind in all_kinds():
            assert [one.key for one in library.newest(most, kind)] == expected(library.records(kind), most)
        for branch in library.records("branches"):
            referring = expected(library.backlinks(branch), most)
            assert [one.key for one in library.newest(most, branch)] == referring
    assert len(library.newest(1000)) > 20


def test_a_count_and_a_last_record_differ_only_when_they_do(library: Library) -> None:
    kind = "activities"
    listed = list(library.records(kind))
    assert len(listed) > 2
    assert library.count(kind) == len(listed)
    assert library.last(kind) is listed[-1]
    assert _library(library, Roll(sorted_rows(())), {}).last(kind) is None

    def asked(change: Callable[[list[Row]], list[Row]]) -> set[str]:
        rows = {**library.roll.rows, kind: tuple(change(list(library.roll.rows[kind])))}
        queries = difference(outline_of(library), outline_of(_library(library, Roll(rows), {}))).queries
        assert query("records", kind) in queries
        return {name for name in ("count", "last") if query(name, kind) in queries}

    def other(row: Row) -> Row:
        return row._replace(print="another")

    assert asked(lambda rows: [other(rows[0]), *rows[1:]]) == set()
    assert asked(lambda rows: [*rows[:-1], other(rows[-1])]) == {"last"}
    assert asked(lambda rows: rows[1:]) == {"count"}
    assert asked(lambda rows: rows[:-1]) == {"count", "last"}


def test_rows_come_back_as_they_were_packed(library: Library) -> None:
    rows = list(library.roll.all_rows())
    sheets = {
        folder: packed(row for row in rows if row.key.rpartition("/")[0] == folder)
        for folder in {row.key.rpartition("/")[0] for row in rows}
    }
    assert rows_of(sheets) == library.roll.rows
    again = rows_of(sheets)
    assert all(again[kind] is rows_of(sheets)[kind] for kind in all_kinds())


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_roll_is_the_roll_of_what_there_is(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    records = list(library.all_records())
    before = chance.sample(records, len(records) // 2)
    after = chance.sample(records, len(records) // 2)
    old, new = (Roll(sorted_rows(map(row_of, some))) for some in (before, after))
    gone = {one.key for one in before} - {one.key for one in after}
    come = [row_of(one) for one in after if one not in before]
    assert with_changes(old.rows, gone, come) == new.rows


@pytest.mark.parametrize("seed", range(4))
def test_what_is_seen_of_a_changed_library_is_what_is_seen_of_it_anew(library: Library, seed: int) -> None:
    """Half of the records come, go or change between two days' work: the roll is drawn up from the last one."""
    chance = random.Random(seed)
    everything = library.roll

    def some() -> Library:
        rows = [
            row._replace(print=chance.choice("ab")) for row in everything.all_rows() if chance.random() < 0.6
        ]
        made = {row.key: library.resolve(row.key) for row in rows}
        return _library(library, Roll(sorted_rows(rows)), made)

    first, second = some(), some()
    last = visible(first)
    fresh, again = visible(second), visible(second, before=last.roll)
    assert (again.roll.rows, list(again.roll.withdrawn)) == (fresh.roll.rows, list(fresh.roll.withdrawn))
    assert dict(again.roll.hidden) == dict(fresh.roll.hidden)
    told = [[repr(one) for one in found.all_records()] for found in (again, fresh)]
    assert told[0] == told[1]
    assert difference(outline_of(fresh), outline_of(again)).queries == frozenset()


def _library(like: Library, roll: Roll, made: dict[str, Record]) -> Library:
    return Library(
        Shelf(roll, lambda row: made[row.key]),
        site=like.site,
        policy=like.policy,
        calendar=like.calendar,
        as_of=like.as_of,
        files=like.files,
    )
