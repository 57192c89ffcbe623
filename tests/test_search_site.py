"""The search of the real site: accessible with its results open, by input method, by keyboard, and from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import WIDTHS, Visit, served
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def address(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as where:
        yield where


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    visit = Visit(
        browser, viewport={"width": 1440, "height": 900}, color_scheme=getattr(request, "param", "light")
    )
    yield visit
    visit.context.close()


def _listed(page: Page) -> list[str]:
    page.wait_for_selector("html[data-search=done]")
    found: list[str] = page.locator("main a[data-record]").evaluate_all(
        "nodes => nodes.map(node => node.dataset.record)"
    )
    return found


@pytest.mark.parametrize("reader", ["light", "dark"], indirect=True)
def test_results_are_accessible_and_inside_the_screen(reader: Visit, address: str) -> None:
    page = reader.page
    page.goto(address + "search/?q=安全")
    assert _listed(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert reader.sideways() <= 0, width
    assert reader.axe() == []
    page.goto(address + "search/?q=绝无此词龘龘")
    assert _listed(page) == [] and reader.axe() == []
    assert reader.trouble == []


@pytest.mark.parametrize("reader", ["light", "dark"], indirect=True)
def test_the_box_with_its_list_open_is_accessible(reader: Visit, address: str) -> None:
    page = reader.page
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.insert_text("安全")
    page.wait_for_selector("header [role=option][data-record]")
    page.keyboard.press("ArrowDown")
    assert reader.axe() == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator("header [role=option]").first.is_visible()
    assert reader.sideways() <= 0
    page.keyboard.press("Enter")
    page.wait_for_selector("meta[name=record]", state="attached")
    assert reader.trouble == []


def test_an_input_method_searches_when_the_characters_are_chosen(reader: Visit, address: str) -> None:
    page = reader.page
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_selector("header [name=q][role=combobox]")
    keyboard = page.context.new_cdp_session(page)
    for letters in ("a", "an", "an'q", "an'quan"):
        at = len(letters)
        keyboard.send("Input.imeSetComposition", {"text": letters, "selectionStart": at, "selectionEnd": at})
        page.wait_for_timeout(200)
    assert page.locator("header [role=listbox]").is_hidden()
    assert not any("/assets/search/g/" in url for url in reader.requests)
    keyboard.send("Input.insertText", {"text": "安全"})
    page.wait_for_selector("header [role=option][data-record]")
    assert "安全" in page.locator("header [role=option] mark").all_text_contents()


@pytest.mark.parametrize("query", ["安全", "公示 2026", "党", "１２号", "dzb", "隱患", "2026年第1号"])
def test_a_folder_gives_the_same_answers_as_a_server(
    reader: Visit, address: str, sample_site: Path, query: str
) -> None:
    page = reader.page
    page.goto(f"{address}search/?q={query}")
    served_by = _listed(page)
    page.goto(f"{(sample_site / 'search' / 'index.html').as_uri()}?q={query}")
    assert _listed(page) == served_by
