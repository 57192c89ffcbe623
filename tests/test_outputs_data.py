"""Feeds, calendars and spreadsheets, read by other software than what wrote them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import ics
import openpyxl
import pytest
from icalendar import Calendar
from outputtools import folder, made, notice, put, shown

from generator.kinds import all_kinds
from generator.library import Library
from generator.outputs.calendars import calendar_names

AS_OF = "2026-03-05"
ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOSTILE = "=cmd|'/C calc'!A0 <b>&</b>"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


def content(tmp: Path) -> Path:
    withdrawn = notice(extra="发布日期: 2026-02-01\n撤下日期: 2026-03-04\n").replace("关于拟表彰", "关于已撤")
    withdrawn = withdrawn.replace("2026-03-02", "2026-02-02")
    called_off = notice(extra="结果:\n  结论: 撤销\n  日期: 2026-03-04\n  说明: 重新研究\n")
    corrected = notice(
        extra="更正:\n  - 日期: 2026-03-04\n    内容: 更正单位名称。\n支部:\n  - shili-zhibu\n"
    )
    hostile = notice("正文<script>alert(1)</script>**重点**").replace(
        "关于拟表彰二〇二六年度先进基层党支部和优秀共产党员的公示", f'"{HOSTILE}"'
    )
    return folder(
        tmp,
        {
            "notices/2026/withdrawn.yml": withdrawn,
            "notices/2026/off.yml": called_off,
            "notices/2026/corrected.yml": corrected,
            "notices/2026/hostile.yml": hostile,
        },
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return shown(content(tmp_path_factory.mktemp("data")), AS_OF)


@pytest.fixture(scope="module")
def files(library: Library) -> dict[str, bytes]:
    return made(library, None, "feeds", "calendars", "tables")


def test_every_feed_has_what_atom_asks_for(files: dict[str, bytes]) -> None:
    feeds = {path: ET.fromstring(data) for path, data in files.items() if path.endswith(".atom")}
    assert {f"feeds/{kind}.atom" for kind in all_kinds()} < set(feeds)
    assert {"feeds/all.atom", "feeds/changes.atom", "feeds/branches/shili-zhibu.atom"} < set(feeds)
    for path, root in feeds.items():
        assert root.tag == f"{ATOM}feed"
        assert [len(root.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1], path
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own == [f"http://dj.shifankuang.example/{path}"]
        ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids)
        for entry in root.findall(f"{ATOM}entry"):
            assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
            links = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
            assert links.count("alternate") == 1
        for moment in root.iter(f"{ATOM}updated"):
            assert RFC3339.fullmatch(moment.text or "")


def test_a_reader_of_feeds_finds_the_full_text_and_no_script(files: dict[str, bytes]) -> None:
    read = feedparser.parse(files["feeds/notices.atom"], sanitize_html=False)
    assert not read.bozo
    by_id = {entry.id.rpartition(":")[2]: entry for entry in read.entries}
    assert set(by_id) == {f"notices/2026/{one}/" for one in ("off", "corrected", "hostile")}
    hostile = by_id["notices/2026/hostile/"]
    assert hostile.title == HOSTILE
    told = hostile.content[0].value
    assert "<script" not in told
    assert "<strong>重点</strong>" in told
    assert "张喆" in told
    assert hostile.link == "http://dj.shifankuang.example/notices/2026/hostile/"
    assert by_id["notices/2026/corrected/"].updated == "2026-03-04T00:00:00+08:00"
    assert by_id["notices/2026/hostile/"].updated == "2026-03-02T00:00:00+08:00"


def test_withdrawn_records_are_announced_as_gone(files: dict[str, bytes]) -> None:
    for path in ("feeds/notices.atom", "feeds/all.atom"):
        gone = ET.fromstring(files[path]).findall(GONE)
        assert [(one.get("ref"), one.get("when")) for one in gone] == [
            ("tag:dj.shifankuang.example,2026:notices/2026/withdrawn/", "2026-03-04T00:00:00+08:00")
        ]
        assert "关于已撤".encode() not in files[path]


def test_a_branch_has_its_own_feed(files: dict[str, bytes]) -> None:
    read = feedparser.parse(files["feeds/branches/shili-zhibu.atom"])
    assert [entry.id.rpartition(":")[2] for entry in read.entries] == ["notices/2026/corrected/"]


def test_without_a_site_address_links_are_relative_to_the_feed(tmp_path: Path) -> None:
    site = "单位名称: 矿\n站点名称: 站\n监督渠道:\n  - 部门: 纪委\n"
    library = shown(
        folder(tmp_path, {"site.yml": site, "notices/a.yml": notice(extra="支部: [shili-zhibu]\n")}), AS_OF
    )
    made_now = made(library, None, "feeds")
    for path, link in (
        ("feeds/notices.atom", "../notices/a/"),
        ("feeds/branches/shili-zhibu.atom", "../../notices/a/"),
    ):
        entry = ET.fromstring(made_now[path]).find(f"{ATOM}entry")
        assert entry is not None
        assert [one.get("href") for one in entry.findall(f"{ATOM}link") if one.get("rel") == "alternate"] == [
            link
        ]


def events(data: bytes) -> dict[str, dict[str, str]]:
    """Events by the slug in their UID."""
    return {
        str(one["UID"]).partition("@")[0].rpartition("/")[2]: {name: str(one.get(name, "")) for name in one}
        for one in Calendar.from_ical(data).walk("VEVENT")
    }


def test_a_second_reader_of_calendars_agrees(files: dict[str, bytes]) -> None:
    for name in calendar_names():
        data = files[f"calendar/{name}.ics"].decode()
        assert {event.uid for event in ics.Calendar(data).events} == {
            str(one["UID"]) for one in Calendar.from_ical(data).walk("VEVENT")
        }
        assert all(len(line.encode()) <= 75 for line in data.split("\r\n"))
    period = next(
        one for one in ics.Calendar(files["calendar/公示期.ics"].decode()).events if "corrected" in one.uid
    )
    assert period.all_day
    assert period.begin.date() == dt.date(2026, 3, 2)
    # DTEND is the day after the last one.
    assert period.end.date() == dt.date(2026, 3, 7)
    assert "5 个工作日" in period.description


def test_what_was_called_off_or_withdrawn_is_cancelled(files: dict[str, bytes]) -> None:
    found = events(files["calendar/公示期.ics"])
    assert {slug: one["STATUS"] for slug, one in found.items()} == {
        "corrected": "CONFIRMED",
        "hostile": "CONFIRMED",
        "off": "CANCELLED",
        "withdrawn": "CANCELLED",
    }
    assert int(found["off"]["SEQUENCE"]) > int(found["hostile"]["SEQUENCE"])


def test_a_changed_event_keeps_its_uid_and_counts_up(tmp_path: Path) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice()})
    before = events(made(shown(top, AS_OF), None, "calendars")["calendar/公示期.ics"])["a"]
    put(
        top,
        {
            "notices/a.yml": notice(extra="更正:\n  - 日期: 2026-03-03\n    内容: 延长一天。\n").replace(
                "工作日: 5", "工作日: 6"
            )
        },
    )
    after = events(made(shown(top, AS_OF), None, "calendars")["calendar/公示期.ics"])["a"]
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    put(
        top,
        {
            "notices/a.yml": notice(
                extra="更正:\n  - 日期: 2026-03-03\n    内容: 延长一天。\n  - 日期: 2026-03-03\n    内容: 再延长。\n"
            )
        },
    )
    again = events(made(shown(top, AS_OF), None, "calendars")["calendar/公示期.ics"])["a"]
    assert int(again["SEQUENCE"]) > int(after["SEQUENCE"])


def test_the_calendars_that_exist_are_those_that_kinds_feed(library: Library) -> None:
    names = calendar_names()
    assert {"公示期", "整改期限", "例会与组织生活", "品牌复核"} <= set(names)
    fed = {
        event.calendar
        for one in library.all_records()
        for event in all_kinds()[one.kind].events(one, library)
    }
    assert fed <= set(names)


def test_a_workbook_is_typed_and_calculates_nothing(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["data/notices.xlsx"]))
    sheet = book.active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    head = [cell.value for cell in rows[0]]
    assert head[:3] == ["编号", "状态", "标题"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{rows[0][-1].column_letter}4"
    by_id = {row[0].value: row for row in rows[1:]}
    title = by_id["2026/hostile"][head.index("标题")]
    assert (title.value, title.data_type) == (HOSTILE, "s")
    assert title.quotePrefix
    day = by_id["2026/hostile"][head.index("成文日期")]
    assert day.is_date
    assert day.value == dt.datetime(2026, 3, 2)
    assert by_id["2026/corrected"][head.index("支部")].value == "示例支部"
    formulas = [cell for row in rows for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(files["data/notices.xlsx"])).read(
        "xl/worksheets/sheet1.xml"
    )


def test_csv_opens_in_excel_and_calculates_nothing(files: dict[str, bytes]) -> None:
    data = files["data/notices.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    title = next(row for row in rows if row[0] == "2026/hostile")[rows[0].index("标题")]
    assert title == f"'{HOSTILE}"
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_what_excel_reads(files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "notices.xlsx").write_bytes(files["data/notices.xlsx"])
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        tmp_path,
        tmp_path / "notices.xlsx",
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    rows = list(csv.reader(io.StringIO((tmp_path / "notices.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 4
    assert HOSTILE in {row[rows[0].index("标题")] for row in rows}


def test_a_record_of_long_ago_still_makes_a_workbook(tmp_path: Path) -> None:
    library = shown(
        folder(
            tmp_path, {"notices/a.yml": "标题: 旧\n类型: 通知\n正文: 文\n落款: 矿\n成文日期: 1899-05-01\n"}
        ),
        AS_OF,
    )
    book = openpyxl.load_workbook(io.BytesIO(made(library, None, "tables")["data/notices.xlsx"]))
    assert book.active is not None
    assert "1899-05-01" in {cell.value for row in book.active.iter_rows() for cell in row}


def test_same_records_same_bytes(library: Library, files: dict[str, bytes]) -> None:
    assert made(library, None, "feeds", "calendars", "tables") == files
