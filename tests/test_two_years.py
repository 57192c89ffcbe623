"""Two years, day by day, over records that no other test knows: every part of the site says of every record what the
oracle of `unseen.py` says, and what is not to be seen is nowhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.build import Memory, Request, build
from generator.kinds import all_kinds
from generator.library import Library, check
from generator.library.visible import visible
from generator.outputs import all_parts
from generator.outputs.search.collect import docs_of
from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.spelling import spelling
from generator.render import Renderer, Surroundings, serialize
from tests.leaks import leaks
from tests.unseen import FIRST, LAST, ONE, SITE, Life, lives

ATOM, GONE = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
LABELS = {
    (kind.name, name): label for kind in all_kinds().values() for name, label in kind.state_labels.items()
}
PILL = re.compile(r'class="pill" data-state="([a-z_]+)"')


def put(top: Path, records: list[Life]) -> Path:
    """The records as files."""
    content = top / "content"
    for life in records:
        file = content / f"{life.key}/index.yml" if life.files else content / f"{life.key}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(life.typed, encoding="utf-8")
        for name in life.files:
            (file.parent / name).write_text("项目,结果\n台账,齐\n", encoding="utf-8")
    (content / "site.yml").write_text(SITE, encoding="utf-8")
    return content


@dataclass
class Site:
    """What the site says on one day, read as its readers' programs read it."""

    library: Library
    day: dt.date
    around: Surroundings
    files: dict[str, bytes] = field(default_factory=dict)

    def make(self, *wanted: str) -> None:
        """Make the outputs whose names begin like these; of a table only the csv."""
        for name, maker in all_parts(self.library):
            if name.startswith(wanted):
                made = maker(self.library, self.around)
                for path, content in [next(made)] if name.startswith("tables/") else made:
                    assert isinstance(content, bytes)
                    self.files[path] = content

    def json(self, path: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.files[path])
        return found

    def states_in_api(self, kind: str) -> dict[str, str]:
        items = self.json(f"api/v1/{kind}.json")
        assert items["count"] == len(items["items"])  # type: ignore[arg-type]
        return {f"{kind}/{one['id']}": (one["state"] or {}).get("name", "") for one in items["items"]}  # type: ignore[attr-defined]

    def states_in_table(self, kind: str) -> dict[str, str]:
        text = self.files[f"data/{kind}.csv"].decode("utf-8-sig")
        return {f"{kind}/{row['编号']}": row["状态"] for row in csv.DictReader(io.StringIO(text))}

    def feed(self, path: str) -> tuple[dict[str, str], set[str]]:
        """Entries with their states, and what readers are told to delete, by key."""
        root = ET.fromstring(self.files[path])
        entries = {
            _key(one.findtext(f"{ATOM}id")): next(
                (
                    c.get("term", "")[6:]
                    for c in one.iter(f"{ATOM}category")
                    if c.get("term", "").startswith("state:")
                ),
                "",
            )
            for one in root.iter(f"{ATOM}entry")
        }
        return entries, {_key(one.get("ref")) for one in root.iter(f"{GONE}deleted-entry")}

    @cached_property
    def periods(self) -> dict[str, tuple[dt.date, dt.date, str]]:
        """公示期.ics: first day, last day, status."""
        events = icalendar.Calendar.from_ical(self.files["calendar/公示期.ics"]).walk("VEVENT")
        return {
            str(one["uid"]).partition("@")[0].rpartition("notices/")[1]
            + str(one["uid"]).partition("@")[0].rpartition("notices/")[2]: (
                one["dtstart"].dt, one["dtend"].dt - ONE, str(one["status"])
            )
            for one in events
        }  # fmt: skip

    def text(self) -> str:
        return "\n".join(content.decode("utf-8", "replace") for content in self.files.values())


def _key(tag: str | None) -> str:
    return (tag or "").partition("2026:")[2].strip("/")


@dataclass
class Years:
    """The records, read once, and the site that they make on any day."""

    records: list[Life]
    everything: Library
    content: Path

    def on(self, day: dt.date) -> Site:
        read = self.everything
        whole = Library(
            read.all_records(), site=read.site, policy=read.policy, calendar=read.calendar, as_of=day, files=read.files
        )  # fmt: skip
        return Site(visible(whole), day, Surroundings(self.content, {}))

    def days(self) -> Iterator[dt.date]:
        day = FIRST
        while day <= LAST:
            yield day
            day += ONE


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Years:
    records = lives(20261123)
    content = put(tmp_path_factory.mktemp("years"), records)
    checked = check(content, FIRST)
    assert checked.library is not None
    assert [one.message for one in checked.findings if one.is_error] == []
    return Years(records, checked.library, content)


