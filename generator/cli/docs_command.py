"""gongkai docs: schemas, editor settings and field tables from the models; with --check only whether they agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli import console

_ROOT = Path(__file__).parent.parent.parent


def docs(
    check: Annotated[
        bool, typer.Option("--check", help="只看是否与模型一致，不写文件；不一致时退出码为 1")
    ] = False,
    into: Annotated[
        Path, typer.Option("--into", help="写到哪个文件夹，默认是程序所在的仓库", metavar="文件夹")
    ] = _ROOT,
) -> int:
    """由模型生成结构定义、编辑器设置和字段表。模型或 content/policy.yml 改了要重新运行一次。"""
    from generator.library.settings import load_policy
    from generator.schema.documents import documents
    from generator.writer import update

    made = documents(load_policy(into / "content", []))
    drifted = [path for path, text in made.items() if _read(into / path) != text]
    if check:
        for path in drifted:
            print(f"{path} 与模型不一致。")
        print(f"共 {len(drifted)} 个文件要更新，运行 gongkai docs 即可。" if drifted else "全部与模型一致。")
        return console.CONTENT_ERRORS if drifted else console.DONE
    update(into, {path: made[path].encode() for path in drifted})
    print(f"更新了 {len(drifted)} 个文件，共 {len(made)} 个。")
    return console.DONE


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


app = console.app(docs)
