"""The site map, as MkDocs writes it: one entry a page, and the same packed."""

from __future__ import annotations

import datetime
import gzip
import io

from . import urls


def xml(parts: list[str], sources: list[str], day: str) -> bytes:
    head, each, tail = parts
    each = each.replace("gk-day", day)
    addresses = (urls.address(urls.destination(source)) for source in sources)
    return (head + "".join(each.replace("gk-address/", address) for address in addresses) + tail).encode()


def day(epoch: int) -> str:
    return datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%d")


def midnight(epoch: int) -> int:
    return epoch - epoch % 86400


def gz(data: bytes, seconds: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, filename="sitemap.xml.gz", mode="wb", mtime=seconds) as stream:
        stream.write(data)
    return out.getvalue()
