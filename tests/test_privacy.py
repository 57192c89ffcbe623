"""Personal data is found in every spelling and shown masked; what only looks like it is left alone."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.messages import finding
from generator.privacy import find_mailboxes, find_phones, mask, scan, scan_labelled
from generator.privacy.cards import passes_luhn
from generator.privacy.ids import is_id_card

LABELLED = Path(__file__).parent / "data" / "personal.tsv"
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)")


def _unescape(text: str) -> str:
    plain = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return _ESCAPE.sub(lambda match: plain.get(match[1]) or chr(int(match[1][1:], 16)), text)


def _cases() -> list[tuple[list[str], str]]:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t", 1) for line in lines]
    return [([] if kinds == "-" else kinds.split(","), _unescape(text)) for kinds, text in rows]


CASES = _cases()


def test_the_labelled_set_is_large_enough_to_mean_something() -> None:
    assert sum(bool(kinds) for kinds, _ in CASES) >= 150
    assert sum(not kinds for kinds, _ in CASES) >= 200


def test_every_id_card_mobile_and_bank_card_is_found() -> None:
    surely = {"id_card", "mobile", "bank_card"}
    missed = []
    for kinds, text in CASES:
        wanted = Counter(kind for kind in kinds if kind in surely)
        if wanted - Counter(hit.kind for hit in scan(text)):
            missed.append((kinds, text))
    assert missed == []


def test_addresses_staff_numbers_birthdays_and_passports_are_found() -> None:
    rest = [(kinds, text) for kinds, text in CASES if kinds and kinds[0] in _BY_LABEL]
    missed = [(kinds, text) for kinds, text in rest if [hit.kind for hit in scan(text)] != kinds]
    assert rest and missed == []


_BY_LABEL = {"home_address", "staff_number", "birth_day", "passport"}


def test_false_alarms_are_rare() -> None:
    found = sum(len(scan(text)) for _, text in CASES)
    right = sum(len(scan(text)) for kinds, text in CASES if kinds)
    alarms = [(text, hit.kind) for kinds, text in CASES if not kinds for hit in scan(text)]
    assert right / found >= 0.98, alarms


@pytest.mark.parametrize(("kinds", "text"), [case for case in CASES if case[0]])
def test_a_hit_marks_the_value_and_shows_it_masked(kinds: list[str], text: str) -> None:
    for hit in scan(text):
        value = text[hit.start : hit.end]
        assert value and value == value.strip()
        assert "*" in hit.masked and hit.masked not in text
        digits = re.sub(r"\D", "", value)
        assert not digits or digits not in hit.masked


def test_the_place_is_that_of_the_text_as_typed() -> None:
    text = "联系人张三\u200b，手机１３８\u200b００１３ ８０００。"
    (hit,) = scan(text)
    assert text[hit.start : hit.end] == "１３８\u200b００１３ ８０００"
    assert hit.masked == "138******00"


def test_a_label_says_what_a_bare_value_is() -> None:
    assert scan("100234") == []
    assert [(hit.kind, hit.start, hit.end) for hit in scan_labelled("工号", "100234")] == [
        ("staff_number", 0, 6)
    ]
    assert [hit.kind for hit in scan_labelled("出生日期", "1985-03-12")] == ["birth_day"]
    assert [hit.kind for hit in scan_labelled("家庭住址", "邹城市幸福小区3号楼")] == ["home_address"]
    assert [hit.kind for hit in scan_labelled("姓名", "13800138000")] == ["mobile"]
    assert scan_labelled("出生年月", "1985-03") == []
    assert scan_labelled("文号", "〔2026〕12号") == []


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("受理电话：0537-5391234", ["0537-5391234"]),
        ("（0537）5391234，传真 5391235", ["（0537）5391234", "5391235"]),
        ("监督电话 010-62345678 转 8021", ["010-62345678"]),
        ("热线：400-810-1234", ["400-810-1234"]),
        ("值班 13800138000", ["13800138000"]),
        ("产量5391234吨，2026-01-15，〔2026〕12号", []),
        ("1949-2026 年", []),
    ],
)
def test_office_phones_are_found_for_the_fields_that_forbid_them(text: str, phones: list[str]) -> None:
    assert [text[hit.start : hit.end].strip() for hit in find_phones(text)] == phones


def test_mailboxes_are_found() -> None:
    text = "请发至 dwzzb@example-mine.cn 或 jw@mail.example.com.cn，@全体成员"
    found = [text[hit.start : hit.end] for hit in find_mailboxes(text)]
    assert found == ["dwzzb@example-mine.cn", "jw@mail.example.com.cn"]


def test_short_values_keep_only_their_first_character() -> None:
    assert (mask("10023"), mask("13800138000"), mask("6222021234567890123")) == (
        "1****",
        "138******00",
        "622************0123",
    )


@pytest.mark.parametrize(
    "kind", ["id_card", "mobile", "bank_card", *sorted(_BY_LABEL), "phone-elsewhere", "mailbox-elsewhere"]
)
def test_every_kind_has_its_sentence(kind: str) -> None:
    found = finding(f"personal.{kind}", "content/notices/a.yml", masked="138******00")
    assert found.is_error and "138******00" in found.message and found.hint


_IDS = st.builds(
    lambda region, day, serial: f"{region}{day:%Y%m%d}{serial:03}",
    st.sampled_from(["110101", "370883", "370811", "440305", "510104", "650102"]),
    st.dates(min_value=dt.date(1935, 1, 1), max_value=dt.date(2010, 12, 31)),
    st.integers(0, 999),
)
_WORDS = st.text(alphabet="张三，。同志在矿工作abc（） \n", max_size=12)
_CHECKS = "0123456789X"


def _with_check(body: str) -> str:
    return next(body + check for check in _CHECKS if is_id_card(body + check))


@given(_WORDS, _IDS, _WORDS)
def test_any_valid_id_card_in_any_text_is_found(before: str, body: str, after: str) -> None:
    number = _with_check(body)
    hits = scan(before + number + after)
    assert ("id_card", len(before)) in [(hit.kind, hit.start) for hit in hits]


@given(
    _IDS,
    st.lists(st.integers(1, 17), max_size=5, unique=True),
    st.sampled_from([" ", "-", "\n", "\u200b", "　"]),
)
def test_an_id_card_cut_anywhere_is_found(body: str, cuts: list[int], separator: str) -> None:
    number = _with_check(body)
    spelled = "".join(separator + char if index in cuts else char for index, char in enumerate(number))
    assert [hit.kind for hit in scan(f"姓名张三，{spelled}。")] == ["id_card"]


@given(_IDS, st.sampled_from(_CHECKS[:10]))
def test_eighteen_digits_with_a_wrong_check_digit_are_not_an_id_card(body: str, check: str) -> None:
    number = body + check
    if not is_id_card(number):
        assert "id_card" not in [hit.kind for hit in scan(f"编码 {number}")]


@given(st.integers(10**15, 10**16 - 1))
def test_a_number_without_luhns_digit_is_no_bank_card(number: int) -> None:
    if not passes_luhn(str(number)):
        assert scan(f"卡号 {number}") == []


@given(st.text(alphabet="0123456789 -.()X年月号\n电话Ａ０１\u200b", max_size=80))
def test_any_text_is_scanned_without_an_error_and_places_fit(text: str) -> None:
    hits = scan(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        ("7", 3_000_000),
        ("1 ", 50_000),
        ("138 0013 8000 ", 10_000),
        ("住址：", 50_000),
        ("1" + " " * 5_000, 100),
        ("一", 1_000_000),
    ],
)
def test_a_hostile_text_is_scanned_within_bounded_memory(piece: str, times: int) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))\n"
        "from generator.privacy import find_mailboxes, find_phones, scan\n"
        f"text = {piece!r} * {times}\n"
        "print(len(scan(text)), len(find_phones(text)), len(find_mailboxes(text)))\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.split()[0] == ("10000" if piece.startswith("138") else "0")


@given(st.text("0123456789- .aAEGxXpassport:/", max_size=60))
def test_what_is_passed_over_for_its_few_digits_holds_nothing(text: str) -> None:
    if sum(map(str.isdigit, text)) < 7:
        assert scan(text) == []
        assert scan(text + " " * 61) == []
