"""The reader: text as typed, every fault at its place in the writer's words, and no bytes that break it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import yamlio
from generator.messages.yaml import MESSAGES
from generator.problems import Finding
from generator.yamlio import Document, Mapping, Node, Scalar, Sequence, read

BROKEN = Path(__file__).parent / "broken" / "yaml"
GOLDEN = BROKEN / "expected.txt"

RECORD = """\
标题: 关于2026年第三季度“强党性”品牌的公示
类型: 品牌公示
文号: 矿党〔2026〕12号
公示期:
  开始: 2026-09-20
  工作日: 5
受理:
  部门: 党委宣传部
  电话: 0571-1234567
对象:
  - 姓名: 张三
    得分: 98.50
  - 姓名: 李四
    得分: '97'
正文: |
  各党支部：

  # 一、总体要求
  | 表 | 头 |
  "引号" 和 C:\\new 都照原样：100% @ * & #3
备注: >
  第一行
  第二行
标签: [公示, 品牌]
"""


def plain(node: Node | None) -> object:
    """Nodes as dicts, lists and strings."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


def text(source: str) -> Document:
    return read(source.encode(), "content/notices/x.yml")


def said(source: str) -> list[tuple[str, int, int]]:
    return [(found.code, found.line, found.column) for found in text(source).findings]


def golden_block(name: str, data: bytes) -> str:
    document = read(data, name)
    keys = (
        "" if document.root is None else " · root: " + "、".join(key.text for key, _ in document.root.entries)
    )
    return "\n".join([f"== {name}{keys}", *map(golden_line, document.findings)])


def golden_line(found: Finding) -> str:
    place = f"{found.code}:{found.line}:{found.column}+{found.length}:{found.severity.value}"
    return f"{place}: {found.message} → {found.hint}"


def expected() -> dict[str, str]:
    blocks = re.split(r"(?m)^(?=== )", GOLDEN.read_text(encoding="utf-8"))
    return {re.match(r"== (\S+)", block)[1]: block.rstrip("\n") for block in blocks if block}  # type: ignore[index]


EXPECTED = expected()


@pytest.mark.parametrize("name", sorted(path.name for path in BROKEN.glob("*.yml")))
def test_every_trap_gives_its_whole_expected_output(name: str) -> None:
    assert golden_block(name, (BROKEN / name).read_bytes()) == EXPECTED[name]


def test_every_trap_is_found_and_every_expectation_has_a_file() -> None:
    assert set(EXPECTED) == {path.name for path in BROKEN.glob("*.yml")}
    assert len(EXPECTED) >= 80
    silent = [name for name, block in EXPECTED.items() if "\n" not in block]
    assert silent == []


def test_every_error_says_what_to_type() -> None:
    for code, message in MESSAGES.items():
        assert re.search(r"[\u4e00-\u9fff]", message.text), code
        assert re.search(r"[\u4e00-\u9fff]", message.hint), code


# -- what is right stays as typed


def test_a_whole_record_keeps_its_text_and_has_no_finding() -> None:
    document = text(RECORD)
    assert document.findings == []
    body = '各党支部：\n\n# 一、总体要求\n| 表 | 头 |\n"引号" 和 C:\\new 都照原样：100% @ * & #3\n'
    assert plain(document.root) == {
        "标题": "关于2026年第三季度“强党性”品牌的公示",
        "类型": "品牌公示",
        "文号": "矿党〔2026〕12号",
        "公示期": {"开始": "2026-09-20", "工作日": "5"},
        "受理": {"部门": "党委宣传部", "电话": "0571-1234567"},
        "对象": [{"姓名": "张三", "得分": "98.50"}, {"姓名": "李四", "得分": "97"}],
        "正文": body,
        "备注": "第一行 第二行\n",
        "标签": ["公示", "品牌"],
    }


def test_keys_and_values_know_their_place() -> None:
    root = text("标题: 公示\n受理:\n  电话: '0571'\n举措:\n  - 甲\n").root
    assert root is not None
    (title, value), (_, desk), (_, steps) = root.entries
    assert (title.line, title.column, title.length) == (1, 1, 2)
    assert (value.line, value.column, value.length) == (1, 5, 2)  # type: ignore[union-attr]
    assert isinstance(desk, Mapping) and desk.entries[0][1] == Scalar("0571", 3, 7, 6, "single")
    assert isinstance(steps, Sequence) and steps.items == [Scalar("甲", 5, 5, 1, "plain")]


TRICKY = [
    "no", "yes", "null", "~", "12:30", "0012", "98.50", "1_000", "0x1F", "1e3", ".inf", "2026-01-05", "0571", "+86",
    "“强党性”", "“强党性”专项行动", "‘一号’", "不忘初心：牢记使命", "《条例》", "http://10.1.1.1:8080/a", "C:\\new", "a#b", "100%",
    "3*4", "-5", "-5℃", "甲-乙", "a,b", "[不是列表", "?问", "甲 乙", "【通知】关于", "—— 记者", "𠮷野家 㐂", "👨‍👩‍👧", "a|b", "x & y",
    "it's", '5"管', "{{x}}", "<b>粗</b>", "，开头", "。", "：开头", "　", "=1+1", "@x", "`x`", "*重点*", "- 无", "# 一", "a: b", "a #b",
]  # fmt: skip


