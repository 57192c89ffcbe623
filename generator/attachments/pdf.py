"""PDF: pages, text and what acts in it, read in a process of its own so that no file can stop the build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from generator.attachments.model import Content, Problem, Refused, Segment

_SECONDS = 120
# Run by its path: as a module it would import this whole package first.
_WORKER = Path(__file__).with_name("pdf_worker.py")


def read_pdf(data: bytes) -> Content:
    """Everything readable in a PDF; pages without text are reported as not scanned.

    Raises:
        Refused: encrypted, damaged, active content, or too costly to read.
    """
    answer = _ask_worker(data)
    if "refused" in answer:
        raise Refused(answer["refused"], **({"what": answer["what"]} if answer["what"] else {}))
    segments = [
        Segment(f"第{number}页", text) for number, text in enumerate(answer["texts"], 1) if text.strip()
    ]
    if any(text.strip() for text in answer["hidden"]):
        segments.append(Segment("文档属性和批注", "\n\n".join(answer["hidden"]), True))
    unread: list[int] = answer["unread"]
    problems = (Problem("files.not-scanned", {"pages": _pages(unread)}),) if unread else ()
    return Content(
        tuple(segments),
        problems,
        pages=answer["pages"],
        not_scanned=f"{_pages(unread)}没有可读的文字" if unread else None,
    )


def _ask_worker(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_WORKER)],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError) as error:
        raise Refused("files.too-complex") from error
    return answer


def _pages(numbers: list[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:8])
    return f"第{shown}页" if len(numbers) <= 8 else f"第{shown}等{len(numbers)}页"
