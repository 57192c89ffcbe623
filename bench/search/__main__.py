"""Compare searches on the same pages, in the same browser, in one run: ours, Pagefind, Material's lunr with jieba.

    python -m bench.search [--sizes 2000 10000] [--only gongkai …] [--material-up-to 2000] [--queries 40]

The peers come from bench/requirements.txt, into build/bench/tools as for the build benchmark. Writes build/bench/search.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.build.main import install
from bench.corpus import KINDS
from bench.search.answers import Measured, Rival, measure
from bench.search.docs import make_docs
from bench.search.pages import put, record_page, write_site
from bench.search.queries import make_queries
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.index import build


def main() -> None:
    """Build all sites, ask all queries, write the report."""
    arguments = _arguments()
    lines = [
        "# Search: the same pages, the same queries, the same browser",
        "",
        "| records | search | index build | index on disk | recall@10 | MRR | first answer (median of 5) | its bytes |"
        " later answer (median) | its bytes (median) | browser memory added | page heap |",
        "| --- " * 12 + "|",
    ]
    python = _python(arguments)
    for size in arguments.sizes:
        docs = make_docs(size, seed=size)
        queries = make_queries(docs, arguments.queries, seed=1)
        for rival in _rivals(docs, Path(arguments.work) / str(size), arguments, python):
            result = measure(rival, queries)
            lines.append(_row(size, rival, result))
            print(lines[-1], flush=True)
    report = Path("build/bench/search.md")
    put(report, ("\n".join(lines) + "\n").encode())
    print(report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 10000])
    parser.add_argument("--queries", type=int, default=40)
    parser.add_argument("--only", nargs="*", default=[], help="gongkai, pagefind, material")
    parser.add_argument("--material-up-to", type=int, default=2000)
    parser.add_argument("--work", default="build/bench/search")
    return parser.parse_args()


def _python(arguments: argparse.Namespace) -> Path:
    """The Python of the peers' environment."""
    if arguments.only == ["gongkai"]:
        return Path(sys.executable)
    return install(Path("build/bench/tools").resolve(), node=False).python


def _rivals(
    docs: list[SearchDoc], work: Path, arguments: argparse.Namespace, python: Path
) -> Iterator[Rival]:
    """Each search with its site built."""
    wanted = arguments.only or ["gongkai", "pagefind", "material"]
    if "gongkai" in wanted:
        yield ours(docs, work / "gongkai")
    if "pagefind" in wanted:
        yield pagefind(docs, work / "pagefind", python)
    if "material" in wanted and len(docs) <= arguments.material_up_to:
        yield material(docs, work / "material", python.parent / "mkdocs")


def ours(docs: list[SearchDoc], site: Path) -> Rival:
    """Gongkai's index; time is CPU of one process, without writing."""
    started = time.process_time()
    files = dict(build(docs, (), KINDS))
    seconds = time.process_time() - started
    write_site(site, docs, files.items())
    return Rival("Gongkai", site, "search/", "gongkai", seconds, sum(map(len, files.values())))


def pagefind(docs: list[SearchDoc], site: Path, program: Path) -> Rival:
    """Pagefind over the same pages."""
    for doc in docs:
        put(site / doc.url / "index.html", record_page(doc).encode())
    put(
        site / "search" / "index.html",
        b'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,">',
    )
    seconds = _run([str(program), "-m", "pagefind", "--site", str(site)])
    return Rival("Pagefind", site, "search/", "pagefind", seconds, _size(site / "pagefind"))


def material(docs: list[SearchDoc], work: Path, program: Path) -> Rival:
    """MkDocs with Material and its search for Chinese; the time is that of the whole build."""
    for doc in docs:
        text = f"# {doc.title}\n\n{doc.number}\n\n" + "\n\n".join(
            (*(f"## {h}" for h in doc.headings), *doc.body.split("\n"))
        )
        put(work / "docs" / f"{doc.url.rstrip('/')}.md", text.encode())
    put(work / "docs" / "index.md", b"# Home\n")
    config = (
        "site_name: bench\ntheme: {name: material, language: zh, font: false}\n"
        "plugins: [{search: {lang: zh}}]\nnav: [{Home: index.md}]\nnot_in_nav: '*'\n"
    )
    put(work / "mkdocs.yml", config.encode())
    seconds = _run([str(program), "build", "-q", "-f", str(work / "mkdocs.yml"), "-d", str(work / "site")])
    return Rival(
        "Material lunr + jieba", work / "site", "", "material", seconds, _size(work / "site" / "search")
    )


def _run(command: list[str]) -> float:
    started = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _row(size: int, rival: Rival, result: Measured) -> str:
    cells = (
        f"{size:,}",
        rival.name,
        f"{rival.seconds:.1f} s",
        f"{rival.disk / 1e6:.1f} MB",
        f"{result.recall:.2f}",
        f"{result.mrr:.2f}",
        f"{result.first:.2f} s",
        f"{result.first_bytes / 1e3:.0f} KB",
        f"{result.later:.3f} s",
        f"{result.later_bytes / 1e3:.0f} KB",
        f"{result.memory / 1e6:.0f} MB",
        f"{result.heap / 1e6:.0f} MB",
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
