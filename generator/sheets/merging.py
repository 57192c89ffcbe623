"""Scores that were read put among those of the record: what means the same keeps its spelling, the rest its place."""

from __future__ import annotations

from typing import Any

from generator.sheets.scores import Line, ScoreSheet
from generator.sheets.values import Names, equal_numbers


def merged(old: dict[str, Any], scores: ScoreSheet, names: Names) -> dict[str, Any]:
    """The record's form values with the sheet's scores in them; other branches and the order stay."""
    listed = [dict(item) for item in old.get("成绩", [])]
    places = {slug: at for at, item in enumerate(listed) for slug in names.find(item.get("支部", ""))}
    for line in scores.lines:
        if line.branch in places:
            at = places[line.branch]
            listed[at] = _updated(listed[at], line)
        else:
            listed.append(_updated({"支部": line.branch}, line))
    return {**old, "成绩": listed}


def _updated(item: dict[str, Any], line: Line) -> dict[str, Any]:
    new = dict(item)
    for role, text in line.others.items():
        if text:
            new[role] = _spelling(item.get(role), text)
        elif role in ("加分", "扣分", "一票否决") and not _is_nothing(item.get(role)):
            new.pop(role, None)
    if line.absent:
        kept = {key: value for key, value in new.items() if key not in ("各项得分", "加分", "扣分")}
        return {**kept, "未参加": "是"}
    if new.get("未参加") == "是":
        new.pop("未参加")
    before = item.get("各项得分") or {}
    points = {**before, **{way: _spelling(before.get(way), text) for way, text in line.points.items()}}
    return {**new, "各项得分": points} if points else new


def _is_nothing(text: str | None) -> bool:
    """A 0 or 否 that somebody typed says the same as a blank cell and stays."""
    return text == "否" or (text is not None and equal_numbers(text, "0"))


def _spelling(before: str | None, text: str) -> str:
    """The old spelling of an equal value."""
    if before is not None and (before.strip() == text.strip() or equal_numbers(before, text)):
        return before
    return text
