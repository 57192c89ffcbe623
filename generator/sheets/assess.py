"""Importing a score sheet: which sheet, which assessment, what changes, what does not agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator.editor.rewrite import rewrite
from generator.kinds import all_kinds
from generator.kinds.assessments.facts import results_of
from generator.problems import Finding
from generator.sheets.book import BookFault, Sheet, read_book
from generator.sheets.header import header_at
from generator.sheets.merging import merged
from generator.sheets.places import Told, maybe
from generator.sheets.scores import ScoreSheet, read_scores
from generator.sheets.trial import Folder, Try, form_values, open_folder, texts, try_out
from generator.sheets.values import Names, equal_numbers, half_width, number
from generator.words import did_you_mean

KIND = "assessments"
_SHOWN = 6


@dataclass(slots=True)
class Imported:
    """What an import would do: the files to write (relative to the content folder), and everything to say."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not any(one.is_error for one in self.findings)


def sheets_of(file: Path, told: Told) -> list[Sheet]:
    """The sheets of a file; what is wrong with it is told."""
    try:
        return read_book(file.read_bytes())
    except FileNotFoundError:
        told.about("sheets.missing-file", name=file.name)
    except BookFault as fault:
        told.about(fault.code, **fault.params)
    return []


def import_scores(
    content: Path, file: Path, as_of: dt.date, into: str = "", sheet_name: str = ""
) -> Imported:
    """Work out what a score sheet changes. Writes nothing."""
    told = Told(file.name)
    sheets = sheets_of(file, told)
    folder, broken = open_folder(content, as_of)
    if told.has_errors or folder is None:
        return Imported(findings=[*told.findings, *broken])
    sheet = _chosen(sheets, sheet_name, told)
    record = _target(folder, sheet, into, told) if sheet else None
    if sheet is None or record is None:
        return Imported(findings=told.findings)
    document = folder.document(KIND, record.id)
    if document.root is None or document.has_errors:
        told.about("sheets.into-faulty", file=record.path)
        return Imported(findings=told.findings)
    old = form_values(document, KIND)
    names = Names(folder.library.records("branches"))
    scores = read_scores(
        sheet, {way.get("名称", ""): way.get("权重", "") for way in old.get("方式", [])}, names, told
    )
    if scores is None or told.has_errors:
        return Imported(findings=told.findings)
    new = merged(old, scores, names)
    text = "\n".join(document.lines) + "\n"
    original = (content.parent / record.path).read_bytes().decode("utf-8")
    changed = rewrite(original if original else text, old, new, all_kinds()[KIND].model)
    attempt = Try(KIND, record.id, record.path, changed)
    _tell_errors(folder, attempt, scores, names, told)
    if attempt.record is not None:
        _compare(attempt.record, scores, names, folder, told)
    _tell_others(old, scores, names, told)
    done = Imported(findings=told.findings, summary=_summary(old, new, record, changed != original))
    if done.ok and changed != original:
        done.files.update(texts([attempt], folder))
    return done


def _chosen(sheets: list[Sheet], name: str, told: Told) -> Sheet | None:
    """The sheet that was asked for, or the only one with a header of branches."""
    titles = [sheet.name for sheet in sheets]
    if name:
        found = next((sheet for sheet in sheets if sheet.name == name), None)
        if found is None:
            told.about(
                "sheets.no-such-sheet",
                typed=name,
                guess=maybe(did_you_mean(name, titles)),
                sheets="、".join(titles),
            )
        return found
    fitting = [sheet for sheet in sheets if header_at(sheet) is not None]
    if len(fitting) > 1:
        told.about("sheets.which-sheet", sheets="、".join(one.name for one in fitting), first=fitting[0].name)
        return None
    if not fitting:
        told.about("sheets.no-header", wanted="“支部”和各考核方式", section=KIND)
        return None
    if len(sheets) > 1:
        others = "、".join(one for one in titles if one != fitting[0].name)
        told.about("sheets.other-sheets", name=fitting[0].name, others=others)
    return fitting[0]


def title_of(sheet: Sheet) -> str:
    """The text above the header: the first row with one text only."""
    at = header_at(sheet)
    for row in sheet.rows[: at[0] if at else 0]:
        texts_of_row = [cell.text.strip() for cell in row if cell.text.strip()]
        if len(texts_of_row) == 1:
            return " ".join(texts_of_row[0].split())
    return ""


