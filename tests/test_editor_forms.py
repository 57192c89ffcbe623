"""Every kind's form in a real browser: what a person does not touch stays in the file as it was typed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from browsing import AXE
from editing import (  # noqa: F401
    PATIENCE,
    attach,
    bundled_decap,
    changes,
    field,
    open_page,
    open_record,
    picture,
    running_editor,
    save,
    versioned_folder,
)
from playwright.sync_api import Page, expect
from test_editor_books import BRAND, NOTICE

from generator.kinds import all_kinds


def commit(folder: Path) -> None:
    top = str(folder.parent)
    subprocess.run(["git", "-C", top, "add", "content"], check=True)
    subprocess.run(["git", "-C", top, "commit", "--quiet", "-m", "样例"], check=True)


def record(folder: Path, name: str, text: str) -> None:
    """A record that was committed long ago."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    commit(folder)


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_one_word_of_a_sample_is_one_line_of_the_diff(folder: Path, page: Page, kind: str) -> None:
    (folder / kind).mkdir(exist_ok=True)
    shutil.copy(all_kinds()[kind].folder / "sample.yml", folder / kind / "yang-li.yml")
    if kind == "branches":
        (folder / kind / "shili-zhibu.yml").unlink()
        (folder / "brands/shen-jing.yml").unlink()
    commit(folder)
    title = all_kinds()[kind].model.model_fields["title"].alias or "标题"
    open_record(page, kind, "yang-li")
    box = page.locator(field(page, title)).first
    expect(box).not_to_have_value("", timeout=PATIENCE)
    typed = box.input_value()
    box.fill(f"{typed}（改）")
    save(page)
    assert changes(folder) == [f"-{title}: {typed}", f"+{title}: {typed}（改）"]


def test_a_long_list_grows_as_one_reads_it_and_the_search_sees_all_of_it(folder: Path, page: Page) -> None:
    (folder / "notices/2025").mkdir(parents=True)
    for number in range(150):
        text = NOTICE.replace("拟表彰先进", f"第 {number:03} 次表彰")
        (folder / f"notices/2025/biao-zhang-{number}.yml").write_text(text, encoding="utf-8")
    page.reload()
    page.get_by_role("link", name="公示公告", exact=True).click()
    rows = page.locator('main a[href*="#/collections/notices/entries/"]')
    expect(rows).to_have_count(60, timeout=PATIENCE)
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(120, timeout=PATIENCE)
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(150, timeout=PATIENCE)
    assert len(set(rows.evaluate_all("all => all.map(one => one.href)"))) == 150

    page.get_by_placeholder("搜索").fill("第 007 次表彰")
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("第 007 次表彰", timeout=PATIENCE)


def test_pictures_that_are_there_already_are_shown(folder: Path, page: Page) -> None:
    (folder / "brands/shen-jing.yml").unlink()
    (folder / "brands/shen-jing").mkdir()
    gallery = "图片:\n  - 文件: tu1.png\n    说明: 现场\n"
    text = f"{BRAND}标识:\n  图片: logo.png\n{gallery}"
    (folder / "brands/shen-jing/index.yml").write_text(text, encoding="utf-8")
    for name in ("logo.png", "tu1.png"):
        (folder / "brands/shen-jing" / name).write_bytes(picture())
    open_record(page, "brands", "shen-jing")
    pictures = page.locator("main img, #nc-root img")
    expect(pictures).to_have_count(2, timeout=PATIENCE)
    # The picture itself (320 wide), not the empty one that stands for it until it is read.
    for at in range(2):
        expect(pictures.nth(at)).to_have_js_property("naturalWidth", 320, timeout=PATIENCE)


def test_a_table_is_edited_cell_by_cell(folder: Path, page: Page) -> None:
    table = "# 名单由工会核对\n对象:\n  - 姓名: 甲\n    单位: 综采\n  - 姓名: 乙\n    单位: 机电\n"
    record(folder, "notices/2026/biao-ge", NOTICE + table)
    open_record(page, "notices", "biao-ge")
    cells, heads = page.locator(".gk-table td input"), page.locator(".gk-table th input")
    expect(cells).to_have_count(4, timeout=PATIENCE)
    cells.nth(1).fill("综采一队")
    page.get_by_role("button", name="加一行").click()
    cells.nth(4).fill("丙")
    cells.nth(5).fill("通风")
    page.get_by_role("button", name="加一列").click()
    heads.nth(2).fill("工号后两位")
    for at, text in ((2, "07"), (5, "0012"), (8, "1.10")):
        cells.nth(at).fill(text)
    save(page)
    assert changes(folder) == [
        "-    单位: 综采",
        "+    单位: 综采一队",
        "+    工号后两位: 07",
        "+    工号后两位: 0012",
        "+  - 姓名: 丙",
        "+    单位: 通风",
        "+    工号后两位: 1.10",
    ]


