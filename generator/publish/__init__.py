"""Publishing: a finished site folder becomes a release, live by one rename, and can be taken back.

A target folder holds `releases/<stamp>-<hash>/` (whole sites), `current` (a link to the live one; all that the web
server needs), `kept-assets/` (theme files of earlier releases), `history.jsonl` and `.lock`.
"""

from generator.publish.csp import Csp, covered_by, csp_hashes, nginx_map
from generator.publish.errors import Busy, Faulted, Misused, PublishError, Refused, Superseded
from generator.publish.gate import Check
from generator.publish.lock import building
from generator.publish.manifest import MANIFEST, drop_manifest, write_manifest
from generator.publish.model import About, Difference, Release
from generator.publish.release import DEFAULT_KEEP, publish, releases, rollback
from generator.publish.status import Status, status
from generator.publish.verify import verify

__all__ = [
    "DEFAULT_KEEP",
    "MANIFEST",
    "About",
    "Busy",
    "Check",
    "Csp",
    "Difference",
    "Faulted",
    "Misused",
    "PublishError",
    "Refused",
    "Release",
    "Status",
    "Superseded",
    "building",
    "covered_by",
    "csp_hashes",
    "drop_manifest",
    "nginx_map",
    "publish",
    "releases",
    "rollback",
    "status",
    "verify",
    "write_manifest",
]
