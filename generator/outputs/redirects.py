"""Old addresses (别名) lead to the new one. A page of its own each, so that it works on any server and from a folder."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.library.library import Library
from generator.record import Record

if TYPE_CHECKING:
    from generator.render import Surroundings


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """`<kind>/<alias>/index.html` for every alias of every visible record, and of those of which a trace is left."""
    for record in library.aliased():
        for alias in record.aliases:
            yield f"{record.kind}/{alias}/index.html", redirect(record, alias, record.title).encode()
    for record in library.withdrawn:
        for alias in record.aliases:
            yield f"{record.kind}/{alias}/index.html", redirect(record, alias, "已撤下的记录").encode()


def redirect(record: Record, alias: str, title: str) -> str:
    """A page that takes the reader on; without it running, a link does."""
    target = "../" * (alias.count("/") + 2) + f"{record.key}/"
    title = html.escape(title)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{target}">\n'
        f'</head>\n<body>\n<p>这条记录已改名：<a href="{target}">{title}</a></p>\n</body>\n</html>\n'
    )
