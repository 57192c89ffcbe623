"""Is the live site fresh? For the machine that watches: a site that silently stopped being rebuilt is a fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.messages import finding
from generator.problems import Finding
from generator.publish import lock
from generator.publish.errors import Faulted, Refused
from generator.publish.model import SHANGHAI, STATUS, About, Target, about_from

TIMEOUT_SECONDS = 15
MOST_BYTES = 1 << 20
# Clocks of two machines may differ by this much before anybody needs to look.
CLOCK_SLACK_HOURS = 0.25


@dataclass(frozen=True, slots=True)
class Status:
    """What is live and what is wrong with it. `age_hours` counts from the build, not from the switch."""

    where: str
    about: About
    age_hours: float
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.findings


def status(target_or_url: str | Path, *, now: datetime, older_than_hours: float) -> Status:
    """Read `status.json` of a target folder or of a site's address and judge its age.

    Raises:
        Faulted: nothing can be read there.
    """
    where = str(target_or_url)
    is_url = where.startswith(("http://", "https://"))
    data = _fetch(where) if is_url else _read(Path(where))
    try:
        said = about_from(data)
        built = datetime.fromisoformat(said.built_at)
    except (Refused, ValueError):
        raise Faulted("status.broken", where=where) from None
    built = built if built.tzinfo else built.replace(tzinfo=SHANGHAI)
    age = (now - built).total_seconds() / 3600
    found = _judge(where, said, age, older_than_hours)
    held = None if is_url else lock.holder(Target(Path(where)).lock)
    if held and _hours_since(held.since, now) > older_than_hours:
        found.append(finding("status.lock_held", where, owner=held.sentence()))
    return Status(where, said, age, tuple(found))


def _judge(where: str, said: About, age: float, limit: float) -> list[Finding]:
    built_at = said.built_at
    if age > limit:
        return [finding("status.stale", where, built_at=built_at, age=f"{age:.0f}", limit=f"{limit:g}")]
    if age < -CLOCK_SLACK_HOURS:
        return [finding("status.future", where, built_at=built_at, ahead=f"{-age:.1f}")]
    return []


def _hours_since(text: str, now: datetime) -> float:
    try:
        since = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return 0
    return (now - since).total_seconds() / 3600


def _read(target: Path) -> bytes:
    path = Target(target).current / STATUS
    try:
        return path.read_bytes()
    except OSError as error:
        raise Faulted("status.unreadable", where=target, why=error.strerror or str(error)) from None


def _fetch(url: str) -> bytes:
    import http.client  # every build imports this module for the lock's sake, and none of them the network
    import urllib.request

    # The intranet is asked directly: a proxy from the environment would answer for it, or leak its address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url.rstrip('/')}/{STATUS}", timeout=TIMEOUT_SECONDS) as answer:
            return bytes(answer.read(MOST_BYTES))
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = str(getattr(error, "reason", "") or error)
        raise Faulted("status.unreadable", where=url, why=why) from None
