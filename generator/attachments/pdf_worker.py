"""Reads one PDF from standard input in a process of its own, with hard limits, and prints what it found as JSON.

A PDF can be built to take any amount of time and memory; here the system ends the process instead of the build.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

_MEMORY = 2_000_000_000
_CPU_SECONDS = 40
_MOST_PAGES = 1_000
_MOST_OBJECTS = 300_000
_DEEPEST = 60
_MOST_METADATA = 1_000_000

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "启动程序的动作",
    "/ImportData": "导入数据的动作",
    "/SubmitForm": "提交表单的动作",
    "/Rendition": "多媒体动作",
}
_SUBTYPES = {"/FileAttachment": "附带的文件", "/RichMedia": "多媒体", "/3D": "三维模型"}
_KEYS = {"/JS": "JavaScript", "/XFA": "动态表单（XFA）", "/EmbeddedFiles": "附带的文件", "/EF": "附带的文件"}
_SPOKEN = frozenset(
    {"/Contents", "/V", "/DV", "/TU", "/T", "/Title", "/Author", "/Subject", "/Keywords", "/RC", "/Alt"}
)
_TAG = re.compile(r"<[^>]{0,500}>")
_UNREAD = re.compile(r"[\ufffd\ue000-\uf8ff]|/g\d+|\(cid:\d+\)")


def main() -> None:
    """Limit ourselves, read, answer."""
    _limit()
    logging.disable(logging.CRITICAL)
    answer = read_pdf(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 5))


def read_pdf(data: bytes) -> dict[str, Any]:
    """`refused` (code, what), or `pages`, `texts` of pages, `hidden` texts and `unread` page numbers."""
    from pypdf import PdfReader

    if b"%%EOF" not in data[-2048:]:
        return {"refused": "files.truncated", "what": ""}
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            return {"refused": "files.encrypted", "what": ""}
        hidden: list[str] = []
        active = next((what for what in _walk(reader, hidden) if what), "")
        if active:
            return {"refused": "files.pdf-active", "what": active}
        count = len(reader.pages)
        texts = [_page_text(reader, number) for number in range(min(count, _MOST_PAGES))]
    except (MemoryError, RecursionError):
        return {"refused": "files.too-complex", "what": ""}
    except Exception:  # pypdf raises many kinds for a damaged file
        return {"refused": "files.broken", "what": ""}
    if not count:
        return {"refused": "files.broken", "what": ""}
    unread = [number + 1 for number, text in enumerate(texts) if _is_unread(text)]
    unread += [_MOST_PAGES + 1] if count > _MOST_PAGES else []
    return {"pages": count, "texts": texts, "hidden": hidden, "unread": unread}


def _page_text(reader: Any, number: int) -> str:
    try:
        return str(reader.pages[number].extract_text())
    except (MemoryError, RecursionError):
        raise
    except Exception:  # one damaged page must not hide the others: it is reported as not read
        return ""


def _is_unread(text: str) -> bool:
    bare = text.strip()
    return not bare or len(_UNREAD.findall(bare)) * 5 > len(bare)


def _walk(reader: Any, hidden: list[str]) -> Iterator[str]:
    """What acts in the file, object by object; texts that no page shows are added to `hidden`."""
    numbers = sorted({*(n for table in reader.xref.values() for n in table), *reader.xref_objStm})
    yield from _look(reader.trailer, hidden, 0)
    for number in numbers[:_MOST_OBJECTS]:
        generation = next((g for g, table in reader.xref.items() if number in table), 0)
        try:
            found = (
                reader._get_object(number, generation)
                if hasattr(reader, "_get_object")
                else _fetch(reader, number, generation)
            )
        except (MemoryError, RecursionError):
            raise
        except Exception:
            continue
        yield from _look(found, hidden, 0)


def _fetch(reader: Any, number: int, generation: int) -> Any:
    from pypdf.generic import IndirectObject

    return IndirectObject(number, generation, reader).get_object()


def _look(value: Any, hidden: list[str], depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        yield _ACTIONS.get(str(dict.get(value, "/S", "")), "")
        yield _SUBTYPES.get(str(dict.get(value, "/Subtype", "")), "")
        if str(dict.get(value, "/Type", "")) == "/EmbeddedFile":
            yield "附带的文件"
        if str(dict.get(value, "/Type", "")) == "/Metadata" and hasattr(value, "get_data"):
            hidden.append(_TAG.sub("\n\n", value.get_data()[:_MOST_METADATA].decode("utf-8", "replace")))
        for key, inner in dict.items(value):
            yield _KEYS.get(str(key), "")
            if isinstance(inner, str) and str(key) in _SPOKEN:
                hidden.append(str(inner))
            yield from _look(inner, hidden, depth + 1)
    elif isinstance(value, list):
        for inner in list.__iter__(value):
            yield from _look(inner, hidden, depth + 1)


if __name__ == "__main__":
    main()
