"""One small script a record: what a result shows, and the text that decides whether it is one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.shardfiles import FOLDER
from generator.outputs.search.slots import Place

#: Characters of text in a record's first file, and in each further one.
PART = 12_000
#: Characters that neighbouring parts share, so that no phrase falls between them.
OVERLAP = 200

Piece = tuple[int, int, str]


def doc_name(place: Place, part: int = 0) -> str:
    """What the script of a record calls itself."""
    slot, nth = place
    return f"d/{slot >> 6:x}/{slot & 63:x}" + (f"_{nth}" if nth else "") + (f"-{part}" if part else "")


def doc_path(place: Place, part: int = 0) -> str:
    """Site-relative path of a record's file."""
    return f"{FOLDER}/{doc_name(place, part)}.js"


def doc_files(place: Place, doc: SearchDoc) -> Iterator[tuple[str, bytes]]:
    """The files of a record: the first with everything to show, more when the text is long."""
    parts = _parts([doc.body, *(text for _, text in doc.attachments)])
    states = [[s.state, s.label, s.since, s.until] for s in doc.states]
    head: list[Any] = [
        [doc.kind, doc.id, doc.title, doc.url],
        [list(doc.branches), doc.year, doc.date, doc.number, states],
        [
            list(doc.headings),
            list(doc.names),
            [name for name, _ in doc.attachments],
            doc.pinyin,
        ],
        parts[0],
        len(parts) - 1,
    ]
    yield doc_path(place), _script(doc_name(place), head)
    for number, part in enumerate(parts[1:], 1):
        yield doc_path(place, number), _script(doc_name(place, number), part)


def read_doc(place: Place, read: Callable[[str], bytes]) -> tuple[SearchDoc, dict[str, bytes]]:
    """A record from its files, and these. KeyError, OSError or ValueError when they are not there or not ours."""
    files = {doc_path(place): read(doc_path(place))}
    name, shown, more, pieces, count = _payload(files[doc_path(place)])
    for part in range(1, count + 1):
        path = doc_path(place, part)
        files[path] = read(path)
        pieces = pieces + _payload(files[path])
    texts = [""] * (len(more[2]) + 1)
    for field, start, text in pieces:
        texts[field] = texts[field][:start] + text
    doc = SearchDoc(
        kind=name[0],
        id=name[1],
        title=name[2],
        url=name[3],
        branches=tuple(shown[0]),
        year=shown[1],
        date=shown[2],
        number=shown[3],
        states=tuple(StateSpan(*state) for state in shown[4]),
        headings=tuple(more[0]),
        names=tuple(more[1]),
        body=texts[0],
        attachments=tuple(zip(more[2], texts[1:], strict=True)),
        pinyin=more[3],
    )
    return doc, files


def _parts(texts: list[str]) -> list[list[Piece]]:
    """Texts cut into parts of bounded size; a piece is (number of the text, start in it, text)."""
    parts: list[list[Piece]] = [[]]
    room = PART
    for field, text in enumerate(texts):
        start = 0
        while start < len(text):
            if room <= OVERLAP:
                parts.append([])
                room = PART
            piece = text[start : start + room]
            parts[-1].append((field, start, piece))
            room -= len(piece)
            done = start + len(piece) == len(text)
            start = len(text) if done else start + len(piece) - OVERLAP
    return parts


def _script(name: str, payload: Any) -> bytes:
    """A call that hands the payload to the search; no character ends a line of script or a script element."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return f'gkSearch("{name}",{text});\n'.encode("utf-8", "replace")


def _payload(data: bytes) -> Any:
    """What a script hands over."""
    text = data.decode()
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])
