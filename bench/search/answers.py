"""Ask a site's search in a real browser and measure what it costs."""

from __future__ import annotations

import contextlib
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, CDPSession, Page, Request, sync_playwright

from bench.search.queries import Query
from bench.search.server import serving
from tests.conftest import CHROMIUM_ARGS, chromium


@dataclass(frozen=True, slots=True)
class Rival:
    """A built site with a search. `how` names the way to ask it; `seconds` and `disk` are the price of its index."""

    name: str
    site: Path
    page: str
    how: str
    seconds: float
    disk: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Times in seconds, sizes in bytes; `first` from opening the page to its answer."""

    recall: float
    mrr: float
    first: float
    first_bytes: float
    later: float
    later_bytes: float
    memory: float
    heap: float


# Each returns the addresses of the first ten results.
_ASK = {
    "gongkai": """async query => {
        const root = document.documentElement, input = document.querySelector('main [name=q]');
        while (!root.dataset.search) await new Promise(go => setTimeout(go, 5));
        root.dataset.search = '';
        input.value = query;
        input.form.requestSubmit();
        while (!/done|failed/.test(root.dataset.search)) await new Promise(go => setTimeout(go, 5));
        return Array.from(document.querySelectorAll('main a[data-record]'), a => a.href);
    }""",
    "pagefind": """async query => {
        window.finder = window.finder || await import('/pagefind/pagefind.js');
        const found = await window.finder.search(query);
        const data = await Promise.all(found.results.slice(0, 10).map(one => one.data()));
        return data.map(one => new URL(one.url, location.href).href);
    }""",
    "material": """async query => {
        const input = document.querySelector('.md-search__input'), meta = document.querySelector('.md-search-result__meta');
        const list = document.querySelector('.md-search-result__list'), idle = /键入|初始化/;
        const until = async done => { while (!done()) await new Promise(go => setTimeout(go, 5)); };
        const type = text => { input.value = text; input.dispatchEvent(new Event('keyup', { bubbles: true })); };
        document.querySelector('#__search').checked = true;
        input.focus();
        type('');
        await until(() => idle.test(meta.textContent) && !list.children.length);
        type(query);
        await until(() => !idle.test(meta.textContent));
        await new Promise(go => setTimeout(go, 20));
        return Array.from(list.querySelectorAll('.md-search-result__item > a'), a => a.href).slice(0, 10);
    }""",
}


#: How often a page is opened for the first time, with caches as empty as in a new browser.
OPENED = 5


def measure(rival: Rival, queries: list[Query]) -> Measured:
    """The first queries in new contexts of a browser, all others in the last of these pages."""
    with serving(rival.site) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        browser.new_page().goto("about:blank")
        try:
            return _measure(browser, home, rival, queries)
        finally:
            browser.close()


def _measure(browser: Browser, home: str, rival: Rival, queries: list[Query]) -> Measured:
    times: list[float] = []
    sizes: list[float] = []
    ranks: list[int] = []
    finished: list[Request] = []
    page, empty = browser.new_page(), 0.0
    for number, query in enumerate(queries):
        if number < OPENED:
            page.context.close()
            page = browser.new_context().new_page()
            page.goto("about:blank")
            empty = _browser_memory()
            page.context.on("requestfinished", lambda request: finished.append(request))
        started = time.monotonic()
        if number < OPENED:
            page.goto(home + rival.page)
        found = page.evaluate(_ASK[rival.how], query.text)
        times.append(time.monotonic() - started)
        page.wait_for_timeout(50)
        sizes.append(_bytes(finished))
        ranks.append(_rank(found, query.url))
    return Measured(
        recall=sum(rank > 0 for rank in ranks) / len(ranks),
        mrr=sum(1 / rank for rank in ranks if rank) / len(ranks),
        first=statistics.median(times[:OPENED]),
        first_bytes=statistics.median(sizes[:OPENED]),
        later=statistics.median(times[OPENED:]),
        later_bytes=statistics.median(sizes[OPENED:]),
        memory=_browser_memory() - empty,
        heap=_heap(page, page.context.new_cdp_session(page)),
    )


def _rank(found: list[str], url: str) -> int:
    """1 for the first result; 0 when the record is not among the first ten."""
    paths = [urlsplit(address).path.strip("/") for address in found[:10]]
    return paths.index(url.strip("/")) + 1 if url.strip("/") in paths else 0


def _bytes(finished: list[Request]) -> float:
    """Bytes of all bodies received since the last call, those of workers too."""
    total = sum(request.sizes()["responseBodySize"] for request in finished)
    finished.clear()
    return float(total)


def _heap(page: Page, session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return float(page.evaluate("performance.memory.usedJSHeapSize"))


def _browser_memory() -> float:
    """Memory that only the renderer processes of this process hold."""
    total = 0.0
    for one in psutil.Process().children(recursive=True):
        # One that ends meanwhile holds nothing.
        with contextlib.suppress(psutil.NoSuchProcess):
            if "--type=renderer" in " ".join(one.cmdline()):
                total += one.memory_info().rss
    return total
