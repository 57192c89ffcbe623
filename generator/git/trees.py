"""What changed in the content folder from one of its trees to another, as text, for many pairs of trees at once.

`git log -- content` would look at every commit's trees twice, once to decide whether it is of interest; and what it says
depends on the settings of whoever runs it (`diff.noprefix`, `.gitattributes`). So `git diff-tree` compares the folder's
own trees, in as many processes as there are processors.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from generator.git.asking import ask
from generator.history.parse import KEY_PATTERN

DRIVER = (
    "-c", f"core.attributesFile={Path(__file__).parent / 'attributes'}",
    "-c", f"diff.gongkai.xfuncname={KEY_PATTERN}",
    "-c", "core.quotePath=false",
)  # fmt: skip
"""Records are compared line by line, and hunks name the key that they lie in; of other files only that they changed."""
DIFF = (
    "--patch", "--unified=0", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index",
    "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip

_WORTH_A_PROCESS = 1000
"""Pairs of trees. Git unpacks a tree from the one that it read before, so that few long rows cost less than many."""
_MOST_PROCESSES = 4
_EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Repository:
    """Where git keeps its things, and the content folder's path inside the repository."""

    folder: Path
    inner: str
    head: str
    shallow: bool = False

    @property
    def name(self) -> str:
        """The content folder's own name."""
        return self.inner.rpartition("/")[2]

    @property
    def empty(self) -> str:
        """The tree in which there is nothing."""
        return _EMPTY[len(self.head)]

    def ask(self, *args: str, given: Iterable[str] = ()) -> bytes:
        """Output of a git command that gets lines of text. As if bare: the work tree has no say in it."""
        lines = "".join(f"{line}\n" for line in given).encode("utf-8", "surrogateescape")
        place = (f"--git-dir={self.folder}", "-c", "core.bare=true")
        return ask(self.folder, *place, *DRIVER, *args, given=lines)


def trees(repository: Repository, commits: Sequence[str]) -> dict[str, str]:
    """The content folder's tree at each commit; the empty one where there is no such folder."""
    asked = [f"{commit}:{repository.inner}" for commit in commits]
    told = repository.ask("cat-file", "--batch-check=%(objecttype) %(objectname)", given=asked).decode(
        "utf-8", "replace"
    )
    found = (line.split(" ") for line in told.split("\n"))
    return {
        commit: words[1] if words[0] == "tree" else repository.empty
        for commit, words in zip(commits, found, strict=False)
    }


def differences(repository: Repository, pairs: Sequence[Pair]) -> Iterator[bytes]:
    """What git says of every pair, in their order. The reader works on one row while git works on the next."""
    rows = max(1, min(len(pairs) // _WORTH_A_PROCESS, os.cpu_count() or 1, _MOST_PROCESSES))
    size = -(-len(pairs) // rows) or 1
    portions = [pairs[at : at + size] for at in range(0, len(pairs), size)]
    with ThreadPoolExecutor(rows) as pool:
        told = pool.map(lambda portion: _compare(repository, portion), portions)
        for portion, text in zip(portions, told, strict=True):
            yield from _split(text, portion)


def _compare(repository: Repository, pairs: Sequence[Pair]) -> bytes:
    given = (f"{before} {after}" for before, after in pairs)
    return repository.ask("diff-tree", "--stdin", "-r", *DIFF, given=given)


def _split(text: bytes, pairs: Sequence[Pair]) -> Iterator[bytes]:
    """The part of each pair. Git begins each with the line that it was given; no other line can begin like it."""
    heads = [f"{before} {after}\n".encode() for before, after in pairs]
    at = len(heads[0]) if text.startswith(heads[0]) else 0
    for head in heads[1:]:
        end = text.index(b"\n" + head, at - 1) + 1
        yield text[at:end]
        at = end + len(head)
    yield text[at:]
