"""May this site go live? Complete, whole pages, nothing missing that pages need, and not suddenly far smaller."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from generator.problems import Finding
from generator.publish import manifest
from generator.publish.errors import Refused, examples
from generator.publish.model import STATUS

Check = Callable[[Path], Iterable[Finding]]

# A run that loses more than a fifth of the pages is more likely a broken run than an editor's decision.
SHRINK_LIMIT = 0.2
SHRINK_FLOOR = 5
SECTION_FLOOR = 3

_TAGS = re.compile(rb"<(?:link|script|img|source)\b[^>]*>", re.IGNORECASE)
_URL = re.compile(rb"""\b(?:src|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Links in <head> that load nothing by themselves.
_NOT_LOADED = re.compile(rb"""\brel\s*=\s*["']?(?:canonical|prev|next|alternate|edit)\b""", re.IGNORECASE)
_TEXT = re.compile(rb"<(script|style)\b.*?</\1>|<[^>]*>|\s+", re.IGNORECASE | re.DOTALL)


def refuse_incomplete(site: Path, entries: Mapping[str, str]) -> None:
    """Everything that makes a site unfit whatever is live now, contents aside (copying compares those).

    Raises:
        Refused: files beside or missing from the manifest, no index, cut pages, missing assets.
    """
    found = set(manifest.files_of(site))
    wrong = sorted(found ^ set(entries))
    if wrong:
        raise Refused("publish.mismatch", count=len(wrong), examples=examples(wrong))
    if STATUS not in found:
        raise Refused("publish.no_status")
    pages = [path for path in sorted(found) if path.endswith(".html")]
    cut, missing = _read_pages(site, pages, found)
    if "index.html" not in found or "index.html" in cut or not _has_text(site / "index.html"):
        raise Refused("publish.empty_index")
    if cut:
        raise Refused("publish.cut_page", count=len(cut), examples=examples(cut))
    if missing:
        raise Refused("publish.missing_assets", count=len(missing), examples=examples(missing))


def _read_pages(site: Path, pages: list[str], found: set[str]) -> tuple[list[str], list[str]]:
    cut: list[str] = []
    missing: set[str] = set()
    for page in pages:
        data = (site / page).read_bytes()
        if not data.rstrip().lower().endswith(b"</html>"):
            cut.append(page)
        missing.update(path for path in _needed(page, data) if path not in found)
    return cut, sorted(missing)


def _needed(page: str, data: bytes) -> Iterator[str]:
    """Site paths of what a page loads: styles, scripts, pictures."""
    for tag in _TAGS.findall(data):
        match = _URL.search(tag)
        if match and not _NOT_LOADED.search(tag):
            raw = next(group for group in match.groups() if group is not None)
            path = _resolve(page, unescape(raw.decode("utf-8", "replace")).strip())
            if path:
                yield path


def _resolve(page: str, url: str) -> str | None:
    """The file that a relative address means; None when it is not a file of this site.

    The not-found page is served at any depth, so its addresses start with `/` and may carry the folder that the
    site is mounted at: those cannot be judged here.
    """
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = normpath(join("/", page, "..", unquote(parts.path))).lstrip("/")
    return path + "/index.html" if parts.path.endswith("/") else path


def _has_text(page: Path) -> bool:
    data = page.read_bytes()
    body = data[max(data.lower().find(b"<body"), 0) :]
    return bool(_TEXT.sub(b"", body))


def refuse_findings(site: Path, checks: Sequence[Check]) -> None:
    """Run the caller's own checks (links, personal data, other audiences) over the finished site.

    Raises:
        Refused: with every error found, of all checks.
    """
    found = tuple(finding for check in checks for finding in check(site) if finding.is_error)
    if found:
        raise Refused("publish.checks_failed", findings=found, count=len(found))


def removed_pages(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Pages that were live and will not be."""
    return tuple(sorted(_pages(old) - _pages(new)))


def _pages(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if path.endswith(".html")}


def refuse_shrunk(old: Iterable[str], new: Iterable[str]) -> None:
    """Compare the pages that are live with the ones to come.

    Raises:
        Refused: too many fewer, or a whole section gone. The message lists what would vanish.
    """
    before, after = _pages(old), _pages(new)
    gone = sorted(before - after)
    fewer = len(before) - len(after)
    if fewer >= SHRINK_FLOOR and fewer > SHRINK_LIMIT * len(before):
        raise Refused("publish.shrunk", old=len(before), new=len(after), gone=fewer, examples=examples(gone))
    sections, left = _sections(before), _sections(after)
    for section, count in sorted(sections.items()):
        if count >= SECTION_FLOOR and not left[section]:
            raise Refused("publish.section_gone", section=section, old=count)


def _sections(pages: set[str]) -> Counter[str]:
    """Record pages by top folder; a section's own list does not count as one of its records."""
    return Counter(page.split("/")[0] for page in pages if page.count("/") >= 2)
