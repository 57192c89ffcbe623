"""The figures as Markdown and as a plot."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable
from html import escape

from .measure import Cost

Key = tuple[str, int, str]
"""Peer, number of records, what was done (``cold``, ``one``, ``nothing``)."""

TASKS = {"cold": "Cold build", "one": "One record changed", "nothing": "Nothing changed"}
COLOURS = ["#9e1b1f", "#5b6b7b", "#2f7d4f", "#b0741a", "#6a4c93", "#1f6f8b"]


def markdown(costs: dict[Key, Cost], versions: str) -> str:
    """The report: one table a task and size, every figure also as a multiple of ours in the same run."""
    parts = ["# How long a site takes to build", "", _machine(), "", versions, "", _HOW, ""]
    for size in sorted({size for _, size, _ in costs}):
        for task, title in TASKS.items():
            rows = [(peer, cost) for (peer, n, what), cost in costs.items() if (n, what) == (size, task)]
            if rows:
                parts += [f"## {title}, {size:,} records", "", *_table(rows), ""]
    parts += ["![Wall time over the number of records](plot.svg)", ""]
    return "\n".join(parts)


_HOW = (
    "Every peer gets the same generated records (about 1,000 Chinese characters each) and builds pages, section lists and"
    " search. Gongkai also checks the records and writes the API, feeds, calendars and sheets; PDFs are left out. Wall and CPU in seconds,"
    " CPU with all children; memory is the peak of all processes together in MiB, shared pages counted once. In brackets:"
    " the multiple of Gongkai's figure in the same run."
)


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, load at the end {load:.1f}."


def _table(rows: list[tuple[str, Cost]]) -> list[str]:
    ours = next((cost for peer, cost in rows if peer == "Gongkai" and not cost.code), None)
    lines = ["| | wall | CPU | memory |", "| --- | --: | --: | --: |"]
    for peer, cost in rows:
        if cost.code:
            lines.append(
                f"| {peer} | {'over the limit' if cost.code == 124 else f'failed ({cost.code})'} | | |"
            )
            continue
        bases = (ours.wall, ours.cpu, ours.memory) if ours else (None, None, None)
        cells = [
            _cell(value, base) for value, base in zip((cost.wall, cost.cpu, cost.memory), bases, strict=True)
        ]
        lines.append(f"| {peer} | {' | '.join(cells)} |")
    return lines


def _cell(value: float, base: float | None) -> str:
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{shown} ({value / base:.2f}×)" if base else shown


def plot(costs: dict[Key, Cost]) -> str:
    """Wall time of a cold build over the number of records, both logarithmic."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for (peer, size, task), cost in costs.items():
        if task == "cold" and not cost.code:
            lines.setdefault(peer, []).append((size, cost.wall))
    if not lines:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>\n'
    points = [point for line in lines.values() for point in line]
    scale = _Scale([size for size, _ in points], [wall for _, wall in points])
    body = [*_grid(scale)]
    for number, (peer, line) in enumerate(sorted(lines.items())):
        body += _line(peer, sorted(line), scale, COLOURS[number % len(COLOURS)])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" font-family="sans-serif" font-size="12">'
        f'<rect width="720" height="420" fill="#fff"/>{"".join(body)}</svg>\n'
    )


class _Scale:
    """Logarithmic positions in the drawing."""

    def __init__(self, sizes: Iterable[int], walls: Iterable[float]) -> None:
        self.sizes = sorted(set(sizes))
        self.low = 10 ** math.floor(math.log10(min(walls := list(walls))))
        self.high = 10 ** math.ceil(math.log10(max(walls)))

    def x(self, size: float) -> float:
        low, high = math.log(self.sizes[0]), math.log(self.sizes[-1])
        return 60 + 440 * ((math.log(size) - low) / (high - low) if high > low else 0.5)

    def y(self, wall: float) -> float:
        low, high = math.log(self.low), math.log(self.high)
        return 370 - 340 * ((math.log(wall) - low) / (high - low) if high > low else 0.5)


def _grid(scale: _Scale) -> Iterable[str]:
    value = scale.low
    while value <= scale.high * 1.01:
        y = scale.y(value)
        yield f'<path d="M60 {y:.1f}H500" stroke="#ddd"/><text x="52" y="{y + 4:.1f}" text-anchor="end">{value:g} s</text>'
        value *= 10
    for size in scale.sizes:
        yield f'<text x="{scale.x(size):.1f}" y="392" text-anchor="middle">{size:,}</text>'
    yield '<text x="280" y="412" text-anchor="middle">records; wall time of a cold build</text>'


def _line(peer: str, line: list[tuple[int, float]], scale: _Scale, colour: str) -> Iterable[str]:
    places = [(scale.x(size), scale.y(wall)) for size, wall in line]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    x, y = places[-1]
    yield f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(peer)}</text>'
