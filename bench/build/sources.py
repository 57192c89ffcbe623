"""The same records as every peer wants to find them: YAML, Markdown in three dialects, one JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from bench.corpus import BRANCHES, CorpusRecord

Write = Callable[[Path, list[CorpusRecord]], None]

_TYPES = {"meetings": "例会", "trainings": "学习培训", "activities": "组织生活", "notices": "公示公告"}
_KINDS = list(_TYPES)


def kind_of(record: CorpusRecord) -> str:
    """The kind a record has in our site: those with few fields of their own, so that the text weighs the same."""
    return _KINDS[int(record.id.rpartition("r")[2]) % len(_KINDS)]


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def text_of(record: CorpusRecord) -> str:
    """Body as Markdown: three headings, six paragraphs."""
    parts = []
    for number, heading in enumerate(record.headings):
        parts += [f"### {heading}", *record.paragraphs[number * 2 : number * 2 + 2]]
    return "\n\n".join(parts)


# --- ours


def write_records(folder: Path, records: list[CorpusRecord]) -> None:
    """A content folder of valid records."""
    put(folder / "site.yml", _SITE)
    for number, name in enumerate(BRANCHES):
        put(folder / f"branches/zb{number:02}.yml", _BRANCH.format(name=name, number=number + 1))
    for record in records:
        put(record_file(folder, record), record_yaml(record))


def record_file(folder: Path, record: CorpusRecord) -> Path:
    return folder / kind_of(record) / f"{record.id}.yml"


def record_yaml(record: CorpusRecord) -> str:
    return _YAML[kind_of(record)](record)


def _block(text: str) -> str:
    return "|\n" + "\n".join(f"  {line}" if line else "" for line in text.split("\n")) + "\n"


def _notice(record: CorpusRecord) -> str:
    return (
        f"标题: {_quoted(record.title)}\n类型: 通知\n文号: {_quoted(record.number)}\n正文: {_block(text_of(record))}"
        f"落款: {_quoted(record.branch)}\n成文日期: {record.day}\n"
    )


def _training(record: CorpusRecord) -> str:
    return (
        f"标题: {_quoted(record.title)}\n类别: 案例\n对象:\n  - 全体党员\n主讲: 党委工作部\n日期: {record.day}\n学时: 2\n"
        f"摘要: {_quoted(record.headings[0])}\n正文: {_block(text_of(record))}"
    )


def _meeting(record: CorpusRecord) -> str:
    items = "".join(f"  - 内容: {_quoted(text)}\n" for text in record.paragraphs)
    topics = "".join(f"  - {_quoted(text)}\n" for text in record.headings)
    return (
        f"标题: {_quoted(record.title)}\n类型: 月度党建例会\n日期: {record.day}\n主持: 党委书记\n"
        f"议题:\n{topics}议定事项:\n{items}"
    )


def _activity(record: CorpusRecord) -> str:
    branch = BRANCHES.index(record.branch)
    return (
        f"标题: {_quoted(record.title)}\n类型: 主题党日\n支部: zb{branch:02}\n日期: {record.day}\n主持: 支部书记\n"
        f"应到: 32\n实到: 30\n议题: {_quoted(record.headings[0])}\n内容: {_block(text_of(record))}"
    )


_YAML: dict[str, Callable[[CorpusRecord], str]] = {
    "notices": _notice,
    "trainings": _training,
    "meetings": _meeting,
    "activities": _activity,
}
_SITE = """单位名称: 基准矿
站点名称: 基准矿党务公开
监督渠道:
  - 部门: 党委工作部
    电话: 0571-8800123
"""
_BRANCH = """名称: {name}
类型: 生产一线采掘
序号: {number}
书记:
  姓名: 王某某
  任职日期: 2020-05-06
