"""Charts drawn at build as SVG. They print, follow light and dark through CSS classes, and need no script.

Lengths across are percentages and lengths down are `em`, so a chart fills any width while its words keep the reader's
own size. Numbers in words are exact; only positions are rounded (to 0.01 %). Same input, same bytes.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

Value = Decimal | int
Point = tuple[str, Value | None]

ROW = Decimal("2.7")
"""Height of a row with its words above its bar, in em."""
LONGEST_LABEL = 36
"""Half-width columns a label may take; the table behind a chart has it whole."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a 路线图: planned for a day, done on a day or not yet."""

    label: str
    planned: dt.date
    done: dt.date | None = None


def number(value: Value | None) -> str:
    """A number as people write it: no exponent, no trailing zeros beyond what was typed, a dash for none."""
    return "—" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def shorten(label: str, most: int = LONGEST_LABEL) -> str:
    """A label that fits beside its value; Chinese characters take two columns."""
    used = 0
    for place, char in enumerate(label):
        used += 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        if used > most:
            return label[: max(place - 1, 1)] + "…"
    return label


def share(value: Value, whole: Value) -> Decimal:
    """`value` as a percentage of `whole`, inside 0–100; 0 when there is no whole."""
    if whole <= 0:
        return Decimal(0)
    return min(max(Decimal(value) * 100 / Decimal(whole), Decimal(0)), Decimal(100))


def _at(value: Value) -> str:
    """A position with at most two decimals."""
    text = format(Decimal(value).quantize(Decimal("0.01")), "f")
    return text.rstrip("0").rstrip(".") or "0"


