"""Changing what must change in a record's text and leaving every other character alone.

The parser tells where each value stands; a changed value is replaced there, a new key goes where its model puts it.
Comments, order, quotes, the spelling of numbers and blank lines are not read and written again: they are not touched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from generator.editor import scalars
from generator.record import Part

_STYLES = {None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


def new_text(values: dict[str, Any], model: type[Part]) -> str:
    """A new record: the keys in the order of the model, nothing for what is empty."""
    return "\n".join(scalars.mapping(values, 0, model)) + "\n"


def rewrite(text: str, old: dict[str, Any], new: dict[str, Any], model: type[Part]) -> str:
    """The text with `old` made into `new`; both are form values (text, lists, groups; nothing empty).

    Keys of the text that are not in `old` are left alone.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text[len(mark) :]
    newline = "\r\n" if "\r\n" in text else "\n"
    flat = text.replace("\r\n", "\n")
    root = yaml.compose(flat, Loader=yaml.CBaseLoader)
    assert isinstance(root, MappingNode)
    surgeon = _Surgeon(flat)
    surgeon.mapping(root, old, new, model)
    return mark + surgeon.done().replace("\n", newline)


@dataclass()
class _Surgeon:
    text: str
    cuts: list[tuple[int, int, int, str]] = field(default_factory=list)
    """Start, end, serial number, what to put there."""

    def done(self) -> str:
        """The text with all cuts made, from the end to the start."""
        text = self.text
        for start, end, _, put in sorted(self.cuts, reverse=True):
            text = text[:start] + put + text[end:]
        return text

    def cut(self, start: int, end: int, put: str) -> None:
        self.cuts.append((start, end, len(self.cuts), put))

    def mapping(
        self, node: MappingNode, old: dict[str, Any], new: dict[str, Any], model: type[Part] | None
    ) -> None:
        """Make one group's entries say what `new` says."""
        there = {scalars.canonical(model, key.value): (key, value) for key, value in node.value}
        for key, (name, value) in there.items():
            if key in old and key not in new:
                self._remove_entry(node, name, value)
            elif key in old and old[key] != new[key]:
                self._value(value, old[key], new[key], scalars.part_of(model, key), name)
            elif key not in old and key in new:
                self._replace(value, new[key], scalars.part_of(model, key), name)
        missing = [key for key in new if key not in there]
        for key in sorted(missing, key=scalars.order_of(model)) if model else missing:
            self._add_entry(node, key, new[key], model)

    def _value(self, node: Node, old: Any, new: Any, part: type[Part] | None, name: ScalarNode) -> None:
        if isinstance(node, MappingNode) and isinstance(old, dict) and isinstance(new, dict):
            self.mapping(node, old, new, part)
        elif _is_block_list(node, self.text) and isinstance(old, list) and isinstance(new, list):
            self._list(node, old, new, part, name)
        else:
            self._replace(node, new, part, name)

    def _replace(self, node: Node, new: Any, part: type[Part] | None, name: ScalarNode) -> None:
        """The whole value in another way: text in its old style, anything else on lines of its own."""
        indent = name.start_mark.column
        if isinstance(new, str) and isinstance(node, ScalarNode):
            self._text(node, new, indent)
            return
        if (
            isinstance(new, list)
            and isinstance(node, SequenceNode)
            and all(isinstance(one, str) for one in new)
        ):
            flow = "[" + ", ".join(scalars.scalar(one, indent, before="- ") for one in new) + "]"
            if _flow_reads_as(flow, new):
                self.cut(node.start_mark.index, self._end(node), flow)
                return
        lines = (
            scalars.mapping(new, indent + scalars.STEP, part)
            if isinstance(new, dict)
            else scalars.sequence(new, indent + scalars.STEP, part)
            if isinstance(new, list)
            else [" " + scalars.scalar(new, indent)]
        )
        put = lines[0] if isinstance(new, str) else "\n" + "\n".join(lines)
        self.cut(_after_colon(self.text, name), self._end(node), put)

    def _text(self, node: ScalarNode, new: str, indent: int, before: str = "键: ") -> None:
        style = _STYLES[node.style]
        if style in ("literal", "folded") and self._ends_with_break(node):
            new = new.removesuffix("\n") + "\n"
        written = scalars.scalar(new, indent, style, before)
        if node.start_mark.index == node.end_mark.index:
            written = f" {written}"
        self.cut(node.start_mark.index, self._end(node), self._with_old_indent(node, written, indent))

    def _ends_with_break(self, node: ScalarNode) -> bool:
        return bool(node.value.endswith("\n"))

    def _with_old_indent(self, node: ScalarNode, written: str, indent: int) -> str:
        """A block keeps the indent and the header it had, so that its unchanged lines stay the same."""
        lines = written.split("\n")
        old = self.text[node.start_mark.index : self._end(node)].split("\n")
        body = next((line for line in old[1:] if line.strip()), "")
        had = len(body) - len(body.lstrip(" "))
        if (
            not lines[0].startswith("|")
            or not old[0].startswith("|")
            or not had
            or lines[0] != old[0].strip()
        ):
            return written
        pad = " " * (indent + scalars.STEP)
        return "\n".join([old[0], *(" " * had + line[len(pad) :] if line else "" for line in lines[1:])])

    def _add_entry(self, node: MappingNode, key: str, value: Any, model: type[Part] | None) -> None:
        """Put a new key behind the nearest one before it in the model, else in front of all."""
        place = scalars.order_of(model)
        indent = node.value[0][0].start_mark.column
        lines = scalars.entry(key, value, indent, model)
        before = [
            (name, one)
            for name, one in node.value
            if not model or place(scalars.canonical(model, name.value)) < place(key)
        ]
        if before:
            last = (
                max(before, key=lambda pair: pair[0].start_mark.index)
                if not model
                else max(
                    before,
                    key=lambda pair: (
                        place(scalars.canonical(model, pair[0].value)),
                        pair[0].start_mark.index,
                    ),
                )
            )
            self._insert_after(self._end(last[1]), lines)
        else:
            start = node.value[0][0].start_mark.index
            self.cut(start, start, "\n".join(lines).lstrip(" ") + "\n" + " " * indent)

    def _insert_after(self, end: int, lines: list[str]) -> None:
        """New lines below the line where `end` is, so that a comment on it stays with it."""
        stop = self.text.find("\n", end)
        put = "\n" + "\n".join(lines)
        if stop < 0:
            stop = len(self.text)
        self.cut(stop, stop, put)

    def _remove_entry(self, node: MappingNode, name: ScalarNode, value: Node) -> None:
        keys = [key for key, _ in node.value]
        index = keys.index(name)
        start = name.start_mark.index
        line = self.text.rfind("\n", 0, start) + 1
        if self.text[line:start].strip() and index + 1 < len(keys):
            # The first key of a list item shares its line with the dash: the next key moves up.
            self.cut(start, keys[index + 1].start_mark.index, "")
        elif self.text[line:start].strip():
            self.cut(start, self._end(value), "")
        else:
            self.cut(line, self._line_end(self._end(value)), "")

    def _list(
        self, node: Node, old: list[Any], new: list[Any], part: type[Part] | None, name: ScalarNode
    ) -> None:
        """Make a block list say what `new` says: equal items stay, the others change in place."""
        items: list[Node] = node.value
        if len(items) != len(old):
            self._replace_list(node, new, part, name)
            return
        column = _dash(self.text, items[0]) - (self.text.rfind("\n", 0, items[0].start_mark.index) + 1)
        matcher = SequenceMatcher(
            None, [_frozen(one) for one in old], [_frozen(one) for one in new], autojunk=False
        )
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            both = min(i2 - i1, j2 - j1)
            for step in range(both):
                self._item(items[i1 + step], old[i1 + step], new[j1 + step], part, column)
            for one in items[i1 + both : i2]:
                line = self.text.rfind("\n", 0, _dash(self.text, one)) + 1
                self.cut(line, self._line_end(self._end(one)), "")
            lines = [line for one in new[j1 + both : j2] for line in scalars.list_item(one, column, part)]
            if lines and i1 + both:
                self._insert_after(self._end(items[i1 + both - 1]), lines)
            elif lines:
                start = self.text.rfind("\n", 0, items[0].start_mark.index) + 1
                self.cut(start, start, "\n".join(lines) + "\n")

    def _item(self, node: Node, old: Any, new: Any, part: type[Part] | None, column: int) -> None:
        if isinstance(node, MappingNode) and isinstance(old, dict) and isinstance(new, dict):
            self.mapping(node, old, new, part)
        elif isinstance(node, ScalarNode) and isinstance(new, str):
            self._text(node, new, column, "- ")
        else:
            lines = scalars.list_item(new, column, part)
            self.cut(_dash(self.text, node), self._end(node), "\n".join(lines)[column:])

    def _replace_list(self, node: Node, new: list[Any], part: type[Part] | None, name: ScalarNode) -> None:
        lines = scalars.sequence(new, name.start_mark.column + scalars.STEP, part)
        self.cut(_after_colon(self.text, name), self._end(node), "\n" + "\n".join(lines))

    def _end(self, node: Node) -> int:
        """Where a value's own text ends: block collections and `|` blocks claim the lines after them too."""
        if isinstance(node, ScalarNode):
            end = int(node.end_mark.index)
            start = int(node.start_mark.index)
            return start + len(self.text[start:end].rstrip()) if node.style in ("|", ">") else end
        assert isinstance(node, MappingNode | SequenceNode)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(node, MappingNode) else last)

    def _line_end(self, end: int) -> int:
        stop = self.text.find("\n", end)
        return len(self.text) if stop < 0 else stop + 1


def _after_colon(text: str, name: ScalarNode) -> int:
    return text.index(":", name.end_mark.index) + 1


def _dash(text: str, item: Node) -> int:
    return text.rindex("-", 0, item.start_mark.index)


def _is_block_list(node: Node, text: str) -> bool:
    """A list with one dash a line; `- - a` and `[a, b]` are written anew as a whole."""
    if not isinstance(node, SequenceNode) or node.flow_style or not node.value:
        return False
    for item in node.value:
        dash = text.rfind("-", 0, item.start_mark.index)
        line = text.rfind("\n", 0, dash) + 1
        if dash < 0 or text[line:dash].strip() or text[dash + 1 : item.start_mark.index].strip():
            return False
    return True


def _flow_reads_as(flow: str, items: list[str]) -> bool:
    try:
        read = yaml.load(f"键: {flow}\n", Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return False
    return bool(read == {"键": items})


def _frozen(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
