"""Publishes in forked children that die where they are told to. Run as a process of its own, one line a round:

`<site> <minute> <point>`: publish `site`; `point` is `-` (live on), `e<N>` (SIGKILL before the Nth thing that Python
asks of the file system) or `t<microseconds>` (SIGKILL from outside, that long after the start).
Answers one line: how the child ended, and how many file operations it made.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from generator.publish.errors import PublishError
from generator.publish.release import publish
from tests.publishing import at

_WATCHED = ("open", "os.", "shutil.", "fcntl.")


def child(site: Path, target: Path, minute: int, point: str, out: int) -> int:
    count = 0
    last = int(point[1:]) if point[0] == "e" else 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        if event.startswith(_WATCHED):
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        publish(site, target, stamp=at(minute), keep=3)
    except PublishError as error:
        print(error, file=sys.stderr)
        return 1
    os.write(out, str(count).encode())
    return 0


def one_round(target: Path, line: str) -> str:
    site, minute, point = line.split()
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os._exit(child(Path(site), target, int(minute), point, write))
    os.close(write)
    if point[0] == "t":
        time.sleep(int(point[1:]) / 1e6)
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    count = os.read(read, 20).decode() or "0"
    os.close(read)
    return f"{code} {count}"


if __name__ == "__main__":
    for line in sys.stdin:
        print(one_round(Path(sys.argv[1]), line), flush=True)
