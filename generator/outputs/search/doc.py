"""What the search needs to know of a record, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.outputs.search.fold import fold
from generator.outputs.search.spelling import Spelling

#: Zones of a text: where a word stands decides how much it counts.
BODY, TITLE, META, PINYIN = range(4)


_NUMBER = re.compile(r"(\D*)(\d{4}) (\d+号)")


def loosely(number: str) -> tuple[str, ...]:
    """矿党发〔2026〕12号 as 矿党发2026年12号, 矿党发2026年第12号, 矿党发2026第12号, 矿党发第12号, 矿党发12号; folded."""
    found = _NUMBER.fullmatch(fold(number))
    if not found:
        return ()
    who, year, nth = found.groups()
    return tuple(f"{who}{middle}{nth}" for middle in (f"{year}年", f"{year}年第", f"{year}第", "第", ""))


def other_ways(names: tuple[str, ...], number: str, spelling: Spelling) -> str:
    """The pinyin of names, and a number as people write it, one a line."""
    return "\n".join(filter(None, (spelling.spell_all(names), *loosely(number))))


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A state of a record and the days on which it holds.

    `since` and `until` are ISO days, both inclusive; empty means without limit. The reader's own day picks
    the span, so that a site that was not rebuilt for a week does not lie.
    """

    state: str
    label: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """One record as the search sees it. All texts are plain text, as the reader sees them.

    kind, id: the record's address parts; together they are unique.
    url: site-relative address of the page, with a slash at the end and none in front.
    branches: names of the branches it is about; they are a filter and findable by pinyin.
    year: four digits or empty; date: ISO day or empty, newer ones come first.
    number: 文号 as printed.
    names: other names that pinyin should find (brands, short names).
    attachments: (name, text) of each attached file; text may be empty.
    pinyin: other ways to write title, branches, names and number, one a line (`other_ways`).
    """

    kind: str
    id: str
    title: str
    url: str
    branches: tuple[str, ...] = ()
    year: str = ""
    states: tuple[StateSpan, ...] = ()
    date: str = ""
    number: str = ""
    headings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    body: str = ""
    attachments: tuple[tuple[str, str], ...] = ()
    pinyin: str = ""

    @property
    def key(self) -> str:
        """`<kind>/<id>`, the name of the record in the whole site."""
        return f"{self.kind}/{self.id}"

    def texts(self) -> Iterator[tuple[int, str]]:
        """Every text that can be found, with its zone (without pinyin)."""
        yield TITLE, self.title
        yield TITLE, self.number
        for text in (*self.branches, *self.headings, *self.names):
            yield META, text
        yield BODY, self.body
        for name, text in self.attachments:
            yield META, name
            yield BODY, text

    def spelled(self, spelling: Spelling) -> SearchDoc:
        """This document with its pinyin."""
        pinyin = other_ways((self.title, *self.branches, *self.names), self.number, spelling)
        return replace(self, pinyin=pinyin)

    def weight(self) -> int:
        """Number of characters, by which the index chooses its sizes."""
        return sum(len(text) for _, text in self.texts())
