"""Field tables in Markdown, for CONTRIBUTING and the help page."""

from __future__ import annotations

from collections.abc import Iterator

from generator.kinds import all_kinds
from generator.policy import Policy
from generator.record import Kind, Part, Record
from generator.schema.describe import Field, Form, fields_of

_WORDS: dict[Form, str] = {
    "line": "一行文字",
    "text": "文字，可以多行",
    "markdown": "长文，可以分段、分条",
    "day": "日期",
    "clock": "时间",
    "count": "整数",
    "year": "年份",
    "number": "数",
    "flag": "是或否",
    "phone": "电话",
    "mailbox": "邮箱",
    "file": "文件名",
    "image": "图片文件名",
    "row": "一行表格，列名自定",
    "group": "分项",
}
_HEAD = "| 字段 | 英文名 | 必填 | 怎么写 | 说明 | 例 |\n| --- | --- | --- | --- | --- | --- |\n"


def tables(kind: str) -> str:
    """The fields that are a kind's own, then the groups inside them, then what is derived and never typed."""
    model = all_kinds()[kind].model
    own = [field for field in fields_of(model) if _is_own(field)]
    return _text(all_kinds()[kind], own, model)


def _text(kind: Kind, own: list[Field], model: type[Part]) -> str:
    parts = [f"### {kind.label}（{kind.name}）\n", _table(own), *_groups(own, set())]
    if model.derived_keys:
        parts.append(_derived(model))
    if kind.state_labels:
        states = "、".join(f"{label}（{name}）" for name, label in kind.state_labels.items())
        parts.append(f"状态由系统得出：{states}。\n")
    return "\n".join(parts)


def common_table() -> str:
    """The fields that every kind has."""
    shared = list(fields_of(Record))
    return "\n".join(["### 各栏目共有\n", _table(shared), *_groups(shared, set())])


def _is_own(field: Field) -> bool:
    """Whether a kind's field differs from the one all records have (a branch's 标题 is called 名称)."""
    shared = {one.name: one for one in fields_of(Record)}
    same = shared.get(field.name)
    return same is None or (same.key, same.required) != (field.key, field.required) or field.name == "title"


def _groups(listed: list[Field], seen: set[type[Part]]) -> Iterator[str]:
    """Tables of the groups, each once, in the order of the fields that lead to them."""
    for field in listed:
        part = field.part
        if part is None or part in seen:
            continue
        seen.add(part)
        inner = list(fields_of(part))
        yield f"**{field.key}**{'（每项）' if field.is_list else ''}：\n"
        yield _table(inner)
        if part.derived_keys:
            yield _derived(part)
        yield from _groups(inner, seen)


def _table(listed: list[Field]) -> str:
    return _HEAD + "".join(_row(field) for field in listed)


def _row(field: Field) -> str:
    cells = (
        field.key,
        f"`{field.name}`",
        "是" if field.required else "",
        _how(field),
        _cell(field.about),
        _cell(field.example),
    )
    return "| " + " | ".join(cells) + " |\n"


def _how(field: Field) -> str:
    one = _one(field)
    if not field.is_list:
        return one
    return "列表，每项分几个字段" if field.form == "group" else f"列表，每项：{one}"


def _one(field: Field) -> str:
    if field.form == "choice":
        return "、".join(field.choices)
    if field.form == "named":
        return f"policy.yml 的“{_section(field.section)}”之一"
    if field.form == "ref":
        labels = [all_kinds()[kind].label for kind in field.kinds if kind in all_kinds()]
        return f"{'或'.join(labels)}的编号" if labels else "“栏目/编号”"
    return _WORDS[field.form]


def _section(name: str) -> str:
    return next(field.key for field in fields_of(Policy) if field.name == name)


def _derived(model: type[Part]) -> str:
    listed = "；".join(f"{key}（{how}）" for key, how in model.derived_keys.items())
    return f"由系统算出，不要写：{listed}。\n"


def _cell(text: str) -> str:
    """Text in a table cell: no bars, no line breaks, nothing that Markdown would read as code or links."""
    flat = " ".join(text.split())
    for mark in "\\`*_{}[]<>|":
        flat = flat.replace(mark, f"\\{mark}")
    return flat
