"""Screenshots of every template for eyes: `make shots` puts them into build/shots/."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from browsing import WIDTHS, served
from conftest import CHROMIUM_ARGS, SAMPLE_DAY, chromium
from playwright.sync_api import Browser, sync_playwright
from test_site_browser import templates

from generator.build import Request, build

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "build" / "shots"


def main() -> None:
    site = ROOT / "build" / "shots-site"
    when = dt.datetime.combine(SAMPLE_DAY, dt.time(8), dt.timezone(dt.timedelta(hours=8)))
    built = build(Request(content=ROOT / "content", site=site, as_of=SAMPLE_DAY, built_at=when))
    if not built.ok:
        raise SystemExit("content/ 有错误，先运行 gongkai check。")
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        for path in templates(site):
            shoot(browser, address + path, path.strip("/").replace("/", "-") or "home")
        browser.close()
    print(f"{len(list(SHOTS.iterdir()))} 张截图在 {SHOTS.relative_to(ROOT)}")


def shoot(browser: Browser, address: str, name: str) -> None:
    """One page: three widths in light, the widest in dark, the phone in large type, and A4 in print."""
    context = browser.new_context(timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.clock.install(time=f"{SAMPLE_DAY.isoformat()}T09:00:00+08:00")
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=SHOTS / f"{name}.{width}.png", full_page=True)
    page.evaluate("document.documentElement.dataset.size = 'large'")
    page.screenshot(path=SHOTS / f"{name}.{WIDTHS[-1]}.large.png", full_page=True)
    page.evaluate("document.documentElement.dataset.size = 'normal'")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.screenshot(path=SHOTS / f"{name}.dark.png", full_page=True)
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=SHOTS / f"{name}.print.png", full_page=True)
    context.close()


if __name__ == "__main__":
    main()
