"""Files beside a record: which file a name means, what it is, and whether it may be published.

`resolve` goes from a name to a path without following links; `inspect` reads that one file in bounded time and
memory. Both return problems as data; the caller knows the record's line.
"""

from __future__ import annotations

from generator.attachments.inspection import ALLOWED, Seen, inspect
from generator.attachments.model import VERSION, Inspection, Problem, Refused
from generator.attachments.names import name_problems, resolve

__all__ = [
    "ALLOWED",
    "VERSION",
    "Inspection",
    "Problem",
    "Refused",
    "Seen",
    "inspect",
    "name_problems",
    "resolve",
]
