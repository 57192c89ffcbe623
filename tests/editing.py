"""A member of staff at the form editor in a real browser: the editor over a versioned folder, and what hands do."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
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
_COMMITTED = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{DAY}T08:00:00+08:00")
"""Of a commit that is made later the editor would know nothing on its day."""
PATIENCE = 60_000
# Decap lets the promise of a refused save go unhandled: an object or nothing, not an error.
PROMISES = {"Object", "undefined"}


@pytest.fixture(scope="module", name="decap")
def bundled_decap() -> Path:
    """`make editor` fetches it; tests themselves do not go out."""
    assert (bundle.VENDOR / "decap-cms.js").is_file(), "run `make editor` first"
    return bundle.VENDOR


@pytest.fixture(name="folder")
def versioned_folder(tmp_path: Path) -> Path:
    made = content(tmp_path, {"brands/shen-jing": "# 由支部填写\n" + BRAND})
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["config", "user.name", "甲"],
        ["config", "user.email", "a@example"],
        ["add", "content"],
        ["commit", "--quiet", "-m", "初始"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True, env=os.environ | _COMMITTED)
    return made


@pytest.fixture(name="server")
def running_editor(folder: Path, tmp_path: Path, decap: Path) -> Iterator[EditorServer]:
    running = open_editor(folder, DAY, 0, work=tmp_path / "work")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(name="page")
def open_page(browser: Browser, server: EditorServer) -> Iterator[Page]:
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
    """Type Chinese as an input method does: letters under composition, then the chosen characters, until they stand."""
    typed_in = page.locator(field(page, name)).first
    typed_in.click()
    keyboard = page.context.new_cdp_session(page)
    for end in range(1, len(spelled) + 1):
        keyboard.send(
            "Input.imeSetComposition", {"text": spelled[:end], "selectionStart": end, "selectionEnd": end}
        )
    keyboard.send("Input.insertText", {"text": meant})
    expect(typed_in).to_have_value(re.compile(f"{re.escape(meant)}$"), timeout=PATIENCE)


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


def open_record(page: Page, kind: str, slug: str) -> None:
    """The form of a record, by its address in the editor."""
    page.goto(f"{page.url.partition('#')[0]}#/collections/{kind}/entries/{slug}")
    expect(page.locator("#gk-save")).to_be_visible(timeout=PATIENCE)


def save(page: Page) -> None:
    """Ctrl+S, and wait for the word that it is saved."""
    page.keyboard.press("Control+s")
    expect(page.get_by_text("修改已保存")).to_be_visible(timeout=PATIENCE)


def changes(folder: Path) -> list[str]:
    """The lines that differ from what was committed."""
    told = git(folder, "diff", "-U0").splitlines()
    return [line for line in told if line[:1] in "+-" and line[:3] not in ("+++", "---")]
