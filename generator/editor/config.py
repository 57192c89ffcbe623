"""Decap's configuration, made from the models and the unit's policy: no field is described twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from generator.editor.books import ABOUT, REVISION, SLUG
from generator.editor.scalars import ordered_fields
from generator.kinds import all_kinds
from generator.library.settings import Settings
from generator.record import Kind, Part, Record
from generator.schema import Field

_PATTERNS = {
    "clock": [r"^\s*([01]?\d|2[0-3])[:：][0-5]\d\s*$", "写成 14:30 这样"],
    "count": [r"^\s*\d{1,9}\s*$", "只写整数"],
    "year": [r"^\s*(19|20|21)\d\d年?\s*$", "写四位年份，如 2026"],
    "number": [r"^\s*-?\d{1,15}(\.\d{1,6})?\s*$", "只写数，如 98.5"],
    "mailbox": [r"^\s*[^@\s]+@[^@\s]+\s*$", "写成 名称@域名"],
}
_WHOLE = ("group", "row")
"""What has no short form to be shown by in a folded list."""
_WIDGETS = {"text": "text", "markdown": "text", "image": "image", "file": "file", "row": "gk-row"}


def configuration(settings: Settings, as_of: dt.date) -> dict[str, Any]:
    """The configuration of the whole editor."""
    assert settings.site is not None
    named = {section.kind: section.name for section in settings.site.sections}
    order = {section.kind: index for index, section in enumerate(settings.site.sections)}
    kinds = sorted(all_kinds().values(), key=lambda kind: order.get(kind.name, len(order)))
    return {
        "backend": {"name": "gongkai", "proxy_url": "/api/v1", "branch": "local"},
        "load_config_file": False,
        "locale": "zh_Hans",
        "media_folder": "uploads",
        "public_folder": "",
        "publish_mode": "simple",
        "show_preview_links": False,
        "editor": {"preview": False, "notes": False},
        "slug": {"encoding": "unicode", "clean_accents": False, "sanitize_replacement": "-"},
        "collections": [_collection(kind, named.get(kind.name, kind.label), settings) for kind in kinds],
    }


def _collection(kind: Kind, label: str, settings: Settings) -> dict[str, Any]:
    title = kind.model.model_fields["title"].alias or "标题"
    return {
        "name": kind.name,
        "label": label,
        "label_singular": label,
        "folder": kind.name,
        "create": True,
        "delete": True,
        "extension": "json",
        "format": "json",
        "identifier_field": title,
        "slug": "{{fields." + SLUG + "}}",
        "summary": "{{" + title + "}}　{{" + ABOUT + "}}",
        "sortable_fields": [title, ABOUT],
        # Pictures and attachments lie beside the record; the record names them without a path.
        "media_folder": "{{filename}}",
        "public_folder": "",
        "fields": [
            {"name": REVISION, "label": "版本", "widget": "gk-watch", "required": False},
            {"name": SLUG, "label": "编号", "widget": "hidden", "required": False},
            *fields(kind.model, settings),
        ],
    }


def fields(model: type[Part], settings: Settings, *, required: bool = True) -> list[dict[str, Any]]:
    """The form fields of a model. Inside an optional group nothing is required: `check` says it once it is begun."""
    return [_field(one, settings, required) for one in ordered_fields(model)]


def _field(one: Field, settings: Settings, required: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "name": one.key,
        "label": one.key,
        "required": one.required and required,
        "hint": _hint(one),
    }
    if not one.is_list:
        return {**about, **_widget(one, settings, one.required and required)}
    if one.form == "row":
        return {**about, "widget": "gk-table"}
    if one.form == "group" and one.part is not None:
        inner = fields(one.part, settings)
        told = [part.key for part in ordered_fields(one.part) if not part.is_list and part.form not in _WHOLE]
        summary = "　".join("{{fields." + key + "}}" for key in told[:2])
        return {
            **about,
            "widget": "list",
            "collapsed": True,
            "summary": summary,
            "fields": inner,
            **_adding(one),
        }
    if one.form in ("named", "choice"):
        return {**about, "widget": "select", "multiple": True, "options": _choices(one, settings)}
    if one.form == "ref" and "*" not in one.kinds and len(one.kinds) == 1:
        return {**about, **_relation(one), "multiple": True}
    item = {"name": one.key, "label": one.key, "required": True, **_widget(one, settings, True)}
    return {**about, "widget": "list", "collapsed": False, "field": item, **_adding(one)}


def _adding(one: Field) -> dict[str, Any]:
    # Without a default of its own a list begins with one item, made of its fields' defaults.
    return {"default": [], "label_singular": one.key, "add_to_top": False, "allow_add": True}


def _widget(one: Field, settings: Settings, required: bool) -> dict[str, Any]:
    """What one value is typed into."""
    if one.form == "group" and one.part is not None:
        return {
            "widget": "object",
            "collapsed": one.name in Record.model_fields,
            "fields": fields(one.part, settings, required=required),
        }
    if one.form == "day":
        shape = {"format": "YYYY-MM-DD", "date_format": "YYYY-MM-DD", "time_format": False}
        return {"widget": "datetime", "default": "", "picker_utc": False, **shape}
    if one.form == "flag":
        return {"widget": "select", "options": ["是", "否"]}
    if one.form in ("named", "choice") or one.name == "audience":
        return {"widget": "select", "options": _choices(one, settings)}
    if one.form == "ref" and "*" not in one.kinds and len(one.kinds) == 1:
        return _relation(one)
    if one.form in ("image", "file"):
        return {"widget": one.form, "choose_url": False}
    pattern = {"pattern": _PATTERNS[one.form]} if one.form in _PATTERNS else {}
    return {"widget": _WIDGETS.get(one.form, "string"), **pattern}


def _choices(one: Field, settings: Settings) -> list[str]:
    if one.name == "audience" and settings.site is not None:
        return list(settings.site.audiences) or [settings.site.default_audience]
    return list(one.choices) if one.form == "choice" else settings.policy.names(one.section)


def _relation(one: Field) -> dict[str, Any]:
    kind = all_kinds()[one.kinds[0]]
    title = kind.model.model_fields["title"].alias or "标题"
    return {
        "widget": "relation",
        "collection": kind.name,
        "value_field": "{{slug}}",
        "display_fields": [title],
        "search_fields": [title, ABOUT],
        "options_length": 60,
    }


def _hint(one: Field) -> str:
    if one.form in ("file", "image"):
        return "选一个文件上传，会自动放进这条记录自己的文件夹"
    example = (
        f"例：{one.example}"
        if one.example and one.form not in ("day", "named", "choice", "flag", "group", "ref")
        else ""
    )
    about = "" if ".yml" in one.about else one.about.removesuffix("的编号").replace("，写编号", "")
    more = "。可以分段、列条：空一行分段，行首写“1. ”或“- ”分条" if one.form == "markdown" else ""
    return "　".join(part for part in (about + more, example) if part)
