"""Publishing while the machine fails: killed at any moment, disk full, read-only. Readers come through real nginx.

`GONGKAI_FAULT_ROUNDS` raises the number of kills at random moments (default 150) for a long run.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.publish.errors import Faulted, from_os_error
from generator.publish.manifest import write_manifest
from generator.publish.release import publish, releases, rollback
from generator.publish.verify import verify
from tests.publishing import NOON, at, live_bytes, live_commit, make_site, put
from tests.restricted import public
from tests.webserver import NGINX, Web, ask, nginx

ROUNDS = int(os.environ.get("GONGKAI_FAULT_ROUNDS", "150"))
COMMITS = 4
ROOT = Path(__file__).parents[1]
needs_nginx = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


class Reader(threading.Thread):
    """Asks for pages, and for the style sheet that each page names, as fast as it gets answers."""

    def __init__(self, web: Web) -> None:
        super().__init__(daemon=True)
        self.web = web
        self.asked = 0
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        self.done = threading.Event()

    def run(self) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=30)
        while not self.done.is_set():
            for path in ("/", "/notices/2026/a/", "/branches/f/"):
                self.look(link, path)
        link.close()

    def look(self, link: http.client.HTTPConnection, path: str) -> None:
        page = ask(link, path)
        self.asked += 1
        commits = re.findall(rb'content="(c\d)"|<footer>(c\d)</footer></body></html>\n\Z', page.body)
        names = {one for pair in commits for one in pair if one}
        if page.status != 200 or len(commits) != 2 or len(names) != 1:
            self.wrong.append(f"{path}: {page.status}, {len(page.body)} bytes, {names}")
            return
        commit = names.pop()
        self.seen.add(commit.decode())
        style = re.search(rb'href="[./]*(assets/[^"]+)"', page.body)
        assert style
        sheet = ask(link, "/" + style[1].decode())
        if sheet.status != 200 or commit not in sheet.body:
            self.wrong.append(f"{path} of {commit!r}: style sheet {sheet.status}, {sheet.body[:20]!r}")


class Killer:
    """The process that forks publishers and kills them; and what must be true after each."""

    def __init__(self, sites: list[Path], target: Path) -> None:
        command = [sys.executable, "-m", "tests.killable", str(target)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1
        )
        self.sites = sites
        self.target = target
        self.minute = 1
        self.kills = 0

    def round(self, point: str) -> tuple[int, int]:
        """Publish the next site and die at `point`. Returns the exit code and the operations counted."""
        self.minute += 1
        site = self.sites[self.minute % len(self.sites)]
        before = live_commit(self.target)
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{site} {self.minute} {point}\n")
        code, count = map(int, self.process.stdout.readline().split())
        assert code in (0, -9), (point, code)
        self.kills += code == -9
        wanted = f"c{self.minute % len(self.sites)}"
        live = live_commit(self.target)
        assert live in ((wanted,) if code == 0 else (before, wanted)), (point, before, wanted, live)
        assert verify(self.target) == [], point
        return code, count


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    """Sites c0–c3 to publish in turn, c0 live already."""
    sites = [make_site(tmp_path / f"s{number}", f"c{number}") for number in range(COMMITS)]
    target = tmp_path / "www/quanyuan"
    publish(sites[0], target, stamp=NOON)
    killer = Killer(sites, target)
    yield killer
    killer.process.communicate()


@contextmanager
def reading(web: Web) -> Iterator[Reader]:
    reader = Reader(web)
    reader.start()
    yield reader
    reader.done.set()
    reader.join()


@needs_nginx
def test_killed_at_every_file_operation_and_at_random_moments_readers_see_whole_sites(
    killer: Killer, tmp_path: Path
) -> None:
    with nginx(tmp_path / "nginx", tmp_path / "www") as web, reading(web) as reader:
        killer.round("-")
        _, operations = killer.round("-")
        for number in range(1, operations + 1):
            killer.round(f"e{number}")
        chance = random.Random(7)
        for _ in range(ROUNDS):
            killer.round(f"t{chance.randint(0, 60_000)}")
    print(f"{killer.kills} kills, {reader.asked} pages read, commits seen: {sorted(reader.seen)}")
    assert reader.wrong == []
    assert killer.kills >= min(200, ROUNDS + operations // 2) and reader.asked > killer.kills
    assert len(reader.seen) == COMMITS

    killer.round("-")
    left = [path.name for path in killer.target.iterdir()]
    assert sorted(left) == [".lock", "current", "history.jsonl", "kept-assets", "releases"]
    assert not list((killer.target / "releases").glob(".*")) and len(releases(killer.target)) == 3


@needs_nginx
def test_pages_stay_whole_while_releases_and_roll_backs_follow_each_other(
    killer: Killer, tmp_path: Path
) -> None:
    with nginx(tmp_path / "nginx", tmp_path / "www") as web, reading(web) as reader:
        for number in range(40):
            killer.round("-")
            if number % 4 == 3:
                rollback(killer.target, stamp=at(killer.minute))
    assert reader.wrong == [] and reader.asked > 40


# --- Full, read-only, forbidden ---------------------------------------------------------------------------------


def can_mount(tmp_path: Path) -> bool:
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    probe = tmp_path / "probe"
    probe.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "tmpfs", str(probe)], capture_output=True, check=False
    ).returncode:
        return False
    subprocess.run(["umount", str(probe)], check=True)
    return True


Mount = Callable[[str], Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mount a tmpfs with the given options; the test is skipped where that is not permitted."""
    if not can_mount(tmp_path):
        pytest.skip("mounting is not permitted here")
    place = tmp_path / "disk"
    place.mkdir()

    def run(options: str) -> Path:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
        return place

    yield run
    subprocess.run(["umount", "-l", str(place)], check=True)


