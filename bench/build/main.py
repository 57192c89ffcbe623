"""``python -m bench``: builds the generated corpus with Gongkai and its peers and writes ``build/bench/report.md``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.corpus import CorpusRecord, make_records

from . import measure, report
from .measure import Cost
from .peers import PEERS, ROOT, Peer, Tools, environment

BENCH = ROOT / "bench"


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; 1 when Gongkai itself failed."""
    options = _options(arguments)
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    chosen = [
        peer
        for peer in PEERS
        if not options.peers or any(one.lower() in peer.name.lower() for one in options.peers)
    ]
    tools = install(out / "tools", node=any(peer.name.startswith("Eleventy") for peer in chosen))
    costs: dict[report.Key, Cost] = {}
    for size in options.sizes:
        records = list(make_records(size, options.seed))
        for peer in chosen:
            for task, cost in measured(peer, records, out / "work", tools, options.limit):
                costs[peer.name, size, task] = cost
                _say(f"{size:>6}  {peer.name:<24} {task:<8} {_words(cost)}")
                _save(out, costs, tools)
    shutil.rmtree(out / "work", ignore_errors=True)
    _say(f"{out / 'report.md'}")
    return int(any(cost.code for (peer, _, _), cost in costs.items() if peer == "Gongkai"))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[500, 2000, 10_000], help="numbers of records"
    )
    parser.add_argument("--peers", nargs="*", default=[], help="only those whose name contains one of these")
    parser.add_argument("--seed", type=int, default=1, help="of the generated text")
    parser.add_argument("--limit", type=float, default=1800, help="seconds after which a build is stopped")
    parser.add_argument("--out", type=Path, default=ROOT / "build/bench", help="folder of the report")
    return parser.parse_args(arguments)


def install(folder: Path, *, node: bool) -> Tools:
    """The peers, at the versions of the locks, in a folder of their own; kept from run to run."""
    tools = Tools(folder / "venv/bin/python", folder / "node_modules")
    lock = (BENCH / "requirements.txt").read_bytes() + (BENCH / "package-lock.json").read_bytes()
    done = folder / "installed"
    if done.is_file() and done.read_bytes() == lock and (tools.modules.is_dir() or not node):
        return tools
    _say("installing the peers")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip = [
        str(tools.python),
        "-m",
        "pip",
        "install",
        "-q",
        "--require-hashes",
        "-r",
        str(BENCH / "requirements.txt"),
    ]
    subprocess.run(pip, check=True)
    if node and shutil.which("npm"):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(BENCH / name, folder)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    done.write_bytes(lock)
    return tools


def measured(
    peer: Peer, records: list[CorpusRecord], work: Path, tools: Tools, limit: float
) -> Iterator[tuple[str, Cost]]:
    """A cold build, one after one record changed, one after nothing changed."""
    folder = work / peer.name.split()[0].lower()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    peer.write(folder, records)
    _settle()
    cold = _build(peer, folder, tools, limit, first=True)
    yield "cold", _counted(cold, peer, folder, len(records))
    if not cold.code:
        peer.change(folder, records[len(records) // 2])
        yield "one", _build(peer, folder, tools, limit, first=False)
        yield "nothing", _build(peer, folder, tools, limit, first=False)
    shutil.rmtree(folder, ignore_errors=True)


def _settle() -> None:
    """Written sources out of the way of the first measurement."""
    if hasattr(os, "sync"):
        os.sync()


def _build(peer: Peer, folder: Path, tools: Tools, limit: float, *, first: bool) -> Cost:
    commands = peer.build if first or peer.again is None else peer.again
    total = Cost(0, 0, 0, 0)
    for command in [*commands(folder, tools), *peer.search(folder, tools)]:
        total += measure.run(command, folder, folder / "run.log", limit=limit, env=environment())
        if total.code:
            break
    return total


def _counted(cost: Cost, peer: Peer, folder: Path, least: int) -> Cost:
    """A build that did not make a page for every record has failed, whatever it says."""
    made = sum(1 for _ in (folder / peer.pages).rglob("*.html"))
    return (
        cost
        if cost.code or made >= least
        else Cost(cost.wall, cost.cpu, cost.memory, 99, f"only {made} pages")
    )


def _words(cost: Cost) -> str:
    if cost.code:
        return f"failed ({cost.code}) {cost.tail[-300:].strip()}"
    return f"wall {cost.wall:8.2f} s   CPU {cost.cpu:8.2f} s   memory {cost.memory:6.0f} MiB"


def _save(out: Path, costs: dict[report.Key, Cost], tools: Tools) -> None:
    rows = [{"peer": p, "records": n, "task": t, "wall": c.wall, "cpu": c.cpu, "memory": c.memory, "code": c.code}
            for (p, n, t), c in costs.items()]  # fmt: skip
    (out / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text(report.markdown(costs, _versions()), encoding="utf-8")
    (out / "plot.svg").write_text(report.plot(costs), encoding="utf-8")


def _versions() -> str:
    lines = (BENCH / "requirements.in").read_text(encoding="utf-8").splitlines()
    package = json.loads((BENCH / "package.json").read_text(encoding="utf-8"))["dependencies"]
    named = [line.replace("==", " ") for line in lines if line and not line.startswith("#")]
    return (
        "Versions: " + ", ".join([*named, *(f"{name} {version}" for name, version in package.items())]) + "."
    )


def _say(text: str) -> None:
    print(text, flush=True)
