"""What stands on a notice's paper, as plain data: the same for PDF and Word, and small enough to send to a worker."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.library.library import Library
from generator.markup import as_text, markdown
from generator.record import Record

_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；]{1,40}[。：]?")
_SUBSECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^。；]{1,40}[。：]?")
_BLOCK = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_WIDE = "“”‘’—…·×"
"""Signs that are as wide as a Chinese character in Chinese fonts."""
_GAP = re.compile("(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])")
"""Between figures and Chinese characters typesetters leave about a quarter."""
_LINE_OF_TITLE = 20
"""Characters of 二号 in a line of 156 mm."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One notice. `body` is sanitised HTML; everything else is plain text."""

    slug: str
    title: str
    number: str
    basis: str
    body: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    """Paragraphs after the table: the period, where to turn to."""
    attachments: tuple[str, ...]
    issuer: str
    day: dt.date
    corrections: tuple[str, ...]
    address: str
    """Of the page, for the QR code; empty when the unit has not said where its site is."""
    sample: bool

    @property
    def day_text(self) -> str:
        """成文日期 in Arabic digits without leading zeros."""
        return cn(self.day)

    def key(self, recipe: str) -> str:
        """Under which a result made from this paper is kept."""
        told = json.dumps(dataclasses.asdict(self), ensure_ascii=False, default=str)
        return f"{recipe} {hashlib.sha256(told.encode()).hexdigest()}"


def paper_of(record: Any, library: Library) -> Paper:
    """A visible notice as it is printed."""
    facts = library.facts(record)
    site = library.site
    corrections = [one for one in record.corrections if one.day <= library.as_of]
    return Paper(
        slug=record.slug,
        title=record.title,
        number=record.number or "",
        basis=as_text(record.basis),
        body=_styled(str(markdown(str(record.body)))) if record.body else "",
        columns=tuple(facts.columns),
        rows=tuple(tuple(row) for row in facts.shown_rows),
        lines=tuple(_lines(record, facts)),
        attachments=tuple(one.label or one.file for one in record.attachments),
        issuer=record.issuer,
        day=record.day,
        corrections=tuple(f"更正（{cn(one.day)}）：{as_text(one.content)}" for one in corrections),
        address=page_address(site.url, record),
        sample=site.sample,
    )


def page_address(site_url: str | None, record: Record) -> str:
    """Where readers find a record's page, as the unit types its site's address."""
    return f"{site_url.rstrip('/')}/{record.key}/" if site_url else ""


def cn(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def title_width(title: str, size: float = 22, line: float = _LINE_OF_TITLE) -> float:
    """Points that let the lines of a title be about as long as each other, as printers set it.

    Args:
        size: of the title, in points; 二号 is 22.
        line: how many characters a line can hold.
    """
    length = characters(title)
    lines = max(1, math.ceil(length / line))
    return round(min(line + 0.1, length / lines + 1) * size, 1)


def characters(text: str) -> float:
    """About how wide a text is, in Chinese characters."""
    narrow = [character for character in text if ord(character) <= 0x2E7F and character not in _WIDE]
    figures = sum(character.isdigit() for character in narrow)
    return len(text) - 0.44 * len(narrow) - 0.06 * figures + 0.23 * len(_GAP.findall(text))


def _styled(body: str) -> str:
    """Paragraphs that are headings by their number: 一、 in 黑体, （一） in 楷体."""

    def style(match: re.Match[str]) -> str:
        text = _TAG.sub("", match[1])
        if _SECTION.fullmatch(text):
            return f'<p class="hei">{match[1]}</p>'
        return f'<p class="kai">{match[1]}</p>' if _SUBSECTION.fullmatch(text) else match[0]

    return _BLOCK.sub(style, body)


def _lines(record: Any, facts: Any) -> Iterator[str]:
    if facts.table_withheld:
        yield f"公示期已过，名单等个人信息已于{cn(facts.withhold_on)}按规定撤下。"
    if facts.start and facts.end:
        provisional = "（暂算）" if facts.provisional else ""
        yield f"公示期：{cn(facts.start)}至{cn(facts.end)}，共{facts.working_days}个工作日{provisional}。"
    if record.scope:
        yield f"公示范围：{record.scope}。"
    contact = record.contact
    if contact:
        said = (("电话", contact.phone), ("邮箱", contact.mailbox), ("地址", contact.address))
        ways = "".join(f"，{label}：{value}" for label, value in said if value)
        yield f"意见受理：{contact.office}{ways}。"
        if contact.requirements:
            yield as_text(contact.requirements)
