"""Hostile text in every field of every kind, through the real pipeline: as typed everywhere, and nothing else happens."""

from __future__ import annotations

import csv
import functools
import http.server
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import docx
import icalendar
import openpyxl
import pytest
from hostile.records import SHAPES, harmless, text_fields
from hostile.site import Made, make
from hostile.vectors import MARKDOWN, VISIBLE
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.kinds import all_kinds
from generator.markup import _ATTRIBUTES, _TAGS

ROUNDS = int(os.environ.get("GONGKAI_HOSTILE_ROUNDS", "2"))
NOT_FREE = {
    "aliases", "audience", "exemptions.what", "theme_day", "period", "quiz.answer", "review.grade", "scores.points",
}  # fmt: skip
"""Lines that another rule already limits: ids, audiences, days, periods, letters, names of the policy."""
MADE_OF_MARKDOWN = {"class", "rel", "target"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("hostile"), VISIBLE, MARKDOWN, ROUNDS)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The same shape with harmless text of the same length."""
    texts = [harmless(text, number) for number, text in enumerate(VISIBLE)]
    return make(tmp_path_factory.mktemp("calm"), texts, ["无"], ROUNDS)


def test_there_are_enough_vectors_to_mean_something() -> None:
    assert len(set(VISIBLE)) >= 300
    assert len(set(MARKDOWN)) >= 300


@pytest.mark.parametrize("kind", SHAPES)
def test_every_field_that_staff_write_freely_carries_hostile_text(made: Made, kind: str) -> None:
    carried = {
        re.sub(r"\.(key|value)$", "", name)
        for record, name, _ in made.pen.written
        if record.startswith(f"{kind}/")
    }
    assert set(text_fields(all_kinds()[kind].model)) - carried <= NOT_FREE


def test_all_kinds_are_here() -> None:
    assert set(SHAPES) == set(all_kinds())


def markdown_names(kind: str) -> set[str]:
    from generator.schema import fields_of

    def walk(model: type, lead: str) -> Iterator[str]:
        for one in fields_of(model):
            if one.part is not None:
                yield from walk(one.part, f"{lead}{one.name}.")
            elif one.form == "markdown":
                yield f"{lead}{one.name}"

    return set(walk(all_kinds()[kind].model, ""))


@pytest.mark.parametrize("kind", SHAPES)
def test_every_plain_text_stands_on_its_page_character_for_character(made: Made, kind: str) -> None:
    missing = []
    for record, name, text in made.written():
        if not record.startswith(f"{kind}/") or name in markdown_names(kind):
            continue
        page = made.page(record)
        fields = {node.text() for node in page.css(f'[data-field="{name.rpartition(".")[2]}"]')}
        if text not in fields and text not in page.body.text():
            missing.append((record, name, text))
    assert missing == []


def skeleton(page: LexborHTMLParser) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, without what Markdown fields made."""
    for node in page.css("[data-markdown] *, .prose *"):
        if node.parent is not None:
            node.decompose()
    return [(node.tag, tuple(sorted(node.attributes))) for node in page.css("*")]


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_no_page_has_an_element_or_attribute_that_harmless_text_does_not_make(made: Made, calm: Made) -> None:
    assert pages_of(made.site) == pages_of(calm.site)
    different = []
    for path in pages_of(made.site):
        ours, theirs = (
            skeleton(LexborHTMLParser((one.site / path).read_text(encoding="utf-8"))) for one in (made, calm)
        )
        if ours != theirs:
            first = next(
                (pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]),
                (len(ours), len(theirs)),
            )
            different.append((path, first))
    assert different == []


def test_markdown_makes_only_what_the_list_allows(made: Made) -> None:
    nodes: list[LexborNode] = []
    for path in pages_of(made.site):
        page = LexborHTMLParser((made.site / path).read_text(encoding="utf-8"))
        nodes += page.css("[data-markdown] *")
    assert len(nodes) > 500
    assert {node.tag for node in nodes} <= _TAGS
    for node in nodes:
        allowed = _ATTRIBUTES.get(node.tag, set()) | MADE_OF_MARKDOWN
        assert set(node.attributes) <= allowed, node.html
        assert re.match(r"(?:https?://|mailto:|tel:)", node.attributes.get("href") or "http://"), node.html


def test_titles_stand_in_head_and_breadcrumbs_as_typed(made: Made) -> None:
    for record, title in made.titles().items():
        page = made.page(record)
        heading = page.css("h1")
        assert [node.text() for node in heading] == [title]
        said = page.css_first("title").text(strip=True)
        assert " ".join(said.split()).startswith(" ".join(title.split())), record


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("kind", SHAPES)
def test_the_api_says_what_was_typed(made: Made, kind: str) -> None:
    hidden = ("approval.", "corrections.")
    for record in (one for one in made.titles() if one.startswith(f"{kind}/")):
        answer = json.loads((made.site / "api/v1" / f"{record}.json").read_text(encoding="utf-8"))
        said = set(strings(answer))
        missing = [
            (name, text)
            for one, name, text in made.written()
            if one == record
            and name not in markdown_names(kind)
            and not name.startswith(hidden)
            and text not in said
        ]
        assert missing == []