"""

# --- peers


def write_mkdocs(folder: Path, records: list[CorpusRecord]) -> None:
    """``docs/`` with one page a record, section pages that list them, and a menu of sections only."""
    put(folder / "mkdocs.yml", _MKDOCS)
    put(folder / "docs/index.md", "# 首页\n")
    for kind, of_kind in _by_kind(records):
        links = "".join(f"- [{_in_link(one.title)}]({one.id}.md)\n" for one in of_kind)
        put(folder / f"docs/{kind}/index.md", f"# {_TYPES[kind]}\n\n{links}")
    for record in records:
        put(mkdocs_file(folder, record), page_markdown(record))


def mkdocs_file(folder: Path, record: CorpusRecord) -> Path:
    return folder / "docs" / kind_of(record) / f"{record.id}.md"


def page_markdown(record: CorpusRecord) -> str:
    """Front matter and text, as MkDocs, Zensical, Eleventy and Hugo read it."""
    return (
        f"---\ntitle: {_quoted(record.title)}\ndate: {record.day}\nbranch: {_quoted(record.branch)}\n---\n\n"
        f"# {record.title}\n\n{record.number} · {record.branch}\n\n{text_of(record)}\n"
    )


def _in_link(text: str) -> str:
    return text.replace("[", "（").replace("]", "）")


def _by_kind(records: Iterable[CorpusRecord]) -> list[tuple[str, list[CorpusRecord]]]:
    groups: dict[str, list[CorpusRecord]] = {kind: [] for kind in _KINDS}
    for record in records:
        groups[kind_of(record)].append(record)
    return list(groups.items())


_MKDOCS = """site_name: 基准矿
theme: {name: material, language: zh, font: false, features: [navigation.indexes]}
plugins: [search]
nav:
  - 首页: index.md
  - 公示公告: notices/index.md
  - 学习培训: trainings/index.md
  - 例会: meetings/index.md
  - 组织生活: activities/index.md
not_in_nav: |
  /*/*/*.md
"""


def write_hugo(folder: Path, records: list[CorpusRecord]) -> None:
    """Hugo from data: one JSON file and a content adapter that makes a page of each record."""
    put(folder / "hugo.toml", _HUGO)
    put(folder / "layouts/_default/baseof.html", _HUGO_BASE)
    put(folder / "layouts/_default/single.html", _HUGO_SINGLE)
    put(folder / "layouts/_default/list.html", _HUGO_LIST)
    for kind in _KINDS:
        put(folder / f"content/{kind}/_index.md", f"---\ntitle: {_TYPES[kind]}\n---\n")
    put(folder / "content/_content.gotmpl", _HUGO_ADAPTER)
    write_hugo_data(folder, records)


def write_hugo_data(folder: Path, records: list[CorpusRecord]) -> None:
    data = [
        {
            "path": f"{kind_of(one)}/{one.id}",
            "title": one.title,
            "date": str(one.day),
            "branch": one.branch,
            "number": one.number,
            "body": text_of(one),
        }
        for one in records
    ]
    put(folder / "data/records.json", json.dumps(data, ensure_ascii=False))


_HUGO = 'baseURL = "https://example.org/"\nlanguageCode = "zh-cn"\ntitle = "基准矿"\ndisableKinds = ["taxonomy", "term"]\n'
_HUGO_BASE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{{ .Title }} - {{ .Site.Title }}</title></head>
<body><header><a href="/">{{ .Site.Title }}</a><nav>{{ range .Site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}</nav></header><main data-pagefind-body>{{ block "main" . }}{{ end }}</main><footer>基准矿</footer></body></html>"""
_HUGO_SINGLE = """{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Params.number }} · {{ .Params.branch }}</p>
<aside>{{ .TableOfContents }}</aside>{{ .Content }}{{ end }}"""
_HUGO_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .RegularPagesRecursive }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}"""
_HUGO_ADAPTER = """{{ range site.Data.records }}
{{ $content := dict "mediaType" "text/markdown" "value" .body }}
{{ $params := dict "branch" .branch "number" .number }}
{{ $dates := dict "date" (time.AsTime .date) }}
{{ $.AddPage (dict "kind" "page" "path" .path "title" .title "content" $content "params" $params "dates" $dates) }}
{{ end }}
"""


def write_eleventy(folder: Path, records: list[CorpusRecord]) -> None:
    """Markdown pages with a Nunjucks layout, and a list for each section."""
    put(folder / "eleventy.config.mjs", _ELEVENTY)
    put(folder / "src/_includes/page.njk", _ELEVENTY_LAYOUT)
    put(folder / "src/index.md", "---\ntitle: 首页\n---\n\n# 首页\n")
    for kind in _KINDS:
        put(
            folder / f"src/{kind}/index.njk",
            _ELEVENTY_LIST.replace("KIND", kind).replace("TITLE", _TYPES[kind]),
        )
        put(folder / f"src/{kind}/{kind}.json", f'{{"tags": "{kind}", "layout": "page.njk"}}')
    for record in records:
        put(eleventy_file(folder, record), page_markdown(record))


def eleventy_file(folder: Path, record: CorpusRecord) -> Path:
    return folder / "src" / kind_of(record) / f"{record.id}.md"


_ELEVENTY = """export default function (config) {
  return { dir: { input: "src", output: "public" }, markdownTemplateEngine: false };
}
"""
_ELEVENTY_LAYOUT = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{{ title }} - 基准矿</title></head>
<body><header><a href="/">基准矿</a><nav><a href="/notices/">公示公告</a><a href="/trainings/">学习培训</a>
<a href="/meetings/">例会</a><a href="/activities/">组织生活</a></nav></header><main data-pagefind-body>{{ content | safe }}</main>
<footer>基准矿</footer></body></html>"""
_ELEVENTY_LIST = """---
title: TITLE
tags: []
eleventyExcludeFromCollections: true
layout: page.njk
---
<h1>TITLE</h1><ul>{% for one in collections.KIND %}<li><a href="{{ one.url }}">{{ one.data.title }}</a></li>{% endfor %}</ul>
"""