def _target(folder: Folder, sheet: Sheet, into: str, told: Told) -> Any:
    records = folder.library.records(KIND)
    if into:
        plain = into.strip().removeprefix(f"{KIND}/").removesuffix(".yml").removesuffix("/index")
        found = folder.library.get(KIND, plain)
        if found is None:
            guess = did_you_mean(plain, [one.slug for one in records])
            told.about("sheets.into-unknown", typed=into, guess=maybe(guess))
        return found
    title = title_of(sheet)
    fitting = [one for one in records if _is_about(title, one)]
    if len(fitting) != 1:
        told.about(
            "sheets.into-missing", example=(fitting or [*records, None])[0].slug if records else "2026-q3"
        )
        return None
    if title != fitting[0].title:
        told.about("sheets.title-row", typed=title, title=fitting[0].title)
    return fitting[0]


def _is_about(title: str, record: Any) -> bool:
    """Whether a sheet's title names the record: the same title, or its period and its type's first two characters."""
    plain, own = _plain(title), _plain(record.title)
    if not plain:
        return False
    return plain == own or (_plain(record.period) in plain and _plain(record.type)[:2] in plain + own)


def _plain(text: str) -> str:
    numerals = str.maketrans("1234", "一二三四")
    plain = "".join(half_width(text).replace("年度", "年").replace("第", "").split())
    head, year, rest = plain.partition("年")
    return head + year + rest.translate(numerals)


def _tell_errors(folder: Folder, attempt: Try, scores: ScoreSheet, names: Names, told: Told) -> None:
    """What would be wrong with the record afterwards, at the row of the branch it is about where there is one."""
    rows = {line.branch: line.row for line in scores.lines}
    for _, finding, at in try_out(folder, [attempt]):
        score = _score_at(attempt.record, at)
        row = rows.get(score.branch) if score is not None else None
        if row is None:
            told.findings.append(finding)
            continue
        told.at(
            "sheets.record",
            scores.sheet,
            row,
            scores.header.branch,
            message=finding.message,
            hint=finding.hint,
        )


def _score_at(record: Any, at: tuple[str | int, ...]) -> Any:
    if record is None or len(at) < 2 or at[0] != "scores" or not isinstance(at[1], int):
        return None
    return record.scores[at[1]] if at[1] < len(record.scores) else None


def _compare(record: Any, scores: ScoreSheet, names: Names, folder: Folder, told: Told) -> None:
    """Totals, ranks and grades that the sheet worked out by itself, against ours."""
    results = {result.branch: result for result in results_of(record, folder.library.policy)}
    by_slug = {slug: result for branch, result in results.items() for slug in names.find(branch)}
    for line in scores.lines:
        result = by_slug.get(line.branch)
        for role, (column, theirs) in line.derived.items():
            ours = {"总分": result.total, "名次": result.rank, "等次": result.grade}[role] if result else None
            if ours is not None and not _agrees(role, theirs, ours):
                told.at(
                    "sheets.total-differs", scores.sheet, line.row, column,
                    title=names.titles[line.branch], header=role, theirs=theirs, ours=ours,
                )  # fmt: skip


def _agrees(role: str, theirs: str, ours: object) -> bool:
    """A total agrees when it is ours to as many decimals as the sheet shows; 第1名 is rank 1."""
    if role == "等次":
        return half_width(theirs) == str(ours)
    value = number(half_width(theirs).removeprefix("第").removesuffix("名"))
    if value is None:
        return False
    if role == "名次" or not isinstance(ours, Decimal):
        return equal_numbers(value, str(ours))
    shown = min(len(value.partition(".")[2]), 2)
    return abs(Decimal(value) - ours) <= Decimal(5).scaleb(-shown - 1)


def _tell_others(old: dict[str, Any], scores: ScoreSheet, names: Names, told: Told) -> None:
    """Branches that the record has and the sheet does not."""
    there = {line.branch for line in scores.lines}
    missing = [
        slug for item in old.get("成绩", []) for slug in names.find(item.get("支部", "")) if slug not in there
    ]
    if missing:
        titles = "、".join(f"“{names.titles[slug]}”" for slug in missing[:_SHOWN])
        told.about(
            "sheets.not-in-sheet",
            titles=titles + (f"等 {len(missing)} 个支部" if len(missing) > _SHOWN else ""),
        )


def _summary(old: dict[str, Any], new: dict[str, Any], record: Any, changed: bool) -> list[str]:
    before = old.get("成绩", [])
    after = new.get("成绩", [])
    edited = sum(a != b for a, b in zip(before, after, strict=False))
    added = len(after) - len(before)
    if not changed:
        return [f"{record.path} 里的成绩和表里一样，没有改动。"]
    return [
        f"{record.path}：改了 {edited} 个支部的成绩，新加 {added} 个，{len(before) - edited} 个没有变化。"
    ]
