"""Gongkai and its peers: how each gets its sources, is run, and has one record changed."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import CorpusRecord

from . import sources

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-01"


@dataclass(frozen=True)
class Tools:
    """Where the peers' programs are."""

    python: Path
    modules: Path

    def bin(self, name: str) -> str:
        return str(self.python.parent / name)


@dataclass(frozen=True)
class Peer:
    """``build`` gives the commands of one build, run one after the other; ``search`` those that make its search.
    ``again`` replaces ``build`` when the peer has a way of its own to rebuild. ``pages`` is where its pages end up."""

    name: str
    write: sources.Write
    change: Callable[[Path, CorpusRecord], None]
    build: Callable[[Path, Tools], list[list[str]]]
    pages: str
    search: Callable[[Path, Tools], list[list[str]]] = lambda folder, tools: []
    again: Callable[[Path, Tools], list[list[str]]] | None = None


def edited(record: CorpusRecord) -> CorpusRecord:
    """The record with a sentence added."""
    first, *rest = record.paragraphs
    return dataclasses.replace(record, paragraphs=(first + "本段有补充。", *rest))


def _pagefind(folder: Path, tools: Tools) -> list[list[str]]:
    return [[str(tools.python), "-m", "pagefind", "--site", "public"]]


def _gongkai(folder: Path, tools: Tools) -> list[list[str]]:
    """Everything but the PDFs and Word documents, which no peer makes."""
    command = f"-m generator build --content content --site public --as-of {AS_OF} --no-papers"
    return [[sys.executable, *command.split()]]


def _mkdocs(*more: str) -> Callable[[Path, Tools], list[list[str]]]:
    return lambda folder, tools: [[tools.bin("mkdocs"), "build", "-q", "-d", "public", *more]]


def _eleventy(folder: Path, tools: Tools) -> list[list[str]]:
    return [["node", str(tools.modules / "@11ty/eleventy/cmd.cjs"), "--quiet"]]


def _change_data(folder: Path, record: CorpusRecord) -> None:
    """Hugo's data is one file; it is patched, not written anew from all records."""
    place = folder / "data/records.json"
    text = place.read_text(encoding="utf-8")
    before, after = sources.text_of(record), sources.text_of(edited(record))
    encoded = [sources._quoted(one)[1:-1] for one in (before, after)]
    place.write_text(text.replace(encoded[0], encoded[1], 1), encoding="utf-8")


PEERS = [
    Peer(
        "Gongkai",
        lambda folder, records: sources.write_records(folder / "content", records),
        lambda folder, one: sources.put(
            sources.record_file(folder / "content", one), sources.record_yaml(edited(one))
        ),
        _gongkai,
        "public",
    ),
    Peer(
        "MkDocs + Material",
        sources.write_mkdocs,
        lambda folder, one: sources.put(sources.mkdocs_file(folder, one), sources.page_markdown(edited(one))),
        _mkdocs(),
        "public",
        again=_mkdocs("--dirty"),
    ),
    Peer(
        "Zensical",
        sources.write_mkdocs,
        lambda folder, one: sources.put(sources.mkdocs_file(folder, one), sources.page_markdown(edited(one))),
        lambda folder, tools: [[tools.bin("zensical"), "build"]],
        "site",
    ),
    Peer(
        "Hugo (data) + Pagefind",
        sources.write_hugo,
        _change_data,
        lambda folder, tools: [[tools.bin("hugo"), "--quiet", "--logLevel", "error", "-d", "public"]],
        "public",
        _pagefind,
    ),
    Peer(
        "Eleventy + Pagefind",
        sources.write_eleventy,
        lambda folder, one: sources.put(
            sources.eleventy_file(folder, one), sources.page_markdown(edited(one))
        ),
        _eleventy,
        "public",
        _pagefind,
    ),
    Peer(
        "Pelican + Pagefind",
        sources.write_pelican,
        lambda folder, one: sources.put(
            sources.pelican_file(folder, one), sources.pelican_markdown(edited(one))
        ),
        lambda folder, tools: [
            [tools.bin("pelican"), "content", "-s", "pelicanconf.py", "-o", "public", "-q"]
        ],
        "public",
        _pagefind,
    ),
]


def environment() -> dict[str, str]:
    """The environment of every run: no telemetry, no colour, our package importable from anywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "true", "CI": "1"}
