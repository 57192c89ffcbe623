"""Processes for work in batches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def workers(jobs: int = 0) -> Iterator[Executor | None]:
    """Processes for work in batches; None on one core. They start only when work is given."""
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield None
        return
    method = "fork" if sys.platform == "linux" else "spawn"
    with ProcessPoolExecutor(count, mp_context=get_context(method)) as executor:
        yield executor
