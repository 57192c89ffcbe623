"""A member of staff at the form editor, in a real browser: a new notice, a mistake, a correction, a commit."""

from __future__ import annotations

from pathlib import Path

from editing import (  # noqa: F401
    PATIENCE,
    appeared,
    attach,
    bundled_decap,
    choose,
    compose,
    field,
    git,
    open_page,
    picture,
    running_editor,
    versioned_folder,
)
from playwright.sync_api import Browser, Page, expect

from generator.editor.server import EditorServer


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


def test_letters_of_an_input_method_reach_the_form_only_as_characters(page: Page) -> None:
    """Decap draws a field anew at every letter it hears of: on a slow machine some of them stayed in the title."""
    page.get_by_role("link", name="创建“公示公告”类型的内容").click()
    expect(page.locator(field(page, "标题")).first).to_be_visible(timeout=PATIENCE)
    # Heard on the way in: once told, React may put the old text back for a moment, until it draws the new one.
    page.evaluate(
        "() => { window.heard = [];"
        " document.addEventListener('input', (one) => window.heard.push(one.target.value), true) }"
    )
    compose(page, "标题", "guanyu", "关于")
    compose(page, "标题", "biaozhang", "表彰先进")
    expect(page.locator(field(page, "标题")).first).to_have_value("关于表彰先进")
    assert set(page.evaluate("window.heard")) == {"关于", "关于表彰先进"}
