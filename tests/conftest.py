"""What several test modules share: one real Chromium and one built sample site for the whole run."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

# A busy machine is no failing test.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

SAMPLE_DAY = dt.date(2026, 11, 23)
"""The day the sample mine's records are written for."""

CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Path of the system's Chromium; None lets playwright use the one it installed itself."""
    named = os.environ.get("GONGKAI_CHROMIUM")
    return (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; tests open their own contexts in it, so nothing leaks between them."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's top folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sample_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample mine of `content/`, built as of SAMPLE_DAY."""
    from generator.build import Request, build

    site = tmp_path_factory.mktemp("sample") / "site"
    when = dt.datetime.combine(SAMPLE_DAY, dt.time(8), dt.timezone(dt.timedelta(hours=8)))
    built = build(
        Request(content=root / "content", site=site, as_of=SAMPLE_DAY, built_at=when, commit="0" * 40)
    )
    assert built.ok, [finding for finding in built.findings if finding.severity == "error"]
    return site
