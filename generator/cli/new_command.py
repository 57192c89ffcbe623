"""gongkai new: a commented record from the kind's sample, with an id made by pinyin."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from generator.cli import console

# Kinds that are few and last for years are not filed by year.
_NOT_BY_YEAR = frozenset({"branches", "brands", "duties", "liaisons"})
_TITLE = re.compile(r"^(标题|名称)[ \t]*:.*$", re.MULTILINE)
_PLAIN_SCALAR = re.compile(r"[\w《》〈〉（）“”、，。·—〔〕]+(?:[ \-]?[\w《》（）“”、，。·—〔〕]+)*")


def new(
    kind: Annotated[str, typer.Argument(help="栏目的文件夹名，如 notices", metavar="栏目")],
    title: Annotated[str, typer.Option("--title", help="标题", metavar="标题")] = "",
    name: Annotated[
        str, typer.Option("--id", help="编号，就是文件名和网址；不写就由标题的拼音生成", metavar="编号")
    ] = "",
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
) -> int:
    """按样例新建一条记录：每个字段都带说明，编号由标题的拼音生成。"""
    from generator.kinds import all_kinds
    from generator.library.scan import ID
    from generator.words import did_you_mean, slugify
    from generator.writer import update

    kinds = all_kinds()
    if kind not in kinds:
        guess = did_you_mean(kind, list(kinds))
        known = "、".join(f"{one.name}（{one.label}）" for one in kinds.values())
        raise console.UsageFault(
            f"没有“{kind}”这个栏目。" + (f"是不是想写“{guess}”？" if guess else "") + f"可以写：{known}。"
        )
    if name and not ID.fullmatch(name):
        raise console.UsageFault(
            f"编号不能写“{name}”：只用小写字母、数字和减号，如“{slugify(name) or 'q3-gong-shi'}”。"
        )
    sample = (kinds[kind].folder / "sample.yml").read_text(encoding="utf-8")
    year = "" if kind in _NOT_BY_YEAR else f"{console.day_of(as_of).year}/"
    slug = _free_slug(content / kind, name or slugify(title or f"{kinds[kind].label}样例"))
    if name and slug != name:
        raise console.UsageFault(f"“{kinds[kind].label}”里已经有编号是“{name}”的记录，换一个。")
    path = f"{year}{slug}.yml"
    update(content / kind, {path: with_title(sample, title).encode()})
    print(f"已新建 {content / kind / path}，用记事本或编辑器打开，照着注释填写，再运行 gongkai check。")
    return console.DONE


def with_title(sample: str, title: str) -> str:
    """The sample's text with the title put in; quoted when YAML would misread it."""
    if not title:
        return sample
    written = (
        title
        if _PLAIN_SCALAR.fullmatch(title)
        else '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
    return _TITLE.sub(lambda match: f"{match[1]}: {written}", sample, count=1)


def _free_slug(folder: Path, slug: str) -> str:
    """The slug, or the slug with the first number that no record of the kind has (ids are unique in their kind)."""
    taken = {path.parent.name if path.name == "index.yml" else path.stem for path in folder.rglob("*.yml")}
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


app = console.app(new)
