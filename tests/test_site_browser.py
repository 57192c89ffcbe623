"""The whole sample site in a real browser: every template, three widths, light, dark and print, and what must hold on each."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import html5lib
import pytest
from browsing import WIDTHS, Visit, served
from conftest import SAMPLE_DAY
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from generator.fields import Markdown
from generator.kinds import all_kinds
from generator.library import check
from generator.library.visible import visible

NOON = f"{SAMPLE_DAY.isoformat()}T12:00:00+08:00"
MOST_BYTES = 350 * 1024
MOST_REQUESTS = 12


def address_of(page: Path, site: Path) -> str:
    rel = page.relative_to(site).as_posix()
    return rel.removesuffix("index.html")


def every_page(site: Path) -> list[Path]:
    return sorted(
        page for page in site.rglob("*.html") if 'http-equiv="refresh"' not in page.read_text("utf-8")
    )


YEAR_PAGE = re.compile(r"[a-z]+/\d{4}/")


def templates(site: Path) -> list[str]:
    """The fixed pages, every list, and the longest and shortest year, and record of every kind."""
    groups: dict[str, list[Path]] = {}
    for page in every_page(site):
        address = address_of(page, site)
        kind = address.split("/")[0]
        if address.count("/") < 2:
            kind = f"={address}"
        elif YEAR_PAGE.fullmatch(address):
            kind = "=years"
        groups.setdefault(kind, []).append(page)
    chosen: set[str] = set()
    for pages in groups.values():
        pages.sort(key=lambda page: page.stat().st_size)
        chosen |= {address_of(pages[0], site), address_of(pages[-1], site)}
    return sorted(chosen)


@pytest.fixture(scope="module")
def address(sample_site) -> Iterator[str]:
    with served(sample_site) as where:
        yield where


@pytest.fixture(scope="module")
def library(root):
    checked = check(root / "content", SAMPLE_DAY)
    return visible(checked.library)


@pytest.fixture
def visit(browser):
    made: list[Visit] = []

    def start(**context) -> Visit:
        made.append(Visit(browser, **context))
        return made[-1]

    yield start
    for one in made:
        one.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_template_is_accessible_quiet_and_inside_the_screen(visit, address, sample_site, scheme):
    reader = visit(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    wrong: list[str] = []
    for path in templates(sample_site):
        reader.page.goto(address + path)
        for width in WIDTHS:
            reader.page.set_viewport_size({"width": width, "height": 900})
            if reader.sideways() > 0:
                wrong.append(f"{path} scrolls sideways at {width}")
        wrong += [f"{path} {found}" for found in reader.axe()]
    wrong += reader.trouble
    wrong += sorted({url for url in reader.requests if not url.startswith(address)})
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_search_is_accessible_with_its_results_open(visit, address, scheme, width):
    """On the search page with results and without, and in the box with a result chosen by key; as it is delivered."""
    reader = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for query in ("安全", "没有这样的词语"):
        reader.page.goto(f"{address}search/?q={query}")
        reader.page.wait_for_selector("html[data-search=done]")
        assert (reader.page.locator("a[data-record]").count() > 0) == (query == "安全")
        assert reader.axe() == [] and reader.sideways() <= 0
    reader.page.goto(address + "notices/")
    reader.page.fill("header [name=q]", "安全")
    reader.page.wait_for_selector("[role=option]")
    reader.page.keyboard.press("ArrowDown")
    assert reader.page.locator("[role=option][aria-selected=true]").count() == 1
    assert reader.axe() == [] and reader.sideways() <= 0
    assert reader.trouble == []


def test_large_type_fits_a_phone_everywhere(visit, address, sample_site):
    reader = visit(viewport={"width": 360, "height": 740})
    reader.page.goto(address)
    reader.page.get_by_role("button", name="长者模式").click()
    wide = []
    for path in templates(sample_site):
        reader.page.goto(address + path)
        if reader.sideways() > 0:
            wide.append(path)
    assert wide == []


def test_every_template_prints_without_the_screen_furniture(visit, address, sample_site):
    reader = visit(viewport={"width": 794, "height": 1123})
    reader.page.emulate_media(media="print")
    for path in templates(sample_site):
        reader.page.goto(address + path)
        assert reader.page.locator("h1").is_visible(), path
        assert reader.page.locator(".tabs, .find, .pager, .filters").locator("visible=true").count() == 0, (
            path
        )
        assert reader.sideways() <= 0, path


def test_the_first_view_of_a_record_is_light(visit, address, sample_site):
    for path in (
        page for page in templates(sample_site) if page.count("/") > 1 and not YEAR_PAGE.fullmatch(page)
    ):
        reader = visit(viewport={"width": 1440, "height": 900})
        reader.page.goto(address + path, wait_until="networkidle")
        assert len(reader.requests) <= MOST_REQUESTS, (path, reader.requests)
        assert reader.bytes <= MOST_BYTES, (path, reader.bytes)
        reader.context.close()


def test_every_page_has_one_title_and_says_which_record_it_is(sample_site, library):
    records = {record.key: record for record in library.all_records()}
    for page in every_page(sample_site):
        tree = HTMLParser(page.read_text("utf-8"))
        address = address_of(page, sample_site)
        titles = [node.text() for node in tree.css("h1")]
        assert len(titles) == 1, address
        assert tree.css_first("html").attributes["lang"] == "zh-CN"
        named = tree.css_first("meta[name=record]")
        if address.strip("/") in records:
            assert named is not None and named.attributes["content"] == address.strip("/")
            assert titles[0] == records[address.strip("/")].title


def plain_texts(value, name: str) -> Iterator[tuple[str, str]]:
    """(field, text) of the plain text inside a record; references and names of files are no text of the page."""
    if type(value) is str and not isinstance(value, Markdown):
        yield name, value
    elif hasattr(type(value), "model_fields"):
        for field in type(value).model_fields:
            yield from plain_texts(getattr(value, field), field)
    elif isinstance(value, tuple):
        for one in value:
            yield from plain_texts(one, name)


# References, names for staff, and a choice that is the default (越高越好).
NOT_SHOWN = {
    "direction",
    "id",
    "path",
    "audience",
    "aliases",
    "what",
    "reason",
    "draft",
    "secrecy",
    "label",
    "person",
    "approver",
}


def test_plain_text_stands_on_its_page_character_for_character(sample_site, library):
    missing = []
    for name in all_kinds():
        for record in library.records(name):
            shown = HTMLParser((sample_site / record.key / "index.html").read_text("utf-8"))
            texts = {node.text() for node in shown.css("[data-field]")}
            whole = shown.body.text()
            for field, text in plain_texts(record, ""):
                if field not in NOT_SHOWN and text not in texts and text not in whole:
                    missing.append(f"{record.key} {field}: {text[:40]}")
    assert missing == []


def test_every_link_and_anchor_leads_somewhere(sample_site):
    pages = {
        address_of(page, sample_site): HTMLParser(page.read_text("utf-8")) for page in every_page(sample_site)
    }
    anchors = {
        address: {node.attributes["id"] for node in tree.css("[id]")} for address, tree in pages.items()
    }
    broken = set()
    for address, tree in pages.items():
        if address == "404.html":
            continue
        for node in tree.css("[href], [src]"):
            target = node.attributes.get("href") or node.attributes.get("src") or ""
            if re.match(r"(?:https?|mailto|tel):", target):
                continue
            where, anchor = urldefrag(urljoin(f"/{address}", target))
            path = unquote(where.partition("?")[0]).lstrip("/")
            there = sample_site / path
            found = there.is_file() or (there / "index.html").is_file()
            if not found or (anchor and path in anchors and unquote(anchor) not in anchors[path]):
                broken.add(f"{address} → {target}")
    assert sorted(broken) == []


def test_pages_are_valid_html(sample_site):
    parser_faults = []
    for address in templates(sample_site):
        page = (
            sample_site / address / "index.html"
            if address.endswith("/") or not address
            else sample_site / address
        )
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page.read_text("utf-8"))
        parser_faults += [f"{address}: {place} {code}" for place, code, _ in parser.errors]
    assert parser_faults == []


def test_the_keyboard_reaches_search_and_text(visit, address):
    reader = visit()
    reader.page.goto(address)
    reader.page.keyboard.press("/")
    assert reader.page.evaluate("document.activeElement.name") == "q"
    reader.page.goto(address + "notices/")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip"


def test_counts_on_the_first_page_follow_the_readers_day(visit, address, library):
    ends = sorted(
        facts.end for one in library.records("notices") if (facts := library.facts(one)).state.name == "open"
    )
    later = ends[0] + dt.timedelta(days=1)
    reader = visit()
    reader.page.clock.install(time=f"{later.isoformat()}T09:00:00+08:00")
    reader.page.goto(address)
    still = sum(end >= later for end in ends)
    assert reader.page.locator("[data-live-count=open]").inner_text() == str(still)
    assert reader.page.locator("[data-live] > :visible").count() == still


def test_the_site_opens_from_a_folder(visit, sample_site, library):
    reader = visit()
    reader.page.goto((sample_site / "index.html").as_uri())
    reader.page.locator(".tabs a", has_text="支部品牌").click()
    name = library.records("brands")[0].title
    reader.page.get_by_role("link", name=name, exact=True).click()
    assert reader.page.locator("h1").inner_text() == name
    reader.page.go_back()
    assert reader.trouble == []
