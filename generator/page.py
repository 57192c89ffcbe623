"""A page: the unit between the renderer and the site engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file of `build/docs`.

    `path` is relative to that folder (`notices/2026/q3-gongshi.md`); `meta` becomes the front matter;
    `body` is restricted Markdown (headings and HTML blocks, see docs/decisions/0005).
    """

    path: str
    body: str
    meta: Mapping[str, Any] = field(default_factory=dict)
