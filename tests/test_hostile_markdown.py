"""Markdown that would run, vanish or take for ever: shown as text, said to its writer, or refused at its line."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.vectors import MARKDOWN
from kindtools import content
from selectolax.lexbor import LexborHTMLParser

from generator.kinds import all_kinds
from generator.library import check
from generator.markdown_limits import too_costly, vanishing
from generator.markup import _ATTRIBUTES, _TAGS, markdown

NOTICE = "标题: 长文\n类型: 通知\n落款: 示范矿\n成文日期: 2026-03-02\n正文: |\n"


def said(folder: Path, body: str) -> list[str]:
    text = NOTICE + "".join(f"  {line}\n" for line in body.split("\n"))
    found = check(content(folder, {"notices/a": text}), dt.date(2026, 3, 3)).findings
    return [f"{f.line}:{f.column} {f.code}" for f in found if f.path == "content/notices/a.yml"]


@pytest.mark.parametrize("text", MARKDOWN)
def test_no_markdown_makes_more_than_the_list_allows(text: str) -> None:
    page = LexborHTMLParser(f"<div id=here>{markdown(text)}</div>")
    nodes = page.css("#here *")
    assert {node.tag for node in nodes} <= _TAGS
    for node in nodes:
        assert set(node.attributes) <= _ATTRIBUTES.get(node.tag, set()) | {"class", "rel", "target"}
        href = node.attributes.get("href")
        assert href is None or re.match(r"(?:https?://|mailto:|tel:)", href)
    assert page.css("#here") and page.css("#here ~ *") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[1]: 这是脚注", "[1]: 这是脚注"),
        ("见[^1]\n\n[^1]: 注", "[^1]: 注"),
        ("<!-- 批注 -->", "<!-- 批注 -->"),
        ("<textarea>甲", "<textarea>甲"),
        ("```\n没有结束", "```"),
        ("![照片](tu.jpg)", "![照片](tu.jpg)"),
        ("# 题 {#id .x}", "{#id .x}"),
        ("*[缩写]: 全称", "全称"),
        ("---\ntitle: 甲\n---", "title: 甲"),
        ("<![x 甲", "<![x 甲"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("[TOC]", "[TOC]"),
    ],
)
def test_what_other_programs_would_swallow_stays_on_the_page(text: str, shown: str) -> None:
    page = LexborHTMLParser(f"<div id=here>{markdown(text)}</div>").css_first("#here")
    assert page is not None and shown in page.text()


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 | 3 |", ["8:3 markdown.surplus-cells"]),
        ("甲 | 乙\n--- | ---\n1 | 2\n3 | 4 | 5", ["9:3 markdown.surplus-cells"]),
        ("| 甲 | 乙 |\n| --- | --- |\n| `a|b` | x\\|y |", []),
        ("句子\n\n见[这里](javascript:alert)", ["8:4 markdown.dead-link"]),
        ("见[这里](a/b.html)", ["6:4 markdown.dead-link"]),
        ("见[这里](http://shifankuang.example/a)", []),
        ("![图](tu.png)", ["6:3 markdown.picture"]),
        ("```警告\n甲\n```", ["6:6 markdown.fence-word"]),
        ("```python\n甲\n```", []),
        ("甲\n\n" + "[" * 4000, ["8:3 markdown.brackets"]),
        ("甲\n\n" + "[a](" * 100, ["8:3 markdown.brackets"]),
        ("> " * 300 + "甲", ["6:3 markdown.too-deep"]),
        ("\n".join("  " * 2 * level + "- 甲" for level in range(1, 40)), ["26:7 markdown.too-deep"]),
        ("# 甲\n" * 1200, ["6:3 markdown.too-much"]),
        ("- - -", []),
        ("\n".join(f"- 第 {number} 条，见[办法](http://shifankuang.example/{number})" for number in range(300)), []),
        ("| 甲 | 乙 | 丙 |\n|---|---|---|\n" + "| 一 | 二 | 三 |\n" * 600, []),
    ],
)  # fmt: skip
def test_a_finding_stands_at_the_line_of_the_text(tmp_path: Path, body: str, findings: list[str]) -> None:
    assert said(tmp_path, body) == findings


PIECES = [
    "[", "[a](", "![", "*a ", "**", "_a_", "`", "`a``b", ">", "> ", "- ", "- - a\n", "<", "<a ", "&", "<![CDATA[",
    "<!--", "|", "\\*", "[a][b] ", ":   a\n", "**a *b ", "[x](<", "```\n", "```a\n```\n", "# a\n", "a\n=\n", "1. a\n",
    "    - a\n", "> > a\n", "a|b\n-|-\n", "a\n: b\n", "(", "](", "[a]: b\n", "<br>", "<u>", "&lt;u&gt;", "[x](http://a.b) ",
]  # fmt: skip
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000,) * 2)
from generator.markup import markdown
from generator.markdown_limits import too_costly
worst = 0
for piece in sys.stdin.read().split("\\0"):
    most = 100_000 // len(piece)
    for joined in (lambda n: piece * n, lambda n: "\\n\\n".join([piece * 20] * (n // 20)), lambda n: "[" * 40 + piece * n):
        count = most
        while count > 8 and too_costly(joined(count)):
            count = count * 4 // 5
        text = joined(count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        markdown(text)
        worst = max(worst, resource.getrusage(resource.RUSAGE_SELF).ru_utime - before)
print("done", worst)
"""


def test_no_text_of_100_kb_takes_long_to_refuse_or_to_render() -> None:
    """All of them, at the largest size that is not refused, within one minute of processor time and 1.5 GB."""
    run = subprocess.run(
        [sys.executable, "-c", LIMITED], input="\0".join(PIECES), capture_output=True, text=True, check=False
    )
    assert run.stdout.startswith("done"), run.stderr[-400:]


def test_the_limits_are_far_from_what_people_write() -> None:
    """The samples, and a text ten times as long as any of them, are neither costly nor losing anything."""
    for kind in all_kinds().values():
        text = (kind.folder / "sample.yml").read_text(encoding="utf-8")
        assert too_costly("\n\n".join([re.sub(r"(?m)^#.*\n", "", text)] * 10)) is None
        assert list(vanishing(text)) == []