def test_a_table_takes_a_block_from_a_spreadsheet(folder: Path, page: Page) -> None:
    record(folder, "notices/2026/biao-ge", NOTICE)
    open_record(page, "notices", "biao-ge")
    page.get_by_role("button", name="加一列").first.click()
    paste = "node => { const data = new DataTransfer(); data.setData('text/plain', '姓名\\t票数\\n甲\\t12\\n乙\\t7\\n');"
    paste += "node.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"
    page.locator(".gk-table th input").first.evaluate(paste)
    expect(page.locator(".gk-table td input")).to_have_count(4, timeout=PATIENCE)
    save(page)
    assert changes(folder) == ["+对象:", "+  - 姓名: 甲", "+    票数: 12", "+  - 姓名: 乙", "+    票数: 7"]


def test_a_group_that_is_emptied_leaves_nothing_behind(folder: Path, page: Page) -> None:
    sample = (all_kinds()["trainings"].folder / "sample.yml").read_text("utf-8")
    record(folder, "trainings/yang-li", sample)
    open_record(page, "trainings", "yang-li")
    page.locator(field(page, "生效")).first.fill("")
    page.locator(field(page, "文件")).first.fill("")
    save(page)
    gone = [
        line for line in sample.splitlines() if line.startswith(("依据:", "  文件: 《", "  生效:", "  废止:"))
    ]
    assert changes(folder) == [f"-{line}" for line in gone]


def test_a_list_within_a_list_changes_where_it_was_changed(folder: Path, page: Page) -> None:
    record(folder, "trainings/yang-li", (all_kinds()["trainings"].folder / "sample.yml").read_text("utf-8"))
    open_record(page, "trainings", "yang-li")
    questions = page.locator(field(page, "自测题")).first
    questions.get_by_role("button", name="展开").first.click()
    options = questions.locator('input[id^="选项-field-"]')
    options.first.fill("每半个月")
    questions.get_by_role("button", name="新增选项").first.click()
    options.nth(3).fill("每半年")
    save(page)
    assert changes(folder) == ["-      - 每周", "+      - 每半个月", "+      - 每半年"]


def test_files_that_nobody_could_open_are_refused_in_the_form(folder: Path, page: Page) -> None:
    record(folder, "notices/2026/biao-zhang", NOTICE)
    open_record(page, "notices", "biao-zhang")
    attach(page, "照片.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400)
    page.locator("#gk-findings").click()
    panel = page.locator("#gk-panel")
    expect(panel).to_contain_text("HEIC", timeout=PATIENCE)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("没有保存")).to_be_visible(timeout=PATIENCE)
    assert changes(folder) == []
    assert not (folder / "notices/2026/biao-zhang").exists()


def test_a_picture_that_is_none_is_told_by_what_is_in_it(folder: Path, page: Page) -> None:
    record(folder, "notices/2026/biao-zhang", NOTICE)
    open_record(page, "notices", "biao-zhang")
    attach(page, "现场.jpg", "这是一段文字，不是照片。".encode())
    expect(page.locator("#gk-findings")).to_contain_text("错误", timeout=PATIENCE)
    page.locator("#gk-findings").click()
    expect(page.locator("#gk-panel")).to_contain_text("附件", timeout=PATIENCE)
    assert changes(folder) == []


def test_a_record_that_cannot_be_read_says_where_and_leads_back(folder: Path, page: Page) -> None:
    record(folder, "notices/2026/huai", NOTICE.replace("类型:", "类型："))
    page.reload()
    page.locator('a[href*="entries/huai"]').first.click()
    panel = page.locator("#gk-panel")
    expect(panel).to_contain_text("第 3 行", timeout=PATIENCE)
    expect(panel).to_contain_text("中文冒号")
    panel.get_by_role("button", name="回到清单").click()
    expect(page.get_by_role("heading", name="公示公告")).to_be_visible(timeout=PATIENCE)


def test_what_was_committed_is_not_deleted_and_what_was_not_is(folder: Path, page: Page) -> None:
    open_record(page, "brands", "shen-jing")
    page.get_by_text("删去这条记录").first.click()
    expect(page.get_by_text("撤下日期").last).to_be_visible(timeout=PATIENCE)
    assert (folder / "brands/shen-jing.yml").exists()
    (folder / "notices/2026").mkdir(parents=True)
    (folder / "notices/2026/cao-gao.yml").write_text(NOTICE, encoding="utf-8")
    open_record(page, "notices", "cao-gao")
    page.get_by_text("删去这条记录").first.click()
    expect(page.get_by_role("heading", name="公示公告")).to_be_visible(timeout=PATIENCE)
    assert not (folder / "notices/2026/cao-gao.yml").exists()


def test_our_own_parts_of_the_editor_are_accessible(folder: Path, page: Page) -> None:
    record(folder, "notices/2026/biao-ge", NOTICE + "对象:\n  - 姓名: 甲\n")
    open_record(page, "notices", "biao-ge")
    expect(page.locator("#gk-findings")).to_contain_text("提醒", timeout=PATIENCE)
    page.locator("#gk-findings").click()
    page.evaluate(AXE)
    run = "async () => (await axe.run({include: ['#gk-bar', '#gk-panel', '.gk-table']})).violations"
    assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in page.evaluate(run)] == []
    page.goto(page.url.partition("#")[0] + "preview.html")
    page.evaluate(AXE)
    assert [one["id"] for one in page.evaluate("async () => (await axe.run()).violations")] == []
