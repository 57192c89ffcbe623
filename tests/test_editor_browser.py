"""A member of staff at the form editor, in a real browser: a new notice, a mistake, a correction, a commit."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kindtools import content
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from test_editor_books import BRAND

from generator.cli.edit_command import open_editor
from generator.editor import bundle
from generator.editor.server import EditorServer

DAY = dt.date(2026, 11, 23)
PATIENCE = 60_000
# Decap lets the promise of a refused save go unhandled: an object or nothing, not an error.
PROMISES = {"Object", "undefined"}


@pytest.fixture(scope="module")
def decap() -> Path:
    """`make editor` fetches it; tests themselves do not go out."""
    assert (bundle.VENDOR / "decap-cms.js").is_file(), "run `make editor` first"
    return bundle.VENDOR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = content(tmp_path, {"brands/shen-jing": "# 由支部填写\n" + BRAND})
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["config", "user.name", "甲"],
        ["config", "user.email", "a@example"],
        ["add", "content"],
        ["commit", "--quiet", "-m", "初始"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    return made


@pytest.fixture
def server(folder: Path, tmp_path: Path, decap: Path) -> Iterator[EditorServer]:
    running = open_editor(folder, DAY, 0, work=tmp_path / "work")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def page(browser: Browser, server: EditorServer) -> Iterator[Page]:
    """The editor, opened by its printed address; any request to another host fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    outside: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if _is_outside(request.url) else None)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)) if str(error) not in PROMISES else None)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.url)
    page.get_by_role("link", name="公示公告", exact=True).click()
    expect(page.get_by_role("heading", name="公示公告")).to_be_visible(timeout=PATIENCE)
    yield page
    context.close()
    assert outside == []
    assert faults == []


def _is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "blob:", "data:"))


def field(page: Page, name: str) -> str:
    return f'[id^="{name}-field-"]'


def compose(page: Page, name: str, spelled: str, meant: str) -> None:
    """Type Chinese as an input method does: letters under composition, then the chosen characters."""
    page.locator(field(page, name)).first.click()
    keyboard = page.context.new_cdp_session(page)
    for end in range(1, len(spelled) + 1):
        keyboard.send(
            "Input.imeSetComposition", {"text": spelled[:end], "selectionStart": end, "selectionEnd": end}
        )
    keyboard.send("Input.insertText", {"text": meant})


def choose(page: Page, name: str, option: str) -> None:
    page.locator(field(page, name)).first.click()
    page.keyboard.insert_text(option)
    page.keyboard.press("Enter")


def unfold(page: Page, name: str) -> None:
    page.locator(f'button:has-text("{name}")').first.click()


def appeared(file: Path) -> None:
    """Wait for a file: on a busy machine the form may have its word before the folder has the file."""
    until = time.monotonic() + PATIENCE / 1000
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.1)


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (320, 200), "#9e1b1f").save(stream, "PNG")
    return stream.getvalue()


