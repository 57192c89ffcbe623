"""A list or a numbered point under a line of text is one, as people write it, and what only looks so stays text."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.markup import markdown


def made(text: str) -> str:
    return str(markdown(text)).replace("\n", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("要求如下：\n- 一条\n- 两条", "<p>要求如下：</p><ul><li>一条</li><li>两条</li></ul>"),
        ("要求如下：\n* 一条", "<p>要求如下：</p><ul><li>一条</li></ul>"),
        ("步骤\n1. 先\n2. 后", "<p>步骤</p><ol><li>先</li><li>后</li></ol>"),
        ("### 标题\n- 一条", "<h3>标题</h3><ul><li>一条</li></ul>"),
        ("- 甲\n    - 子\n- 乙", "<ul><li>甲<ul><li>子</li></ul></li><li>乙</li></ul>"),
        ("- 甲\n接着甲\n- 乙", "<ul><li>甲接着甲</li><li>乙</li></ul>"),
        ("通知如下：\n一、时间\n二、地点", "<p>通知如下：</p><p>一、时间</p><p>二、地点</p>"),
        (
            "通知如下：\n一、时间；\n（一）上午。\n1、九点；\n①准时。",
            "<p>通知如下：</p><p>一、时间；</p><p>（一）上午。</p><p>1、九点；</p><p>①准时。</p>",
        ),
    ],
)
def test_a_list_or_a_point_begins_under_a_line_of_text(typed, shown):
    assert made(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("产量达到\n1500. 5 吨", "<p>产量达到1500. 5 吨</p>"),
        ("见细则第\n一、二条", "<p>见细则第一、二条</p>"),
        (
            "甲|乙\n- | -\n1|2",
            "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        ("文字\n- - -\n后", "<p>文字</p><hr><p>后</p>"),
        ("```\n文\n- 代码\n```", "<pre><code>文&#10;- 代码&#10;</code></pre>"),
        ("温度为\n-5 度", "<p>温度为-5 度</p>"),
    ],
)
def test_what_only_looks_like_one_stays_as_it_was(typed, shown):
    assert made(typed) == shown


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["正文。", "- 项", "1. 项", "2. 项", "一、点", "（二）点；", "", "    - 子", "> 引", "| a | b |"]
        ),
        max_size=12,
    )
)
def test_no_word_is_lost_or_moved(lines):
    text = "\n".join(lines)
    words = re.sub(r"\s|[-|>.、（）12一二]", "", text)
    shown = re.sub(r"\s|[-|>.、（）12一二]", "", html.unescape(re.sub(r"<[^>]+>", "", str(markdown(text)))))
    assert shown == words
