"""Publishing, going back, verifying: what the administrator relies on."""

from __future__ import annotations

import http.server
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from generator.messages import finding
from generator.messages.publish import MESSAGES
from generator.problems import MachineFault
from generator.publish.errors import Busy, Faulted, Misused, PublishError, Refused, Superseded
from generator.publish.lock import Owner, building, holder, locked, myself, state_of
from generator.publish.manifest import write_manifest
from generator.publish.release import publish, releases, rollback
from generator.publish.status import status
from generator.publish.verify import verify
from tests.publishing import NOON, PAGES, at, live_bytes, live_commit, make_site, page, put


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "www" / "all"


@pytest.fixture
def first(tmp_path: Path, target: Path) -> Path:
    """A target where commit c1 is live."""
    publish(make_site(tmp_path / "site1", "c1"), target, stamp=NOON, commit_time=at(0))
    return target


def test_the_site_is_live_readable_and_verified(tmp_path: Path, target: Path) -> None:
    site = make_site(tmp_path / "site", "c1")
    old = os.umask(0o077)
    try:
        done = publish(site, target, stamp=NOON)
    finally:
        os.umask(old)
    assert done.name.startswith("20260302T120000-") and done.live and done.about.audience == "全员"
    assert (target / "current").resolve() == done.path
    for path in [
        target,
        target / "releases",
        *target.glob("releases/**/*"),
        *target.glob("kept-assets/**/*"),
    ]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path
    assert verify(target) == []
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest.sha256"], cwd=target / "current", check=True)


def test_a_site_of_many_files_is_as_whole_as_a_small_one(tmp_path: Path, target: Path) -> None:
    many = tuple(f"notices/{2000 + number % 9}/n{number}" for number in range(300))
    for number in (1, 2):
        site = make_site(tmp_path / f"site{number}", f"c{number}", pages=many)
        publish(site, target, stamp=at(number))
        assert verify(target) == [] and live_commit(target) == f"c{number}"


def test_unchanged_files_are_shared_and_removed_pages_are_listed(tmp_path: Path, first: Path) -> None:
    done = publish(make_site(tmp_path / "site2", "c2", pages=PAGES[1:]), first, stamp=at(1))
    before, after = (release.path / "assets/images/mark.png" for release in reversed(releases(first)))
    assert before.samefile(after) and done.linked == 1
    assert done.removed == ("notices/2026/a/index.html",)
    assert live_commit(first) == "c2"


def test_changed_files_get_a_new_time_so_that_no_browser_keeps_the_old_page(
    tmp_path: Path, first: Path
) -> None:
    # nginx makes its ETag of time and size; both sites have the same sizes and builds may fix times.
    site = make_site(tmp_path / "site2", "c2")
    for path in site.rglob("*"):
        os.utime(path, (1, 1))
    publish(site, first, stamp=NOON)
    old, new = (one.path / "index.html" for one in reversed(releases(first)))
    assert old.stat().st_size == new.stat().st_size
    assert int(old.stat().st_mtime) < int(new.stat().st_mtime)


def test_only_the_wanted_number_of_releases_stays_and_always_the_live_one(
    tmp_path: Path, target: Path
) -> None:
    for number in range(5):
        publish(make_site(tmp_path / f"s{number}", f"c{number}"), target, stamp=at(number), keep=3)
    assert [one.about.commit for one in releases(target)] == ["c4", "c3", "c2"]
    rollback(target, stamp=at(6))
    rollback(target, stamp=at(7))
    publish(make_site(tmp_path / "s6", "c6"), target, stamp=at(8), keep=1)
    assert [(one.about.commit, one.live) for one in releases(target)] == [("c6", True)]


def test_roll_back_goes_one_further_each_time_and_to_any_named_release(tmp_path: Path, first: Path) -> None:
    for number in (2, 3):
        publish(make_site(tmp_path / f"site{number}", f"c{number}"), first, stamp=at(number))
    newest = releases(first)[0].name
    assert rollback(first, stamp=at(4)).about.commit == live_commit(first) == "c2"
    assert rollback(first, stamp=at(5)).about.commit == live_commit(first) == "c1"
    with pytest.raises(Misused, match="没有更早的版本"):
        rollback(first, stamp=at(6))
    rollback(first, stamp=at(7), to=newest)
    assert live_commit(first) == "c3"
    with pytest.raises(Misused, match="没有这个版本"):
        rollback(first, stamp=at(8), to="../../etc")
    with pytest.raises(Misused, match="还没有发布过"):
        rollback(tmp_path / "nothing", stamp=NOON)


