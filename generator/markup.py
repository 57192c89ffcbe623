"""The one place where text becomes HTML, and the type decides how.

Plain text is escaped; `Markdown` is rendered by Python-Markdown and sanitised with an allow-list; `Markup` has been
through here already. Nothing else may turn record text into HTML.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from generator.fields import Markdown
from generator.markdown_limits import too_costly
from generator.regex import regex

if TYPE_CHECKING:
    from markdown import Markdown as MarkdownRenderer

_TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6",
    "hr", "ins", "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

# A newline between two Chinese characters is a line break in the source, not a space on the page.
_WIDE = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af“”‘’…—"
_BREAK_IN_CHINESE = regex(f"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
_PRE = regex(r"<pre>.*?</pre>", re.DOTALL)
_HEADING = regex(r"(</?)h([1-6])(>| )")
_ABSOLUTE = regex(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_SIMPLE_TAG = regex(r"&lt;(br ?/?|/?(?:u|sub|sup))&gt;(?![^<]*</code>)")
_EXTERNAL = regex(r'<a href="https?://[^"]*"')

_ITEM = regex(r" {0,3}(?:[-*+]|\d{1,9}\.)[ \t]+\S")
_FIRST_ITEM = regex(r" {0,3}(?:[-*+]|1\.)[ \t]+\S")
_RULE = regex(r"[ \t|:*-]+")
# 一、 （一） 1、 （1） ①: how points of a text are numbered when it is not a list of Markdown's.
_POINT = regex(
    r" {0,3}(?:[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}、|[①-⑳])"
)
_ENDS = regex(r"[。；：！？…;:!?）)”]\s*$")


def plain(text: str) -> Markup:
    """Plain text as HTML: every character appears as typed; line breaks survive any later reflow."""
    return Markup(html.escape(text, quote=True).replace("\n", "&#10;"))


def to_html(value: Any) -> Markup:
    """Any value as HTML, by its type."""
    if value is None:
        return Markup()
    if isinstance(value, Markup):
        return value
    if isinstance(value, Markdown):
        return markdown(str(value))
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool):
        return Markup("是" if value else "否")
    if isinstance(value, dt.date):
        return Markup(value.isoformat())
    if isinstance(value, Decimal):
        return Markup(format(value, "f"))
    return plain(str(value))


class _Apart:
    """A preprocessor of Python-Markdown. Lets a list or a numbered point begin under a line of text as it does under a blank line.

    Nobody who writes a record knows that Markdown wants a blank line there. Within a list nothing changes; a line that begins
    with a number other than 1 is taken for a sum that was wrapped.
    """

    def run(self, lines: list[str]) -> list[str]:
        made: list[str] = []
        listed = False
        for line in lines:
            above = made[-1] if made else ""
            listed = listed and bool(above.strip())
            if not listed and above.strip() and _begins(line, above):
                made.append("")
            listed = listed or bool(_ITEM.match(line))
            made.append(line)
        return made


def _begins(line: str, above: str) -> bool:
    """Whether a line under a line of text is the first of a list, or a point of its own."""
    if _RULE.fullmatch(line):
        return False  # across the page, or under a table's head
    return bool(
        _FIRST_ITEM.match(line) or (_POINT.match(line) and (_POINT.match(above) or _ENDS.search(above)))
    )


@lru_cache(maxsize=1)
def _renderer() -> MarkdownRenderer:
    from markdown import Markdown as MarkdownRenderer
    from markdown.extensions.def_list import DefListExtension
    from markdown.extensions.fenced_code import FencedCodeExtension
    from markdown.extensions.sane_lists import SaneListExtension
    from markdown.extensions.tables import TableExtension

    # Under their short names they would be looked for in the metadata of everything that is installed.
    extensions = (TableExtension(), SaneListExtension(), DefListExtension(), FencedCodeExtension())
    renderer = MarkdownRenderer(extensions=extensions, tab_length=4)
    # HTML in a record is text: it shows as typed instead of vanishing in the sanitiser. Pictures have fields.
    # `[1]: text` is how people write notes; as a link's definition it would vanish.
    renderer.preprocessors.deregister("html_block")
    renderer.parser.blockprocessors.deregister("reference")
    # When fenced code is put away already.
    renderer.preprocessors.register(_Apart(), "apart", 10)  # type: ignore[arg-type]  # only `run` is asked of it
    for pattern in (
        "html",
        "image_link",
        "image_reference",
        "short_image_ref",
        "reference",
        "short_reference",
    ):
        renderer.inlinePatterns.deregister(pattern)
    return renderer


@lru_cache(maxsize=512)
def markdown(text: str) -> Markup:
    """Record Markdown as sanitised HTML without blank lines.

    Headings start at level 3, below those of the page. External links open in a new tab and say so to assistive
    technology; links to scripts, data and forms are gone.

    Raises:
        RecursionError: never; text nested too deeply, or that would take too long, is shown as plain text instead.
    """
    import nh3

    if too_costly(text):
        return Markup("<p>") + plain(text) + Markup("</p>")
    renderer = _renderer()
    renderer.reset()
    try:
        rendered = renderer.convert(text)
    except RecursionError:
        return Markup("<p>") + plain(text) + Markup("</p>")
    clean = nh3.clean(
        _SIMPLE_TAG.sub(r"<\1>", _lower_headings(rendered)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_absolute_links,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return Markup(_join_lines(_mark_external(clean)))


def _only_absolute_links(tag: str, attribute: str, value: str) -> str | None:
    """A relative link cannot be right: the text does not know where its page will stand."""
    return value if attribute != "href" or _ABSOLUTE.match(value) else None


def _lower_headings(text: str) -> str:
    """Headings of a text below those of its page: its highest level becomes 3, and no level is left out on the way."""
    typed = sorted({int(found[2]) for found in _HEADING.finditer(text)})
    above = 2

    def lowered(match: re.Match[str]) -> str:
        nonlocal above
        if match[1] == "<":
            above = min(3 + typed.index(int(match[2])), above + 1, 6)
        return f"{match[1]}h{above}{match[3]}"

    return _HEADING.sub(lowered, text)


def _mark_external(text: str) -> str:
    return _EXTERNAL.sub(lambda m: m[0].replace("<a ", '<a class="gk-external" target="_blank" ', 1), text)


def _join_lines(text: str) -> str:
    """Join lines between Chinese characters outside <pre>; in <pre> keep every line without a blank one."""
    parts: list[str] = []
    at = 0
    for match in _PRE.finditer(text):
        parts += [_BREAK_IN_CHINESE.sub("", text[at : match.start()]), match[0].replace("\n", "&#10;")]
        at = match.end()
    parts.append(_BREAK_IN_CHINESE.sub("", text[at:]))
    return re.sub(r"\n\s*\n", "\n", "".join(parts)).strip()


def as_text(value: Any) -> str:
    """A value as plain text, for feeds, spreadsheets and the search index."""
    if value is None:
        return ""
    if isinstance(value, Markdown):
        return markdown_text(str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


_TAG = regex(r"<[^>]+>")
_BLOCK_END = regex(r"</(?:p|li|h[3-6]|tr|dd|dt|blockquote|pre|div)>|<br ?/?>|<hr ?/?>")


@lru_cache(maxsize=512)
def markdown_text(text: str) -> str:
    """Record Markdown as the text a reader sees, one line a block."""
    broken = _BLOCK_END.sub("\n", markdown(text))
    return re.sub(r"\n\s*\n", "\n", html.unescape(_TAG.sub("", broken))).strip()
