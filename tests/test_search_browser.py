"""Search as readers use it, in a real browser, over http and from a folder."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bench.corpus import KINDS
from bench.search.docs import make_docs
from bench.search.pages import write_site
from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.docfiles import PART
from generator.outputs.search.fold import fold
from generator.outputs.search.index import build
from generator.outputs.search.spelling import spelling

BRANCH = "采煤一队党支部"
HOSTILE = "<img src=x onerror=\"document.title='ran'\"></script>{{7*7}}|&amp;"


def _doc(kind: str, name: str, title: str, **fields: object) -> SearchDoc:
    doc = SearchDoc(kind, name, title, f"{kind}/{name}/", **fields)  # type: ignore[arg-type]
    return doc.spelled(spelling())


LONG = "".join(chr(0x4E00 + (i * 7919) % 20000) for i in range(PART + 9000))

SPECIAL = [
    _doc(
        "brands", "anquan", "安全先锋", branches=(BRANCH,), year="2026", date="2026-03-01", body="守住红线。"
    ),
    _doc("brands", "anquan2", "创建安全先锋品牌的经验", year="2025", date="2025-03-01", body="经验材料。"),
    _doc(
        "notices",
        "2026/a",
        "评优公示",
        number="矿党发〔2026〕12号",
        year="2026",
        date="2026-01-02",
        body="见附件。",
    ),
    _doc(
        "notices",
        "2026/b",
        "任前公示",
        number="矿党发〔2026〕123号",
        year="2026",
        date="2026-05-02",
        body="见附件。",
    ),
    _doc(
        "notices",
        "2026/open",
        "限期公示一则",
        year="2026",
        date="2026-03-02",
        states=(
            StateSpan("open", "公示中", "2026-03-02", "2026-03-06"),
            StateSpan("ended", "已结束", "2026-03-07"),
        ),
        body="公示五个工作日。",
    ),
    _doc(
        "trainings",
        "fanti",
        "關於黨員學習的通知",
        year="2026",
        body="認真學習，提高覺悟。𠮷祥如意，喆堃垚昇珮玥。",
    ),
    _doc("trainings", "long", "长文", body=LONG, attachments=(("名单附件.xlsx", "附件里的独角兽名单"),)),
    _doc("ledgers", "hostile", HOSTILE, body=HOSTILE + "毒句子。", headings=(HOSTILE,)),
    _doc("ledgers", "yinhuan", "缺陷整改", body="发现缺陷三处。", year="2026"),
    _doc("meetings", "near", "例会甲", body="火车快跑。" * 40 + "犀牛与羚羊同行。"),
    _doc(
        "meetings", "far", "例会乙", date="2026-09-09", body="犀牛来了。" + "火车快跑。" * 60 + "羚羊走了。"
    ),
]
DOCS = [*make_docs(150), *SPECIAL]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search site")
    write_site(folder, DOCS, build(DOCS, [["隐患", "缺陷"]], {**KINDS, "meetings": "例会"}))
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, served: str, site: Path) -> str:
    return served + "search/" if request.param == "http" else f"{site.as_uri()}/search/index.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert problems == []


def _ask(page: Page, query: str) -> list[str]:
    """What the search page lists for a query."""
    page.evaluate(
        """query => { const input = document.querySelector('[data-gk-search-page] [name=q]');
        input.value = query; input.form.requestSubmit(); }""",
        query,
    )
    page.wait_for_function("['done', 'failed', 'idle'].includes(document.documentElement.dataset.search)")
    assert page.get_attribute("html", "data-search") in ("done", "idle")
    return _listed(page)


def _listed(page: Page) -> list[str]:
    return page.eval_on_selector_all("a[data-record]", "links => links.map(a => a.dataset.record)")


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("['done', 'idle'].includes(document.documentElement.dataset.search)")


def _engine(page: Page, queries: list[str]) -> list[set[str]]:
    """All answers of the engine itself, not only the first ten."""
    found = page.evaluate(
        """async queries => { const all = [];
        for (const query of queries) {
            const answer = await gkSearchEngine.search(query, {}, 1000);
            all.push(answer.hits.map(hit => hit.doc[0][0] + '/' + hit.doc[0][1]));
        } return all; }""",
        queries,
    )
    return [set(keys) for keys in found]


def _scan(query: str) -> set[str]:
    """What a search must find, by looking at every text."""
    words = [word for word in map(fold, query.split()) if word]

    def holds(doc: SearchDoc, word: str) -> bool:
        spelled = doc.pinyin.split("\n")
        return any(word in fold(text) for _, text in doc.texts()) or any(word in form for form in spelled)

    return {doc.key for doc in DOCS if words and all(holds(doc, word) for word in words)}


def test_every_piece_of_every_text_is_found_and_nothing_else(page: Page, home: str) -> None:
    rng = random.Random(11)
    queries = []
    for _ in range(250):
        text = rng.choice([piece for _, piece in rng.choice(DOCS).texts() if piece])
        start = rng.randrange(len(text))
        queries.append(text[start : start + rng.randint(1, 40)].strip())
    bodies = [doc.body for doc in DOCS if len(doc.body) > 40]
    queries += [" ".join(rng.choice(bodies)[i : i + 2] for i in rng.sample(range(30), 2)) for _ in range(50)]
    queries = [query for query in queries if "缺陷" not in query and "隐患" not in query]
    _open(page, home)
    _ask(page, "安全")
    for query, found in zip(queries, _engine(page, queries), strict=True):
        assert found == _scan(query), query


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("安全先锋", "brands/anquan"),
        ("aqxf", "brands/anquan"),
        ("AnQuanXian", "brands/anquan"),
        ("〔2026〕12号", "notices/2026/a"),
        ("[2026]12", "notices/2026/a"),
        ("(2026) 12号", "notices/2026/a"),
        ("2026 12", "notices/2026/a"),
        ("2026 123", "notices/2026/b"),
        ("关于党员学习", "trainings/fanti"),
        ("關於黨員學習", "trainings/fanti"),
        ("𠮷祥", "trainings/fanti"),
        ("垚昇珮", "trainings/fanti"),
        (LONG[-30:], "trainings/long"),
        ("名单附件", "trainings/long"),
        ("独角兽", "trainings/long"),
        ("犀牛 羚羊", "meetings/near"),
        ("评优", "notices/2026/a"),
    ],
)
def test_what_comes_first(page: Page, served: str, query: str, first: str) -> None:
    _open(page, served + "search/")
    assert _ask(page, query)[:1] == [first]


def test_one_character_gives_titles_first(page: Page, served: str) -> None:
    _open(page, served + "search/")
    titles = {doc.key for doc in DOCS if "锋" in doc.title}
    assert set(_ask(page, "锋")[: len(titles)]) == titles


def test_a_synonym_finds_behind_the_word_itself(page: Page, served: str) -> None:
    _open(page, served + "search/")
    assert "ledgers/yinhuan" in _engine_after(page, "隐患整改")


def _engine_after(page: Page, query: str) -> set[str]:
    _ask(page, "安全")
    return _engine(page, [query])[0]


def test_text_of_records_is_shown_as_typed_and_never_runs(page: Page, home: str) -> None:
    _open(page, home)
    assert _ask(page, "毒句子") == ["ledgers/hostile"]
    result = page.locator("a[data-record]")
    assert result.locator("b").text_content() == HOSTILE
    assert (result.locator("> span").text_content() or "").endswith(f"{HOSTILE[5:]}毒句子。")
    assert page.locator("main img").count() == 0
    assert page.title() == "搜索"


def test_a_hostile_query_runs_nothing(page: Page, served: str) -> None:
    _open(page, served + "search/?q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E&kind=%3Cscript%3E")
    assert page.locator("main img, main script").count() == 0
    assert page.title() == "搜索"


def test_the_matched_sentence_is_shown_with_the_words_marked(page: Page, served: str) -> None:
    _open(page, served + "search/")
    _ask(page, "犀牛与羚羊")
    excerpt = page.locator("a[data-record] > span").first
    assert excerpt.text_content() == "犀牛与羚羊同行。"
    assert excerpt.locator("mark").all_text_contents() == ["犀牛与羚羊"]


def test_filters_narrow_and_stand_in_the_address(page: Page, served: str) -> None:
    _open(page, served + "search/?q=安全先锋")
    assert set(_listed(page)) >= {"brands/anquan", "brands/anquan2"}
    page.select_option("select[name=year]", "2025")
    page.wait_for_function("document.querySelectorAll('a[data-record]').length === 1")
    assert _listed(page) == ["brands/anquan2"]
    assert "year=2025" in page.url
    page.reload()
    page.wait_for_selector("html[data-search=done]")
    assert _listed(page) == ["brands/anquan2"]
    assert page.input_value("select[name=year]") == "2025"


@pytest.mark.parametrize(("day", "state"), [("2026-03-06", "open"), ("2026-03-07", "ended")])
def test_states_follow_the_readers_day(page: Page, served: str, day: str, state: str) -> None:
    page.clock.set_fixed_time(f"{day}T23:50:00+08:00")
    _open(page, served + "search/?q=限期公示一则")
    pill = page.locator("a[data-record] [data-state]").first
    assert pill.get_attribute("data-state") == state
    page.goto(served + f"search/?q=限期公示&state={state}")
    page.wait_for_selector("html[data-search=done]")
    assert "notices/2026/open" in _listed(page)


def test_more_results_come_on_demand(page: Page, served: str) -> None:
    _open(page, served + "search/")
    first = _ask(page, "安全")
    assert len(first) == 10
    page.click(".more")
    page.wait_for_function("document.querySelectorAll('a[data-record]').length > 10")
    assert _listed(page)[:10] == first


def test_nothing_found_helps(page: Page, served: str) -> None:
    _open(page, served + "search/")
    assert _ask(page, "绝无此词龘龘") == []
    assert "没有找到" in (page.locator("main [role=status]").text_content() or "")
    assert page.locator("[data-gk-search-help] a").is_visible()


def test_results_open_their_page(page: Page, home: str) -> None:
    _open(page, home)
    _ask(page, "安全先锋")
    page.locator("a[data-record]").first.click()
    page.wait_for_selector("h1")
    assert page.locator("h1").text_content() == "安全先锋"


def test_the_box_in_the_header_by_keyboard_alone(page: Page, home: str) -> None:
    _open(page, home.replace("search/", "brands/anquan2/"))
    page.keyboard.press("/")
    box = page.locator("header [name=q]")
    assert box.evaluate("node => node === document.activeElement")
    page.wait_for_selector("header [name=q][role=combobox][aria-expanded=false]")
    page.keyboard.type("aqxf")
    page.wait_for_selector("header [role=option][data-record]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("data-record") == "brands/anquan"
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.locator("header [role=listbox]").is_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('h1').textContent === '安全先锋'")


def test_enter_without_a_choice_goes_to_the_search_page(page: Page, home: str) -> None:
    _open(page, home.replace("search/", "brands/anquan2/"))
    page.locator("header [name=q]").fill("安全先锋")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-search=done] [data-gk-search-page] a[data-record]")
    assert page.input_value("main [name=q]") == "安全先锋"


def test_nothing_is_searched_while_an_input_method_composes(page: Page, served: str) -> None:
    _open(page, served + "search/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("main [name=q]").focus()
    page.evaluate(
        """() => { const input = document.querySelector('main [name=q]');
        input.dispatchEvent(new CompositionEvent('compositionstart'));
        input.value = "an'quan";
        input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true })); }"""
    )
    page.wait_for_timeout(400)
    assert asked == [] and page.get_attribute("html", "data-search") == "idle"
    page.evaluate(
        """() => { const input = document.querySelector('main [name=q]');
        input.value = '安全先锋';
        input.dispatchEvent(new CompositionEvent('compositionend')); }"""
    )
    page.wait_for_selector("html[data-search=done] a[data-record]")
    assert _listed(page)[0] == "brands/anquan"


def test_without_scripts_the_box_leads_to_the_lists(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "brands/anquan/")
    page.locator("header [name=q]").fill("安全")
    page.locator("header button").click()
    assert "/search/?q=" in page.url
    assert page.locator("[data-gk-search-help] a").first.get_attribute("href") == "../notices/"
    context.close()


@pytest.mark.parametrize(
    "missing", ["**/assets/search/g/**", "**/assets/search/meta.js*", "**/assets/search/d/**"]
)
def test_a_missing_file_is_said_and_not_for_ever(browser: Browser, served: str, missing: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route(missing, lambda route: route.abort())
    page.goto(served + "search/?q=安全先锋")
    page.wait_for_selector("html[data-search=failed]")
    assert page.locator("[data-gk-search-help]").is_visible()
    page.unroute(missing)
    assert _ask(page, "安全先锋")[0] == "brands/anquan"
    context.close()


@pytest.mark.parametrize("missing", ["search-engine.js", "search-box.js"])
def test_a_missing_script_is_a_failed_search(browser: Browser, served: str, missing: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route(f"**/assets/{missing}", lambda route: route.abort())
    page.goto(served + "search/?q=安全先锋")
    page.wait_for_selector("html[data-search=failed]")
    assert page.locator("[data-gk-search-help]").is_visible()
    context.close()


def test_only_what_a_query_needs_is_loaded_and_nothing_from_elsewhere(
    page: Page, served: str, site: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _open(page, served + "brands/anquan/")
    assert not any("assets/search/" in url or "search-engine" in url for url in asked)
    _open(page, served + "search/?q=犀牛与羚羊")
    assert all(url.startswith(served) or url.startswith("data:") for url in asked)
    loaded = [url.partition("?")[0].removeprefix(served) for url in asked if "assets/search/" in url]
    assert sum((site / path).stat().st_size for path in loaded) < 300_000
    assert len(loaded) < 20