def write_pelican(folder: Path, records: list[CorpusRecord]) -> None:
    """Articles with MultiMarkdown metadata and the plainest theme."""
    put(folder / "pelicanconf.py", _PELICAN)
    put(folder / "theme/templates/base.html", _PELICAN_BASE)
    put(folder / "theme/templates/article.html", _PELICAN_ARTICLE)
    for name in ("index", "category"):
        put(folder / f"theme/templates/{name}.html", _PELICAN_LIST)
    put(folder / "theme/static/a.css", "body{}")
    for record in records:
        put(pelican_file(folder, record), pelican_markdown(record))


def pelican_file(folder: Path, record: CorpusRecord) -> Path:
    return folder / "content" / kind_of(record) / f"{record.id}.md"


def pelican_markdown(record: CorpusRecord) -> str:
    slug = f"{kind_of(record)}-{record.id.replace('/', '-')}"
    return (
        f"Title: {record.title}\nDate: {record.day}\nCategory: {kind_of(record)}\nSlug: {slug}\n\n"
        f"{record.number} · {record.branch}\n\n{text_of(record)}\n"
    )


_PELICAN = """SITENAME = "基准矿"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
THEME = "theme"
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
ARTICLE_URL = "{category}/{slug}/"
"""
_PELICAN_BASE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{{ title }} - {{ SITENAME }}</title></head>
<body><header><a href="/">{{ SITENAME }}</a><nav>{% for one, articles in categories %}<a href="/{{ one.url }}">{{ one }}</a>
{% endfor %}</nav></header><main data-pagefind-body>{% block content %}{% endblock %}</main></body></html>"""
_PELICAN_ARTICLE = """{% set title = article.title %}{% extends "base.html" %}
{% block content %}<h1>{{ article.title }}</h1>{{ article.content }}{% endblock %}"""
_PELICAN_LIST = """{% extends "base.html" %}{% block content %}<ul>{% for article in articles %}
<li><a href="/{{ article.url }}">{{ article.title }}</a></li>{% endfor %}</ul>{% endblock %}"""


def total_characters(records: Iterable[CorpusRecord]) -> int:
    return sum(len(escape(text_of(record))) for record in records)
