"""A folder as it was at one moment, read once: which files and folders are in it, and their stamps."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """One name in a folder. Links are looked at, not followed."""

    name: str
    path: str
    state: os.stat_result

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.state.st_mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.state.st_mode)


Listing = Mapping[str, Sequence[Entry]]
"""The path of a folder → what is in it, by name."""


def entries(folder: str) -> list[Entry]:
    """What is in one folder, by name.

    Raises:
        OSError: it cannot be read.
    """
    with os.scandir(folder) as found:
        listed = [Entry(one.name, one.path, one.stat(follow_symlinks=False)) for one in found]
    return sorted(listed)


def listing(folder: str) -> Listing:
    """A folder and all that are below it. One that cannot be read is not in the listing."""
    return dict(_below(folder))


def _below(folder: str) -> Iterator[tuple[str, list[Entry]]]:
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            found = entries(here)
        except OSError:
            continue
        yield here, found
        pending += [one.path for one in found if one.is_folder]
