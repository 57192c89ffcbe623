"""The record kinds. Each folder here is one kind and is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from generator import messages
from generator.record import Kind


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by name, in alphabetical order. Their messages join the catalogue."""
    kinds: dict[str, Kind] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        kind: Kind = importlib.import_module(f"{__name__}.{info.name}").KIND
        messages.add(kind.messages)
        kinds[kind.name] = kind
    return kinds
