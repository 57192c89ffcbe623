"""The search index: folding, postings, updates; and that the browser folds and hashes as Python does."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.search.docs import make_docs
from generator.markup import markdown
from generator.outputs.search import coding, digits, grams, lists, postings
from generator.outputs.search.collect import states_of
from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.docfiles import OVERLAP, PART, doc_files, read_doc
from generator.outputs.search.fold import fold
from generator.outputs.search.grams import codes_of, fold_codes
from generator.outputs.search.index import build
from generator.outputs.search.meta import META_PATH, read_meta
from generator.outputs.search.prose import prose
from generator.outputs.search.shape import Shape
from generator.outputs.search.shards import encode_lists
from generator.outputs.search.spelling import Spelling, kept, spelling
from generator.outputs.search.update import Change, Read, update
from generator.record import State as RecordState

ENGINE = Path(__file__).parent.parent / "theme" / "assets" / "search-engine.js"

# What records are made of: Chinese of all planes, both widths, letters with case, digits, marks, blanks.
TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "党支部安全生產責任落實為黨員〔2026〕12号（二）ＡＢｃ１２,.，。、《》“”-/ \u3000\nKkÄßÖİﬁ\U0003ffff"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("〔2026〕12号", "2026 12号"),
        ("[2026]12", "2026 12"),
        ("(2026) 12号", "2026 12号"),
        ("２０２６　１２", "2026 12"),
        ("矿党发〔2026〕12号", "矿党发2026 12号"),
        ("安全第一、预防为主", "安全第一预防为主"),
        ("黨支部 責任", "党支部责任"),
        ("Ｋ２３＋５００", "k23 500"),
        ("𠮷喆堃垚珮玥", "𠮷喆堃垚珮玥"),
        ("3.5%", "3 5"),
        (" ，。", ""),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(TEXT)
def test_folding_one_text_and_folding_arrays_agree(text: str) -> None:
    codes, origin = fold_codes(codes_of(text))
    assert "".join(map(chr, codes)) == fold(text)
    assert len(origin) == len(codes)
    assert fold(fold(text)) == fold(text)


@given(TEXT, st.data())
def test_a_piece_of_a_text_folds_to_a_piece_of_the_folded_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) in fold(text)


def _node(script: str, payload: object) -> object:
    node = shutil.which("node")
    if not node:
        pytest.skip("no node on this machine")
    fold_table = next(data for path, data in build([]) if path.endswith("/fold.js")).decode()
    program = f"""
    globalThis.window = globalThis;
    const answers = {{ meta: [{{ columns: ["","","","","","",""], bounds: "", states: [], bits: [6, 3, 0], slots: 16 }}] }};
    globalThis.document = {{ createElement: () => ({{ remove() {{}} }}), head: {{ appendChild(s) {{
      const name = s.src.includes("fold") ? "fold" : "meta";
      if (name === "fold") eval({json.dumps(fold_table)}); else gkSearch("meta", answers.meta[0]);
      s.onload({{ type: "load" }});
    }} }} }};
    {ENGINE.read_text("utf-8")}
    const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
    gkSearchEngine.start().then(() => console.log(JSON.stringify(input.map({script}))));
    """
    run = subprocess.run(
        [node, "-e", program], input=json.dumps(payload), capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def test_the_browser_folds_like_python() -> None:
    rng = random.Random(5)
    planes = [
        (0x20, 0x530),
        (0x2000, 0x2070),
        (0x3000, 0x3040),
        (0x3400, 0xA000),
        (0xFE00, 0x10000),
        (0x1F300, 0x31400),
    ]
    texts = [chr(code) for code in range(0x20, 0x600)]
    texts += ["".join(chr(rng.randrange(*rng.choice(planes))) for _ in range(30)) for _ in range(800)]
    texts += [doc.body for doc in make_docs(5)]
    assert _node("text => gkSearchEngine.fold(text)", texts) == [fold(text) for text in texts]


def test_the_browser_hashes_like_python() -> None:
    rng = random.Random(6)
    ngrams = [[rng.randrange(0x40000) for _ in range(3)] for _ in range(2000)]
    expected = grams.mix(*(np.array(column, dtype=np.uint32) for column in zip(*ngrams, strict=True)))
    texts = ["".join(map(chr, ngram)) for ngram in ngrams]
    assert [postings.hashes(text, 3) for text in texts] == [(value,) for value in expected.tolist()]
    assert _node("gram => gkSearchEngine.mix(...gram)", ngrams) == expected.tolist()


@settings(deadline=None)  # a table of all numbers is made once
@given(st.lists(st.integers(0, 1_600_000)))
def test_numbers_survive_their_digits(numbers: list[int]) -> None:
    data = digits.encode(numbers)
    assert data == coding.encode(np.array(numbers, dtype=np.int64)).tobytes()
    assert digits.decode(data) == numbers and digits.count(data) == len(numbers)
    assert b'"' not in data and b"\\" not in data and data.isascii()


@given(st.sampled_from([4, 6, 9, 11]), st.data())
def test_a_list_is_changed_as_it_would_be_made(bits: int, data: st.DataObject) -> None:
    shape = Shape(1 << bits, 6, 3)
    slots = st.sets(st.integers(0, shape.slots - 1))
    some, others = data.draw(slots), data.draw(slots)
    if data.draw(st.booleans()):  # also long lists, which are bitmaps
        some = set(range(shape.slots)) - some
    after = some ^ others
    changes = {slot: slot in after for slot in others}
    assert lists.changed(_list(some, shape), changes, shape) == _list(after, shape)
    for slot in others:
        with pytest.raises(ValueError, match="not what we wrote"):
            lists.changed(_list(some, shape), {slot: slot in some}, shape)


def _list(slots: set[int], shape: Shape) -> bytes:
    array = np.array(sorted(slots), dtype=np.int64)
    return encode_lists(np.zeros(len(array), dtype=np.int64), array, 1, shape)[0].tobytes()


def test_pinyin_and_initials() -> None:
    spell = spelling().spell
    assert spell("安全先锋") == ("aqxf", "anquanxianfeng")
    assert spell("绿色矿山A1")[1] == "lvsekuangshana1"
    assert spell("重庆会计行长")[0] == "cqkjhz"
    assert spell("会长调度")[1] == "huizhangdiaodu"
    assert spell("ABC 12") == ()


def test_pinyin_is_the_same_from_a_cache_and_a_damaged_one_is_no_harm() -> None:
    store: dict[str, bytes] = {}
    kept(store, "key")
    again = kept(store, "key")
    assert isinstance(again, Spelling) and again is not spelling()
    names = ("安全先锋", "重庆煤矿", "喆堃垚", "会计调度A1", "行长")
    assert again.spell_all(names) == spelling().spell_all(names)
    for key in store:
        store[key] = b"torn"
    assert kept(store, "key").spell_all(names) == spelling().spell_all(names)


def _doc(nth: int, **fields: object) -> SearchDoc:
    plain = SearchDoc(
        "notices", f"2026/n{nth}", f"第{nth}号公示", f"notices/2026/n{nth}/", body=f"正文{nth}。"
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


SYNONYMS = (("隐患", "缺陷"),)
KINDS = {"notices": "公示公告"}


def _files(docs: list[SearchDoc]) -> dict[str, bytes]:
    return dict(build(docs, SYNONYMS, KINDS))


def _change(read: Read, changed: list[SearchDoc], removed: Iterable[str] = ()) -> Change | None:
    docs = {doc.key: doc for doc in changed}
    return update(read, docs, lambda key, _: docs[key], set(removed), SYNONYMS, KINDS)


def _update(
    files: dict[str, bytes], changed: list[SearchDoc], removed: Iterable[str] = ()
) -> tuple[Change, dict[str, bytes]] | None:
    """What changes, and all files afterwards; None when the index is to be built anew."""
    change = _change(files.__getitem__, changed, removed)
    if change is None:
        return None
    return change, {
        path: data for path, data in {**files, **change.files}.items() if path not in change.removed
    }


def test_a_document_comes_back_from_its_files_however_long() -> None:
    long = "".join(chr(0x4E00 + i % 5000) for i in range(2 * PART))
    doc = _doc(
        1,
        branches=("采煤一队党支部",),
        states=(StateSpan("open", "公示中", "2026-03-02", "2026-03-06"),),
        number="矿党发〔2026〕12号",
        headings=("一、“总则”",),
        names=("先锋",),
        body=long,
        attachments=(("名单.xlsx", long[: PART + 50]), ("空.pdf", "")),
    )
    files = dict(doc_files((3, 1), doc))
    assert len(files) > 3 and all(len(data.decode()) < PART + 2 * OVERLAP + 2000 for data in files.values())
    again, paths = read_doc((3, 1), files.__getitem__)
    assert again == doc and paths == files


def test_hostile_text_stays_a_string_of_its_script() -> None:
    text = '</script><script>alert(1)//"\\\u2028\u2029\n<!--'
    files = dict(build([_doc(1, title=text, body=text, branches=(text,))], kinds={"notices": text}))
    for data in files.values():
        script = data.decode()
        assert "</script" not in script and "\u2028" not in script and script.count("\n") == 1


def test_equal_documents_give_equal_bytes_in_any_order() -> None:
    docs = make_docs(60)
    shuffled = random.Random(1).sample(docs, len(docs))
    assert dict(build(docs)) == dict(build(shuffled))


def test_index_is_small_and_quick_to_load() -> None:
    docs = make_docs(300)
    files = dict(build(docs))
    text = sum(len(piece.encode()) for doc in docs for _, piece in doc.texts())
    assert sum(map(len, files.values())) <= 4 * text
    assert max(len(data) for path, data in files.items() if "/g/" in path) < 40_000


def test_what_is_removed_leaves_no_trace() -> None:
    secret = "涉密龘龘龘内容"
    files = _files([*make_docs(30), _doc(1, title=secret, body=secret)])
    assert any("龘" in data.decode() for data in files.values())
    updated = _update(files, [], ["notices/2026/n1"])
    assert updated is not None
    assert not any("龘" in data.decode() for data in updated[1].values())


def test_an_update_touches_and_reads_few_files_when_a_sentence_changes() -> None:
    docs = make_docs(400)
    files = _files(docs)
    read: list[str] = []

    def reading(path: str) -> bytes:
        read.append(path)
        return files[path]

    change = _change(reading, [replace(docs[7], body=docs[7].body + "新增雪山飞狐。")])
    assert change is not None
    differing = [path for path, data in change.files.items() if files.get(path) != data]
    assert len(differing) < 40 < len(files) / 10
    assert len(read) < 40


def test_damage_is_noticed() -> None:
    docs = make_docs(20)
    files = _files(docs)
    assert _change(lambda path: b"", [], [docs[0].key]) is None
    assert _change({}.__getitem__, [], [docs[0].key]) is None
    for path in [path for path in files if "/g/" in path]:
        files[path] = files[path][:-9]
    assert _change(files.__getitem__, [], [docs[0].key]) is None


WORD = st.text(st.sampled_from("安全生产责任落实12AB，。 党课部"), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.dictionaries(st.integers(0, 30), WORD, max_size=25),
    second=st.dictionaries(st.integers(0, 30), WORD, max_size=6),
    removed=st.sets(st.integers(0, 30), max_size=6),
)
def test_updating_gives_the_bytes_of_building_anew(
    first: dict[int, str], second: dict[int, str], removed: set[int]
) -> None:
    def documents(texts: dict[int, str]) -> list[SearchDoc]:
        return [
            _doc(n, title=text, body=text * 3, branches=(text[:2],), number=f"〔2026〕{n}号")
            for n, text in texts.items()
        ]

    files = _files(documents(first))
    gone = {f"notices/2026/n{n}" for n in removed - set(second)}
    updated = _update(files, documents(second), gone)
    kept = {n: text for n, text in {**first, **second}.items() if n not in removed or n in second}
    expected = _files(documents(kept))
    if updated is None:
        # Only when the index is divided anew for another amount of text.
        assert _shape(expected) != _shape(files)
        return
    assert updated[1] == expected


DAYS = st.one_of(st.just(""), st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1)).map(dt.date.isoformat))
STATES = st.builds(StateSpan, st.sampled_from(["open", "done"]), st.just("某"), DAYS, DAYS)
DOCS = st.builds(
    SearchDoc,
    kind=st.sampled_from(["notices", "meetings"]),
    id=st.integers(0, 12).map(str),
    title=TEXT,
    url=st.just("u/"),
    branches=st.sets(st.sampled_from(["甲支部", "乙支部"])).map(sorted).map(tuple),
    year=st.sampled_from(["", "2025", "2026"]),
    states=st.lists(STATES, max_size=2).map(tuple),
    date=DAYS,
    number=TEXT,
    headings=st.lists(TEXT, max_size=2).map(tuple),
    body=TEXT,
    attachments=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    pinyin=st.sampled_from(["", "aqxf\nanquanxianfeng", "aqxf"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(DOCS, min_size=4, max_size=12),
    st.lists(DOCS, max_size=3),
    st.sets(st.integers(0, 11), max_size=2),
)
def test_whatever_a_document_holds_an_update_gives_the_bytes_of_building_anew(
    first: list[SearchDoc], second: list[SearchDoc], removed: set[int]
) -> None:
    docs = {doc.key: doc for doc in first}
    files, changed = _files(list(docs.values())), {doc.key: doc for doc in second}
    gone = {doc.key for nth, doc in enumerate(first) if nth in removed} - changed.keys()
    updated = _update(files, list(changed.values()), gone)
    expected = _files([doc for key, doc in (docs | changed).items() if key not in gone])
    assert updated is None or updated[1] == expected
    assert updated is not None or _shape(expected) != _shape(files)


def test_a_changed_record_needs_no_numpy() -> None:
    """To load it would take longer than all the rest."""
    program = "import sys, generator.outputs.search.incremental; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_year_of_changes_leaves_the_bytes_of_building_anew() -> None:
    rng = random.Random(4)
    docs = {doc.key: doc for doc in make_docs(240)}
    others = make_docs(40, seed=8)
    files = _files(list(docs.values()))
    for month in range(12):
        one, gone = rng.sample(sorted(docs), 2)
        cut = rng.randrange(600)
        changed = [
            replace(docs[one], body=docs[one].body[:cut] + others[month].body[:200], states=()),
            replace(others[month + 12], id=f"2031/new{month}"),
        ]
        updated = _update(files, changed, [gone])
        del docs[gone]
        docs.update({doc.key: doc for doc in changed})
        assert updated is not None
        files = updated[1]
    assert files == _files(list(docs.values()))


def _shape(files: dict[str, bytes]) -> Shape:
    return read_meta(files[META_PATH]).shape


LABELS = {
    "planned": "未开始",
    "open": "公示中",
    "ended": "已结束",
    "due_soon": "临期",
    "overdue": "逾期",
    "done": "已销号",
}
MARCH = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("state", "spans"),
    [
        (None, ()),
        (RecordState("done", "已销号", since=MARCH), (StateSpan("done", "已销号", "2026-03-02"),)),
        (
            RecordState("ended", "已结束", since=MARCH, until=dt.date(2026, 3, 6)),
            (
                StateSpan("planned", "未开始", "", "2026-03-01"),
                StateSpan("open", "公示中", "2026-03-02", "2026-03-06"),
                StateSpan("ended", "已结束", "2026-03-07"),
            ),
        ),
        (
            RecordState("held", "待召开", until=MARCH, then=("met", "已召开")),
            (StateSpan("held", "待召开", "", "2026-03-02"), StateSpan("met", "已召开", "2026-03-03")),
        ),
        (
            RecordState("overdue", "逾期", until=dt.date(2026, 3, 31), warn=7),
            (
                StateSpan("open", "公示中", "", "2026-03-23"),
                StateSpan("due_soon", "临期", "2026-03-24", "2026-03-31"),
                StateSpan("overdue", "逾期", "2026-04-01"),
            ),
        ),
    ],
)
def test_states_hold_on_their_days(state: RecordState | None, spans: tuple[StateSpan, ...]) -> None:
    assert states_of(state, LABELS) == spans


MARKDOWN = """# 一、总则