def test_feeds_are_xml_and_their_titles_as_typed(made: Made) -> None:
    titles = set(made.titles().values())
    seen = 0
    for feed in (made.site / "feeds").rglob("*.atom"):
        root = ElementTree.fromstring(feed.read_bytes())
        for entry in root.iter("{http://www.w3.org/2005/Atom}entry"):
            title = entry.findtext("{http://www.w3.org/2005/Atom}title") or ""
            assert any(one in title for one in titles), title
            seen += 1
    assert seen >= len(SHAPES)


def test_calendars_hold_events_only_and_their_words_as_typed(made: Made) -> None:
    titles = set(made.titles().values())
    events = []
    for file in (made.site / "calendar").glob("*.ics"):
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        assert {part.name for part in calendar.subcomponents} <= {"VEVENT", "VTIMEZONE"}
        events += [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert events
    assert any(title in said for said in events for title in titles)


@pytest.mark.parametrize("kind", SHAPES)
def test_tables_hold_the_title_and_never_a_formula(made: Made, kind: str) -> None:
    titles = {text for record, text in made.titles().items() if record.startswith(f"{kind}/")}
    book = openpyxl.load_workbook(made.site / "data" / f"{kind}.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert titles <= {str(cell.value) for cell in cells}
    with (made.site / "data" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [value for row in csv.reader(file) for value in row]
    assert titles <= {*values, *(value.removeprefix("'") for value in values)}
    assert [
        value for value in values if value.startswith(("=", "@", "\t")) or re.match(r"[+-]\D", value)
    ] == []


def test_the_word_document_of_a_notice_says_what_was_typed(made: Made) -> None:
    for record, title in made.titles().items():
        for file in (made.site / record).glob("vec-*.docx"):
            text = "".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
            assert "".join(title.split()) in "".join(text.split())


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(made: Made) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(made.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def trap(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """A page that writes down whatever a hostile text would make happen."""
    caught: list[str] = []
    context = browser.new_context()
    context.add_init_script("window.gkHit = () => console.error('gkHit ran')")
    page = context.new_page()
    page.on("dialog", lambda dialog: (caught.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: caught.append(f"console {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: caught.append(f"error {error}"))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:")) else caught.append(asked.url),
    )
    page.on("popup", lambda opened: caught.append(f"popup {opened.url}"))
    yield page, caught
    context.close()


HANDLERS = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])
    .filter(a => /^on/.test(a.name) || /^\\s*(javascript|vbscript|data):/i.test(a.name === 'href' ? a.value : ''))
    .map(a => a.name + '=' + a.value)"""


def test_nothing_runs_in_a_real_browser(made: Made, address: str, trap: tuple[Page, list[str]]) -> None:
    page, caught = trap
    lists = [f"{kind}/" for kind in SHAPES]
    for path in ["", *lists, *(f"{record}/" for record in list(made.titles())[: 2 * len(SHAPES)])]:
        page.goto(f"{address}/{path}")
        assert page.evaluate(HANDLERS) == [], path
        assert caught == [], path


def test_a_hostile_question_is_only_searched_for(address: str, trap: tuple[Page, list[str]]) -> None:
    page, caught = trap
    sampled = VISIBLE if ROUNDS > 2 else VISIBLE[::12]
    for text in sampled:
        page.goto(f"{address}/search/?q={quote(text, safe='')}&h={quote(text, safe='')}")
        page.wait_for_function("['done', 'failed', 'idle'].includes(document.documentElement.dataset.search)")
        assert page.evaluate(HANDLERS) == [], text
        assert caught == [], text


def test_search_results_show_hostile_titles_as_typed(
    made: Made, address: str, trap: tuple[Page, list[str]]
) -> None:
    page, caught = trap
    page.goto(f"{address}/search/?q={quote('示矿')}")
    shown = 0
    for record, title in list(made.titles().items())[:8]:
        word = max(re.findall(r"[A-Za-z]{3,}", title), key=len, default="")
        if not word:
            continue
        page.goto(f"{address}/search/?q={word}")
        page.wait_for_function("document.documentElement.dataset.search === 'done'")
        found = page.locator(f'a[data-record="{record}"]').first
        if found.count():
            assert " ".join(title.split()) in " ".join((found.text_content() or "").split())
            shown += 1
    assert shown > 2
    assert caught == []


@pytest.mark.parametrize("page", ["?h=", "?q="])
def test_a_highlight_in_the_address_runs_nothing_on_a_record_page(
    made: Made, address: str, trap: tuple[Page, list[str]], page: str
) -> None:
    tab, caught = trap
    record = next(iter(made.titles()))
    for text in VISIBLE[::40]:
        tab.goto(f"{address}/{record}/{page}{quote(text, safe='')}#{quote(text, safe='')}")
        assert tab.evaluate(HANDLERS) == []
    assert caught == []


def test_the_trap_would_notice(address: str, trap: tuple[Page, list[str]]) -> None:
    page, caught = trap
    page.goto(f"{address}/feeds/")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=gkHit(1)>'")
    page.wait_for_timeout(200)
    assert any("gkHit ran" in one for one in caught)
    assert page.evaluate(HANDLERS) == ["onerror=gkHit(1)"]
