"""From parser events to nodes, in one pass; what records may not use (tags, anchors, …) is refused on the way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from unicodedata import normalize

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from generator.regex import regex
from generator.yamlio.nodes import Fault, Mapping, Node, Scalar, Sequence, fault

MAX_DEPTH = 20
MAX_SCALAR = 200_000
_STYLES = {None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}
_QUOTED = frozenset({"single", "double"})
_SUSPECT_KEY = regex(r"[：<\s“”‘’\"'?&*!|>%@`#,，。；;-]")
_SUSPECT_FIRST = frozenset("“”‘’—－–•·●○◆\u3000\u00a0-")


@lru_cache(maxsize=4096)
def key_form(text: str) -> tuple[str, bool]:
    """A key in NFC (two spellings of one key are one key), and whether its characters deserve a closer look."""
    return normalize("NFC", text), text == "" or _SUSPECT_KEY.search(text) is not None


class Builder:
    """Builds the nodes of one text. After `run`: `root`, `faults`, and `suspicious` (the line lints should look)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.suspicious = False
        self.error: yaml.YAMLError | None = None
        self._top = Sequence([], 1, 1)
        self._open = [_Frame(self._top, False)]

    @property
    def root(self) -> Node | None:
        """What the document is; None when it holds nothing."""
        return self._top.items[0] if self._top.items else None

    def run(self) -> None:
        """Read the first document. A parser error is kept in `error`, never raised."""
        try:
            self._run(CParser(self.text))
        except yaml.YAMLError as error:
            self.error = error

    def _run(self, parser: Any) -> None:
        next_event, documents = parser.get_event, 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if not self._start(event, kind is MappingStartEvent):
                    return
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._open.pop()
            elif kind is DocumentStartEvent:
                documents += 1
                if not self._document(event, documents):
                    return
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is StreamEndEvent or event is None:
                return

    def _document(self, event: Any, count: int) -> bool:
        mark = event.start_mark
        if event.version or event.tags:
            self.faults.append(fault("yaml.directive", mark.line + 1, 1))
        if count > 1:
            self.faults.append(fault("yaml.documents", mark.line + 1, 1, 3))
        return count == 1

    def _scalar(self, event: Any) -> None:
        """The hot path: four in five events of a record are scalars."""
        start, end, text, frame = event.start_mark, event.end_mark, event.value, self._open[-1]
        row, column = start.line, start.column
        one_line = row == end.line
        style = _STYLES[event.style]
        node = Scalar(text, row + 1, column + 1, end.column - column if one_line else 0, style)
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if len(text) > MAX_SCALAR:
            self.faults.append(
                fault("yaml.scalar-too-long", row + 1, column + 1, count=len(text), limit=MAX_SCALAR)
            )
        if style == "plain":
            if not text:
                pass
            elif not one_line or text[0] in _SUSPECT_FIRST:
                self.suspicious = True
            elif frame.items is not None:
                # A list item with a colon may be a mapping that went wrong.
                if ":" in text or (frame.flow and ("，" in text or "、" in text)):
                    self.suspicious = True
            elif frame.key is not None and frame.key.line != row + 1:
                self.suspicious = True
        elif (not one_line and style in _QUOTED) or (
            style == "double" and "\\" in self.text[start.index : end.index]
        ):
            self.suspicious = True
        if frame.items is not None:
            frame.items.append(node)
        elif frame.key is None:
            self._key(frame, node)
        else:
            if not frame.drop:
                frame.entries.append((frame.key, node))  # type: ignore[union-attr]
            frame.key = None

    def _add(self, node: Node) -> None:
        frame = self._open[-1]
        if frame.items is not None:
            frame.items.append(node)
        elif frame.key is not None:
            frame.put(node)
        else:
            self._key(frame, node)

    def _key(self, frame: _Frame, node: Node) -> None:
        """Remember the key; one that repeats an earlier key keeps its value out of the mapping."""
        if not isinstance(node, Scalar):
            if not frame.refused:
                self.faults.append(fault("yaml.key-not-text", node.line, node.column))
            frame.key, frame.drop = Scalar("", node.line, node.column), True
            return
        form, suspect = key_form(node.text)
        if suspect:
            self._check_key(node)
        first = frame.seen.setdefault(form, node)
        frame.key = node
        frame.drop = first is not node
        if frame.drop:
            params: dict[str, object] = {"key": node.text, "first": first.line}
            self.faults.append(fault("yaml.duplicate-key", node.line, node.column, node.length, **params))

    def _check_key(self, node: Scalar) -> None:
        if node.text == "":
            self.faults.append(fault("yaml.empty-key", node.line, node.column))
        elif node.text == "<<" and node.style == "plain":
            self.faults.append(fault("yaml.merge", node.line, node.column, 2))
        else:
            self.suspicious = True

    def _start(self, event: Any, is_map: bool) -> bool:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if len(self._open) > MAX_DEPTH:
            self.faults.append(fault("yaml.depth", line, column, limit=MAX_DEPTH))
            return False
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        node = Mapping([], line, column) if is_map else Sequence([], line, column)
        self._check_flow(event, is_map, line, column)
        self._add(node)
        frame = _Frame(node, bool(event.flow_style))
        frame.refused = frame.flow and (is_map or self._open[-1].refused)
        self._open.append(frame)
        return True

    def _check_flow(self, event: Any, is_map: bool, line: int, column: int) -> None:
        """`[a, b]` of plain values is fine and `{}` too; anything richer is written with lines and indents."""
        outer = self._open[-1]
        if outer.flow:
            if not outer.refused:
                outer.refused = True
                self.faults.append(fault("yaml.flow-nested", line, column))
        elif event.flow_style and is_map and not self.text.startswith("{}", event.start_mark.index):
            self.faults.append(fault("yaml.flow-mapping", line, column))

    def _decorated(self, event: Any) -> None:
        mark = event.start_mark
        if event.anchor is not None:
            self.faults.append(fault("yaml.anchor", mark.line + 1, mark.column + 1, text=event.anchor))
        if event.tag == "!":
            self.faults.append(
                fault("yaml.value-start", mark.line + 1, mark.column + 1, char="!", text="! …")
            )
        elif event.tag is not None:
            self.faults.append(fault("yaml.tag", mark.line + 1, mark.column + 1, text=short_tag(event.tag)))

    def _alias(self, event: Any) -> None:
        mark = event.start_mark
        self.faults.append(fault("yaml.alias", mark.line + 1, mark.column + 1, text=event.anchor))
        self._add(Scalar("", mark.line + 1, mark.column + 1))


def short_tag(tag: str) -> str:
    """A tag as people type it: the parser has already replaced `!!`."""
    return tag.replace("tag:yaml.org,2002:", "!!")


class _Frame:
    """An open list or mapping."""

    __slots__ = ("drop", "entries", "flow", "items", "key", "refused", "seen")

    def __init__(self, node: Mapping | Sequence, flow: bool) -> None:
        self.entries = node.entries if isinstance(node, Mapping) else None
        self.items = node.items if isinstance(node, Sequence) else None
        self.key: Scalar | None = None
        self.seen: dict[str, Scalar] = {}
        self.drop = False
        self.flow = flow
        self.refused = False

    def put(self, node: Node) -> None:
        """Close the entry whose key is waiting."""
        if not self.drop and self.entries is not None and self.key is not None:
            self.entries.append((self.key, node))
        self.key = None