def test_the_records_have_lives_of_all_sorts(years: Years) -> None:
    """Guards the tests below against records that say nothing."""
    turns = [turn for life in years.records for turn in life.turns()]
    assert len(turns) > 200 and len(set(turns)) > 150
    states = {(life.kind, life.state(day)) for life in years.records for day in life.turns()}
    told = {pair for pair in states if pair[1]}
    assert len(told) > 30, sorted(told)
    for sort in ("hidden", "withdraw", "publish", "aliases", "outcome"):
        assert sum(bool(getattr(life, sort)) for life in years.records) >= 4, sort


def test_every_output_agrees_with_the_oracle_on_every_day(years: Years) -> None:
    """Every day what changes oftenest; the other feeds and the tables on every day on which anything turns."""
    daily = ("api/", "feeds/notices", "feeds/ledgers", "calendars/公示期", "redirects")
    turns = {turn for life in years.records for turn in life.turns()}
    for day in years.days():
        site = years.on(day)
        site.make(*daily)
        _periods_agree(site, years.records)
        for kind in ("notices", "ledgers"):
            _feed_agrees(site, years.records, kind)
        if day in turns:
            site.make("tables/", "feeds/", "calendars/")
            for kind in all_kinds():
                _feed_agrees(site, years.records, kind)
            _branch_feeds_agree(site, years.records)
            _tables_agree(site, years.records)
        _api_agrees(site, years.records)
        _nothing_hidden(site, years.records)


def _expected(site: Site, records: list[Life], kind: str) -> dict[str, str]:
    mine = (life for life in records if life.kind == kind)
    return {life.key: life.state(site.day) for life in mine if life.sight(site.day) == "shown"}


def _api_agrees(site: Site, records: list[Life]) -> None:
    for kind in all_kinds():
        assert site.states_in_api(kind) == _expected(site, records, kind), (site.day, kind)


def _tables_agree(site: Site, records: list[Life]) -> None:
    for kind in all_kinds():
        states = _expected(site, records, kind).items()
        labels = {key: LABELS.get((kind, state), "") for key, state in states}
        assert site.states_in_table(kind) == labels, (site.day, kind)


def _feed_agrees(site: Site, records: list[Life], kind: str) -> None:
    filed = {life.key: life.filed for life in records}
    entries, gone = site.feed(f"feeds/{kind}.atom")
    shown = _expected(site, records, kind)
    assert entries == {key: state for key, state in shown.items() if filed[key] <= site.day}, (site.day, kind)
    assert gone == _withdrawn(site, records, kind=kind), (site.day, kind)


def _withdrawn(site: Site, records: list[Life], **only: str) -> set[str]:
    mine = (life for life in records if all(getattr(life, name) == value for name, value in only.items()))
    return {life.key for life in mine if life.sight(site.day) == "withdrawn"}


def _branch_feeds_agree(site: Site, records: list[Life]) -> None:
    everything, deleted = site.feed("feeds/all.atom")
    assert deleted == _withdrawn(site, records) and not everything.keys() & deleted and len(everything) <= 50
    for branch in {life.branch for life in records if life.branch}:
        entries, gone = site.feed(f"feeds/branches/{branch}.atom")
        mine = {life.key for life in records if life.branch == branch}
        assert gone & mine == _withdrawn(site, records, branch=branch), (site.day, branch)
        assert not entries.keys() & gone, (site.day, branch)


def _periods_agree(site: Site, records: list[Life]) -> None:
    expected = {}
    for life in records:
        sight = life.sight(site.day)
        if life.period and sight != "absent":
            off = sight == "withdrawn" or life.state(site.day) == "cancelled"
            expected[life.key] = (*life.period, "CANCELLED" if off else "CONFIRMED")
    assert site.periods == expected, site.day


def _nothing_hidden(site: Site, records: list[Life]) -> None:
    text = site.text()
    titled = {path: content.decode("utf-8", "replace") for path, content in site.files.items()}
    for life in records:
        sight = life.sight(site.day)
        if sight == "absent":
            assert life.title not in text and life.key not in text, (site.day, life.key)
        elif sight == "withdrawn":
            assert life.title not in text, (site.day, life.key)
        if life.secret and not life.shows_secret(site.day):
            assert life.secret not in text, (site.day, life.key)
        if life.outcome and sight == "shown" and life.outcome[0] > site.day:
            assert "outcome" not in titled[f"api/v1/{life.key}.json"], (site.day, life.key)
        for alias in life.aliases:
            assert (f"{life.kind}/{alias}/index.html" in site.files) == (sight != "absent"), (
                site.day,
                life.key,
            )


