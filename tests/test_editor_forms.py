"""Every kind's form in a real browser: what a person does not touch stays in the file as it was typed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from editing import (  # noqa: F401
    PATIENCE,
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