@pytest.mark.parametrize("value", TRICKY)
def test_tricky_text_in_single_quotes_is_kept(value: str) -> None:
    document = text(
        "标题: '" + value.replace("'", "''") + "'\n举措:\n  - '" + value.replace("'", "''") + "'\n"
    )
    assert document.findings == []
    assert plain(document.root) == {"标题": value, "举措": [value]}


PLAIN = [
    value for value in TRICKY if not re.match(r"[\[{@`*#\s]|- ", value) and not re.search(r": | #", value)
]


@pytest.mark.parametrize("value", PLAIN)
def test_tricky_text_without_quotes_is_kept(value: str) -> None:
    document = text(f"标题: {value}\n类型: 甲\n")
    assert document.findings == []
    assert plain(document.root) == {"标题": value, "类型": "甲"}


@pytest.mark.parametrize(
    "line",
    [*TRICKY, "标题：公示", "标题:公示", "\t制表", "- 甲", "---", "<<<<<<< HEAD", "&a *b", '"没有收尾'],
)
def test_a_block_holds_any_text(line: str) -> None:
    document = text(f"正文: |\n  第一段\n  {line}\n\n      缩进更深\n落款: 甲\n")
    assert document.findings == []
    assert plain(document.root) == {"正文": f"第一段\n{line}\n\n    缩进更深\n", "落款": "甲"}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("标题:\n", {"标题": ""}),
        ("标题: ''\n", {"标题": ""}),
        ("标题: {}\n标签: []\n", {"标题": {}, "标签": []}),
        ("---\n标题: 甲\n", {"标题": "甲"}),
        ("标题: 甲\n...\n", {"标题": "甲"}),
        ("# 注释\n标题: 甲\n  # 缩进的注释\n类型: 乙\n", {"标题": "甲", "类型": "乙"}),
        ("受理: # 谁来受理\n  部门: 甲\n", {"受理": {"部门": "甲"}}),
        ("标题: '甲' # 注释\n", {"标题": "甲"}),
        ("举措:\n- 甲\n- 乙\n类型: 丙\n", {"举措": ["甲", "乙"], "类型": "丙"}),
        ("举措:\n  - 一是：加强学习\n  - 二是：提高认识\n", {"举措": ["一是：加强学习", "二是：提高认识"]}),
        ("举措:\n  -\n    名称: 甲\n", {"举措": [{"名称": "甲"}]}),
        ("举措:\n  - - 甲\n    - 乙\n", {"举措": [["甲", "乙"]]}),
        ("标题: 第一行\n  第二行\n", {"标题": "第一行 第二行"}),
        ('标题: "第一行\n  第二行"\n', {"标题": "第一行 第二行"}),
        ('标题: "他说\\"好\\""\n', {"标题": '他说"好"'}),
        ("'标题': 甲\n", {"标题": "甲"}),
        ("标签: [甲, '乙，丙', \"丁\"]\n", {"标签": ["甲", "乙，丙", "丁"]}),
        ("标签: [\n  甲,\n  乙\n]\n", {"标签": ["甲", "乙"]}),
        ("标题:\t甲\n", {"标题": "甲"}),
        ("正文: |-\n  甲\n", {"正文": "甲"}),
        ("正文: |2\n    甲\n", {"正文": "  甲\n"}),
        ("正文: |\n  　　各党支部：\n", {"正文": "　　各党支部：\n"}),
        ("举措:\n  - |\n    甲\n  - >-\n    乙\n    丙\n", {"举措": ["甲\n", "乙 丙"]}),
    ],
)
def test_ways_of_writing_that_are_fine(source: str, value: object) -> None:
    document = text(source)
    assert document.findings == []
    assert plain(document.root) == value


def test_bom_line_ends_and_a_missing_last_newline_change_nothing() -> None:
    reference = text(RECORD)
    for variant in (
        b"\xef\xbb\xbf" + RECORD.encode(),
        RECORD.replace("\n", "\r\n").encode(),
        RECORD.replace("\n", "\r").encode(),
        RECORD.removesuffix("\n").encode(),
        b"\xef\xbb\xbf" + RECORD.removesuffix("\n").replace("\n", "\r\n").encode(),
    ):
        document = read(variant, reference.path)
        assert (document.root, document.findings, document.lines) == (reference.root, [], reference.lines)


# -- findings


def test_a_finding_carries_path_excerpt_and_length() -> None:
    (found,) = text("标题: 公示\n类型：品牌公示\n").findings
    assert (found.path, found.line, found.column, found.length) == ("content/notices/x.yml", 2, 3, 1)
    assert found.excerpt == "类型：品牌公示"
    assert "“类型”" in found.message and "“: ”" in found.hint


