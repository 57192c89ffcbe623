"""Each kind's page and list, made from its sample, stand in tests/golden: a change of templates shows as a diff there.

`GONGKAI_UPDATE_GOLDEN=1 pytest tests/test_golden_pages.py` writes them anew; read the diff before you commit it.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from kindtools import content, sample

from generator.kinds import all_kinds
from generator.library import check
from generator.library.visible import visible
from generator.page import Page
from generator.render import Renderer, serialize

GOLDEN = Path(__file__).parent / "golden"
AS_OF = dt.date(2026, 7, 1)


def renderer(folder: Path, kind: str) -> Renderer:
    top = content(folder, {}) if kind == "branches" else sample(folder, kind)
    checked = check(top, AS_OF)
    assert checked.library is not None
    return Renderer(visible(checked.library))


def pages(made: Renderer, kind: str) -> dict[str, Page]:
    record = made.library.get(kind, "shili-zhibu" if kind == "branches" else "shili")
    assert record is not None
    return {"page": made.record(record), "index": made.index(all_kinds()[kind])}


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_the_samples_pages_are_the_golden_ones(tmp_path: Path, kind: str) -> None:
    for name, page in pages(renderer(tmp_path, kind), kind).items():
        golden = GOLDEN / f"{kind}.{name}.md"
        if os.environ.get("GONGKAI_UPDATE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_bytes(serialize(page))
        assert serialize(page).decode() == golden.read_text(encoding="utf-8")
