"""Regular expressions that are compiled when they are first used.

A program for Chinese text has hundreds, some with thousands of ranges; compiling all of them takes longer than most runs
of it need. Those of modules that every command imports are written `regex(…)`.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Waiting:
    """Looks up in the compiled expression what it is asked for, and keeps it: from the second time on nothing stands between."""

    def __init__(self, text: str, flags: int) -> None:
        self._typed = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._typed), name)
        setattr(self, name, found)
        return found


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, later. A mistake in the expression is found when it is used."""
    return cast("re.Pattern[str]", _Waiting(text, flags))
