"""Reading what `git diff -U0` says: which keys of which record each commit touched. No file is opened.

Git's hunk headers name the enclosing key (a diff driver says that a line starting in column 1 begins a section), so a
change deep inside a block is known to belong to its key without parsing YAML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from generator.history.changes import Change, Edit, How
from generator.history.renames import renamed
from generator.regex import regex

KEY_PATTERN = r"^([^ \t#-][^:]*):"
"""What git shall take for the beginning of a section of a record."""

_KEY_LINE = regex(r"([^\s#\-][^:]*):(?:[ \t]+(.*))?$")
_INNER_LINE = regex(r"[ ]{1,8}([^\s#\-][^:]*):[ \t]+(.*)$")
_COMMENT = regex(r"(?:^|\s)#.*")
_QUOTES = "'\""
_NO_KEY = frozenset(("", " ", "\t", "#", "-"))
_RECORD = b".yml"


def parse_diff(diff: bytes, commit: str, day: dt.date, prefix: str = "") -> list[Change]:
    """The changes of one commit (or of the work not yet committed), file by file. `prefix` comes before paths."""
    added: list[tuple[str, bytes]] = []
    removed: list[Change] = []
    found: list[Change] = []
    for part in (b"\n" + diff).split(b"\ndiff --git ")[1:]:
        head, _, body = part.partition(b"\n")
        if (name := _path(head)) is None:
            continue
        path = prefix + name.decode("utf-8", "replace")
        record = name.endswith(_RECORD)
        if body.startswith(b"new file"):
            added.append((path, body if record else b""))
        elif body.startswith(b"deleted file"):
            text = _side(body, b"-") if record else ""
            removed.append(Change(path, commit, day, "removed", text=text))
        elif not record:
            found.append(Change(path, commit, day, "changed"))
        elif edits := tuple(_edits(body[body.find(b"\n@@") + 1 :].decode("utf-8", "replace").split("\n"))):
            found.append(Change(path, commit, day, "changed", edits))
    if not removed:
        return [*found, *(Change(path, commit, day, "added") for path, _ in added)]
    return [*found, *_paired(removed, {path: _side(body, b"+") for path, body in added}, commit, day)]


def _paired(removed: list[Change], added: dict[str, str], commit: str, day: dt.date) -> Iterator[Change]:
    """New files, some of which are old ones under a new name: then what else was changed is told as well."""
    texts = {one.path: one.text for one in removed}
    pairs = renamed(texts, added)
    went = {old: path for path, old in pairs.items()}
    for one in removed:
        yield one._replace(other=went.get(one.path, ""))
    for path, text in added.items():
        if old := pairs.get(path):
            yield Change(path, commit, day, "renamed", _rewritten(texts[old], text), other=old)
        else:
            yield Change(path, commit, day, "added")


def _rewritten(before: str, after: str) -> tuple[Edit, ...]:
    """The edits that lead from one text of a record to another."""
    edits = tuple(_edits(["@@ -1 +1 @@ ", *_lines("-", before), *_lines("+", after)]))
    return without_equal(edits, before, after)


def _lines(sign: str, text: str) -> Iterator[str]:
    return (sign + line for line in text.split("\n"))


def without_equal(edits: Sequence[Edit], before: str, after: str) -> tuple[Edit, ...]:
    """Edits of the keys whose blocks differ in two versions of a record."""
    old, new = blocks(before), blocks(after)
    return tuple(edit for edit in edits if old.get(edit.key) != new.get(edit.key))


def blocks(text: str) -> dict[str, str]:
    """The lines of each top-level key of a record, as they stand."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in text.split("\n"):
        if match := _KEY_LINE.match(line.rstrip("\r")):
            key = match[1].strip(_QUOTES)
        found.setdefault(key, []).append(line.rstrip())
    return {key: "\n".join(lines).rstrip() for key, lines in found.items()}


def _path(head: bytes) -> bytes | None:
    """The file that `a/x b/x` names; None for names that git had to quote, which no record has."""
    name = head[2 : 2 + (len(head) - 5) // 2]
    return name if head == b"a/%s b/%s" % (name, name) else None


def _side(body: bytes, sign: bytes) -> str:
    """One side of a whole file's diff as text."""
    _, _, lines = body.partition(b"\n@@ ")
    kept = [line[1:] for line in lines.split(b"\n")[1:] if line[:1] == sign]
    return b"\n".join(kept).decode("utf-8", "replace")


class _Touched:
    """What one side of a diff (removed lines, or added ones) has of one key."""

    __slots__ = ("inner", "is_key_line", "value")

    def __init__(self, value: str | None = None, *, is_key_line: bool = False) -> None:
        self.value = value
        self.is_key_line = is_key_line
        self.inner: dict[str, str] = {}


_NOTHING = _Touched()


def _edits(lines: Iterable[str]) -> Iterator[Edit]:
    """Every key that was touched, each once, in the order of the file."""
    old: dict[str, _Touched] = {}
    new: dict[str, _Touched] = {}
    before = after = ""
    inside = False
    for line in lines:
        sign = line[:1]
        if sign == "@":
            inside = True
            before = after = line.partition(" @@ ")[2].partition(":")[0].strip().strip(_QUOTES)
        elif inside and sign == "+":
            after = _note(new, line[1:], after)
        elif inside and sign == "-":
            before = _note(old, line[1:], before)
    for key in {**old, **new}:
        yield _edit(key, old.get(key), new.get(key))


def _edit(key: str, old: _Touched | None, new: _Touched | None) -> Edit:
    before, after = old or _NOTHING, new or _NOTHING
    inner: tuple[Edit, ...] = ()
    if before.inner or after.inner:
        names = {**before.inner, **after.inner}
        both = ((name, before.inner.get(name), after.inner.get(name)) for name in names)
        inner = tuple(Edit(*one) for one in both if one[1] != one[2])
    return Edit(key, before.value, after.value, _how(old, new), inner)


def _how(old: _Touched | None, new: _Touched | None) -> How:
    if old is None:
        return "added" if new is not None and new.is_key_line else "grown"
    return "removed" if old.is_key_line and new is None else "changed"


def _note(side: dict[str, _Touched], line: str, current: str) -> str:
    """Note one removed or added line; returns the key that the next line belongs to."""
    line = line.rstrip("\r")
    if line[:1] not in _NO_KEY and (match := _KEY_LINE.match(line)):
        key = match[1].strip(_QUOTES)
        side[key] = _Touched(_value(match[2] or ""), is_key_line=True)
        return key
    bare = line.lstrip()
    if current and bare and bare[0] != "#":
        touched = side.get(current)
        if touched is None:
            touched = side[current] = _Touched()
        if bare[0] != "-" and (inner := _INNER_LINE.match(line)):
            touched.inner.setdefault(inner[1].strip(_QUOTES), _value(inner[2]) or "")
    return current


def _value(typed: str) -> str | None:
    """A value as typed on its key's line, without quotes and comment; None when it is a block's beginning."""
    text = typed.strip()
    if text[:1] in ("", "|", ">", "[", "{", "#"):
        return None
    if text[0] in _QUOTES:
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text
    return _COMMENT.sub("", text) if "#" in text else text
