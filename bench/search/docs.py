"""The benchmark's corpus as search documents."""

from __future__ import annotations

from bench.corpus import CorpusRecord, make_records
from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.spelling import spelling


def doc_of(record: CorpusRecord) -> SearchDoc:
    """A corpus record as the search takes it."""
    day = record.day.isoformat()
    states = (StateSpan("open", "公示中", day, "2026-06-30"), StateSpan("ended", "已结束", "2026-07-01"))
    return SearchDoc(
        kind=record.kind,
        id=record.id,
        title=record.title,
        url=f"{record.kind}/{record.id}/",
        branches=(record.branch,),
        year=str(record.day.year),
        states=states if record.kind == "notices" else (StateSpan("done", "已完成"),),
        date=day,
        number=record.number,
        headings=record.headings,
        body="\n".join(record.paragraphs),
    ).spelled(spelling())


def make_docs(n: int, seed: int = 1) -> list[SearchDoc]:
    """`n` search documents."""
    return [doc_of(record) for record in make_records(n, seed)]