def _text(words: str, x: str, y: Value, name: str = "", anchor: str = "") -> Markup:
    attributes = (f' class="{name}"' if name else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return Markup(f'<text x="{x}" y="{_at(y)}em"{attributes}>') + escape(words) + Markup("</text>")


def _rect(x: Value, width: Value, y: Value, height: Value, name: str) -> Markup:
    return Markup(
        f'<rect class="{name}" x="{_at(x)}%" y="{_at(y)}em" width="{_at(width)}%" height="{_at(height)}em"/>'
    )


def _line(x1: Value, y1: Value, x2: Value, y2: Value, name: str) -> Markup:
    return Markup(f'<line class="{name}" x1="{_at(x1)}%" y1="{_at(y1)}em" x2="{_at(x2)}%" y2="{_at(y2)}em"/>')


def _dot(x: Value, y: Value, radius: str, name: str) -> Markup:
    return Markup(f'<circle class="{name}" cx="{_at(x)}%" cy="{_at(y)}em" r="{radius}em"/>')


def _svg(title: str, description: str, height: Value, parts: Iterable[Markup]) -> Markup:
    opening = Markup(f'<svg class="plot" role="img" width="100%" height="{_at(height)}em">')
    words = (
        Markup("<title>") + escape(title) + Markup("</title><desc>") + escape(description) + Markup("</desc>")
    )
    return opening + words + Markup("").join(parts) + Markup("</svg>")


def bars(
    items: Sequence[tuple[str, Value | None]],
    *,
    title: str,
    unit: str = "",
    top: Value | None = None,
    highlight: str = "",
) -> Markup:
    """Horizontal bars from zero, in the order given. `top` is the value of a full bar (default: the largest)."""
    whole = top if top is not None else max((v for _, v in items if v is not None), default=0)
    parts: list[Markup] = []
    for place, (label, value) in enumerate(items):
        y = ROW * place
        parts += [_text(shorten(label), "0", y + 1), _text(number(value) + unit, "100%", y + 1, "val", "end")]
        parts.append(_rect(0, 100, y + Decimal("1.5"), Decimal("0.5"), "track"))
        tone = "bar-b" if label == highlight else "bar-a"
        parts.append(_rect(0, share(value or 0, whole), y + Decimal("1.5"), Decimal("0.5"), tone))
    described = "；".join(f"{label} {number(value)}{unit}" for label, value in items)
    return _svg(title, described, ROW * len(items), parts) if items else Markup("")


def before_after(before: Value | None, after: Value | None, *, title: str, unit: str = "") -> Markup:
    """前 and 后 as two bars on one scale. Nothing when a number is missing or negative: there is no honest bar then."""
    if before is None or after is None or min(before, after) < 0 or max(before, after) == 0:
        return Markup("")
    whole = max(before, after)
    parts = [
        _rect(0, share(before, whole), 0, Decimal("0.7"), "bar-a"),
        _rect(0, share(after, whole), Decimal("0.95"), Decimal("0.7"), "bar-b"),
    ]
    return _svg(title, f"前 {number(before)}{unit}，后 {number(after)}{unit}", Decimal("1.65"), parts)


def closing_rate(rows: Sequence[tuple[str, int, int]], *, title: str) -> Markup:
    """(label, opened, closed) rows: the track is as long as what was opened, its filled part is what was closed."""
    whole = max((opened for _, opened, _ in rows), default=0)
    parts: list[Markup] = []
    for place, (label, opened, closed) in enumerate(rows):
        y = ROW * place
        rate = f"{percent(closed, opened)}" if opened else "—"
        parts += [
            _text(shorten(label, 22), "0", y + 1),
            _text(f"{closed}/{opened}　{rate}", "100%", y + 1, "val", "end"),
        ]
        parts.append(_rect(0, share(opened, whole), y + Decimal("1.5"), Decimal("0.5"), "track"))
        parts.append(_rect(0, share(closed, whole), y + Decimal("1.5"), Decimal("0.5"), "bar-c"))
    described = "；".join(f"{label} 销号 {closed}，共 {opened}" for label, opened, closed in rows)
    return _svg(title, described, ROW * len(rows), parts) if rows else Markup("")


def percent(part: Value, whole: Value) -> str:
    """Share in whole percent, never 100 % before all is done nor 0 % once something is."""
    exact = share(part, whole)
    rounded = int(exact.quantize(Decimal(1)))
    if rounded == 100 and exact < 100:
        rounded = 99
    if rounded == 0 and exact > 0:
        rounded = 1
    return f"{rounded}%"


def _span(values: Sequence[Value]) -> tuple[Decimal, Decimal]:
    """The range a trend is drawn in: a little more than the data, so that no point sits on the edge."""
    low, high = Decimal(min(values)), Decimal(max(values))
    margin = (high - low) / 10 or abs(high) / 10 or Decimal(1)
    return low - margin, high + margin


def _steps(count: int, most: int) -> set[int]:
    """Which of `count` labels along the axis are written: the last, the first if `most` is two, the middle if three."""
    first = {0} if most > 1 else set()
    return {count - 1} | first | ({count // 2} if most > 2 and count % 2 else set())


def _anchor(place: int, count: int) -> str:
    return "middle" if count == 1 else "start" if place == 0 else "end" if place == count - 1 else "middle"


def trend(
    points: Sequence[Point],
    *,
    title: str,
    unit: str = "",
    span: tuple[Value, Value] | None = None,
    height: Value = 7,
    labels: int = 3,
) -> Markup:
    """A line over periods; a missing value leaves a gap. `span` fixes the range (small multiples share one).

    At most `labels` periods are written along the axis.
    """
    known = [value for _, value in points if value is not None]
    if not known:
        return Markup("")
    low, high = span or _span(known)
    top, floor = Decimal("1.4"), Decimal("1.4") + Decimal(height)
    xs = [
        Decimal(50) if len(points) == 1 else Decimal(2) + Decimal(96) * n / (len(points) - 1)
        for n in range(len(points))
    ]
    ys = [
        None if v is None else floor - share(Decimal(v) - low, Decimal(high) - low) * height / 100
        for _, v in points
    ]
    parts = [_line(0, floor, 100, floor, "axis")]
    for n in range(len(points) - 1):
        here, there = ys[n], ys[n + 1]
        if here is not None and there is not None:
            parts.append(_line(xs[n], here, xs[n + 1], there, "curve"))
    last = max(n for n, y in enumerate(ys) if y is not None)
    extremes = {last, min(n for n, y in enumerate(ys) if y is not None)} | (
        set(range(len(ys))) if len(ys) <= 5 and labels > 1 else set()
    )
    shown = _steps(len(points), labels)
    for n, (label, value) in enumerate(points):
        anchor, y = _anchor(n, len(points)), ys[n]
        if y is not None:
            parts.append(_dot(xs[n], y, "0.3", "dot-last" if n == last else "dot"))
            if n in extremes:
                parts.append(
                    _text(
                        number(value),
                        f"{_at(xs[n])}%",
                        max(y - Decimal("0.6"), top - Decimal("0.4")),
                        "val",
                        anchor,
                    )
                )
        if n in shown:
            parts.append(_text(shorten(label, 16), f"{_at(xs[n])}%", floor + Decimal("1.3"), "faint", anchor))
    described = "；".join(
        f"{label} {number(value)}{unit if value is not None else ''}" for label, value in points
    )
    return _svg(title, described, floor + 2, parts)


def small_multiples(series: Mapping[str, Sequence[Point]], *, unit: str = "") -> Markup:
    """One small trend a name, all on the same scale, so that they can be compared by eye."""
    known = [value for points in series.values() for _, value in points if value is not None]
    if not known:
        return Markup("")
    cells = []
    for name, points in series.items():
        drawn = trend(points, title=name, unit=unit, span=_span(known), height=3, labels=1)
        cells.append(
            Markup("<figure><figcaption>")
            + escape(name)
            + Markup("</figcaption>")
            + drawn
            + Markup("</figure>")
        )
    return Markup('<div class="multi">') + Markup("").join(cells) + Markup("</div>")


def _outcome(step: Milestone, today: dt.date) -> tuple[str, str]:
    """What happened to a milestone: words and the class of its dot."""
    if step.done is not None:
        late = (step.done - step.planned).days
        return (f"迟 {late} 天完成", "late") if late > 0 else ("按期完成", "ok")
    left = (step.planned - today).days
    return (f"已逾期 {-left} 天", "late") if left < 0 else (f"计划 {step.planned:%m-%d}", "ring")


def gantt(steps: Sequence[Milestone], *, start: dt.date, end: dt.date, today: dt.date, title: str) -> Markup:
    """A 路线图: each step's bar runs from the step before to its planned day; the dot is the day it was done."""
    if not steps or end <= start:
        return Markup("")
    whole = (end - start).days

    def x(day: dt.date) -> Decimal:
        return share((day - start).days, whole)

    height = ROW * len(steps) + Decimal("1.6")
    parts: list[Markup] = []
    for first in _quarters(start, end):
        parts.append(_line(x(first), Decimal("1.4"), x(first), height, "grid-l"))
        parts.append(_text(f"{first.month}月", f"{_at(x(first))}%", 1, "faint"))
    since = start
    for place, step in enumerate(steps):
        y = ROW * place + Decimal("1.6")
        words, tone = _outcome(step, today)
        middle = y + Decimal("1.85")
        parts += [_text(shorten(step.label, 26), "0", y + 1), _text(words, "100%", y + 1, "val", "end")]
        begin = min(since, step.planned)
        parts.append(_rect(x(begin), x(step.planned) - x(begin), y + Decimal("1.6"), Decimal("0.5"), "bar-a"))
        if step.done is not None:
            parts.append(_line(x(step.planned), middle, x(step.done), middle, "curve"))
        parts.append(_dot(x(step.planned), middle, "0.3", "ring"))
        if step.done is not None or tone == "late":
            parts.append(_dot(x(step.done or today), middle, "0.36", tone))
        since = max(since, step.planned)
    if start <= today <= end:
        parts.append(_line(x(today), Decimal("1.4"), x(today), height, "today"))
    described = "；".join(f"{s.label} 计划 {s.planned.isoformat()}，{_outcome(s, today)[0]}" for s in steps)
    return _svg(title, described, height, parts)


def _quarters(start: dt.date, end: dt.date) -> list[dt.date]:
    """First days of the quarters between two days."""
    days = [dt.date(year, month, 1) for year in range(start.year, end.year + 1) for month in (1, 4, 7, 10)]
    return [day for day in days if start <= day <= end]


def qr(address: str) -> Markup:
    """An address as a QR code. The mask is fixed: trying all eight costs four times as much and readers see no gain."""
    import segno  # with half the network library behind it; few jobs draw a code

    code = segno.make(address, error="m", mask=3, micro=False)
    drawn = code.svg_inline(
        scale=1, border=4, omitsize=True, title="本页地址的二维码", svgclass=None, lineclass=None
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))
