"""The theme in a real browser: every component, three widths, light, dark and print, large type, keyboard, file://."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import WIDTHS, Visit, served
from gallery import PAGES, build_gallery

NOON = "2026-09-23T12:00:00+08:00"
INDEX = [name.removesuffix("index") + ("/" if not name.endswith("index") else "") for name in PAGES]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return build_gallery(tmp_path_factory.mktemp("gallery") / "build")


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with served(site) as where:
        yield where


@pytest.fixture
def visit(browser):
    open_visits: list[Visit] = []

    def start(when: str | None = NOON, **context) -> Visit:
        made = Visit(browser, **context)
        if when:
            made.page.clock.install(time=when)
        open_visits.append(made)
        return made

    yield start
    for made in open_visits:
        made.context.close()


@pytest.mark.parametrize("path", INDEX)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_quiet_and_inside_the_screen(visit, address, path, scheme):
    reader = visit(when=None, viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    reader.page.goto(address + path)
    for width in WIDTHS:
        reader.page.set_viewport_size({"width": width, "height": 900})
        assert reader.sideways() <= 0, f"{path} scrolls sideways at {width}"
    assert reader.axe() == []
    assert reader.trouble == []
    assert {url for url in reader.requests if not url.startswith(address)} == set()


@pytest.mark.parametrize("path", INDEX)
def test_large_type_is_remembered_and_fits_a_phone(visit, address, path):
    reader = visit(when=None, viewport={"width": 360, "height": 740})
    reader.page.goto(address)
    before = reader.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    reader.page.get_by_role("button", name="长者模式").click()
    reader.page.goto(address + path)
    assert reader.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.25
    assert reader.page.get_by_role("button", name="长者模式").get_attribute("aria-pressed") == "true"
    assert reader.sideways() <= 0


def test_dark_is_a_choice_that_lasts(visit, address):
    reader = visit(color_scheme="light")
    reader.page.goto(address)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = reader.page.evaluate(paper)
    reader.page.get_by_role("button", name="深色").click()
    reader.page.goto(address + "notices/")
    assert reader.page.evaluate(paper) != light


BADGE = ".notice-card:first-child .pill"


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        ("2026-09-19T23:59:00+08:00", "planned", "未开始"),
        ("2026-09-20T00:01:00+08:00", "open", "公示中 · 剩5个工作日"),
        ("2026-09-23T12:00:00+08:00", "open", "公示中 · 剩2个工作日"),
        ("2026-09-24T23:59:00+08:00", "open", "公示中 · 今天截止"),
        ("2026-09-25T00:00:00+08:00", "ended", "已结束"),
        ("2027-03-01T09:00:00+08:00", "ended", "已结束"),
    ],
)
def test_one_built_site_tells_the_truth_on_every_day(visit, address, now, state, words):
    reader = visit(when=now)
    reader.page.goto(address)
    pill = reader.page.locator(BADGE)
    assert (pill.get_attribute("data-state"), pill.inner_text()) == (state, words)


def test_working_days_left_leave_the_holiday_out(visit, address):
    reader = visit(when="2026-09-24T12:00:00+08:00")
    reader.page.goto(address + "notices/2026/n2/")
    pill = reader.page.locator(".side .pill")
    assert pill.inner_text() == "公示中 · 剩3个工作日"
    reader.page.clock.set_system_time("2026-10-08T12:00:00+08:00")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert pill.inner_text() == "公示中 · 剩2个工作日"


def test_badges_change_at_midnight_while_the_page_is_open(visit, address):
    reader = visit(when="2026-09-24T23:58:00+08:00")
    reader.page.goto(address)
    reader.page.clock.run_for(5 * 60 * 1000)
    assert reader.page.locator(BADGE).inner_text() == "已结束"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-09-10T09:00:00+08:00", "整改中 · 剩18天"),
        ("2026-09-21T09:00:00+08:00", "临期 · 剩7天"),
        ("2026-09-28T09:00:00+08:00", "临期 · 今天到期"),
        ("2026-10-01T09:00:00+08:00", "逾期3天"),
    ],
)
def test_deadlines_follow_the_day_too(visit, address, now, words):
    reader = visit(when=now)
    reader.page.goto(address)
    assert (
        reader.page.get_by_text("党小组会记录不规范")
        .locator("xpath=ancestor::li")
        .locator(".pill")
        .inner_text()
        == words
    )


def test_without_scripts_everything_is_there(visit, address):
    reader = visit(when=None, java_script_enabled=False)
    reader.page.goto(address + "notices/")
    assert reader.page.locator("#list tbody tr").count() == 12
    assert reader.page.locator(".filters").is_hidden()
    assert reader.page.locator(".pill").first.inner_text() == "公示中"
    reader.page.goto(address + "activities/")
    assert reader.page.get_by_text("支委会").last.is_visible()
    assert reader.page.locator("button:visible").all_inner_texts() == ["搜索"]


def test_a_filter_lives_in_the_address(visit, address):
    reader = visit()
    reader.page.goto(address + "notices/?type=%E9%80%9A%E6%8A%A5")
    rows = reader.page.locator("#list tbody tr:visible")
    assert rows.count() == 4
    reader.page.get_by_label("年度").select_option("2026")
    assert "year=2026" in reader.page.url
    assert rows.count() == 2
    assert reader.page.locator(".filters output").inner_text() == "2 / 12 条"
    reader.page.get_by_label("包含").fill("没有这样的标题")
    assert reader.page.locator(".filters output").inner_text() == "0 / 12 条，请放宽条件"
    reader.page.get_by_role("button", name="清除").click()
    reader.page.wait_for_function("!location.search")
    assert rows.count() == 12


def test_headers_sort_and_say_so(visit, address):
    reader = visit()
    reader.page.goto(address + "notices/")
    reader.page.get_by_role("button", name="标题").click()
    header = reader.page.locator("th[data-sort]").first
    assert header.get_attribute("aria-sort") == "ascending"
    titles = reader.page.locator("#list tbody th a").all_inner_texts()
    assert titles[:3] == [f"关于第 {n} 批拟命名支部品牌的公示" for n in (1, 2, 3)]  # 2 before 10
    reader.page.get_by_role("button", name="标题").click()
    assert header.get_attribute("aria-sort") == "descending"
    reader.page.reload()
    assert reader.page.locator("#list tbody th a").first.inner_text() == "关于第 12 批拟命名支部品牌的公示"


def test_tabs_follow_the_address(visit, address):
    reader = visit()
    reader.page.goto(address + "activities/#b")
    assert reader.page.locator("#b").is_visible()
    assert reader.page.locator("#a").is_hidden()
    reader.page.locator(".pick a").first.click()
    assert reader.page.locator("#a").is_visible()


def test_a_self_test_is_answered_in_the_page(visit, address):
    reader = visit()
    reader.page.goto(address + "trainings/2026/t1/")
    reader.page.wait_for_load_state("networkidle")
    sent = len(reader.requests)
    reader.page.get_by_label("5个").check()
    reader.page.get_by_label("党员大会").check()
    reader.page.get_by_role("button", name="对答案").click()
    assert reader.page.locator(".quiz output").inner_text() == "答对 1 / 2 题"
    assert len(reader.requests) == sent


def test_pictures_enlarge_and_close_by_keyboard(visit, address):
    reader = visit()
    reader.page.goto(address + "brands/2026/b1/")
    reader.page.locator("[data-gallery] a").first.focus()
    reader.page.keyboard.press("Enter")
    dialog = reader.page.get_by_role("dialog", name="看大图")
    assert dialog.get_by_text("党员突击队在工作面检修支架").is_visible()
    reader.page.keyboard.press("ArrowRight")
    assert dialog.get_by_text("班前安全宣誓").is_visible()
    reader.page.keyboard.press("Escape")
    assert dialog.is_hidden()


def test_every_page_says_when_and_from_what_it_was_built(visit, address):
    reader = visit()
    reader.page.goto(address + "notices/2026/n1/")
    assert reader.page.locator(".made").inner_text().endswith("生成于 2026-09-23 08:00　版本 a1b2c3d4e5")


def test_the_first_tab_stop_skips_to_the_text(visit, address):
    reader = visit()
    reader.page.goto(address + "notices/")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.textContent") == "跳到正文"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("location.hash") == "#main"


def test_print_leaves_the_paper_and_drops_the_controls(visit, address):
    reader = visit()
    reader.page.goto(address + "notices/2026/n1/")
    reader.page.emulate_media(media="print")
    assert reader.page.locator(".sheet").is_visible()
    for css in (".tabs", ".find", ".tools", ".pager", ".actions"):
        assert reader.page.locator(css).first.is_hidden(), css


def test_a_site_opened_from_a_folder_can_be_walked(visit, site):
    reader = visit()
    reader.page.goto((site / "index.html").as_uri())
    reader.page.get_by_role("link", name="公示公告").first.click()
    assert reader.page.locator("h1").inner_text() == "公示公告"
    reader.page.get_by_role("link", name="关于第 1 批").click()
    assert reader.page.locator("h1").inner_text().startswith("关于2026年三季度")


def test_a_missing_page_offers_a_search_for_what_was_asked(visit, address, site):
    reader = visit()
    page = (site / "404.html").read_text(encoding="utf-8")
    reader.page.route(
        "**/gone/**", lambda route: route.fulfill(status=404, content_type="text/html", body=page)
    )
    reader.page.goto(address + "notices/gone/q3-gongshi/")
    assert reader.page.locator("h1").inner_text() == "找不到这一页"
    assert reader.page.locator("[data-missing]").input_value() == "q3 gongshi"
    assert reader.page.locator("#main .sitemap a").count() > 5


def test_record_text_in_the_chrome_is_text(tmp_path, visit):
    hostile = '<script>document.title="x"</script>&"\''
    built = build_gallery(tmp_path / "hostile", unit=hostile, audience=hostile)
    text = (built / "index.html").read_text(encoding="utf-8")
    assert "<script>document" not in text
    reader = visit()
    reader.page.goto((built / "index.html").as_uri())
    assert reader.page.locator(".unit").inner_text() == hostile


@pytest.fixture(scope="module")
def long_list(site) -> str:
    """A list of 2,000: the built list with its rows again and again, numbered."""
    page = (site / "notices" / "index.html").read_text(encoding="utf-8")
    head, rows, tail = re.fullmatch(r"(.*<tbody data-list>)(.*?)(</tbody>.*)", page, re.DOTALL).groups()
    each = re.findall(r"<tr.*?</tr>", rows, re.DOTALL)
    many = [each[n % len(each)].replace("</a>", f" 第{n}号</a>", 1) for n in range(2000)]
    (site / "notices" / "long.html").write_text(head + "".join(many) + tail, encoding="utf-8")
    return "notices/long.html"


SHOWN = (
    "[...document.querySelectorAll('.list tbody tr')].filter(row => getComputedStyle(row).display !== 'none')"
)


@pytest.mark.parametrize("width", [1440, 360])
def test_of_two_thousand_rows_the_screen_shows_some_and_all_can_be_found(visit, address, long_list, width):
    reader = visit(viewport={"width": width, "height": 900})
    reader.page.goto(address + long_list)
    assert reader.page.evaluate(f"{SHOWN}.length") == 100
    reader.page.get_by_label("包含").fill("第1999号")
    assert reader.page.evaluate(f"{SHOWN}.map(row => row.textContent.includes('第1999号'))") == [True]
    reader.page.get_by_role("button", name="清除").click()
    reader.page.get_by_role("button", name="再看后面 1900 行").click()
    assert reader.page.evaluate(f"{SHOWN}.length") == 400
    assert reader.axe() == [] and reader.trouble == []


def test_a_long_list_is_sorted_as_a_whole(visit, address, long_list):
    reader = visit(viewport={"width": 1440, "height": 900})
    reader.page.goto(address + long_list)
    button = reader.page.locator("th button").first
    button.click()
    button.click()
    assert reader.page.locator("th[aria-sort=descending]").count() == 1
    assert reader.page.evaluate(f"{SHOWN}.length") == 100
    whole = reader.page.evaluate(
        "[...document.querySelectorAll('.list tbody tr')].map(row => row.cells[0].textContent)"
    )
    assert reader.page.evaluate(f"{SHOWN}.map(row => row.cells[0].textContent)") == whole[:100]


@pytest.mark.parametrize("how", ["print", "no scripts"])
def test_paper_and_readers_without_scripts_have_the_whole_list(visit, address, long_list, how):
    reader = visit(java_script_enabled=how == "print")
    reader.page.goto(address + long_list)
    if how == "print":
        reader.page.emulate_media(media="print")
        assert reader.page.evaluate(f"{SHOWN}.length") == 2000
    else:
        assert reader.page.locator(".list tbody tr:visible").count() == 2000


def test_pages_carry_no_inline_script_and_name_no_other_host(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>" not in text and " onclick=" not in text and "style=" not in text, page
        assert "generator" not in text.split("</head>")[0], page
        assert '<html lang="zh-CN"' in text and '<meta name="renderer" content="webkit">' in text, page


def test_a_page_loads_one_style_and_one_script_and_search_comes_only_when_used(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="assets/([^".]+)[^"]*\.(js|css)"', page)
    assert loaded == [("gongkai", "css"), ("gongkai", "js"), ("status", "js")]


def test_only_the_tokens_name_colours_and_sizes(root):
    text = (root / "theme" / "assets" / "gongkai.css").read_text(encoding="utf-8")
    text = re.sub(r"@media[^{]*\{", "", text)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|[\d.]+(?:px|rem|pt|mm)\b", text) == []


def test_search_results_give_badges_the_same_tones_as_pages(root):
    """The two lists of tones, in the template and in the script, hold the same states."""
    template = (root / "generator/templates/components.j2").read_text(encoding="utf-8")
    script = (root / "theme/assets/search-box.js").read_text(encoding="utf-8")
    built = re.findall(r'"(\w+)": "(bad|warn|good|past)"', template)
    typed = [
        (state, tone)
        for tone, states in re.findall(r"(\w+): /\^\(([\w|]+)\)\$/", script)
        for state in states.split("|")
    ]
    assert sorted(built) == sorted(typed)
