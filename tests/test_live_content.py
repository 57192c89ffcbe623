"""The sample mine in content/: it passes its own check, and shows every kind, every type and every state."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from generator.kinds import all_kinds
from generator.library.check import Checked, check
from generator.library.library import Library
from generator.library.visible import standing, visible
from generator.privacy import scan
from generator.record import Record

CONTENT = Path(__file__).resolve().parent.parent / "content"
DAY = dt.date(2026, 11, 22)
"""The day for which the sample was written; some weeks later it still has no error, only more reminders."""

AT_LEAST = {
    "branches": 24,
    "brands": 18,
    "notices": 40,
    "assessments": 8,
    "ledgers": 60,
    "pledges": 24,
    "liaisons": 12,
    "meetings": 30,
    "activities": 150,
    "trainings": 25,
    "duties": 10,
    "themes": 6,
}
TYPES = {
    "branches": ("type", "branch_types"),
    "brands": ("brand_type", "brand_types"),
    "themes": ("form", "theme_forms"),
    "notices": ("type", "notice_types"),
    "assessments": ("type", "assessment_types"),
    "pledges": ("type", "pledge_types"),
    "meetings": ("type", "meeting_types"),
    "activities": ("type", "activity_types"),
    "trainings": ("category", "training_categories"),
}
"""Kind → the field that holds its type, and the policy's section of types."""

EXAMPLES = (
    "强党性、暖人心",
    "抓党建、促融合",
    "稳源头、保安全",
    "支护技术改革守初心、大打开掘之仗担使命",
    "“反四风、转作风”组织生活会",
    "聚焦质量效益、践行价值理念",
)
MOST_BYTES = 12_000_000
MOST_PICTURE_BYTES = 120_000


@cache
def sample(day: dt.date = DAY) -> Checked:
    return check(CONTENT, day)


def library() -> Library:
    found = sample().library
    assert found is not None
    return found


@pytest.mark.parametrize("later", [0, 7, 30, 60])
def test_the_sample_has_no_error(later: int) -> None:
    found = sample(DAY + dt.timedelta(days=later))
    assert [(one.path, one.line, one.message) for one in found.findings if one.is_error] == []


def test_every_page_is_marked_as_a_sample() -> None:
    assert library().site.sample
    assert library().site.url == "http://dj.shifankuang.example/"


@pytest.mark.parametrize("kind", AT_LEAST)
def test_there_are_enough_records(kind: str) -> None:
    assert len(library().records(kind)) >= AT_LEAST[kind]


def test_no_kind_is_left_out() -> None:
    assert set(AT_LEAST) == set(all_kinds())


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_the_policy_occurs(kind: str) -> None:
    field, section = TYPES[kind]
    used = {str(getattr(record, field)) for record in library().records(kind)}
    assert used == set(library().policy.names(section))


def test_every_source_and_list_of_the_ledgers_occurs() -> None:
    items = library().records("ledgers")
    assert {str(one.source.type) for one in items if one.source} == set(
        library().policy.names("ledger_sources")
    )
    lists = Counter(one.list_type for one in items)
    assert lists["问题"] == lists["任务"] == lists["责任"] == 20


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds().values() if kind.state_labels])
def test_every_state_occurs(kind: str) -> None:
    found = {library().facts(record).state.name for record in library().records(kind)}
    assert found == set(all_kinds()[kind].state_labels)


def test_notices_stand_everywhere_in_their_life() -> None:
    shown = library()
    found = {standing(record, shown.policy, DAY) for record in shown.records("notices")}
    assert found == {"shown", "withdrawn", "gated", "draft", "planned"}
    assert any(record.corrections for record in shown.records("notices"))
    assert {record.audience for record in shown.records("notices")} >= {"党员", "班子"}


def test_each_audience_sees_more_than_the_wider_one() -> None:
    everything = library()
    sizes = [
        sum(len(visible(everything, audience).records(kind)) for kind in all_kinds())
        for audience in everything.site.audiences
    ]
    assert sizes == sorted(set(sizes))
    assert len(sizes) == 3


def test_a_third_of_the_brands_is_thin() -> None:
    gaps = [len(library().facts(brand).gaps) for brand in library().records("brands")]
    assert sum(count >= 5 for count in gaps) >= 6
    assert sum(count == 0 for count in gaps) >= 6


def test_assessments_show_ties_vetoes_absences_and_marks_on_top() -> None:
    results = [line for one in library().records("assessments") for line in library().facts(one).results]
    assert any(line.veto for line in results)
    assert any(line.absent for line in results)
    assert any(line.bonus for line in results)
    assert any(line.deduction for line in results)
    assert any(_has_tie(one) for one in library().records("assessments"))


def _has_tie(record: Record) -> bool:
    ranks = Counter(line.rank for line in library().facts(record).results if line.rank)
    return any(count > 1 for count in ranks.values())


def test_the_month_has_branches_without_a_theme_day() -> None:
    codes = Counter(one.code for one in sample().findings)
    assert 1 <= codes["activities.no-party-day"] <= 6


@pytest.mark.parametrize("words", EXAMPLES)
def test_the_examples_of_the_brief_are_there(words: str) -> None:
    assert any(words in file.read_text("utf-8") for file in sorted(CONTENT.rglob("*.yml")))


def test_no_number_is_a_persons() -> None:
    texts = {file: file.read_text("utf-8") for file in sorted(CONTENT.rglob("*.yml"))}
    assert [(file.name, hit.masked) for file, text in texts.items() for hit in scan(text)] == []


def test_the_sample_is_small() -> None:
    files = [file for file in CONTENT.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    pictures = [file for file in files if file.suffix in {".png", ".jpg", ".webp"}]
    assert pictures
    assert [file.name for file in pictures if file.stat().st_size > MOST_PICTURE_BYTES] == []
    assert {file.suffix for file in files} >= {".docx", ".xlsx", ".pdf", ".png"}
