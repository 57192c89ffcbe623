"""A small site around the index, for the benchmark and for tests: one page a record, the search page, the scripts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from generator.outputs.search.doc import SearchDoc

ASSETS = Path(__file__).parents[2] / "theme" / "assets"


def record_page(doc: SearchDoc) -> str:
    """A plain page of a record, as deep as the real one."""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in doc.body.split("\n"))
    headings = "".join(f"<h2>{escape(text)}</h2>" for text in doc.headings)
    up = "../" * doc.url.count("/")
    return _page(
        doc.title, f"<h1>{escape(doc.title)}</h1><p>{escape(doc.number)}</p>{headings}{paragraphs}", up
    )


def search_page() -> str:
    """`/search/`."""
    body = """<h1>搜索</h1><div data-gk-search-page class="gk-search-page"><form role="search" class="gk-search">
    <input name="q" type="search" aria-label="搜索"><button>搜索</button></form>
    <div data-gk-search-help><a href="../notices/">公示公告</a></div></div>"""
    return _page("搜索", body, "../")


def _page(title: str, body: str, up: str) -> str:
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="icon" href="data:,"><script src="{up}assets/gongkai.js"></script><script src="{up}assets/search.js" defer></script></head>
<body><header><form data-gk-search role="search" class="gk-search" action="{up}search/">
<input name="q" type="search" aria-label="搜索全站"><button>搜索</button></form></header><main>{body}</main></body></html>"""


def write_site(folder: Path, docs: Iterable[SearchDoc], files: Iterable[tuple[str, bytes]]) -> None:
    """The whole small site."""
    for name in ("gongkai.js", "search.js", "search-box.js", "search-engine.js"):
        put(folder / "assets" / name, (ASSETS / name).read_bytes())
    put(folder / "search" / "index.html", search_page().encode())
    for doc in docs:
        put(folder / doc.url / "index.html", record_page(doc).encode())
    for path, data in files:
        put(folder / path, data)


def put(path: Path, data: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
