"""Changed files as people call them, for commit messages and for telling who changed what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.kinds import all_kinds
from generator.yamlio import Scalar, read

_SETTINGS = {
    "site.yml": "站点设置",
    "policy.yml": "规定（policy.yml）",
    "calendar.yml": "放假安排",
    "synonyms.yml": "同义词",
}


def describer(content: Path) -> Callable[[str], str]:
    """A function from a path (relative to the content folder's parent) to 栏目《标题》."""

    def describe(path: str) -> str:
        _, _, inside = path.partition("/")
        kind = all_kinds().get(inside.partition("/")[0])
        if kind is None:
            return _SETTINGS.get(inside, inside)
        record = _record_of(content.parent / path)
        beside = "" if path.endswith(".yml") else f"的文件 {path.rpartition('/')[2]}"
        return f"{kind.label}《{_title(record) if record else inside.partition('/')[2].removesuffix('.yml')}》{beside}"

    return describe


def _record_of(file: Path) -> Path | None:
    """The record that a changed file belongs to: itself, or the index.yml above it."""
    if file.suffix == ".yml":
        return file if file.is_file() else None
    return next((one / "index.yml" for one in file.parents[:4] if (one / "index.yml").is_file()), None)


def _title(file: Path) -> str:
    root = read(file.read_bytes(), file.name).root
    title = root.get("标题", "名称", "title") if root else None
    return title.text if isinstance(title, Scalar) else file.stem
