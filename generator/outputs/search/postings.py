"""In which lists of which shards a document is: what an update compares, without arrays, for which numpy would have to
be loaded. A whole build does the same for all documents at once (grams.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import add

from generator.outputs.search.doc import BODY, PINYIN, SearchDoc
from generator.outputs.search.fold import BREAK, fold
from generator.outputs.search.shape import HASH_BITS, Shape

#: Zone and characters, as the lists of one or two characters are named: `0安`, `0安全`, `0安全生`.
Ngram = str
#: A list: its shard, and its name or its number among the shard's hashed lists.
Spot = tuple[int, Ngram | int]

_ALL = (1 << HASH_BITS) - 1
#: Longest name of a list.
_NAMED = 3


def ngrams(docs: Iterable[SearchDoc]) -> set[Ngram]:
    """The n-grams of some documents."""
    found: dict[int, set[str]] = {}
    for zone, text in (pair for doc in docs for pair in doc.findable()):
        here = found.setdefault(zone, set())
        for piece in fold(text).split(chr(BREAK)):
            here.update(_ngrams(piece))
    # Whatever is in a title is in the document: the body's lists hold all zones but pinyin.
    found[BODY] = set().union(*(some for zone, some in found.items() if zone != PINYIN))
    return {f"{zone}{ngram}" for zone, some in found.items() for ngram in some}


def _ngrams(text: str) -> Iterator[str]:
    yield from text
    pairs = list(map(add, text, text[1:]))
    yield from pairs
    yield from map(add, pairs, text[2:])


def differing(before: set[Ngram], after: set[Ngram], shape: Shape) -> tuple[set[Spot], set[Spot]]:
    """Lists that a slot leaves, and lists that it enters, when its n-grams are others."""
    gone, came = spots(before - after, shape), spots(after - before, shape)
    # Unrelated 3-grams share a list.
    stay = spots((ngram for ngram in before & after if len(ngram) > _NAMED), shape)
    return gone - came - stay, came - gone - stay


def spots(some: Iterable[Ngram], shape: Shape) -> set[Spot]:
    """The lists of n-grams."""
    shift = HASH_BITS - shape.shard_bits
    bits = [shape.list_bits] + [shape.small_bits] * 3
    first = [0, *((1 << shape.list_bits) + (nth << shape.small_bits) for nth in range(3))]
    found: set[Spot] = set()
    for ngram in some:
        value, zone = mix(*map(ord, ngram[1:])), int(ngram[0])
        if len(ngram) <= _NAMED:
            found.add((value >> shift, ngram))
        else:
            below = (value << shape.shard_bits & _ALL) >> (HASH_BITS - bits[zone])
            found.add((value >> shift, first[zone] + below))
    return found


def mix(first: int, second: int = 0, third: int = 0) -> int:
    """32-bit hash of an n-gram; the browser computes the same."""
    value = first * 0x9E3779B1 + second * 0x85EBCA6B + third * 0xC2B2AE35 & _ALL
    value = (value ^ value >> 15) * 0x2C1B3C6D & _ALL
    value = (value ^ value >> 12) * 0x297A2D39 & _ALL
    return value ^ value >> 15
