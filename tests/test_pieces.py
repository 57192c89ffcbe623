"""Pieces of lists that are kept a folder at a time: whatever happens to records, what is joined from kept pieces is what
is joined from new ones, and only those pieces are made again that could differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from keeping import Keeping
from outputtools import folder, notice, shown

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.pieces import remembered
from generator.library.watch import Parts, Watched
from generator.outputs import all_parts
from generator.record import Record
from generator.render import Renderer, Surroundings

AS_OF = "2026-03-05"
MANY = 70
"""Records of a folder: more than are asked about one by one, and more than are compressed together."""
BRANCH = "名称: {}\n类型: 机关\n序号: 1\n书记:\n  姓名: 王喆\n  任职日期: 2025-01-01\n"
OF_BRANCH = "支部:\n  - zhi\n"


def many(top: Path) -> Path:
    """A content folder with a branch, and notices of which one in ten names it."""
    files = {f"notices/2026/n{n:02}.yml": notice(extra=OF_BRANCH if n % 10 == 0 else "") for n in range(MANY)}
    return folder(top, {**files, "branches/zhi.yml": BRANCH.format("甲支部")})


def retitle(top: Path, slug: str, word: str = "（更正）") -> None:
    file = top / f"notices/2026/{slug}.yml"
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text("\n".join([lines[0] + word, *lines[1:]]), encoding="utf-8")


def append(top: Path, slug: str, line: str) -> None:
    with open(top / f"notices/2026/{slug}.yml", "a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def over(top: Path, slug: str) -> None:
    """Put a 公示期 so early that it has ended."""
    file = top / f"notices/2026/{slug}.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("2026-03-02", "2026-02-25"), encoding="utf-8")


def rename_branch(top: Path) -> None:
    (top / "branches/zhi.yml").write_text(BRANCH.format("乙支部"), encoding="utf-8")


def told(record: Record, library: Library) -> tuple[str, str, str]:
    """A piece that asks for facts, for another record, and for the record itself."""
    names = [one.title for ref in record.branches if (one := library.get("branches", ref))]  # type: ignore[attr-defined]
    return str(record.title), library.facts(record).state.name, "、".join(names)


class Made:
    """Makes pieces, and notes for whom."""

    def __init__(self) -> None:
        self.of: list[str] = []

    def __call__(self, record: Record, library: Library) -> tuple[str, str, str]:
        self.of.append(record.slug)
        return told(record, library)


def joined(top: Path, keeping: Keeping, *, killed: bool = False) -> set[str]:
    """Whose pieces were made again; all together are those of a library that keeps nothing."""
    made, fresh = Made(), shown(top, AS_OF)
    with keeping.watched(shown(top, AS_OF), killed=killed) as watched:
        found = {one.slug: piece for one, piece in watched.pieces("told", watched.records("notices"), made)}
    assert found == {one.slug: told(one, fresh) for one in fresh.records("notices")}
    return set(made.of)


Change = tuple[Callable[[Path], None], set[str]]
TENTHS = {f"n{n:02}" for n in range(0, MANY, 10)}
CHANGES: dict[str, Change] = {
    "nothing": (lambda top: None, set()),
    "another title": (lambda top: retitle(top, "n33"), {"n33"}),
    "out of sight": (lambda top: append(top, "n33", "草稿: 是"), set()),
    "gone": (lambda top: (top / "notices/2026/n33.yml").unlink(), set()),
    "one more": (
        lambda top: (top / "notices/2026/z.yml").write_text(notice(), encoding="utf-8") and None,
        {"z"},
    ),
    "a branch's name": (rename_branch, TENTHS),
    "a branch gone": (lambda top: [append(top, one, "草稿: 是") for one in TENTHS] and None, set()),
    "another state": (lambda top: over(top, "n41"), {"n41"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_those_pieces_are_made_again_that_could_differ(tmp_path: Path, name: str) -> None:
    change, again = CHANGES[name]
    top, keeping = many(tmp_path), Keeping(tmp_path)
    assert len(joined(top, keeping)) == MANY
    change(top)
    assert joined(top, keeping) == again
    assert joined(top, keeping) == set()


def test_after_a_killed_build_nothing_old_is_taken_for_new(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)
    joined(top, keeping)
    retitle(top, "n33")
    joined(top, keeping, killed=True)
    retitle(top, "n34")
    joined(top, keeping)
    retitle(top, "n33", "（二）")
    assert joined(top, keeping) == {"n33"}


def test_rows_of_different_names_and_parts_of_one_list_are_told_apart(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)

    def of(word: str) -> Callable[[Record, Library], str]:
        return lambda record, library: f"{word} {record.slug}"

    for _ in range(2):
        with keeping.watched(shown(top, AS_OF)) as watched:
            listed = list(watched.records("notices"))
            first = list(watched.pieces("row", listed[:40], of("一")))
            other = list(watched.pieces("row of another", listed[:40], of("二")))
            rest = list(watched.pieces("row", listed[20:], of("一")))
        assert [piece for _, piece in first + rest] == [f"一 {one.slug}" for one in listed[:40] + listed[20:]]
        assert [piece for _, piece in other] == [f"二 {one.slug}" for one in listed[:40]]


def test_what_asks_about_few_records_is_not_made_again_for_their_neighbours(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)
    for changed, again in [(None, True), ("n50", False), ("n03", True)]:
        if changed:
            retitle(top, changed)
        with keeping.watched(shown(top, AS_OF)) as watched:
            few = [one for one in watched.records("notices") if one.slug < "n10"]
            list(watched.pieces("told", few, told))
            assert bool(watched.parts.made) == again


def test_facts_that_ask_for_pieces_are_asked_for_what_the_pieces_ask(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)
    with keeping.watched(shown(top, AS_OF)) as watched:
        alone = Watched(shown(top, AS_OF), watched._derived)
        list(alone.pieces("told", alone.records("notices"), told))
    assert "facts\nnotices/2026/n00" in alone.asked and "get\nbranches\nzhi" in alone.asked


def test_values_that_came_up_before_are_not_worked_out_again(tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def make(value: tuple[str, ...]) -> str:
        asked.append(value)
        return "-".join(value)

    library = shown(many(tmp_path), AS_OF)
    parts = Parts(library, Watched(library, None)._derived)  # type: ignore[arg-type]
    assert remembered("lines", [("a",), ("b", "c")], make, parts) == ["a", "b-c"]
    assert remembered("lines", [("b", "c"), ("d",)], make, parts) == ["b-c", "d"]
    assert remembered("lines", [("a",)], make, parts) == ["a"]
    assert asked == [("a",), ("b", "c"), ("d",), ("a",)]


def tables(library: Library) -> dict[str, object]:
    make = dict(all_parts(library))["tables/notices"]
    return dict(make(library, Surroundings()))


TO_TABLES: list[Callable[[Path], None]] = [
    lambda top: retitle(top, "n33"),
    lambda top: (top / "notices/2026/n05.yml").unlink(),
    lambda top: (
        [(top / f"notices/2026/m{n}.yml").write_text(notice(), encoding="utf-8") for n in range(3)] and None
    ),
    lambda top: retitle(top, "n69", '<c r="A7" & "9"'),
    rename_branch,
    lambda top: [file.unlink() for file in sorted((top / "notices/2026").glob("n[1-6]*.yml"))] and None,
    lambda top: [file.unlink() for file in sorted((top / "notices/2026").glob("*.yml"))] and None,
    lambda top: (top / "notices/2026/a.yml").write_text(notice(), encoding="utf-8") and None,
]


def test_a_table_put_together_from_kept_rows_is_that_of_a_clean_build(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)
    for change in [lambda top: None, *TO_TABLES]:
        change(top)
        with keeping.watched(shown(top, AS_OF)) as watched:
            kept = tables(cast(Library, watched))
        assert kept == tables(shown(top, AS_OF))


def test_a_table_whose_rows_were_lost_is_written_anew(tmp_path: Path) -> None:
    top, keeping = many(tmp_path), Keeping(tmp_path)
    for _ in range(2):
        with keeping.watched(shown(top, AS_OF)) as watched:
            kept = tables(cast(Library, watched))
        keeping.kept.forget(["part rows 1"])
    assert kept == tables(shown(top, AS_OF))


def pages(library: Library) -> list[str]:
    renderer, kind = Renderer(library), all_kinds()["notices"]
    return [
        renderer.index(kind).body,
        *(renderer.archive(kind, year).body for year in library.years("notices")),
    ]


def test_a_year_without_its_last_branch_loses_the_column_in_all_rows(tmp_path: Path) -> None:
    top = many(tmp_path)
    keepings = [Keeping(tmp_path / str(n)) for n in range(3)]
    for change in [
        *TO_TABLES[:2],
        lambda top: [append(top, one, "草稿: 是") for one in TENTHS],
        *TO_TABLES[2:],
    ]:
        change(top)
        fresh, found = pages(shown(top, AS_OF)), []
        library = shown(top, AS_OF)
        makers = [lambda one: Renderer(one).index(all_kinds()["notices"]).body]
        makers += [
            lambda one, year=year: Renderer(one).archive(all_kinds()["notices"], year).body
            for year in library.years("notices")
        ]
        for keeping, make in zip(keepings, makers, strict=False):
            with keeping.watched(library) as watched:
                found.append(make(cast(Library, watched)))
        assert found == fresh
