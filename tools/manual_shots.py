"""The pictures of the staff's manual, made from the program itself: `make manual` puts them into docs/manual/."""

from __future__ import annotations

import datetime as dt
import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "manual"
DAY = dt.date(2026, 11, 23)
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
COLOURS = 48

# The same notice as in CONTRIBUTING.md; a test keeps them equal and publishes it.
NOTICE_PATH = "notices/2026/q3-xian-jin-gong-shi.yml"
MISTAKE = ("公示期:", "公示其:")

_TERMINAL = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1f22; color: #e6e6e6; font: 15px/1.6 "Noto Sans Mono CJK SC", monospace; }}
pre {{ margin: 0; padding: 18px 22px; white-space: pre-wrap; }} b {{ color: #9fd08f; font-weight: normal; }}
</style><pre><b>&gt; {command}</b>\n{said}</pre>"""


def manual_notice() -> str:
    """The notice that CONTRIBUTING.md writes, step by step."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("<!-- 例：公示 -->\n```yaml\n")[2].partition("\n```")[0] + "\n"


def content_with_notice(folder: Path, text: str) -> Path:
    """The sample mine's settings and branches, and the notice."""
    content = folder / "content"
    shutil.copytree(ROOT / "content" / "branches", content / "branches")
    for name in ("site.yml", "policy.yml"):
        shutil.copy(ROOT / "content" / name, content / name)
    file = content / NOTICE_PATH
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return content


def gongkai(*args: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "generator", *args],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def terminal(page: Page, name: str, command: str, said: str, lines: int) -> None:
    """What a command said, as a terminal shows it."""
    shown = "\n".join(said.splitlines()[:lines])
    page.set_viewport_size({"width": 920, "height": 200})
    page.set_content(_TERMINAL.format(command=html.escape(command), said=html.escape(shown)))
    save(page, name, full=True)


def save(page: Page, name: str, full: bool = False) -> None:
    """A screenshot with few colours, so that the repository stays small."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=full))).convert("RGB")
    OUT.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(OUT / f"{name}.png", optimize=True)


def shoot_terminals(page: Page, folder: Path) -> None:
    content_with_notice(folder / "wrong", manual_notice().replace(*MISTAKE))
    content_with_notice(folder / "right", manual_notice())
    day = DAY.isoformat()
    said = gongkai("check", f"content/{NOTICE_PATH}", "--as-of", day, cwd=folder / "wrong")
    terminal(page, "check-error", "gongkai check", said, 12)
    said = gongkai("check", f"content/{NOTICE_PATH}", "--as-of", day, cwd=folder / "right")
    terminal(page, "check-ok", "gongkai check", said, 12)
    terminal(page, "todo", "gongkai todo", gongkai("todo", "--as-of", day, cwd=ROOT), 15)


def shoot_page(page: Page, folder: Path) -> None:
    """The notice as readers see it."""
    gongkai("build", "--as-of", DAY.isoformat(), "--jobs", "1", cwd=folder / "right")
    site = folder / "right" / "build" / "site"
    address = (site / NOTICE_PATH.removesuffix(".yml") / "index.html").as_uri()
    page.clock.install(time=f"{DAY.isoformat()}T09:00:00+08:00")
    page.set_viewport_size({"width": 1180, "height": 900})
    page.goto(address)
    save(page, "notice")


def shoot_editor(page: Page, folder: Path) -> None:
    """The form with the notice in it."""
    from generator.cli.edit_command import open_editor

    work = folder / "editor"
    server = open_editor(folder / "right" / "content", DAY, 0, None, work)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.set_viewport_size({"width": 1180, "height": 820})
    page.goto(server.url)
    page.get_by_text("关于拟表彰2026年三季度先进党支部的公示").click(timeout=60_000)
    page.get_by_label("标题").first.wait_for(timeout=60_000)
    page.wait_for_timeout(2000)
    save(page, "editor")
    server.shutdown()


def in_new_page(browser: Browser, work: Callable[[Page, Path], None], folder: Path) -> None:
    context = browser.new_context(timezone_id="Asia/Shanghai", locale="zh-CN")
    work(context.new_page(), folder)
    context.close()


def main() -> None:
    path = os.environ.get("GONGKAI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for work in (shoot_terminals, shoot_page, shoot_editor):
            in_new_page(browser, work, Path(place))
        browser.close()
    sizes = sum(file.stat().st_size for file in OUT.glob("*.png"))
    print(f"{len(list(OUT.glob('*.png')))} 张图在 docs/manual，共 {sizes // 1024} KB")


if __name__ == "__main__":
    main()
