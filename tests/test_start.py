"""What a command does not need it does not import: a fifth of the time of a small build was spent on that."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from generator.regex import regex
from tests.test_architecture import modules
from tests.test_cli import BRANCH, SITE

SCRIPT = """
import contextlib, io, json, sys
from generator import cli
with contextlib.redirect_stdout(io.StringIO()):
    code = cli.run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]))
"""
# By what they are for: none of it for a branch with another secretary.
UNUSED = {
    "mkdocs", "material",  # a page whose shape is new
    "rich",  # a terminal
    "weasyprint", "fontTools", "docx", "generator.outputs.papers.typeset", "generator.outputs.papers.word",  # papers
    "PIL", "pypdf", "openpyxl", "defusedxml", "generator.attachments.office", "generator.attachments.svg",  # new files
    "generator.publish.release", "generator.publish.gate",  # publishing
    "generator.schema", "generator.editor", "generator.sheets", "generator.preview",  # other commands
    "pypinyin",
}  # fmt: skip
NOTHING_CHANGED = UNUSED | {
    "pydantic", "yaml", "jinja2", "markdown", "markupsafe", "sqlite3", "numpy", "concurrent.futures", "multiprocessing",
    "generator.build", "generator.record", "generator.kinds", "generator.privacy", "generator.writer",
}  # fmt: skip


def build(cwd: Path) -> set[str]:
    """Build as the command does; the modules that it imported in its first process."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "build", "--no-papers", "--as-of", "2026-03-20"],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    code, imported = json.loads(done.stdout)
    assert code == 0, done.stderr
    return set(imported)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("start")
    (top / "content/branches").mkdir(parents=True)
    (top / "content/site.yml").write_text(SITE, encoding="utf-8")
    for name in ("王某某", "赵某某"):  # the second build still learns of the theme
        told(top, name)
        build(top)
    return top


def told(top: Path, secretary: str) -> None:
    file = top / "content/branches/cai-yi.yml"
    file.write_text(BRANCH.replace("张某某", secretary), encoding="utf-8")


def test_a_build_with_nothing_to_do_imports_next_to_nothing(built: Path) -> None:
    assert sorted(build(built) & NOTHING_CHANGED) == []


def test_a_small_build_imports_what_it_uses(built: Path) -> None:
    told(built, "李某某")
    assert sorted(build(built) & UNUSED) == []


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    with pytest.raises(re.error):
        _ = regex("(").pattern
    number = regex(r"(\d+)", re.ASCII)
    found = number.search("a12")
    assert found is not None and found[1] == "12"
    assert "search" in vars(number)


def test_every_pattern_can_be_compiled() -> None:
    found = 0
    for name, _ in modules():
        if not name.endswith("__main__"):
            for value in vars(import_module(f"generator.{name}")).values():
                if type(value) is type(regex("")):
                    assert re.compile(value.pattern)
                    found += 1
    assert found > 100
