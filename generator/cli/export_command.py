"""gongkai export: a kind's records as a workbook, csv or JSON; or a blank workbook to fill in."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from generator.cli import console

if TYPE_CHECKING:
    from generator.sheets.trial import Folder
    from generator.sheets.values import Names


def export(
    kind: Annotated[str, typer.Argument(help="栏目的文件夹名，如 ledgers", metavar="栏目")],
    style: Annotated[
        Literal["xlsx", "csv", "json"], typer.Option("--format", help="xlsx、csv 或 json")
    ] = "xlsx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="写到哪个文件；- 是屏幕", metavar="文件")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="空白的表，带说明和下拉列表")] = False,
    record: Annotated[
        str, typer.Option("--record", help="一次考核的成绩表（编号），只用于 assessments", metavar="编号")
    ] = "",
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
) -> int:
    """把一个栏目导出成表格，改好以后可以再导入；加 --template 得到空白的表。"""
    from generator.kinds import all_kinds
    from generator.sheets.trial import open_folder
    from generator.words import did_you_mean

    kinds = all_kinds()
    if kind not in kinds:
        guess = did_you_mean(kind, list(kinds))
        known = "、".join(f"{one.name}（{one.label}）" for one in kinds.values())
        raise console.UsageFault(
            f"没有“{kind}”这个栏目。" + (f"是不是想写“{guess}”？" if guess else "") + f"可以写：{known}。"
        )
    day = console.day_of(as_of)
    folder, broken = open_folder(content.absolute(), day)
    if folder is None:
        console.print_findings(broken)
        return console.CONTENT_ERRORS
    faulty = sorted(path for path in folder.faulty if path.startswith(f"{content.name}/{kind}/"))
    if faulty and not template:
        print("这些记录有错误，不能导出，先运行 gongkai check 改好：\n  " + "\n  ".join(faulty))
        return console.CONTENT_ERRORS
    data = _made(folder, kind, style, template, record, day)
    return _write(data, output, f"{kind}{'-template' if template else ''}.{style}")


def _made(folder: Folder, kind: str, style: str, template: bool, record: str, day: dt.date) -> bytes:
    from generator.kinds import all_kinds
    from generator.sheets import export as make
    from generator.sheets.trial import form_values
    from generator.sheets.values import Names

    names = Names(folder.library.records("branches"))
    if record and kind != "assessments":
        raise console.UsageFault("--record 只用于 assessments。")
    if kind == "assessments" and (record or template):
        return _scores(folder, style, template, record, day, names)
    rows = (
        []
        if template
        else [
            (one.id, form_values(folder.document(kind, one.id), kind)) for one in folder.library.records(kind)
        ]
    )
    if style == "json":
        return make.as_json(rows)
    headers, table = make.cells(kind, rows, names)
    if style == "csv":
        return make.as_csv(headers, table)
    return make.as_xlsx(kind, all_kinds()[kind].label, table, names, folder.library.policy, day)


def _scores(folder: Folder, style: str, template: bool, record: str, day: dt.date, names: Names) -> bytes:
    from generator.kinds.assessments.facts import results_of
    from generator.sheets import export as make
    from generator.sheets import score_sheet
    from generator.sheets.trial import form_values

    found = _assessment(folder, record)
    values = form_values(folder.document("assessments", found.id), "assessments")
    derived = {
        slug: ("" if r.total is None else str(r.total), str(r.rank or ""), r.grade or "")
        for r in results_of(found, folder.library.policy)
        for slug in names.find(r.branch)
    }
    headers, table = score_sheet.score_table(values, names, template, derived)
    if style == "json":
        return make.as_json([(row[0], dict(zip(headers, row, strict=True))) for row in table])
    if style == "csv":
        return make.as_csv(headers, table)
    return score_sheet.as_xlsx(found.title, headers, table, day)


def _assessment(folder: Folder, record: str) -> Any:
    """The assessment that was named; for a template without a name, the newest one (its ways are the likeliest)."""
    from generator.words import did_you_mean

    listed = folder.library.records("assessments")
    if not record and listed:
        print(f"用的是最近一次考核“{listed[0].title}”的考核方式；要别的用 --record 指明。", file=sys.stderr)
        return listed[0]
    found = folder.library.get("assessments", record) if record else None
    if found is None:
        guess = did_you_mean(record, [one.slug for one in listed])
        raise console.UsageFault(
            f"没有编号是“{record}”的考核。"
            + (f"是不是想写“{guess}”？" if guess else "先用 gongkai new assessments 新建。")
        )
    return found


def _write(data: bytes, output: Path | None, default: str) -> int:
    from generator.writer import update

    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return console.DONE
    target = (output or Path(default)).absolute()
    update(target.parent, {target.name: data})
    print(f"已写出 {target.name}（{len(data) / 1024:.0f} KB），在 {target.parent}。")
    return console.DONE


app = console.app(export)