def test_pages_and_search_say_the_same_on_the_days_around_every_turn(years: Years) -> None:
    turns: dict[dt.date, set[str]] = {}
    for life in years.records:
        for turn in life.turns():
            for day in (turn - ONE, turn):
                turns.setdefault(day, set()).add(life.key)
    by_key = {life.key: life for life in years.records}
    for day, keys in sorted(turns.items()):
        site = years.on(day)
        renderer = Renderer(site.library, site.around)
        docs = (
            {f"{doc.kind}/{doc.id}": doc for doc in docs_of(site.library, spelling())}
            if day.day < 8
            else None
        )
        for key in keys:
            _page_agrees(renderer, by_key[key], day)
            if docs is not None:
                _search_agrees(docs, by_key[key], day)


def _page_agrees(renderer: Renderer, life: Life, day: dt.date) -> None:
    sight = life.sight(day)
    record = renderer.library.get(life.kind, life.key.partition("/")[2])
    gone = [one for one in renderer.library.withdrawn if one.key == life.key]
    assert (sight == "shown", sight == "withdrawn") == (record is not None, bool(gone)), (day, life.key)
    if sight == "absent":
        return
    page = serialize(renderer.record(record) if record else renderer.tombstone(gone[0])).decode()
    assert life.title in page
    if sight == "withdrawn":
        assert not PILL.search(page) and f'于 <time datetime="{life.withdraw}"' in page, (day, life.key)
    elif state := life.state(day):
        assert PILL.findall(page)[0] == state, (day, life.key)
    if life.secret:
        assert (life.secret in page) == life.shows_secret(day), (day, life.key)
    if life.outcome:
        assert ('data-field="conclusion"' in page) == (life.outcome[0] <= day), (day, life.key)
    if life.period:
        assert all(f'datetime="{end}"' in page for end in life.period), (day, life.key)


def _search_agrees(docs: dict[str, SearchDoc], life: Life, day: dt.date) -> None:
    assert (life.key in docs) == (life.sight(day) == "shown"), (day, life.key)
    if life.sight(day) != "shown":
        return
    spans = docs[life.key].states
    holding = [span.state for span in spans if _holds(span, day)]
    assert holding == ([life.state(day)] if life.state(day) else []), (day, life.key, spans)
    if life.secret:
        assert (life.secret in docs[life.key].body) == life.shows_secret(day), (day, life.key)


def _holds(span: StateSpan, day: dt.date) -> bool:
    return (not span.since or span.since <= day.isoformat()) and (
        not span.until or day.isoformat() <= span.until
    )


def test_whole_sites_hold_nothing_that_is_not_to_be_seen(years: Years, tmp_path: Path) -> None:
    """One folder, built on a handful of days one after the other, so that what the day before left would show."""
    memory = Memory()
    for day in (dt.date(2025, 1, 2), dt.date(2025, 11, 20), LAST):
        at = dt.datetime.combine(day, dt.time(0, 5), dt.timezone(dt.timedelta(hours=8)))
        request = Request(years.content, tmp_path / "live/site", day, at, jobs=1, papers=False)
        done = build(request, memory=memory)
        assert done.ok, [one.message for one in done.findings if one.is_error]
        absent = [life for life in years.records if life.sight(day) == "absent"]
        down = [life.secret for life in years.records if life.secret and not life.shows_secret(day)]
        found = leaks(request.site, [*(life.title for life in absent), *down])
        assert found == [], day
        for life in years.records:
            sight = life.sight(day)
            page = request.site / life.key / "index.html"
            assert page.is_file() == (sight != "absent"), (day, life.key)
            assert (request.site / f"api/v1/{life.key}.json").is_file() == (sight == "shown"), (day, life.key)
            for name in life.files:
                there = sight == "shown" and life.files_from <= day
                assert (page.parent / name).is_file() == there, (day, life.key)
            if sight == "shown" and (state := life.state(day)):
                assert PILL.findall(page.read_text(encoding="utf-8"))[0] == state, (day, life.key)
        assert _rows_agree(request.site, years.records, day) > 60
        withdrawn = [life for life in years.records if life.sight(day) == "withdrawn"]
        for path, title in leaks(request.site, [life.title for life in withdrawn]):
            life = next(one for one in withdrawn if one.title == title)
            assert path.startswith(f"{life.key}/"), (day, path, life.key)


def _rows_agree(site: Path, records: list[Life], day: dt.date) -> int:
    """Every row of every page that names a record and has one pill; returns how many there were."""
    by_address = {site / life.key: life for life in records}
    found = 0
    for page in site.rglob("index.html"):
        for row in LexborHTMLParser(page.read_text(encoding="utf-8")).css("tr, li, article"):
            pills = [one.attributes.get("data-state") for one in row.css("[data-state]")]
            named = [
                by_address.get((page.parent / (one.attributes.get("href") or "")).resolve())
                for one in row.css("a")
            ]
            lives_named = {life.key: life for life in named if life and life.kind != "branches"}
            if len(pills) == 1 and len(lives_named) == 1:
                life = next(iter(lives_named.values()))
                assert life.sight(day) == "shown" and pills == [life.state(day)], (day, page, life.key)
                found += 1
    return found