def test_roll_back_refuses_a_damaged_release(tmp_path: Path, first: Path) -> None:
    publish(make_site(tmp_path / "site2", "c2"), first, stamp=at(1))
    put(releases(first)[1].path / "index.html", b"rotten")
    before = live_bytes(first)
    with pytest.raises(Refused, match=r"index\.html"):
        rollback(first, stamp=at(2))
    assert live_bytes(first) == before


def test_verify_names_each_thing_that_is_not_as_published(first: Path) -> None:
    live = (first / "current").resolve()
    put(live / "index.html", b"changed")
    (live / "brands/d/index.html").unlink()
    put(live / "brands/shell.php", b"extra")
    os.chmod(live / "brands/shell.php", 0o644)
    (live / "brands/e/passwd").symlink_to("/etc/passwd")
    os.mkfifo(live / "pipe")
    os.chmod(live / "branches/f/index.html", 0o600)
    (live / "empty").mkdir(mode=0o755)
    found = {(one.what, one.path) for one in verify(first)}
    assert found == {
        ("changed", "index.html"),
        ("missing", "brands/d/index.html"),
        ("extra", "brands/shell.php"),
        ("type", "brands/e/passwd"),
        ("type", "pipe"),
        ("mode", "branches/f/index.html"),
        ("extra", "empty"),
    }
    assert all(one.as_finding().message for one in verify(first))


def test_verify_sees_a_manifest_that_was_changed_along_with_a_file(first: Path) -> None:
    live = (first / "current").resolve()
    put(live / "index.html", b"changed")
    write_manifest(live)
    assert [one.what for one in verify(first)] == ["manifest"]


def test_damage_in_a_shared_file_is_seen_and_does_not_pass_to_the_next_release(
    tmp_path: Path, first: Path
) -> None:
    with open(first / "current/assets/images/mark.png", "r+b") as stream:
        stream.write(b"rot")
    assert [(one.what, one.path) for one in verify(first)] == [("changed", "assets/images/mark.png")]
    publish(make_site(tmp_path / "site2", "c2"), first, stamp=at(1))
    assert verify(first) == []


# --- Order -----------------------------------------------------------------------------------------------------


def test_an_older_commit_that_finishes_last_does_not_replace_a_newer_one(tmp_path: Path, first: Path) -> None:
    old = make_site(tmp_path / "old", "c0")
    before = live_bytes(first)
    with pytest.raises(Superseded, match="已经是更新的版本") as caught:
        publish(old, first, stamp=at(9), commit_time=at(-60))
    assert caught.value.exit_code == 3 and live_bytes(first) == before
    publish(old, first, stamp=at(10), commit_time=at(-60), force=True)
    assert live_commit(first) == "c0"


def test_git_decides_the_order_where_it_knows_both_commits(tmp_path: Path, first: Path) -> None:
    new = make_site(tmp_path / "new", "c2")
    publish(new, first, stamp=at(1), commit_time=at(-60), is_ancestor=lambda old, newer: False)
    assert live_commit(first) == "c2"
    again = make_site(tmp_path / "again", "c1")
    with pytest.raises(Superseded):
        publish(again, first, stamp=at(2), commit_time=at(60), is_ancestor=lambda old, newer: True)


def test_the_nightly_build_of_the_same_commit_replaces_yesterdays_but_not_the_reverse(
    tmp_path: Path, first: Path
) -> None:
    publish(make_site(tmp_path / "n", "c1", as_of="2026-03-03"), first, stamp=at(720), commit_time=at(0))
    with pytest.raises(Superseded):
        publish(make_site(tmp_path / "d", "c1", as_of="2026-03-02"), first, stamp=at(721), commit_time=at(0))


