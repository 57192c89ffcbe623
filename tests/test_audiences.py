"""A record for fewer readers leaves no trace in a site for all: not in a page, a list, a count, a feed, a picture."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.build import Request, build
from generator.kinds import all_kinds
from tests.leaks import leaks
from tests.restricted import AS_OF, SECRET, SLUG, Planted, add_restricted, public

BUILT_AT = dt.datetime(2026, 3, 5, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass(frozen=True)
class Sites:
    """The same content with and without its restricted half, for all and for members."""

    planted: Planted
    plain: Path
    everyone: Path
    members: Path


def make(content: Path, site: Path, audience: str) -> Path:
    done = build(Request(content, site, AS_OF, BUILT_AT, audience=audience, commit="c1"))
    assert done.ok, [one.message for one in done.findings if one.is_error]
    return site


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    top = tmp_path_factory.mktemp("audiences")
    plain = make(public(top / "one/content"), top / "one/site", "全员")
    content = public(top / "two/content")
    planted = add_restricted(content)
    everyone = make(content, top / "everyone/site", "全员")
    members = make(content, top / "members/site", "党员")
    return Sites(planted, plain, everyone, members)


def test_members_do_see_what_is_for_them(sites: Sites) -> None:
    seen = {marker for _, marker in leaks(sites.members, sites.planted.markers.values())}
    for kind in all_kinds():
        planted = sites.planted.by_kind(kind)
        missing = [marker for marker in planted if marker not in seen]
        assert len(planted) >= 5 and len(missing) <= len(planted) // 2, (kind, missing)


def test_members_do_see_the_attachments(sites: Sites) -> None:
    for suffix in ("docx", "xlsx", "pdf"):
        assert list(sites.members.rglob(f"mimi-*.{suffix}")), suffix


def test_no_marker_of_a_restricted_record_is_anywhere_in_the_site_for_all(sites: Sites) -> None:
    markers = [SECRET, SLUG, "mimi-", *sites.planted.markers.values()]
    assert leaks(sites.everyone, markers) == []


def test_the_site_for_all_is_the_same_to_the_byte_as_if_the_restricted_records_did_not_exist(
    sites: Sites,
) -> None:
    def files(site: Path) -> dict[str, bytes]:
        return {
            path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
        }

    without, with_them = files(sites.plain), files(sites.everyone)
    assert sorted(with_them) == sorted(without)
    assert [path for path in without if without[path] != with_them[path]] == []
