"""What git remembers of each record: when it was made, when it changed, and what changed, key by key.

Parsing is pure; `generator/git` runs git. A few processes serve all records.
"""

from generator.history.changes import Change, Edit, History
from generator.history.parse import parse_diff
from generator.history.readable import Entry, entries
from generator.history.rows import Changes

__all__ = ["Change", "Changes", "Edit", "Entry", "History", "entries", "parse_diff"]