def test_what_was_rolled_back_does_not_come_back_with_the_nightly_build(tmp_path: Path, first: Path) -> None:
    publish(make_site(tmp_path / "bad", "c2"), first, stamp=at(1), commit_time=at(1))
    rollback(first, stamp=at(2))
    nightly = make_site(tmp_path / "nightly", "c2", as_of="2026-03-03")
    with pytest.raises(Superseded, match="回退撤下"):
        publish(nightly, first, stamp=at(720), commit_time=at(1))
    with pytest.raises(Superseded):
        publish(make_site(tmp_path / "between", "c1b"), first, stamp=at(720), commit_time=at(0))
    publish(make_site(tmp_path / "good", "c3"), first, stamp=at(721), commit_time=at(3))
    assert live_commit(first) == "c3"


def test_a_clock_that_jumps_back_keeps_the_order_of_releases(tmp_path: Path, first: Path) -> None:
    publish(make_site(tmp_path / "s2", "c2"), first, stamp=at(-60 * 24 * 365))
    publish(make_site(tmp_path / "s3", "c3"), first, stamp=at(-5))
    assert [one.about.commit for one in releases(first)] == ["c3", "c2", "c1"]
    assert releases(first)[0].name.startswith("20260302T120002-")


# --- What must not go live -------------------------------------------------------------------------------------


def drop(path: str) -> Callable[[Path], object]:
    return lambda site: (site / path).unlink()


def change(path: str, data: bytes, *, listed: bool = True) -> Callable[[Path], object]:
    def run(site: Path) -> None:
        put(site / path, data)
        if listed:
            write_manifest(site)

    return run


def link(path: str, to: str) -> Callable[[Path], object]:
    return lambda site: (site / path).symlink_to(to)


def cut_manifest(site: Path) -> None:
    data = (site / "manifest.sha256").read_bytes()
    (site / "manifest.sha256").write_bytes(data[:-10])


def leaving_manifest(site: Path) -> None:
    data = (site / "manifest.sha256").read_bytes()
    (site / "manifest.sha256").write_bytes(data + b"0" * 64 + b"  ../../etc/passwd\n")


