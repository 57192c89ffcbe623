"""The rooms of HACKING.md: who may import whom, read from the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / "generator"

LAYERS = {
    "regex": 0,
    "problems": 0,
    "page": 0,
    "messages": 1,
    "yamlio": 1,
    "fields": 1,
    "workdays": 1,
    "periods": 1,
    "privacy": 1,
    "words": 1,
    "record": 2,
    "parts": 2,
    "binding": 2,
    "policy": 2,
    "kinds": 3,
    "collector": 0,
    "listing": 0,
    "kept": 1,
    "library": 4,
    "attachments": 4,
    "history": 4,
    "markdown_limits": 1,
    "markup": 5,
    "render": 5,
    "charts": 5,
    "home": 5,
    "months": 5,
    "menu": 5,
    "outputs": 5,
    "schema": 5,
    "writer": 5,
    "report": 5,
    "engine": 6,
    "build": 6,
    "store": 6,
    "finished": 6,
    "jobs": 5,
    "folders": 6,
    "memo": 6,
    "manifest": 6,
    "environment": 0,
    "request": 6,
    "pool": 6,
    "git": 6,
    "publish": 6,
    "preview": 6,
    "editor": 6,
    "sheets": 6,
    "todo": 5,
    "cli": 6,
    "__main__": 6,
    "__init__": 0,
}
ONLY_LAYER_0 = {"writer", "report"}
CLOCKS = {"now", "today", "utcnow", "time", "localtime", "gmtime"}


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(GENERATOR.rglob("*.py")):
        yield ".".join(file.relative_to(GENERATOR).with_suffix("").parts).removesuffix(".__init__"), file


def imported(file: Path, module: str) -> Iterator[str]:
    """Modules of ours that a file imports at run time, as seen from generator/."""
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = [
                ".".join(["generator", *package[: len(package) - node.level + 1], node.module or ""]).rstrip(
                    "."
                )
            ]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "generator":
                names = [f"generator.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.removeprefix("generator.") for name in names if name.startswith("generator."))


@pytest.mark.parametrize(
    ("module", "file"), list(modules()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_room_imports_only_rooms_below_it(module: str, file: Path) -> None:
    room = module.split(".")[0] or "__init__"
    assert room in LAYERS, f"{room} has no layer: add it to HACKING.md and to this test"
    for name in imported(file, module):
        target = name.split(".")[0]
        if target in (room, "__version__"):
            continue
        assert LAYERS[target] <= LAYERS[room], f"{module} (layer {LAYERS[room]}) imports {name}"
        if room in ONLY_LAYER_0:
            assert LAYERS[target] == 0, f"{module} imports {name}"


@pytest.mark.parametrize(
    ("module", "file"), list(modules()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_kind_never_imports_another_kind(module: str, file: Path) -> None:
    if not module.startswith("kinds."):
        return
    own = module.split(".")[1]
    others = {n for n in imported(file, module) if n.startswith("kinds.") and n.split(".")[1] != own}
    assert not others


@pytest.mark.parametrize(
    ("module", "file"), list(modules()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_only_the_outermost_rooms_read_the_clock(module: str, file: Path) -> None:
    room = module.split(".")[0]
    if LAYERS.get(room, 6) >= 6:
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = ast.unparse(node.func.value)
            assert owner.split(".")[-1] not in {"datetime", "date", "time", "dt"}, (
                f"{module}: {ast.unparse(node)}"
            )


def test_only_the_engine_names_the_site_engine() -> None:
    for module, file in modules():
        if module.split(".")[0] == "engine":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not any(name.split(".")[0] in {"mkdocs", "material", "zensical"} for name in names), module


def test_every_kind_has_its_files_and_its_menu_line() -> None:
    menu = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    listed = str(menu)
    for folder in sorted(path for path in (GENERATOR / "kinds").iterdir() if path.is_dir()):
        if folder.name.startswith("_"):
            continue
        for name in ("__init__.py", "page.md.j2", "index.md.j2", "sample.yml"):
            assert (folder / name).is_file(), f"generator/kinds/{folder.name}/{name} is missing"
        line = f"{folder.name}/index.md"
        assert line in listed, f"mkdocs.yml: nav has no line for {line}"