def refused(site: Path, target: Path, said: str) -> None:
    """The publish fails with exit 3 and this sentence, and changes nothing that readers see."""
    before = live_bytes(target)
    with pytest.raises(Faulted, match=said) as caught:
        publish(site, target, stamp=at(5))
    assert caught.value.exit_code == 3
    assert live_bytes(target) == before and verify(target) == []
    assert not list((target / "releases").glob(".incoming*"))


def big_site(folder: Path, commit: str, size: int, files: int = 1) -> Path:
    make_site(folder, commit)
    for number in range(files):
        put(folder / f"attachments/{number}.bin", commit.encode() * (size // 2))
    write_manifest(folder)
    return folder


def test_a_full_disk_is_told_before_copying_and_leaves_the_live_site(mount: Mount, tmp_path: Path) -> None:
    target = mount("size=3m") / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    refused(big_site(tmp_path / "b", "c2", 4_000_000), target, "磁盘空间不足：发布需要约 5 MB")
    publish(make_site(tmp_path / "c", "c3"), target, stamp=at(6))
    assert live_commit(target) == "c3"


def test_a_disk_that_fills_up_while_copying_leaves_the_live_site(
    mount: Mount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = mount("size=3m") / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    # As when somebody else fills the disk after we looked.
    monkeypatch.setattr("generator.publish.tree.space_needed", lambda *args: 0)
    refused(big_site(tmp_path / "b", "c2", 1_000_000, files=4), target, "磁盘空间不足（")
    publish(make_site(tmp_path / "c", "c3"), target, stamp=at(6))
    assert live_commit(target) == "c3"


@pytest.mark.parametrize("spare", range(0, 64, 8))
def test_a_disk_with_any_little_space_left_gives_the_old_site_or_the_new(
    spare: int, mount: Mount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = mount("size=1m")
    target = disk / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    monkeypatch.setattr("generator.publish.release._MARGIN", 0)
    monkeypatch.setattr("generator.publish.tree.space_needed", lambda *args: 0)
    free = os.statvfs(disk).f_bavail * 4096
    put(disk / "ballast", bytes(max(free - spare * 1024, 0)))
    site = make_site(tmp_path / "b", "c2")
    try:
        publish(site, target, stamp=at(1))
    except Faulted as error:
        assert "磁盘空间不足" in str(error) and live_commit(target) == "c1"
    assert verify(target) == []
    (disk / "ballast").unlink()
    publish(make_site(tmp_path / "c", "c3"), target, stamp=at(6))
    assert live_commit(target) == "c3"


def test_no_inodes_left_is_told_apart_from_no_space(
    mount: Mount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = mount("size=8m,nr_inodes=50") / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    refused(big_site(tmp_path / "b", "c2", 100, files=60), target, "文件数已到上限")
    monkeypatch.setattr("generator.publish.release._refuse_no_space", lambda *args: None)
    refused(tmp_path / "b", target, "文件数已到上限")


def test_a_read_only_disk_is_told_and_still_read(mount: Mount, tmp_path: Path) -> None:
    target = mount("size=3m") / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    subprocess.run(["mount", "-o", "remount,ro", str(target.parent)], check=True)
    refused(make_site(tmp_path / "b", "c2"), target, "只读")
    with pytest.raises(Faulted, match="只读"):
        rollback(target, stamp=at(6))
    assert verify(target) == [] and len(releases(target)) == 1


def test_a_target_on_another_file_system_than_the_site_works(mount: Mount, tmp_path: Path) -> None:
    target = mount("size=3m") / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    assert publish(make_site(tmp_path / "b", "c2"), target, stamp=at(1)).linked == 1


AS_NOBODY = """
import os, sys
from pathlib import Path
from generator.messages import catalogue
from generator.publish.errors import Faulted
from generator.publish.release import publish
from tests.publishing import at
catalogue()  # the interpreter's own folder may be closed to the other user
os.setgid(65534); os.setuid(65534)
try:
    publish(Path(sys.argv[1]), Path(sys.argv[2]), stamp=at(5))
except Faulted as error:
    print(error); sys.exit(error.exit_code)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_without_permission_the_sentence_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        os.chmod(folder, 0o755)
    target = tmp_path / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    site = make_site(tmp_path / "b", "c2")
    before = live_bytes(target)
    command = [sys.executable, "-c", AS_NOBODY, str(site), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, live_bytes(target)) == (3, before), done.stderr
    assert "没有权限" in done.stdout and "Traceback" not in done.stderr


def test_a_limit_on_file_size_is_told(tmp_path: Path) -> None:
    target = tmp_path / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    site = big_site(tmp_path / "b", "c2", 400_000)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, old[1]))
    try:
        refused(site, target, "文件大小")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_too_many_open_files_is_told(tmp_path: Path) -> None:
    target = tmp_path / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)
    site = make_site(tmp_path / "b", "c2")
    old = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, old[1]))
    try:
        with pytest.raises(Faulted, match="打开文件数"):
            publish(site, target, stamp=at(5))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, old)
    assert live_commit(target) == "c1"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EDQUOT, "配额"),
        (errno.EIO, "磁盘出错"),
        (errno.EPERM, "没有权限"),
        (errno.ESTALE, "错误号 116"),
    ],
)
def test_other_faults_have_sentences_of_their_own(number: int, said: str, tmp_path: Path) -> None:
    error = from_os_error(OSError(number, os.strerror(number), "x"), tmp_path)
    assert said in str(error) and error.exit_code == 3


def test_trouble_while_tidying_is_told_but_the_site_is_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "www"
    publish(make_site(tmp_path / "a", "c1"), target, stamp=NOON)

    def fail(folder: Path) -> None:
        raise OSError(errno.EIO, "I/O error", str(folder))

    monkeypatch.setattr("generator.publish.tree.discard", fail)
    done = publish(make_site(tmp_path / "b", "c2"), target, stamp=at(1), keep=1)
    assert live_commit(target) == "c2" and "已经上线" in done.notes[0]


# --- The whole command --------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `gongkai publish` of a small content folder; what it leaves running is ended with the test."""
    content = public(tmp_path / "content")
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        arguments = ["publish", str(tmp_path / "www"), "--content", str(content), "--as-of", "2026-03-05"]
        line = [sys.executable, "-m", "generator", *arguments, "--jobs", "2"]
        started.append(subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout
        process.stdout.close()


def finish(process: subprocess.Popen[bytes]) -> None:
    said = process.communicate()[0].decode()
    assert process.returncode == 0, said


def test_the_whole_command_killed_while_it_builds_needs_no_manual_step(
    command: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    finish(command())
    target = tmp_path / "www"
    for seconds in (1.0, 2.5):
        before = live_bytes(target)
        process = command()
        time.sleep(seconds)
        process.kill()
        process.wait()
        assert verify(target) == [] and (live_bytes(target) == before or len(releases(target)) > 1)
    finish(command())
    assert verify(target) == []


def test_two_commands_at_once_end_with_one_whole_site_and_a_message(
    command: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    codes = sorted(process.wait() for process in [command(), command()])
    assert codes == [0, 3]
    assert verify(tmp_path / "www") == [] and len(releases(tmp_path / "www")) == 1
