"""Values kept between builds in one file each: void when made under another key, safe to delete, never trusted when odd."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path
from typing import Any, TypeVar

from generator import writer

T = TypeVar("T")


def load(file: Path, key: str, empty: T) -> T:
    """What was kept under this key, or `empty`."""
    gc.disable()  # nothing in there is garbage, and looking for it takes longer than reading
    try:
        found: Any = pickle.loads(file.read_bytes())
    except Exception:  # a cache of another version or a torn file: whatever it says, it is no use
        return empty
    finally:
        gc.enable()
    fits = (
        isinstance(found, tuple) and len(found) == 2 and found[0] == key and isinstance(found[1], type(empty))
    )
    return found[1] if fits else empty


def save(file: Path, key: str, value: object) -> None:
    writer.update(file.parent, {file.name: pickle.dumps((key, value), protocol=5)})