def test_after_a_wrong_separator_the_rest_is_still_read() -> None:
    document = text("标题：公示\n类型:品牌公示\n落款: @矿党委\n")
    assert plain(document.root) == {"标题": "公示", "类型": "品牌公示", "落款": "@矿党委"}
    assert [found.code for found in document.findings] == [
        "yaml.fullwidth-colon",
        "yaml.no-space",
        "yaml.value-start",
    ]


def test_the_line_of_the_cause_is_named_not_where_the_parser_stopped() -> None:
    assert said('标题: "公示\n' + "键: 值\n" * 1) == [("yaml.unclosed-quote", 1, 5)]
    assert said("标题：公示\n类型: 甲\n") == [("yaml.fullwidth-colon", 1, 3)]
    assert said("标题: 公示\n落款\n类型: 甲\n") == [("yaml.no-colon", 2, 1)]


def test_hidden_characters_are_shown_in_what_is_printed() -> None:
    for char in ("\x1b", "\x00", "\u202e", "\u200b", "\x85", "\u2028"):
        for found in text(f"标题{char}: 甲{char}乙\n{char}：x\n").findings:
            assert char not in found.message + found.hint + found.excerpt


def test_findings_are_in_order_and_not_twice() -> None:
    document = text((BROKEN / "many-faults.yml").read_text(encoding="utf-8"))
    places = [(found.line, found.column, found.code) for found in document.findings]
    assert places == sorted(set(places))


def test_a_file_with_hundreds_of_faults_gives_a_hundred_and_says_so() -> None:
    findings = text("".join(f"键{i}: @甲\n" for i in range(500))).findings
    assert len(findings) == yamlio.MAX_FINDINGS + 1
    assert "400" in findings[-1].message


# -- nothing breaks it


def sound(data: bytes) -> None:
    """Whatever the bytes: a document, places inside the text, a sentence for each finding, and a tree or a reason."""
    document = read(data, "x.yml")
    for found in document.findings:
        assert 1 <= found.line <= len(document.lines) + 1
        assert found.column >= 1 and found.length >= 1
        assert found.message and found.hint
    assert document.root is not None or document.has_errors


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xe6\xa0")
@example(b"\x00" * 8)
@settings(deadline=None, max_examples=300)
def test_any_bytes(data: bytes) -> None:
    sound(data)


_RUNS = ["\n  ", "\n- ", "\n标题: ", "---", ": ", " #"]
_PIECES = st.sampled_from(
    [*"标题甲:：-\"'[]{}|>#&*!%@`?,，、 \t\n\r.“”　\u00a0\u200b\ufeff\x00\u2028\\1/<=~", *_RUNS]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
@example("?\n:\n")
@example("- \t-\n")
@example('"\n:')
@settings(deadline=None, max_examples=800)
def test_any_text_of_the_characters_that_matter(source: str) -> None:
    sound(source.encode())


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_text(source: str) -> None:
    sound(source.encode("utf-8", "surrogatepass"))


@given(st.data())
@settings(deadline=None, max_examples=400)
def test_a_record_with_a_few_characters_changed(data: st.DataObject) -> None:
    source = RECORD
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source)))
        gone = data.draw(st.integers(0, 3))
        source = source[:start] + data.draw(_PIECES) + source[start + gone :]
    sound(source.encode())


_KEYS = st.text(st.sampled_from("标题类型ab1"), min_size=1, max_size=6)
_LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=40
)


@given(st.dictionaries(_KEYS, _LINES, min_size=1, max_size=6))
@settings(deadline=None, max_examples=300)
def test_quoted_text_of_any_kind_comes_back_as_typed(record: dict[str, str]) -> None:
    source = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in record.items())
    document = text(source)
    assert plain(document.root) == record
    assert {found.code for found in document.findings if found.is_error} <= {
        "yaml.hidden",
        "yaml.mojibake-lost",
    }


@pytest.mark.parametrize(
    "source",
    [
        "[" * 100_000,
        "标签: " + "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "标题: " + "甲" * 600_000,
        "标题: \"" + "\\" * 500_000,
        "标题: '" + "''" * 300_000,
        "a: &a [x]\n" + "".join(f"b{i}: [*a, *a, *a, *a]\n" for i in range(20_000)),
        "标题：甲\n" * 60_000,
        '举措: "\n' * 60_000,
        "[a,\n" * 100_000,
        "a" * 500_000 + ":",
        "   \n" * 200_000 + "x",
        " : " * 200_000,
        " #" * 300_000,
        "键: [" + "\n" * 300_000,
        "键:\n" + "\n" * 300_000 + "值",
    ],
)  # fmt: skip
def test_bombs_end(source: str) -> None:
    document = text(source)
    assert document.has_errors
    assert len(document.findings) <= yamlio.MAX_FINDINGS + 1


def test_more_than_two_megabytes_are_not_even_decoded() -> None:
    assert said("标题: " + "甲" * 3_000_000) == [("yaml.too-big", 1, 1)]
