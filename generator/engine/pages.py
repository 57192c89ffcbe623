"""Reads the pages of ``build/docs`` without MkDocs: front matter and the restricted Markdown of our renderer.

Python-Markdown needs 2.8 ms for a page whose body is HTML blocks and ATX headings anyway. Here the same bytes are
made by checking that the body really is such a page and passing it through. Whatever is not certain to come out
equal is declined (``body is None``), and the caller goes the long way.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any

from generator.regex import regex

FRONT = regex(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_LINE = regex(r"([A-Za-z_][A-Za-z0-9_-]*):(?: (.+))?")
_PLAIN = regex(r"[A-Za-z\u4e00-\u9fff](?:[A-Za-z0-9\u4e00-\u9fff_./·，。、；（）《》〔〕“”-]| (?=[^\s#:]))*")
_DAY = regex(r"\d{4}-\d\d-\d\d")
_INTEGER = regex(r"0|[1-9]\d{0,14}")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
# Characters that YAML folds, refuses or reads as line ends, and the JSON escapes that YAML reads otherwise.
_UNSAFE_SCALAR = regex(
    r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|(?<!\\)(?:\\\\)*\\[^"\\nt]|":\S'
)

_TAG = regex(
    r"<(/?)([A-Za-z][A-Za-z0-9-]*)"
    r"""((?:[ \n]+[A-Za-z_:][\w:.-]*(?:="[^"<]*"|='[^'<]*'|=[A-Za-z0-9_.#%-]+(?=[ \n>]))?)*)[ \n]*(/?)>""",
    re.ASCII,
)
_BAD_AMPERSAND = regex(r"&(?!#[0-9]+;|#[xX][0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)")
_HEADING = regex(
    r"(#{1,6}) ((?:[^\x00-\x1f\\`*_{}\[\]<>&!#^~|]|&#[0-9]+;|&[a-z]+;)+?) \{#([A-Za-z0-9\u4e00-\u9fff-]+)\}"
)
_UNSAFE_BODY = regex(r"[\x00-\x08\x09\x0b-\x1f\x85\u2028\u2029]|\n +\n|^(?:```|~~~)", re.MULTILINE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_ROOTS = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header main nav"  # noqa: SIM905
    " ol p section table ul".split()
)
# Elements whose inside an HTML tokenizer reads as text: our tag count would not be its tag count.
_OPAQUE = frozenset(
    "iframe noembed noframes noscript plaintext script style template textarea xmp".split()  # noqa: SIM905
)


@dataclass(slots=True)
class Heading:
    """One entry of a page's contents; ``title`` is HTML text as Python-Markdown gives it."""

    level: int
    id: str
    title: str
    children: list[Heading]


@dataclass(slots=True)
class Source:
    """A page as read: ``meta`` is None when its front matter needs YAML, ``body`` when it needs Markdown."""

    meta: dict[str, Any] | None
    body: str | None
    headings: list[Heading]


def read(text: str, levels: tuple[int, int] = (1, 6)) -> Source:
    """Read a page's text (decoded, line ends as in the file); headings of ``levels`` go into the contents."""
    match = FRONT.match(text)
    if match is None:
        return Source(None, None, [])
    meta = front_matter(match.group(1))
    body, headings = convert(text[match.end() :].lstrip("\n"), levels)
    return Source(meta, body, headings)


def front_matter(block: str) -> dict[str, Any] | None:
    """The mapping that YAML would give for one ``key: value`` a line, or None where that is not certain."""
    meta: dict[str, Any] = {}
    for line in block.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match.group(1).lower() in _NOT_TEXT:
            return None
        try:
            meta[match.group(1)] = _scalar(match.group(2))
        except ValueError:
            return None
    return meta


def _scalar(text: str | None) -> Any:
    """A value written as JSON or as a plain word; ValueError when YAML might read it otherwise."""
    if text is None:
        return None
    if text[0] in '"[{':
        if _UNSAFE_SCALAR.search(text):
            raise ValueError(text)
        return _JSON.decode(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    if _DAY.fullmatch(text):
        return datetime.date.fromisoformat(text)
    if _INTEGER.fullmatch(text):
        return int(text)
    if text in ("true", "false"):
        return text == "true"
    raise ValueError(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


_JSON = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def convert(body: str, levels: tuple[int, int] = (1, 6)) -> tuple[str | None, list[Heading]]:
    """HTML and contents of a body in restricted Markdown; ``(None, [])`` when it is anything else."""
    if _UNSAFE_BODY.search(body) or _BAD_AMPERSAND.search(body):
        return None, []
    out: list[str] = []
    flat: list[Heading] = []
    for block in re.split(r"\n\n+", body.strip("\n")):
        if block.startswith("#"):
            heading = _HEADING.fullmatch(block)
            if heading is None or not _plain_heading(heading.group(2)):
                return None, []
            marks, title, name = heading.groups()
            out.append(f'<h{len(marks)} id="{name}">{title}</h{len(marks)}>\n')
            if levels[0] <= len(marks) <= levels[1]:
                flat.append(Heading(len(marks), name, " ".join(title.split()), []))
        elif block and not _whole_elements(block):
            return None, []
        elif block:
            out.append(f"{block}\n\n")
    return "".join(out).strip(), nest(flat)


def _plain_heading(title: str) -> bool:
    """Python-Markdown strips a heading's text; only text that has nothing to strip comes out equal."""
    return title == title.strip()


def _whole_elements(block: str) -> bool:
    """Whether the block is block-level elements, each beginning a line, every tag closed in order."""
    tags = _TAG.findall(block)
    if len(tags) != block.count("<") or not block.startswith("<") or not block.endswith(">"):
        return False
    open_tags: list[str] = []
    roots = 0
    for closing, name, _, empty in tags:
        if closing:
            if not open_tags or open_tags.pop() != name:
                return False
            continue
        if not open_tags:
            roots += 1
            if name not in _ROOTS or empty:
                return False
        if name in _OPAQUE or (open_tags and open_tags[-1] == "title"):
            return False
        if not empty and name not in _VOID:
            open_tags.append(name)
    return not open_tags and (roots == 1 or _roots_on_own_lines(block))


def _roots_on_own_lines(block: str) -> bool:
    """For several elements in one block: nothing but one line end between an element and the next."""
    depth = end = 0
    for match in _TAG.finditer(block):
        closing, name, _, empty = match.groups()
        if depth == 0 and match.start() and block[end : match.start()] != "\n":
            return False
        if closing:
            depth -= 1
        elif not empty and name not in _VOID:
            depth += 1
        end = match.end()
    return True


def nest(flat: list[Heading]) -> list[Heading]:
    """Headings in order as a tree, by the same rule as Python-Markdown's ``toc`` (skipped levels included)."""
    tree: list[Heading] = []
    parents: list[Heading] = []
    levels: list[int] = []
    last: Heading | None = None
    for heading in flat:
        if last is None:
            levels = [heading.level]
            tree.append(heading)
            last = heading
            continue
        if heading.level < levels[-1]:
            levels.pop()
            while parents and heading.level <= parents[-1].level:
                parents.pop()
                levels.pop()
            levels.append(heading.level)
        if heading.level == levels[-1]:
            (parents[-1].children if parents else tree).append(heading)
        else:
            last.children.append(heading)
            parents.append(last)
            levels.append(heading.level)
        last = heading
    return tree