BROKEN = {
    "no manifest": (drop("manifest.sha256"), "没有 manifest.sha256"),
    "manifest cut": (cut_manifest, "看不懂"),
    "manifest leaves the site": (leaving_manifest, "看不懂"),
    "file missing": (drop("brands/d/index.html"), "对不上"),
    "file beside the manifest": (change("stray.txt", b"x", listed=False), "stray.txt"),
    "file changed after": (
        change("status.json", '{"built_at": "x", "audience": "全员"}'.encode(), listed=False),
        "变了",
    ),
    "no status": (lambda site: (drop("status.json")(site), write_manifest(site)), "status.json"),
    "status not an object": (change("status.json", b"[]"), "status.json"),
    "empty index": (change("index.html", b""), "首页"),
    "index without text": (
        change("index.html", b"<html><head><title>x</title></head><body> </body></html>"),
        "首页",
    ),
    "cut page": (change("brands/d/index.html", b"<html><body><h1>x</h1><p>half"), "brands/d/index.html"),
    "missing style": (change("brands/d/index.html", page("c2", "brands/d", "gone.css").encode()), "gone.css"),
    "link out": (link("secret", "/etc/passwd"), "secret"),
    "pipe": (lambda site: os.mkfifo(site / "pipe"), "pipe"),
    "odd name": (change("a\nb.txt", b"x", listed=False), "控制字符"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_site_that_is_not_whole_is_refused_and_the_live_one_stays(
    fault: str, tmp_path: Path, first: Path
) -> None:
    spoil, said = BROKEN[fault]
    site = make_site(tmp_path / "site2", "c2")
    spoil(site)
    before = live_bytes(first)
    with pytest.raises(Refused, match=said) as caught:
        publish(site, first, stamp=at(1))
    assert caught.value.exit_code == 1
    assert live_bytes(first) == before and len(releases(first)) == 1
    assert list((first / "releases").glob(".*")) == []


def test_far_fewer_pages_are_refused_with_the_list_unless_they_are_meant(
    tmp_path: Path, target: Path
) -> None:
    many = tuple(f"notices/2026/n{number}" for number in range(30))
    publish(make_site(tmp_path / "many", "c1", pages=many), target, stamp=NOON)
    few = make_site(tmp_path / "few", "c2", pages=many[:20])
    with pytest.raises(
        Refused, match=r"31 页，少了 10 页.*notices/2026/n20/index\.html.* 等 10 个.*--allow-shrink"
    ):
        publish(few, target, stamp=at(1))
    assert live_commit(target) == "c1"
    assert len(publish(few, target, stamp=at(1), allow_shrink=True).removed) == 10


def test_a_whole_section_gone_is_refused_even_if_it_is_small(tmp_path: Path, target: Path) -> None:
    notices = tuple(f"notices/2026/n{number}" for number in range(40))
    publish(
        make_site(tmp_path / "a", "c1", pages=(*notices, "brands/a", "brands/b", "brands/c")),
        target,
        stamp=NOON,
    )
    with pytest.raises(Refused, match="栏目“brands”原来有 3 页"):
        publish(make_site(tmp_path / "b", "c2", pages=notices), target, stamp=at(1))


def test_a_site_for_other_readers_never_replaces_this_one(tmp_path: Path, first: Path) -> None:
    members = make_site(tmp_path / "members", "c2", audience="党员")
    for force in (False, True):
        with pytest.raises(Refused, match=r"“全员”.*“党员”"):
            publish(members, first, stamp=at(1), force=force, allow_shrink=True)
    assert live_commit(first) == "c1"


def test_a_script_in_a_page_that_the_theme_did_not_bring_is_refused(tmp_path: Path, first: Path) -> None:
    site = make_site(tmp_path / "site2", "c2")
    text = (site / "brands/d/index.html").read_text(encoding="utf-8")
    put(site / "brands/d/index.html", text.replace("<footer>", "<script>steal()</script><footer>").encode())
    write_manifest(site)
    with pytest.raises(Refused, match=r"brands/d/index\.html 里有不认识的内嵌脚本"):
        publish(site, first, stamp=at(1))
    assert live_commit(first) == "c1"


def test_the_callers_checks_refuse_with_all_their_errors(tmp_path: Path, first: Path) -> None:
    site = make_site(tmp_path / "site2", "c2")
    broken = [finding("verify.changed", name, file=name) for name in ("a", "b")]
    with pytest.raises(Refused, match="2 处") as caught:
        publish(site, first, stamp=at(1), checks=[lambda folder: iter(broken), lambda folder: []])
    assert list(caught.value.findings) == broken and live_commit(first) == "c1"


@pytest.mark.parametrize("inside", [True, False])
def test_site_and_target_may_not_contain_each_other(inside: bool, tmp_path: Path) -> None:
    site = make_site(tmp_path / "a" / "site", "c1")
    with pytest.raises(Misused, match="互相包含") as caught:
        publish(site, site / "www" if inside else tmp_path / "a", stamp=NOON)
    assert caught.value.exit_code == 2


def test_somebody_elses_folder_is_not_taken_over(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "c1")
    (tmp_path / "www/current").mkdir(parents=True)
    with pytest.raises(Misused, match="不是本程序建立的链接"):
        publish(site, tmp_path / "www", stamp=NOON)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/current").symlink_to("/etc")
    with pytest.raises(Misused, match="指向了别处"):
        publish(site, tmp_path / "other", stamp=NOON)
    put(tmp_path / "file", b"")
    with pytest.raises(PublishError):
        publish(site, tmp_path / "file", stamp=NOON)


# --- The lock --------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from generator.publish.lock import locked
from tests.publishing import NOON
with locked(Path(sys.argv[1]), NOON, 0):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def owner(first: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the target's lock."""
    command = [sys.executable, "-c", HOLD, str(first / ".lock")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_run_gives_up_and_names_the_owner(
    tmp_path: Path, first: Path, owner: subprocess.Popen[str]
) -> None:
    site = make_site(tmp_path / "site2", "c2")
    with pytest.raises(
        Busy, match=rf"进程 {owner.pid}（主机 .*2026-03-02 12:00:00 开始）.*等了 0.3 秒"
    ) as caught:
        publish(site, first, stamp=at(1), wait=0.3)
    assert caught.value.exit_code == 3 and isinstance(caught.value, MachineFault)
    with pytest.raises(Busy):
        rollback(first, stamp=at(1))
    assert live_commit(first) == "c1"


def test_a_stopped_owner_is_named_as_stopped_and_a_killed_one_frees_the_lock(
    tmp_path: Path, first: Path, owner: subprocess.Popen[str]
) -> None:
    site = make_site(tmp_path / "site2", "c2")
    owner.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, owner.pid, os.WSTOPPED | os.WNOWAIT)
    with pytest.raises(Busy, match="已被暂停"):
        publish(site, first, stamp=at(1))
    owner.kill()
    owner.wait()
    publish(site, first, stamp=at(1))
    assert live_commit(first) == "c2" and holder(first / ".lock") is None


def test_a_pid_that_was_reused_is_not_taken_for_the_owner() -> None:
    me = myself(NOON)
    assert state_of(me) == ""
    assert "已不在" in state_of(Owner(me.pid, me.host, me.started - 1, me.boot, me.since))


def test_the_waiting_run_goes_on_when_the_other_ends(tmp_path: Path, first: Path) -> None:
    site = make_site(tmp_path / "site2", "c2")
    with locked(first / ".lock", NOON, 0):
        late = threading.Thread(target=publish, args=(site, first), kwargs={"stamp": at(1), "wait": 30})
        late.start()
        assert live_commit(first) == "c1"
    late.join()
    assert live_commit(first) == "c2"


BUILD = """
import os, sys, time
from pathlib import Path
from generator.publish.lock import building
from tests.publishing import NOON
with building(Path(sys.argv[1]), NOON):
    if not os.fork():
        time.sleep(15)  # a worker that does not notice its parent's end
        os._exit(0)
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_builds_never_share_a_folder_and_a_killed_one_leaves_it_free(tmp_path: Path) -> None:
    site = tmp_path / "build/site"
    command = [sys.executable, "-c", BUILD, str(site)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=rf"同一个网站文件夹：进程 {process.pid}"), building(site, NOON):
            pass
        with building(tmp_path / "build/other", NOON):
            pass
        process.kill()
        with building(site, NOON, wait=10):
            pass


# --- Readers who still have an old page open --------------------------------------------------------------------


def test_theme_files_of_kept_releases_stay_reachable_and_records_text_does_not(
    tmp_path: Path, target: Path
) -> None:
    def kept() -> int:
        return len([path for path in (target / "kept-assets").rglob("*") if path.is_file()])

    for number in range(4):
        site = make_site(tmp_path / f"s{number}", f"c{number}")
        put(site / f"assets/search/shard.0123456{number}.js", b"withdrawn name")
        write_manifest(site)
        publish(site, target, stamp=at(number), keep=2)
        assert kept() == min(number + 1, 2)
    assert not list((target / "kept-assets").rglob("shard*"))


# --- Is it fresh? -----------------------------------------------------------------------------------------------


def test_status_fails_when_the_site_was_not_rebuilt_for_too_long(first: Path) -> None:
    fresh = status(first, now=NOON + timedelta(hours=25), older_than_hours=26)
    assert fresh.ok and fresh.about.commit == "c1" and fresh.age_hours == 25
    stale = status(first, now=NOON + timedelta(hours=27), older_than_hours=26)
    assert not stale.ok and "已过 27 小时" in stale.findings[0].message
    early = status(first, now=NOON - timedelta(hours=2), older_than_hours=26)
    assert [one.code for one in early.findings] == ["status.future"]


def test_status_sees_a_publish_that_never_ends(first: Path, owner: subprocess.Popen[str]) -> None:
    found = status(first, now=NOON + timedelta(hours=30), older_than_hours=29).findings
    assert [one.code for one in found] == ["status.stale", "status.lock_held"]
    assert str(owner.pid) in found[1].message


def test_status_reads_a_site_by_its_address(first: Path) -> None:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    def handler(*args: object) -> Quiet:
        return Quiet(*args, directory=str(first / "current"))  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        assert status(url, now=NOON, older_than_hours=1).about.commit == "c1"
        server.shutdown()
    with pytest.raises(Faulted, match="读不到"):
        status(url, now=NOON, older_than_hours=1)


def test_status_says_when_there_is_nothing_or_nonsense(tmp_path: Path, first: Path) -> None:
    with pytest.raises(Faulted, match="读不到"):
        status(tmp_path / "none", now=NOON, older_than_hours=1)
    (first / "current").resolve().joinpath("status.json").write_text(json.dumps({"built_at": "gestern"}))
    with pytest.raises(Faulted, match="看不懂"):
        status(first, now=NOON, older_than_hours=1)


def test_every_sentence_is_chinese_and_says_what_to_do() -> None:
    for code, message in MESSAGES.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in message.text), code
        assert message.hint, code
