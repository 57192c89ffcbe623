"""Lists of many records are joined from pieces: what they come to, and what is made again when something changes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from keeping import Keeping
from outputtools import folder, notice, shown

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.outputs import Content, Kept, all_parts, sheet, vevent, zipping
from generator.record import Record
from generator.render import Surroundings

AS_OF = "2026-03-05"
TYPED = st.text(
    st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n,;\\:\"'"), max_size=200
)


@settings(deadline=None)
@given(TYPED, TYPED)
def test_a_calendar_reader_finds_an_event_as_typed(title: str, note: str) -> None:
    lines = [f"SUMMARY:{vevent.escaped(title)}", "DTSTAMP:20260301T000000Z", "UID:a"]
    made = vevent.event([*lines, f"DESCRIPTION:{vevent.escaped(note)}"])
    read = Calendar.from_ical(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + made + b"END:VCALENDAR\r\n")
    (event,) = read.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, note)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


@pytest.mark.parametrize(
    ("clock", "starts", "ends"),
    [(None, dt.date(2026, 3, 2), dt.date(2026, 3, 7)), ("14:30", dt.datetime(2026, 3, 2, 14, 30), None)],
)
def test_days_and_hours_are_those_of_the_icalendar_library(
    clock: str | None, starts: dt.date, ends: dt.date | None
) -> None:
    oracle = Event()
    if ends is None:
        zone = dt.timezone(dt.timedelta(hours=8))
        utc = cast(dt.datetime, starts).replace(tzinfo=zone).astimezone(dt.UTC)
        oracle.add("dtstart", utc)
        oracle.add("dtend", utc + dt.timedelta(hours=1))
    else:
        oracle.add("dtstart", starts)
        oracle.add("dtend", ends)
    made = vevent.event(vevent.when(dt.date(2026, 3, 2), dt.date(2026, 3, 6), clock))
    assert made == oracle.to_ical()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=400), min_size=1, max_size=6))
def test_an_archive_of_compressed_parts_is_a_sound_zip(parts: list[bytes]) -> None:
    whole = zipping.joined(map(zipping.segment, parts))
    made = zipping.archive([("一/甲.xml", whole), ("b", zipping.deflated(b"b"))])
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == {
            "一/甲.xml": b"".join(parts),
            "b": b"b",
        }


@settings(deadline=None)
@given(st.lists(TYPED.map(lambda text: text[:60]), min_size=3, max_size=3))
def test_cells_hold_what_was_typed(cells: list[str]) -> None:
    cells = [*cells, "_x0041_", "\x07", "=1+1"]
    book = sheet.workbook(
        "表",
        [f"列{n}" for n in range(6)],
        [zipping.segment(sheet.numbered(sheet.row(cells), 2))],
        1,
        [sheet.widths(cells)],
        dt.date(2026, 3, 5),
    )
    page = openpyxl.load_workbook(io.BytesIO(book)).active
    assert page is not None
    read = [cell.value or "" for cell in list(page.iter_rows())[1]]
    # A reader of its own kind: openpyxl leaves Excel's way of writing odd characters as it stands.
    assert read[:3] == cells[:3]
    assert read[3:] == ["_x005F_x0041_", "_x0007_", "=1+1"]
    assert page.cell(2, 6).data_type == "s"


class Counted:
    """A maker of pieces that notes for which records it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, record: Record, library: Library) -> str:
        self.asked.append(record.slug)
        found = [library.get("branches", ref) for ref in all_kinds()[record.kind].branches(record)]
        return " ".join([record.title, *(one.title for one in found if one)])


def pieces(top: Path, keeping: Keeping) -> tuple[list[str], list[str]]:
    """The pieces of the notices of a folder, and whose were made anew."""
    count = Counted()
    with keeping.watched(shown(top, AS_OF)) as watched:
        made = [one for _, one in watched.pieces("test", watched.records("notices"), count)]
    return made, count.asked


def test_only_what_could_differ_is_made_again(tmp_path: Path) -> None:
    named = notice(extra="支部:\n  - zhi\n")
    branch = "名称: {}\n类型: 机关\n序号: 1\n书记:\n  姓名: 王喆\n  任职日期: 2025-01-01\n"
    top = folder(
        tmp_path,
        {"notices/a.yml": notice(), "notices/b.yml": named, "branches/zhi.yml": branch.format("甲支部")},
    )
    keeping = Keeping(tmp_path)
    assert sorted(pieces(top, keeping)[1]) == ["a", "b"]
    first, none = pieces(top, keeping)
    assert none == []
    (top / "branches/zhi.yml").write_text(branch.format("乙支部"), encoding="utf-8")
    second, again = pieces(top, keeping)
    assert again == ["b"]
    assert [text.replace("甲支部", "乙支部") for text in first] == second
    (top / "notices/a.yml").unlink()
    assert pieces(top, keeping)[1] == []


def test_a_torn_cache_costs_time_and_nothing_else(tmp_path: Path) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice()})
    keeping = Keeping(tmp_path)
    made, _ = pieces(top, keeping)
    keeping.kept.close()
    whole = keeping.file.read_bytes()
    for torn in (b"torn", whole[:5000], whole[:100] + bytes(len(whole) - 100)):
        keeping.file.write_bytes(torn)
        assert pieces(top, keeping) == (made, ["a"])
        keeping.kept.close()


def api(top: Path, site: Path, keeping: Keeping, *, killed: bool = False) -> dict[str, Content]:
    """The files that the API's part for notices makes, written to a site folder as a build does; only the first one
    when the build is killed."""
    make = dict(all_parts(shown(top, AS_OF)))["api/notices"]
    found: dict[str, Content] = {}
    with keeping.watched(shown(top, AS_OF), killed=killed) as watched:
        for path, data in make(cast(Library, watched), Surroundings(top, {}, site=site, key="k")):
            found[path] = data
            if isinstance(data, bytes):
                (site / path).parent.mkdir(parents=True, exist_ok=True)
                (site / path).write_bytes(data)
            if killed:
                break
    return found


def test_documents_that_stand_in_the_site_stay_and_missing_ones_come_back(tmp_path: Path) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice(), "notices/b.yml": notice()})
    site, keeping = tmp_path / "site", Keeping(tmp_path)
    whole = api(top, site, keeping)
    again = api(top, site, keeping)
    assert {path for path, data in again.items() if isinstance(data, Kept)} == {
        "api/v1/notices/a.json",
        "api/v1/notices/b.json",
    }
    assert again["api/v1/notices.json"] == whole["api/v1/notices.json"]
    (site / "api/v1/notices/a.json").unlink()
    assert api(top, site, keeping)["api/v1/notices/a.json"] == whole["api/v1/notices/a.json"]


def test_a_killed_build_is_not_taken_for_a_done_one(tmp_path: Path) -> None:
    """The change is written, the build dies before the end, and the change is taken back."""
    top = folder(tmp_path, {"notices/a.yml": notice(), "notices/b.yml": notice()})
    site, keeping = tmp_path / "site", Keeping(tmp_path)
    whole = api(top, site, keeping)
    text = (top / "notices/a.yml").read_text(encoding="utf-8")
    (top / "notices/a.yml").write_text(text.replace("良好", "很好"), encoding="utf-8")
    api(top, site, keeping, killed=True)
    (top / "notices/a.yml").write_text(text, encoding="utf-8")
    api(top, site, keeping)
    assert {path: (site / path).read_bytes() for path in whole} == whole
