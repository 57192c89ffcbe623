"""Looks at a finished site before it goes live: links that open nothing, and personal data that got through.

PDFs are not opened again: those beside notices are set from the same text as the page and the Word document.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from generator.engine import linkcheck
from generator.messages import finding
from generator.privacy import scan
from generator.problems import Finding

SCANNED = frozenset({".html", ".json", ".atom", ".ics", ".csv", ".xml", ".txt", ".js", ".xlsx", ".docx"})
_BATCH = 200
_NOT_TEXT = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
# What stands within a number without cutting it in two for the reader, and all other tags, which do.
_INLINE = re.compile(
    r"</?(?:a|b|code|del|em|i|ins|mark|s|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")
_SPOKEN = re.compile(
    r"\s(?:alt|title|content|href|placeholder|value|aria-label|data-[a-z-]+)=(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_CELL_END = re.compile(r"</(?:w:p|si|c|row)>")
_NOT_SIGNIFICANT = re.compile(r"[^0-9A-Za-z]")
_APART = "\n；\n"
# Checksums are long runs of digits and letters that look like anything.
_DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")
# The program's own scripts hold no record; the search index does.
_OWN_SCRIPTS = re.compile(r"assets/(?:javascripts/.*|[a-z-]+(?:\.[0-9a-f]{8}\.min)?\.js)")


def broken_links(site: Path) -> list[Finding]:
    """Every link of the finished site that opens nothing, and every request to another host."""
    return [
        finding("site.link", broken.page, reason=str(broken).partition("：")[2])
        for broken in linkcheck.check(site)
    ]


def personal_data(
    exempt: Collection[str], executor: Executor | None = None
) -> Callable[[Path], Iterable[Finding]]:
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
    name = file.relative_to(site).as_posix()
    text = _DIGEST.sub("", _text(file, name))
    for hit in scan(text):
        if _NOT_SIGNIFICANT.sub("", text[hit.start : hit.end]) not in exempt:
            yield finding("site.personal", name, masked=hit.masked)


def _text(file: Path, name: str) -> str:
    """What readers, screen readers and programs find in a file, as text."""
    if file.suffix in (".xlsx", ".docx"):
        return _office_text(file) if _is_made_here(name) else ""
    text = file.read_text(encoding="utf-8", errors="replace")
    if file.suffix == ".html":
        return page_text(text)
    if file.suffix == ".js":
        # Between the strings stand positions and counts, which side by side look like anything.
        return "" if _OWN_SCRIPTS.fullmatch(name) else _APART.join(_STRING.findall(text))
    return text


def page_text(page: str) -> str:
    """A page's text and what its attributes say (titles, descriptions, alternative texts, addresses)."""
    page = _NOT_TEXT.sub(" ", page)
    spoken = (double or single for double, single in _SPOKEN.findall(page))
    shown = _TAG.sub(" ", _INLINE.sub("", page))
    return html.unescape(_APART.join([shown, *spoken]))


def _is_made_here(name: str) -> bool:
    """Whether an office document is ours: attachments were read, with all that hides in them, by `check`."""
    folder, _, own = name.rpartition("/")
    return folder == "data" or own.partition(".")[0] == folder.rpartition("/")[2]


def _office_text(file: Path) -> str:
    with zipfile.ZipFile(file) as package:
        parts = [
            package.read(part).decode("utf-8", "replace")
            for part in package.namelist()
            if part.endswith(".xml")
        ]
    return html.unescape(_APART.join(_TAG.sub("", _CELL_END.sub(_APART, part)) for part in parts))
