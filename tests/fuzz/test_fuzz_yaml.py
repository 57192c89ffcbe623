"""Any bytes, and records with anything done to them, through reading and binding: findings with a place, never a crash."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.binding import Source, bind
from generator.kinds import all_kinds
from generator.library.long_text import long_text_findings
from generator.library.personal import personal_findings
from generator.report import as_json_lines, as_text
from generator.yamlio import read

EXAMPLES = int(os.environ.get("GONGKAI_FUZZ", "1")) * 150
SAMPLES = {name: (kind.folder / "sample.yml").read_bytes() for name, kind in all_kinds().items()}
FRAGMENTS = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            "：",
            ": ",
            "- ",
            "\t",
            "\u3000",
            "\n",
            "\r",
            "\n\n",
            "'",
            '"',
            "#",
            " #",
            "[",
            "]",
            "{",
            "}",
            "&a",
            "*a",
            "!!x",
            "<<",
            "---",
            "...",
            "%",
            "@",
            "`",
            ">",
            "\u2028",
            "\x00",
            "\ufeff",
            "键",
            "键:",
            "- x",
            "\\",
        ]
    ).map(lambda text: text.encode("utf-8")),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
)


def understood(kind: str, data: bytes) -> None:
    """What loading a record does, and that all it says can be printed."""
    document = read(data, "content/x.yml")
    findings = list(document.findings)
    if document.root is not None:
        model = all_kinds()[kind].model
        source = Source("content/x.yml", document.lines, kind)
        findings += bind(model, document.root, source, id="x", path="content/x.yml")[1]
        findings += personal_findings(document, model, source)
        findings += long_text_findings(model, document.root, source)
    else:
        assert any(one.is_error for one in findings)
    for one in findings:
        assert 1 <= one.line <= max(1, len(document.lines)) + 1 and one.column >= 1
        assert one.message
    for line in (*as_text(findings), *as_json_lines(findings)):
        line.encode("utf-8")
        assert not set(line) & set("\x00\x1b\r\n\u2028\u202e")


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 150, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(sorted(SAMPLES)), st.binary(max_size=400))
def test_any_bytes(kind: str, data: bytes) -> None:
    understood(kind, data)


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 150, suppress_health_check=list(HealthCheck)
)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), FRAGMENTS), min_size=1, max_size=6),
)
def test_a_record_with_anything_done_to_it(kind: str, changes: list[tuple[float, int, bytes]]) -> None:
    data = SAMPLES[kind]
    for place, cut, fragment in changes:
        at = int(place * len(data))
        data = data[:at] + fragment + data[at + cut :]
    understood(kind, data)
