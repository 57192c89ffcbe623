"""Each kind's sample is fixture, template of `new` and manual at once: it must be right and complete."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from kindtools import page, sample

from generator.binding import slots
from generator.kinds import all_kinds
from generator.library import check
from generator.record import Record

KINDS = [
    "notices",
    "brands",
    "themes",
    "assessments",
    "ledgers",
    "pledges",
    "liaisons",
    "meetings",
    "activities",
    "trainings",
    "duties",
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_has_no_errors_and_renders(tmp_path: Path, kind: str) -> None:
    checked = check(sample(tmp_path, kind), dt.date(2026, 7, 1))
    assert [f for f in checked.findings if f.is_error] == []
    assert checked.library is not None
    assert "<h1" in page(checked.library, kind, "shili")


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_names_every_field_of_its_own(kind: str) -> None:
    text = (all_kinds()[kind].folder / "sample.yml").read_text(encoding="utf-8")
    own = {slot.key for name, slot in slots(all_kinds()[kind].model).items() if name not in slots(Record)}
    assert [key for key in sorted(own) if f"{key}:" not in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_a_record_can_be_in_has_a_label(kind: str) -> None:
    assert all_kinds()[kind].state_labels
    assert all(label for label in all_kinds()[kind].state_labels.values())
