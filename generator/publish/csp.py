"""The Content-Security-Policy that fits a finished site, as a file that nginx includes.

Only inline scripts that the theme is known to bring get a hash. One that is not known refuses the site: hashing
whatever is found would also bless a script that somebody got into a record.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.messages import finding
from generator.problems import Finding
from generator.publish.errors import Refused

# SHA-256 of Material 9.8.1's inline scripts, the page's depth taken out: its own address helpers, the palette
# that must be set before the first paint, and the opening of a tab that the address names.
KNOWN_SCRIPTS = frozenset(
    {
        "7eb3684fdacd2881f67b9428983273a29d8774d8bc82622af9b65a8ec1032a90",
        "0eb10c249dbdb0beef225a10ce5cbe55418cc4a7014cc208f8e7d6ed8f00906e",
        "ffcc0f7735fdab434d257c80e65cec2e88d716991e69757185b7e450e41a5b2f",
    }
)
_SCOPE = re.compile(rb'\A(__md_scope=new URL\(")(?:\.|(?:\.\./)*\.\.|/(?:[\w-]+/)*)(",location\),)')
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(rb"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(rb"""<[a-z][^<>]*\sstyle\s*=""", re.IGNORECASE)
# A script with a source, or a block of data that no browser runs.
_NOT_INLINE = re.compile(
    rb"""\bsrc\s*=|\btype\s*=\s*["']?(?:application/(?:ld\+)?json|text/template)""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Csp:
    """What a site's pages hold inline, as CSP sources (`sha256-…`)."""

    scripts: frozenset[str]
    styles: frozenset[str]
    style_attributes: bool


def csp_hashes(*sites: Path) -> Csp:
    """Collect what the pages of one or more sites (behind one server) hold inline.

    Raises:
        Refused: an inline script that the theme does not bring.
    """
    scripts: set[str] = set()
    styles: set[str] = set()
    attributes = False
    for site, page in _pages(sites):
        data = page.read_bytes()
        for script in _inline_scripts(data):
            _refuse_unknown(script, page.relative_to(site).as_posix())
            scripts.add(_source(script))
        styles.update(map(_source, _STYLE.findall(data)))
        attributes = attributes or bool(_STYLE_ATTRIBUTE.search(data))
    return Csp(frozenset(scripts), frozenset(styles), attributes)


def _pages(sites: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    return ((site, page) for site in sites for page in sorted(site.rglob("*.html")))


def _inline_scripts(data: bytes) -> Iterator[bytes]:
    return (body for attributes, body in _SCRIPT.findall(data) if body and not _NOT_INLINE.search(attributes))


def _refuse_unknown(script: bytes, page: str) -> None:
    digest = hashlib.sha256(_SCOPE.sub(rb"\1\2", script)).hexdigest()
    if digest not in KNOWN_SCRIPTS:
        raise Refused("publish.unknown_script", page=page, digest=digest[:12])


def _source(text: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text).digest()).decode()


def policy(found: Csp) -> str:
    """The policy for pages: everything from this site, inline scripts by hash only."""
    styles = ["'self'", *_quoted(found.styles)]
    parts = [
        "default-src 'self'",
        " ".join(["script-src 'self'", *_quoted(found.scripts)]),
        "style-src " + " ".join(styles),
        # A style attribute can colour a cell, not run anything; charts and table columns need it.
        *(["style-src-attr 'unsafe-inline'"] if found.style_attributes else []),
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
    return "; ".join(parts)


def _quoted(sources: Iterable[str]) -> list[str]:
    return [f"'{source}'" for source in sorted(sources)]


def nginx_map(found: Csp) -> str:
    """`csp.conf`: the policy by address. A 304 carries no type, but must repeat the policy of the page's 200."""
    return (
        "# 由 deploy/csp.py 生成，主题换了内嵌脚本才需要重新生成，然后 nginx -t 并重新加载。\n"
        "map $uri $gongkai_csp {\n"
        f'    default "{policy(found)}";\n'
        "    # 浏览器的 PDF 阅读器在更严的策略下打不开。\n"
        '    "~*\\.pdf$" "frame-ancestors \'self\'";\n'
        "    # 图片文件里的脚本一律不运行。\n"
        "    \"~*\\.svg$\" \"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'\";\n"
        "}\n"
    )


def covered_by(conf: Path) -> Callable[[Path], list[Finding]]:
    """A check for `publish`: every inline script of the site is allowed by the policy file the server uses."""

    def check(site: Path) -> list[Finding]:
        allowed = conf.read_text(encoding="utf-8")
        missing = [source for source in csp_hashes(site).scripts if source not in allowed]
        where = str(conf)
        return [finding("publish.csp_stale", where, file=where, count=len(missing))] if missing else []

    return check