def test_a_notice_from_nothing_to_a_commit(page: Page, server: EditorServer, folder: Path) -> None:
    page.get_by_role("link", name="创建“公示公告”类型的内容").click()
    compose(page, "标题", "guanyu", "关于")
    compose(page, "标题", "biaozhang", "拟表彰先进的公示")
    expect(page.locator(field(page, "标题")).first).to_have_value("关于拟表彰先进的公示")
    choose(page, "类型", "评优公示")
    page.locator(field(page, "正文")).fill("现将拟表彰名单予以公示。\n\n如有异议，请向受理部门反映。")
    page.locator(field(page, "开始")).first.fill("2026-11-23")
    page.locator(field(page, "工作日")).first.fill("3")
    page.locator(field(page, "部门")).first.fill("党委工作部")
    page.locator(field(page, "电话")).first.fill("0571-8800123")
    page.locator(field(page, "落款")).fill("示范矿党委")
    page.locator(field(page, "成文日期")).fill("2026-11-22")
    attach(page, "光荣榜.png", picture())

    page.locator("#gk-save").click()
    panel = page.locator("#gk-panel")
    expect(panel).to_contain_text("公示期不足")
    label = page.locator('label[for^="公示期-field-"]').first
    said = label.evaluate("node => getComputedStyle(node, '::after').content")
    assert "公示期不足" in said
    assert label.evaluate("node => parseFloat(getComputedStyle(node, '::after').width)") > 300
    assert not (folder / "notices").exists()

    panel.get_by_role("button", name="错误").first.click()
    page.locator(field(page, "工作日")).first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    expect(page.locator("#gk-findings")).not_to_contain_text("错误", timeout=PATIENCE)
    page.locator("#gk-save").click()
    expect(page.get_by_text("修改已保存")).to_be_visible(timeout=PATIENCE)
    record = folder / "notices/2026/guan-yu-ni-biao-zhang-xian-jin-de-gong-shi"
    appeared(record / "index.yml")
    assert (record / "index.yml").read_text("utf-8") == (
        "标题: 关于拟表彰先进的公示\n类型: 评优公示\n正文: |-\n  现将拟表彰名单予以公示。\n\n  如有异议，请向受理部门反映。\n"
        "公示期:\n  开始: 2026-11-23\n  工作日: 5\n受理:\n  部门: 党委工作部\n  电话: 0571-8800123\n"
        "落款: 示范矿党委\n成文日期: 2026-11-22\n附件:\n  - 文件: 光荣榜.png\n"
    )
    assert (record / "光荣榜.png").read_bytes() == picture()

    page.locator("#gk-commit").click()
    expect(panel).to_contain_text("已提交")
    assert git(folder, "log", "-1", "--format=%s").strip() == (
        "新增公示公告《关于拟表彰先进的公示》；新增公示公告《关于拟表彰先进的公示》的文件 光荣榜.png"
    )
    assert git(folder, "status", "--porcelain", "--", "content") == ""


def attach(page: Page, name: str, data: bytes) -> None:
    page.get_by_role("button", name="新增附件").click()
    page.get_by_role("button", name="选择文件").click()
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": data}
    )
    page.get_by_role("button", name="选用已选中项目").click()


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder.parent), "-c", "core.quotePath=false", *args],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_one_word_of_a_brand_is_one_line_of_the_diff_and_of_the_preview(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="支部品牌", exact=True).click()
    page.get_by_role("link", name="深井先锋").click()
    page.locator(field(page, "内涵")).fill("难在前面，干在前面")
    expect(page.locator("#gk-findings")).to_contain_text("提醒", timeout=PATIENCE)
    with page.context.expect_page() as opened:
        page.locator("#gk-preview").click()
    preview = opened.value
    frame = preview.frame_locator("#page")
    expect(frame.locator("h1")).to_have_text("深井先锋", timeout=PATIENCE)
    expect(frame.get_by_text("难在前面，干在前面").first).to_be_visible(timeout=PATIENCE)
    assert git(folder, "status", "--porcelain", "--", "content") == ""

    page.locator(field(page, "内涵")).fill("难在前面，干在前面！")
    expect(frame.get_by_text("难在前面，干在前面！").first).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("修改已保存")).to_be_visible(timeout=PATIENCE)
    diff = [
        line
        for line in git(folder, "diff", "-U0").splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert diff == ["-内涵: 难在前面", "+内涵: 难在前面，干在前面！"]


def test_what_another_person_saved_meanwhile_is_shown_and_kept(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="支部品牌", exact=True).click()
    page.get_by_role("link", name="深井先锋").click()
    page.locator(field(page, "内涵")).fill("我写的内涵")
    file = folder / "brands/shen-jing.yml"
    file.write_text(file.read_text("utf-8").replace("张工", "李工"), encoding="utf-8")
    page.locator("#gk-save").click()
    panel = page.locator("#gk-panel")
    expect(panel).to_contain_text("两个人改了同一条记录")
    expect(panel).to_contain_text("李工")
    assert "内涵: 难在前面\n" in file.read_text("utf-8")

    panel.get_by_role("button", name="保留对方的其他修改").click()
    page.locator("#gk-save").click()
    expect(page.get_by_text("修改已保存")).to_be_visible(timeout=PATIENCE)
    assert "内涵: 我写的内涵\n" in file.read_text("utf-8")
    assert "负责人: 李工\n" in file.read_text("utf-8")


def test_a_page_without_the_secret_says_how_to_open_it(browser: Browser, server: EditorServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url.partition("#")[0])
    expect(page.get_by_text("没有通行码")).to_be_visible(timeout=PATIENCE)
    context.close()
