"""The plain road: MkDocs' own build, into a folder aside, then moved over file by file.

Slow and beyond doubt. The fast road must give the same bytes; where it cannot be sure, this one is taken.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator import writer

if TYPE_CHECKING:
    from .base import Plan


def build(plan: Plan, aside: Path) -> None:
    """``mkdocs build --strict`` of the plan into ``aside`` (emptied first); EngineError with MkDocs' own words."""
    import dataclasses

    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import Abort

    from .base import EngineError
    from .setup import build_time, load_config, strictly

    with build_time(plan.epoch), strictly() as complaints:
        try:
            mkdocs_build(load_config(dataclasses.replace(plan, site=aside)))
        except Abort as problem:
            if not complaints.messages:
                raise EngineError([str(problem)]) from None


def contents(plan: Plan, cache: Path) -> dict[str, bytes]:
    """All files of a plain build."""
    writer.make_folder(cache)
    aside = Path(tempfile.mkdtemp(prefix="plain-", dir=cache))
    try:
        build(plan, aside)
        return {path: (aside / path).read_bytes() for path in writer.tree(aside)}
    finally:
        shutil.rmtree(aside, ignore_errors=True)
