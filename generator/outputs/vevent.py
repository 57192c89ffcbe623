"""Calendars and their events as text (RFC 5545). The icalendar library writes the same, and reads it back in tests; for
thousands of events it takes as long as a tenth of all pages, and to be loaded as long as all of a small change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")
_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_LONGEST_LINE = 74
"""Octets, without the blank that continues a line."""
_ESCAPED = re.compile(r"[\\;,]|\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def escaped(text: str) -> str:
    """A text value (§3.3.11): every character stays as typed; control characters have no place in a calendar."""
    told = _ESCAPED.sub(lambda found: r"\n" if found[0] in "\r\n" else "\\" + found[0], text)
    return _CONTROL.sub("", told)


def when(start: dt.date, until: dt.date, clock: str | None) -> list[str]:
    """Whole days, both ends included; or, with a `clock` (HH:MM), an hour of the first day."""
    if not clock:
        return [f"DTSTART;VALUE=DATE:{basic(start)}", f"DTEND;VALUE=DATE:{basic(until + _DAY)}"]
    hour, minute = (int(part) for part in clock.split(":"))
    begins = dt.datetime(start.year, start.month, start.day, hour, minute, tzinfo=_ZONE).astimezone(dt.UTC)
    return [f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{begins + _HOUR:%Y%m%dT%H%M%SZ}"]


def basic(day: dt.date) -> str:
    """A day as YYYYMMDD."""
    return day.isoformat().replace("-", "")


def event(lines: Iterable[str]) -> bytes:
    """A VEVENT with its content lines folded."""
    return b"\r\n".join([b"BEGIN:VEVENT", *map(_folded, lines), b"END:VEVENT", b""])


def calendar(lines: Iterable[str], events: Iterable[bytes]) -> bytes:
    """A VCALENDAR of events that are text already."""
    return b"\r\n".join(
        [b"BEGIN:VCALENDAR", *map(_folded, lines), b"".join([*events, b"END:VCALENDAR"]), b""]
    )


def _folded(line: str) -> bytes:
    """A content line (§3.1): no piece longer than 75 octets, no character and no escape cut in two."""
    data = line.encode()
    pieces = []
    while len(data) > _LONGEST_LINE:
        cut = _LONGEST_LINE
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        if data[cut - 1] == ord("\\"):
            cut -= 1
        pieces.append(data[:cut])
        data = data[cut:]
    return b"\r\n ".join([*pieces, data])
