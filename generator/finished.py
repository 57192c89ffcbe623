"""Looks at a finished site before it goes live: links that open nothing, and personal data that got through."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from generator.engine import linkcheck
from generator.messages import finding
from generator.privacy import scan
from generator.problems import Finding

SCANNED = frozenset({".html", ".json", ".atom", ".ics", ".csv", ".xml", ".txt"})
_BATCH = 200
_NOT_TEXT = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_NOT_SIGNIFICANT = re.compile(r"[^0-9A-Za-z]")
# Checksums are long runs of digits and letters that look like anything.
_DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")


def broken_links(site: Path) -> list[Finding]:
    """Every link of the finished site that opens nothing, and every request to another host."""
    return [
        finding("site.link", broken.page, reason=str(broken).partition("：")[2]) for broken in linkcheck.check(site)
    ]


def personal_data(exempt: Collection[str], executor: Executor | None = None) -> Callable[[Path], Iterable[Finding]]:
    """A check of a finished site for personal data in every text file that readers can fetch.

    Args:
        exempt: what 豁免 names, reduced to letters and digits.
    """

    def check(site: Path) -> Iterator[Finding]:
        files = sorted(path for path in site.rglob("*") if path.suffix in SCANNED and path.is_file())
        batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
        look = partial(_scan_batch, site, frozenset(exempt))
        for found in (executor.map if executor else map)(look, batches):
            yield from found

    return check


def _scan_batch(site: Path, exempt: frozenset[str], files: list[Path]) -> list[Finding]:
    return [one for file in files for one in _scan_file(site, exempt, file)]


def _scan_file(site: Path, exempt: frozenset[str], file: Path) -> Iterator[Finding]:
    text = file.read_text(encoding="utf-8", errors="replace")
    if file.suffix == ".html":
        text = html.unescape(_NOT_TEXT.sub(" ", text))
    text = _DIGEST.sub("", text)
    for hit in scan(text):
        if _NOT_SIGNIFICANT.sub("", text[hit.start : hit.end]) not in exempt:
            yield finding("site.personal", file.relative_to(site).as_posix(), masked=hit.masked)
