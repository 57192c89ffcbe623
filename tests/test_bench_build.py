"""The benchmark compares like with like: valid records, the same text for every peer, a change that is really there."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from bench.build import measure, peers, report, sources
from bench.corpus import make_records
from generator.library import check

RECORDS = list(make_records(24))


def test_our_records_have_no_errors(tmp_path: Path) -> None:
    sources.write_records(tmp_path / "content", RECORDS)
    checked = check(tmp_path / "content", dt.date.fromisoformat(peers.AS_OF))
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert {sources.kind_of(one) for one in RECORDS} == {"notices", "trainings", "meetings", "activities"}


@pytest.mark.parametrize("peer", peers.PEERS, ids=lambda peer: peer.name.split()[0])
def test_every_peer_gets_all_the_text_and_the_change(tmp_path: Path, peer: peers.Peer) -> None:
    peer.write(tmp_path, RECORDS)
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    for record in RECORDS:
        last = record.paragraphs[-1][:20]
        assert any(last in text for text in before.values())
    peer.change(tmp_path, RECORDS[12])
    changed = [path for path, text in before.items() if path.read_text() != text]
    assert len(changed) == 1 and "本段有补充。" in changed[0].read_text()


def test_a_run_is_measured_with_its_children_and_stopped_in_time(tmp_path: Path) -> None:
    busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; x = bytearray(120_000_000); sum(range(3_000_000)); time.sleep(1)'])"
    cost = measure.run([sys.executable, "-c", busy], tmp_path, tmp_path / "log", limit=60)
    assert cost.code == 0 and cost.memory > 110 and cost.cpu > 0
    slow = measure.run(
        [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, tmp_path / "log", limit=0.3
    )
    assert slow.code == 124


def test_the_report_gives_every_figure_as_a_multiple_of_ours() -> None:
    costs = {
        ("Gongkai", 500, "cold"): measure.Cost(2.0, 3.0, 100.0, 0),
        ("Hugo", 500, "cold"): measure.Cost(3.0, 6.0, 50.0, 0),
        ("Slow", 500, "cold"): measure.Cost(9.0, 9.0, 50.0, 124),
    }
    text = report.markdown(costs, "Versions: x 1.")
    assert "| Hugo | 3.00 (1.50×) | 6.00 (2.00×) | 50.0 (0.50×) |" in text
    assert "| Slow | over the limit |" in text
    assert report.plot(costs).count("<circle") == 2