**安全**第一，
预防[为主](https://x.cn/a_(b))。见<https://x.cn>，
even English
goes on, 3 * 4 = 12, snake_case_name。

二、分工
------

| 姓名 | 单位 |
|------|:----:|
| 王**某** | 一\\|队 |

1. 第一条
2. 第二条
   续行

- 甲
    - 乙

> 引用 &amp; 转义 \\*星号\\*

***

```
代码 **不变**
```

尾 <b>标签</b> 2026-03-02
"""


def test_markdown_is_searched_as_it_reads() -> None:
    ends = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|blockquote|pre)>")
    rendered = html.unescape(re.sub(r"<[^>]*>", "", ends.sub("。", str(markdown(MARKDOWN)))))
    text, headings = prose(MARKDOWN)
    assert fold(text) == fold(rendered)
    assert headings == ("一、总则", "二、分工")
    assert "安全第一，预防为主。见https://x.cn，even English goes on" in text
    assert {"姓名", "单位", "王某", "甲", "乙", "引用 & 转义 *星号*"} <= set(text.split("\n"))


def test_numbers_of_items_are_kept_where_they_are_searched() -> None:
    assert prose("1. 第一条\n2. 第二条", numbered=True)[0] == "1. 第一条\n2. 第二条"


@pytest.mark.parametrize("typed", ["矿党发2026年12号", "矿党发（2026）第12号", "2026年第12号", "矿党发12号"])
def test_a_number_is_known_as_people_write_it(typed: str) -> None:
    doc = _doc(1, number="矿党发〔2026〕12号").spelled(spelling())
    ways = [fold(doc.number), *doc.pinyin.split("\n")]
    assert any(fold(typed) in way for way in ways)


@pytest.mark.parametrize(
    "sign", ["*", "**a ", "[", "[]", "](", "`", "_a", "#", " ", "|", "> ", "- ", "\\*", "![a](", "<http:"]
)
def test_no_text_is_slow_to_read(sign: str) -> None:
    started = time.process_time()
    prose(sign * (100_000 // len(sign)))
    assert time.process_time() - started < 20, "quadratic: this takes well under a second"
