"""An edit in a form changes in the record's file what was edited, and nothing else."""

from __future__ import annotations

import copy
import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.editor.form import from_form, to_form
from generator.editor.rewrite import new_text, rewrite
from generator.kinds import all_kinds
from generator.record import Record
from generator.yamlio import read

SAMPLES = {
    name: (kind.folder / "sample.yml").read_text(encoding="utf-8") for name, kind in all_kinds().items()
}
PLAIN = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30
).filter(
    lambda text: text.strip() == text and not any(ord(char) >= 0xE000 and ord(char) < 0xF900 for char in text)
)
KINDS = st.sampled_from(sorted(SAMPLES))


def values(text: str, kind: str) -> dict[str, Any]:
    root = read(text.encode(), "x.yml").root
    assert root is not None, text
    return to_form(root, all_kinds()[kind].model)


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where every text of a record stands."""
    if isinstance(value, str):
        return [at]
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    return [place for key, one in inside for place in places(one, (*at, key))]


def lists(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, str):
        return []
    inside = list(value.items() if isinstance(value, dict) else enumerate(value))
    found = [place for key, one in inside for place in lists(one, (*at, key))]
    return [at, *found] if isinstance(value, list) else found


def at(value: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def changed_lines(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@settings(max_examples=150, deadline=None)
@given(KINDS, st.data(), PLAIN)
def test_one_edited_text_is_one_changed_line(kind: str, data: st.DataObject, typed: str) -> None:
    text, model = SAMPLES[kind], all_kinds()[kind].model
    old = values(text, kind)
    place = data.draw(st.sampled_from(places(old)))
    before = at(old, place)
    new = copy.deepcopy(old)
    lines = before.split("\n")
    lines[0] = typed
    at(new, place[:-1])[place[-1]] = "\n".join(lines)

    made = rewrite(text, old, new, model)

    assert values(made, kind) == new
    assert len(changed_lines(text, made)) in (0, 2)


@settings(max_examples=150, deadline=None)
@given(KINDS, st.data())
def test_items_and_fields_come_and_go_without_touching_the_rest(kind: str, data: st.DataObject) -> None:
    text, model = SAMPLES[kind], all_kinds()[kind].model
    old = values(text, kind)
    new = copy.deepcopy(old)
    if found := lists(new):
        listed = at(new, data.draw(st.sampled_from(found)))
        index = data.draw(st.integers(0, len(listed)))
        if data.draw(st.booleans()):
            listed.insert(index, copy.deepcopy(listed[0]))
        elif len(listed) > 1:
            del listed[min(index, len(listed) - 1)]
    dropped = data.draw(st.sampled_from([key for key in old if key not in ("标题", "名称")]))
    del new[dropped]

    made = rewrite(text, old, new, model)

    assert values(made, kind) == new
    assert not read(made.encode(), "x.yml").findings
    back = rewrite(made, new, old, model)
    assert values(back, kind) == old


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_record_that_is_saved_unchanged_keeps_every_byte(kind: str) -> None:
    text, model = SAMPLES[kind], all_kinds()[kind].model
    old = values(text, kind)
    assert from_form(old, model, old) == old
    assert rewrite(text, old, from_form(old, model, old), model) == text


@settings(max_examples=60, deadline=None)
@given(KINDS)
def test_a_new_record_reads_as_it_was_filled_in(kind: str) -> None:
    old = values(SAMPLES[kind], kind)
    text = new_text(old, all_kinds()[kind].model)
    assert values(text, kind) == old
    assert not read(text.encode(), "x.yml").findings


def test_comments_order_quotes_and_numbers_survive() -> None:
    text = (
        "# 谁写的：张\n"
        "名称: 精煤匠心   # 不要改\n"
        "支部: 'xi-xuan'\n\n"
        "目标: 1_000 吨\n"
        "举措:\n"
        "- 第一条\n"
        '- "第二条"  # 重点\n'
        "\n"
        "# 下面是成效\n"
        "成效:\n"
        "    - 指标: 灰分\n"
        "      前: 0012\n"
        "      后: 98.50\n"
    )
    model = all_kinds()["brands"].model
    old = values(text, "brands")
    new = copy.deepcopy(old)
    new["举措"][1] = "第二条改"
    new["成效"][0]["后"] = "99.50"
    new["口号"] = "一粒矸石不进仓"
    assert rewrite(text, old, new, model) == (
        text.replace('"第二条"', '"第二条改"')
        .replace("98.50", "99.50")
        .replace("'xi-xuan'\n", "'xi-xuan'\n口号: 一粒矸石不进仓\n")
    )


def test_windows_line_ends_and_the_byte_order_mark_stay() -> None:
    text = "\ufeff名称: 甲\r\n支部: yi\r\n"
    model = all_kinds()["brands"].model
    old = values(text.lstrip("\ufeff"), "brands")
    assert rewrite(text, old, {**old, "口号": "新"}, model) == "\ufeff名称: 甲\r\n支部: yi\r\n口号: 新\r\n"


def test_an_english_key_stays_english() -> None:
    text = "title: 旧题\nday: 2026-03-01\n"
    model = all_kinds()["meetings"].model
    old = values(text, "meetings")
    assert rewrite(text, old, {**old, "标题": "新题"}, model) == "title: 新题\nday: 2026-03-01\n"


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "2026-03-01",
        "# 号",
        "a: b",
        "- x",
        "“引”",
        "'单'",
        '"双"',
        "[x]",
        "{{ 7 }}",
        "C:\\new",
        "末尾:",
        "*",
        "0012",
    ],
)
def test_anything_typed_into_a_field_comes_back_as_typed(typed: str) -> None:
    model = all_kinds()["brands"].model
    old = values("名称: 甲\n支部: yi\n", "brands")
    made = rewrite("名称: 甲\n支部: yi\n", old, {**old, "口号": typed}, model)
    assert values(made, "brands")["口号"] == typed
    assert not read(made.encode(), "x.yml").findings


def test_a_date_that_the_form_spells_in_its_own_way_is_not_an_edit() -> None:
    model = all_kinds()["meetings"].model
    old = values("标题: 例会\n日期: 2026/3/1\n", "meetings")
    assert from_form({"标题": "例会", "日期": "2026-03-01", "_rev": "x"}, model, old) == old
    assert from_form({"标题": "例会", "日期": "2026-03-02"}, model, old)["日期"] == "2026-03-02"


def test_empty_fields_are_not_written() -> None:
    model = all_kinds()["notices"].model
    sent = {
        "标题": "通知",
        "文号": "",
        "公示期": {"开始": ""},
        "对象": [{}],
        "附件": [],
        "草稿": None,
        "审批": {"提出": {}},
    }
    assert from_form(sent, model) == {"标题": "通知"}
    assert issubclass(model, Record)
