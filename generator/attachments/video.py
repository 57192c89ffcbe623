"""mp4: the table of boxes is walked, nothing is decoded. What is seen and said in it cannot be searched."""

from __future__ import annotations

import os
import struct
from typing import IO

from generator.attachments.model import Content, Refused

_MOST_BOXES = 100_000


def read_video(file: IO[bytes], size: int) -> Content:
    """Duration of an mp4.

    Raises:
        Refused: cut off, or without the index that players need.
    """
    boxes: dict[bytes, tuple[int, int]] = {}
    at = 0
    for _ in range(_MOST_BOXES):
        if at >= size:
            break
        kind, header, length = _box(file, at, size)
        boxes.setdefault(kind, (at + header, at + length))
        at += length
    if b"moov" not in boxes or b"mdat" not in boxes:
        raise Refused("files.truncated")
    return Content(duration=_duration(file, *boxes[b"moov"]), not_scanned="画面和声音")


def _box(file: IO[bytes], at: int, size: int) -> tuple[bytes, int, int]:
    """(kind, header length, whole length) of the box at a place."""
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:
        raise Refused("files.truncated")
    length, kind = struct.unpack_from(">I4s", head)
    header = 8
    if length == 1 and len(head) == 16:
        (length,) = struct.unpack_from(">Q", head, 8)
        header = 16
    elif length == 0:
        length = size - at
    if length < header or at + length > size:
        raise Refused("files.truncated")
    return kind, header, length


def _duration(file: IO[bytes], start: int, end: int) -> float | None:
    file.seek(start, os.SEEK_SET)
    data = file.read(min(end - start, 4096))
    at = data.find(b"mvhd")
    if at < 0 or at + 36 > len(data):
        return None
    wide = data[at + 4] == 1
    scale, length = struct.unpack_from(">IQ" if wide else ">II", data, at + (24 if wide else 16))
    return length / scale if scale else None
