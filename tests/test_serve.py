"""`gongkai serve` as a writer uses it: save, look at the browser; break it, read why; mend it."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.preview import Live
from generator.request import Request

SITE = """单位名称: 示范矿党委
站点名称: 示范矿党建公开
监督渠道:
  - 部门: 党委工作部
    电话: 0571-8800123
"""
BRANCH = """名称: 综采一队党支部
类型: 生产一线采掘
序号: 1
书记:
  姓名: 张某某
  任职日期: 2025-01-01
简介: 第一版简介。
"""
BRAND = """名称: 深井明灯
支部: cai-yi
品牌类型: 攻坚品牌
内涵: 难在前面，干在前面
举措:
  - 带头
负责人: 张工
历程:
  - 阶段: 申报
    日期: 2026-01-05
"""
SLOW = 60_000
"""Milliseconds: other tests use the same cores."""


def records(top: Path, texts: dict[str, str]) -> Path:
    """A content folder with these records."""
    for name, text in {"site": SITE, **texts}.items():
        file = top / "content" / f"{name}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return top / "content"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records(tmp_path_factory.mktemp("serve"), {"branches/cai-yi": BRANCH})


@pytest.fixture(scope="module")
def address(content: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "generator", "serve", "--port", "0", "--content", str(content)]
    with subprocess.Popen(
        [*command, "--as-of", "2026-03-20"], stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ}
    ) as running:
        assert running.stdout is not None
        try:
            for line in running.stdout:
                if found := re.search(r"http://[\d.:]+/", line):
                    yield found[0]
                    break
        finally:
            running.terminate()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}branches/cai-yi/")
    yield opened
    opened.close()


def save(content: Path, text: str) -> None:
    (content / "branches/cai-yi.yml").write_text(text, encoding="utf-8")


def test_saving_a_record_changes_the_open_page(page: Page, content: Path) -> None:
    save(content, BRANCH.replace("第一版", "第二版"))
    expect(page.get_by_text("第二版简介。")).to_be_visible(timeout=SLOW)


def test_an_error_is_shown_over_the_last_good_page_and_goes_when_mended(page: Page, content: Path) -> None:
    save(content, BRANCH)
    expect(page.get_by_text("第一版简介。")).to_be_visible(timeout=SLOW)
    save(content, BRANCH.replace("书记:", "书计:"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有“书计”这个字段。是不是想写“书记”？", timeout=SLOW)
    expect(alert).to_contain_text("把“书计”改成“书记”。")
    link = alert.get_by_role("link", name="content/branches/cai-yi.yml:4:1")
    assert (link.get_attribute("href") or "").endswith("/content/branches/cai-yi.yml:4:1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alert.get_by_role("button", name="复制文件名").click()
    expect(alert.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (content / "branches/cai-yi.yml").as_posix()
    expect(page.get_by_text("第一版简介。")).to_be_visible()
    save(content, BRANCH.replace("第一版", "第三版"))
    expect(page.get_by_text("第三版简介。")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_new_record_appears_in_its_list(page: Page, address: str, content: Path) -> None:
    save(content, BRANCH)
    page.goto(f"{address}branches/")
    second = BRANCH.replace("综采一队", "综采二队").replace("序号: 1", "序号: 2")
    (content / "branches/cai-er.yml").write_text(second, encoding="utf-8")
    expect(page.get_by_role("link", name=re.compile("综采二队党支部")).first).to_be_visible(timeout=SLOW)


def test_a_page_of_another_site_cannot_read_the_preview(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    refused.value.close()
    assert refused.value.code == 403


def live_of(content: Path) -> Live:
    when = dt.datetime(2026, 3, 20, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    site = content.parent / "build/site"
    request = Request(content, site, dt.date(2026, 3, 20), when, jobs=1, papers=False)
    return Live(request)


def test_the_page_shown_at_once_is_the_page_of_the_whole_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = records(tmp_path, {"branches/cai-yi": BRANCH, "brands/deng": BRAND})
    live = live_of(folder)
    live.rebuild()
    (folder / "brands/deng.yml").write_text(BRAND.replace("深井明灯", "矿山明灯"), encoding="utf-8")
    # Editors leave files of their own beside the one that was saved.
    paths = [str(folder / "brands/deng.yml"), str(folder / "brands/deng.yml~"), str(folder / "brands/4913")]
    with monkeypatch.context() as patched:
        patched.setattr(Live, "rebuild", lambda self: None)
        live.saved(paths)
    page = live.request.site / "brands/deng/index.html"
    at_once = page.read_bytes()
    assert "矿山明灯".encode() in at_once
    live.rebuild()
    assert page.read_bytes() == at_once
    assert "矿山明灯" in (live.request.site / "branches/cai-yi/index.html").read_text("utf-8")


def test_what_becomes_a_draft_is_not_shown_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = records(tmp_path, {"branches/cai-yi": BRANCH, "brands/deng": BRAND})
    live = live_of(folder)
    live.rebuild()
    text = BRAND.replace("深井明灯", "没想好的名字") + "草稿: 是\n"
    (folder / "brands/deng.yml").write_text(text, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Live, "rebuild", lambda self: None)
        live.saved([str(folder / "brands/deng.yml")])
    assert "没想好的名字" not in (live.request.site / "brands/deng/index.html").read_text("utf-8")
    live.rebuild()
    assert not (live.request.site / "brands/deng").exists()


def test_a_mistake_elsewhere_stays_said_and_a_site_never_begins_with_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = BRAND.replace("口号", "口呺").replace("负责人:", "负责人人:")
    folder = records(tmp_path, {"branches/cai-yi": BRANCH, "brands/deng": wrong})
    live = live_of(folder)
    live.rebuild()
    (folder / "branches/cai-yi.yml").write_text(BRANCH.replace("第一版", "第二版"), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Live, "rebuild", lambda self: None)
        live.saved([str(folder / "branches/cai-yi.yml")])
    assert not (live.request.site / "branches").exists()

    (folder / "brands/deng.yml").write_text(BRAND, encoding="utf-8")
    live.rebuild()
    assert live.state()["errors"] == []
    (folder / "brands/deng.yml").write_text(wrong, encoding="utf-8")
    live.rebuild()
    told = live.state()["errors"]
    assert told
    (folder / "branches/cai-yi.yml").write_text(BRANCH.replace("第一版", "第三版"), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Live, "rebuild", lambda self: None)
        live.saved([str(folder / "branches/cai-yi.yml")])
    assert live.state()["errors"] == told
