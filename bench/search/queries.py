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
    makers = (_title, _number, _piece, _piece, _piece, _pair)
    texts = [(doc, "\n".join(fold(text) for _, text in doc.texts())) for doc in docs]
    queries: list[Query] = []
    while len(queries) < count:
        doc = rng.choice(docs)
        query = makers[len(queries) % len(makers)](doc, rng)
        words = [fold(word) for word in query.split()]
        if sum(all(word in text for word in words) for _, text in texts) <= 10:
            queries.append(Query(query, doc.url))
    return queries


def _title(doc: SearchDoc, rng: random.Random) -> str:
    return doc.title


def _number(doc: SearchDoc, rng: random.Random) -> str:
    return doc.number


def _piece(doc: SearchDoc, rng: random.Random) -> str:
    size = rng.randint(5, 16)
    paragraph = rng.choice(doc.body.split("\n"))
    start = rng.randrange(len(paragraph) - size)
    return paragraph[start : start + size].strip("，。；！") or paragraph[:size]


def _pair(doc: SearchDoc, rng: random.Random) -> str:
    return f"{_piece(doc, rng)[:6]} {_piece(doc, rng)[:6]}"
