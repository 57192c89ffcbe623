"""csv and txt: UTF-8 or GBK (what Excel saves here), with the columns' heads as labels."""

from __future__ import annotations

import csv
import re
from itertools import islice

from generator.attachments.markup_text import labelled
from generator.attachments.model import Content, Refused, Segment

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MOST_ROWS = 200_000


def read_text(data: bytes) -> Content:
    """The text of a txt file.

    Raises:
        Refused: neither UTF-8 nor GBK, or not text at all.
    """
    return Content((Segment("正文", decode(data)),))


def read_csv(data: bytes) -> Content:
    """The rows of a csv file; cells are kept apart so that neighbours never join to a number."""
    text = decode(data)
    first = text[:4096]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(islice(csv.reader(text.splitlines(), delimiter=delimiter), _MOST_ROWS))
    except csv.Error as error:
        raise Refused("files.broken") from error
    head = rows[0] if rows else []
    cells = [pair for row in rows[1:] for pair in labelled(head, row)]
    body = "\n\t".join("\t".join(row) for row in rows)
    return Content((Segment("表格", body, False, tuple(cells)),))


def decode(data: bytes) -> str:
    """Text of UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030."""
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise Refused("files.not-text")
