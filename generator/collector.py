"""When Python looks for garbage, and what becomes of memory that is free again.

Among thousands of records that live to the end, looking for garbage is in vain and takes long.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from contextlib import contextmanager

# <malloc.h>
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


@contextmanager
def without_collector() -> Iterator[None]:
    """For reading and checking: nothing that they make is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def collecting_what_is_new() -> Iterator[None]:
    """For work that leaves garbage: what was there before is not looked at."""
    collecting = gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if not collecting:
            gc.disable()


def give_back_big_blocks() -> None:
    """Have the C library return blocks of megabytes to the machine as soon as they are free, and keep smaller ones.

    glibc would keep big ones too, in a heap for every thread: 130 MB at ten thousand records. Smaller ones it would give
    back and get anew, cleared, millions of times.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_MMAP_THRESHOLD, 4 << 20)
        library.mallopt(_TRIM_THRESHOLD, 32 << 20)
