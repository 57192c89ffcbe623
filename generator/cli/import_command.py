"""gongkai import: score sheets and lists from a workbook into the records; nothing is written when anything is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli import console

IMPORTABLE = {"assessments": "考核成绩", "ledgers": "清单台账", "activities": "组织生活"}


def import_(
    kind: Annotated[str, typer.Argument(help="assessments、ledgers 或 activities", metavar="栏目")],
    file: Annotated[Path, typer.Argument(help="表格文件：.xlsx、.xls 或 .csv", metavar="文件")],
    into: Annotated[str, typer.Option("--into", help="成绩写进哪次考核（编号）", metavar="编号")] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="导入哪张工作表", metavar="名称")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样改，不写文件")] = False,
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
) -> int:
    """从表格导入：成绩写进一次考核，清单台账和组织生活一行一条。有一处错误就什么都不写，退出码为 1。"""
    from generator.sheets.assess import import_scores
    from generator.sheets.rows import import_rows
    from generator.words import did_you_mean
    from generator.writer import update

    if kind not in IMPORTABLE:
        guess = did_you_mean(kind, list(IMPORTABLE))
        known = "、".join(f"{name}（{label}）" for name, label in IMPORTABLE.items())
        raise console.UsageFault(
            f"不能导入“{kind}”。" + (f"是不是想写“{guess}”？" if guess else "") + f"可以导入：{known}。"
        )
    if into and kind != "assessments":
        raise console.UsageFault("--into 只用于考核成绩；清单台账和组织生活按表里的“编号”对应。")
    day, folder = console.day_of(as_of), content.absolute()
    done = (
        import_scores(folder, file, day, into, sheet)
        if kind == "assessments"
        else import_rows(folder, kind, file, day, sheet)
    )
    if done.findings:
        console.print_findings(done.findings)
    if not done.ok:
        print("有错误，什么都没有写。改好表格再导入。")
        return console.CONTENT_ERRORS
    if not dry_run:
        update(folder, done.files)
    for line in done.summary:
        print(line)
    print("只是试算，没有写文件。" if dry_run else "导入完毕，运行 gongkai check 再看一遍。")
    return console.DONE


app = console.app(import_)
