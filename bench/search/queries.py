"""Queries whose answer is known."""

from __future__ import annotations

import random
from dataclasses import dataclass

from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.fold import fold


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and the address of the record that it was taken from."""

    text: str
    url: str


def make_queries(docs: list[SearchDoc], count: int, seed: int) -> list[Query]:
    """Titles, document numbers, pieces of text and pairs of pieces that at most ten records hold."""
    rng = random.Random(seed)
    makers = (_title, _number, _piece, _piece, _piece, _name, _pair)
    texts = [(doc, "\n".join(fold(text) for _, text in doc.texts())) for doc in docs]
    queries: list[Query] = []
    while len(queries) < count:
        doc = rng.choice(docs)
        query = makers[len(queries) % len(makers)](doc, rng)
        words = [folded for word in query.split() if (folded := fold(word))]
        if words and sum(all(word in text for word in words) for _, text in texts) <= 10:
            queries.append(Query(query, doc.url))
    return queries


def _title(doc: SearchDoc, rng: random.Random) -> str:
    return doc.title


def _number(doc: SearchDoc, rng: random.Random) -> str:
    return doc.number


def _piece(doc: SearchDoc, rng: random.Random) -> str:
    size = rng.randint(2, 40)
    start = rng.randrange(len(doc.body) - size)
    return doc.body[start : start + size].replace("\n", "")


def _pair(doc: SearchDoc, rng: random.Random) -> str:
    return f"{_piece(doc, rng)[:6]} {_piece(doc, rng)[:6]}"


def _name(doc: SearchDoc, rng: random.Random) -> str:
    """A piece of two or three characters, as names have."""
    return _piece(doc, rng)[: rng.choice((2, 3))]
