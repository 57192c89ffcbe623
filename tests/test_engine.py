"""The engine: two roads, the same bytes; only what changed is redone; nothing of the record text gets loose."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from generator import engine, writer
from generator.engine import pages, urls

ROOT = Path(__file__).resolve().parent.parent
EPOCH = 1_767_225_600
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ config }} {% raw %} {# x #}",
    "a & b &amp; c &#60; d",
    "[x](y) *z* _w_ `v` | # <!-- ![]( <![x",
    "\\ \\n gKq1<b>&\"'  qKg gKq",
    "  两个  空格  ",
    "𠮷喆堃垚 〔2026〕12号　全角",
]


UNIT = {"extra": {"unit": "示范矿"}}


def page(meta: dict[str, Any], *blocks: str) -> bytes:
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items())
    body = "\n\n".join(blocks)
    return f"---\n{front}---\n\n{body}\n".encode()


def record(kind: str, name: str, title: str, *, sections: int = 3, **meta: Any) -> bytes:
    blocks = [f'<header class="head"><h1>{_escaped(title)}</h1></header>']
    for number in range(sections):
        blocks += [
            f"## 第{number}节&#42; {{#s{number}}}",
            f"<p>{_escaped(title)}</p>\n<p>正文 {number}<br>换行</p>",
        ]
    crumbs = [{"title": kind, "url": f"{kind}/"}, {"title": title}]
    front = {"title": title, "kind": kind, "record": f"{kind}/{name}", "description": title, "crumbs": crumbs}
    return page({**front, **meta}, *blocks)


def _escaped(text: str) -> str:
    return "".join(f"&#{ord(char)};" if char in "&<>\"'*_`[]{}#|\\!~^" else char for char in text)


def corpus() -> dict[str, bytes]:
    """A small site with all that makes pages differ: kinds, depth, contents, neighbours, odd text, full Markdown."""
    files = {"index.md": page({"title": "首页", "kind": "home"}, "<h1>首页</h1>")}
    for kind in ("notices", "brands", "branches"):
        files[f"{kind}/index.md"] = page(
            {"title": kind, "kind": kind}, f"<h1>{kind}</h1>", "<ul><li>x</li></ul>"
        )
    for number, title in enumerate(HOSTILE):
        kind = ("notices", "brands", "branches")[number % 3]
        files[f"{kind}/2026/r{number}.md"] = record(
            kind,
            f"2026/r{number}",
            title,
            sections=number,
            prev={"title": title, "url": f"{kind}/2026/r{number}/"},
            updated="2026-01-05",
            source=f"content/{kind}/2026/r{number}.yml",
        )
        files[f"{kind}/flat{number}.md"] = record(kind, f"flat{number}", f"平{number}", hide=["toc"])
    files["notices/2026/yaml.md"] = (
        b"---\ntitle: 'it''s yaml'\nkind: notices\nrank: 3\nday: 2026-01-05\n---\n\n<p>x</p>\n"
    )
    files["help/index.md"] = page({"title": "帮助"}, "See [notices](../notices/index.md) *here*.", "- a\n- b")
    files["help/中文名.md"] = page({"title": "中文"}, "## One {#one}", "Text with [anchor](#one) and `code`.")
    files["help/picture.svg"] = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    return files


CONFIGS = {
    "ours": None,
    "material": """
site_name: 示范 & 矿
site_url: https://dangwu.example/a/
theme: {name: material, font: false, language: zh, features: [navigation.path, navigation.footer, toc.follow]}
plugins: []
markdown_extensions: [attr_list, toc]
nav: [{首页: index.md}, {公示: notices/index.md}, {更多: [{品牌: brands/index.md}, {缺: nowhere/index.md}]}]
validation: {nav: {omitted_files: ignore}}
""",
    "strange": """
site_name: 怪
theme: {name: material, custom_dir: odd, font: false}
plugins: []
markdown_extensions: [attr_list, toc]
nav: [{首页: index.md}, {公示: notices/index.md}]
validation: {nav: {omitted_files: ignore}}
""",
}
STRANGE = """{%- set k = page.meta.kind ~ "/" if page else "" -%}
<title>{{ page.title | striptags | upper }}{{ page.title[:3] }} {{ (page.title ~ "!") | e }}</title>
{% if "alert" in page.content %}<p>alert</p>{% endif %}{{ page.content | length }}
{% if page.meta.title == "平1" %}equal{% endif %}{% if k == "brands/" %}brand{% endif %}
{% set captured %}{{ page.meta.title }}{% endset %}{{ captured | e }}{{ page.meta.description | e | e }}
{% for item in page.toc %}{{ item.title | striptags }}{{ item.url | e }}{{ item.level + 1 }}{% endfor %}
{% for item in nav %}{{ item.title }}{{ item == page }}{{ item.meta.subtitle }}{{ item.url | url }}{% endfor %}
{{ page.meta.record | replace("/", "-") }} {{ page.meta.crumbs | tojson if page.meta.crumbs }} {{ page.meta.day }} {{ page.url }} {{ base_url }}
{{ page.is_index }}{{ page.meta.updated }}{{ page.file.src_uri }}{{ page.meta.crumbs | length }}{{ page.content }}
"""


@pytest.fixture(params=sorted(CONFIGS))
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    text = CONFIGS[request.param]
    if text is None:
        return ROOT / "mkdocs.yml"
    writer.sync(tmp_path / "odd", {"main.html": STRANGE.encode(), "404.html": b"404"})
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    return tmp_path / "mkdocs.yml"


def build(
    work: Path, docs: dict[str, bytes], config: Path, name: str = "site", **options: Any
) -> engine.Result:
    writer.sync(work / "docs", docs)
    options = {"jobs": 1, "epoch": EPOCH, "cache": work / f"cache-{name}", **options}
    return engine.build(work / "docs", work / name, config=config, settings=UNIT, **options)


def tree(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in writer.tree(folder)}


def test_both_roads_write_the_same_bytes(tmp_path: Path, config: Path) -> None:
    fast = build(tmp_path, corpus(), config, "fast", road="fast")
    plain = build(tmp_path, corpus(), config, "plain", road="plain")
    assert tree(tmp_path / "fast") == tree(tmp_path / "plain")
    assert fast.owned == plain.owned == set(tree(tmp_path / "fast"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The sample site's Markdown as the renderer makes it, and the settings of its build."""
    from generator.build import engine_settings
    from generator.library import check
    from generator.library.visible import visible
    from generator.render import Renderer, Surroundings, serialize

    checked = check(ROOT / "content", dt.date(2026, 11, 1))
    assert checked.library is not None
    library = visible(checked.library, None)
    docs = tmp_path_factory.mktemp("sample") / "docs"
    writer.sync(docs, {one.path: serialize(one) for one in Renderer(library, Surroundings()).pages()})
    return docs, engine_settings(library)


def test_both_roads_agree_over_the_whole_sample_site(
    sample: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    docs, settings = sample
    for road in ("fast", "plain"):
        options: dict[str, Any] = {
            "cache": tmp_path / f"cache-{road}",
            "epoch": EPOCH,
            "settings": settings,
            "jobs": 1,
        }
        result = engine.build(docs, tmp_path / road, config=ROOT / "mkdocs.yml", road=road, **options)
        assert result.pages >= 100
    assert tree(tmp_path / "fast") == tree(tmp_path / "plain")


def test_no_page_of_our_renderer_needs_python_markdown(sample: tuple[Path, dict[str, Any]]) -> None:
    for path in sample[0].rglob("*.md"):
        read = pages.read(path.read_text(encoding="utf-8"), (2, 2))
        assert read.body is not None and read.meta is not None, path


def test_many_processes_write_the_same_bytes(tmp_path: Path) -> None:
    docs = corpus() | {
        f"notices/2025/n{n}.md": record("notices", f"2025/n{n}", f"公示{n}") for n in range(700)
    }
    one = build(tmp_path, docs, ROOT / "mkdocs.yml", "one", jobs=1)
    three = build(tmp_path, docs, ROOT / "mkdocs.yml", "three", jobs=3)
    assert one.made == three.made == len([path for path in docs if path.endswith(".md")])
    assert tree(tmp_path / "one") == tree(tmp_path / "three")


def test_a_second_build_makes_nothing_and_does_not_import_mkdocs(tmp_path: Path) -> None:
    build(tmp_path, corpus(), ROOT / "mkdocs.yml")
    before = {path: (tmp_path / "site" / path).stat().st_mtime_ns for path in writer.tree(tmp_path / "site")}
    code = (
        "import sys; from pathlib import Path; from generator import engine; w = Path(sys.argv[1]);"
        "r = engine.build(w / 'docs', w / 'site', config=Path(sys.argv[2]), cache=w / 'cache-site', jobs=1,"
        f"epoch={EPOCH}, settings={{'extra': {{'unit': '示范矿'}}}});"
        "print(r.made, r.written, r.removed, sorted({'mkdocs', 'jinja2', 'markdown', 'yaml'} & set(sys.modules)))"
    )
    run = [sys.executable, "-c", code, str(tmp_path), str(ROOT / "mkdocs.yml")]
    out = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert out == "0 [] [] []\n"
    assert before == {path: (tmp_path / "site" / path).stat().st_mtime_ns for path in before}


def test_one_changed_and_one_new_page_are_the_only_ones_made_and_mkdocs_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = {path: text for path, text in corpus().items() if not path.startswith("help/")}
    build(tmp_path, docs, ROOT / "mkdocs.yml")
    docs["notices/2026/r0.md"] = record("notices", "2026/r0", "换了标题", prev={"title": "甲", "url": "notices/flat0/"},
                                        updated="2026-01-06", source="content/x.yml", sections=3)  # fmt: skip
    docs["notices/2027/new.md"] = docs["notices/2026/r0.md"]
    with monkeypatch.context() as patch:
        patch.setattr("generator.engine.fast.Build.site", None)
        result = build(tmp_path, docs, ROOT / "mkdocs.yml", road="fast")
    pages_made = ["notices/2026/r0/index.html", "notices/2027/new/index.html"]
    assert (result.made, result.written[:2]) == (2, pages_made)
    assert set(result.written) <= {*pages_made, "sitemap.xml", "sitemap.xml.gz"}
    build(tmp_path, docs, ROOT / "mkdocs.yml", "clean")
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")


def test_told_what_changed_it_looks_at_nothing_else(tmp_path: Path) -> None:
    docs = corpus()
    build(tmp_path, docs, ROOT / "mkdocs.yml")
    docs["brands/flat1.md"] = record("brands", "flat1", "新口号")
    untouched = (tmp_path / "site/sitemap.xml").stat().st_mtime_ns
    result = build(tmp_path, docs, ROOT / "mkdocs.yml", changed={"brands/flat1.md"})
    assert result.written == ["brands/flat1/index.html"]
    assert (tmp_path / "site/sitemap.xml").stat().st_mtime_ns == untouched
    del docs["brands/flat1.md"]
    gone = build(tmp_path, docs, ROOT / "mkdocs.yml", changed={"brands/flat1.md"})
    assert "brands/flat1/index.html" in gone.removed
    build(tmp_path, docs, ROOT / "mkdocs.yml", "clean")
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")


@pytest.mark.parametrize("harm", ["delete", "cut", "manifest", "cache", "garbage", "marker"])
def test_harm_to_site_or_cache_heals(tmp_path: Path, harm: str) -> None:
    build(tmp_path, corpus(), ROOT / "mkdocs.yml")
    right = tree(tmp_path / "site")
    manifest = tmp_path / "cache-site" / "manifest.json"
    if harm == "delete":
        (tmp_path / "site/brands/index.html").unlink()
    elif harm == "cut":
        (tmp_path / "site/404.html").write_bytes(b"half")
        (tmp_path / "site/notices/index.html").write_bytes(b"half")
    elif harm == "manifest":
        manifest.unlink()
    elif harm == "cache":
        writer.sync(tmp_path / "cache-site", {})
    elif harm == "garbage":
        manifest.write_bytes(b'{"format": 1, "pages": {"x": [1]}')
    else:
        (tmp_path / "cache-site" / "building.json").write_bytes(b'["gone/index.html"]')
        writer.update(tmp_path / "site", {"gone/index.html": b"left by a killed run"})
    build(tmp_path, corpus(), ROOT / "mkdocs.yml")
    assert tree(tmp_path / "site") == right


def test_files_of_others_in_the_site_are_left_alone(tmp_path: Path) -> None:
    build(tmp_path, corpus(), ROOT / "mkdocs.yml")
    writer.update(tmp_path / "site", {"api/v1/notices.json": b"[]"})
    result = build(tmp_path, {"index.md": corpus()["index.md"]}, ROOT / "mkdocs.yml")
    assert (tmp_path / "site/api/v1/notices.json").exists()
    assert "api/v1/notices.json" not in result.owned
    assert not (tmp_path / "site/notices").exists()


def test_a_changed_setting_template_or_menu_changes_every_page_it_shows_on(tmp_path: Path) -> None:
    theme = tmp_path / "odd"
    writer.sync(theme, {"main.html": STRANGE.encode(), "404.html": b"404"})
    (tmp_path / "mkdocs.yml").write_text(CONFIGS["strange"] or "", encoding="utf-8")
    docs = {path: text for path, text in corpus().items() if not path.startswith("help/")}
    steps: list[Any] = [
        lambda: writer.update(theme, {"main.html": STRANGE.encode() + b"<p>v2</p>"}),
        lambda: docs.update({"notices/index.md": page({"title": "公示", "subtitle": "新"}, "<h1>x</h1>")}),
        lambda: docs.pop("notices/index.md"),
        lambda: (tmp_path / "mkdocs.yml").write_text((CONFIGS["strange"] or "").replace("怪", "奇"), "utf-8"),
    ]
    build(tmp_path, docs, tmp_path / "mkdocs.yml")
    for number, step in enumerate(steps):
        step()
        build(tmp_path, docs, tmp_path / "mkdocs.yml", road="fast")
        build(tmp_path, docs, tmp_path / "mkdocs.yml", f"clean{number}", road="plain")
        assert tree(tmp_path / "site") == tree(tmp_path / f"clean{number}")


def test_a_style_sheet_alone_makes_no_page_again(tmp_path: Path) -> None:
    writer.sync(tmp_path / "odd", {"main.html": b"{{ page.content }}", "assets/a.css": b"a{}"})
    (tmp_path / "mkdocs.yml").write_text(CONFIGS["strange"] or "", encoding="utf-8")
    build(tmp_path, corpus(), tmp_path / "mkdocs.yml", road="fast")
    writer.update(tmp_path / "odd", {"assets/a.css": b"b{}"})
    result = build(tmp_path, corpus(), tmp_path / "mkdocs.yml", road="fast")
    assert (result.made, result.written) == (0, ["assets/a.css"])


def test_a_theme_that_shows_all_pages_on_each_takes_the_plain_road(tmp_path: Path) -> None:
    writer.sync(tmp_path / "odd", {"main.html": b"{{ pages | length }}"})
    (tmp_path / "mkdocs.yml").write_text(CONFIGS["strange"] or "", encoding="utf-8")
    assert build(tmp_path, corpus(), tmp_path / "mkdocs.yml").road == "plain"
    assert (tmp_path / "site/notices/index.html").read_bytes() == str(len(corpus()) - 1).encode()
    (tmp_path / "odd/main.html").write_bytes(b"x")
    assert build(tmp_path, corpus(), tmp_path / "mkdocs.yml").road == "fast"


@pytest.mark.parametrize("road", ["fast", "plain"])
@pytest.mark.parametrize("body", ["[x](nowhere.md)", "[x](#nowhere)", "[x](/absolute)"])
def test_a_warning_of_the_engine_is_an_error(tmp_path: Path, road: str, body: str) -> None:
    docs = corpus() | {"help/bad.md": page({"title": "坏"}, body)}
    with pytest.raises(engine.EngineError) as caught:
        build(tmp_path, docs, ROOT / "mkdocs.yml", road=road)
    assert any("help/bad.md" in message for message in caught.value.messages)


def many(count: int) -> dict[str, bytes]:
    return {f"notices/2025/n{n}.md": record("notices", f"2025/n{n}", f"公示{n}") for n in range(count)}


def test_a_warning_in_another_process_is_an_error_too(tmp_path: Path) -> None:
    docs = corpus() | many(700) | {"notices/2025/n333.md": page({"title": "坏"}, "[x](nowhere.md)")}
    with pytest.raises(engine.EngineError) as caught:
        build(tmp_path, docs, ROOT / "mkdocs.yml", jobs=3)
    assert len(caught.value.messages) == 1 and "n333.md" in str(caught.value)


def test_a_build_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    docs = corpus() | many(1500)
    writer.sync(tmp_path / "docs", docs)
    code = (
        "import sys; from pathlib import Path; from generator import engine; w = Path(sys.argv[1]);"
        "engine.build(w / 'docs', w / 'site', config=Path(sys.argv[2]), cache=w / 'cache-site', jobs=2,"
        f"epoch={EPOCH}, settings={UNIT!a})"
    )
    for wait_for in (
        "cache-site/building.json",
        "site/notices/2025/n900/index.html",
        "site/assets/icon.svg",
    ):
        run = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(ROOT / "mkdocs.yml")], cwd=ROOT
        )
        while run.poll() is None and not (tmp_path / wait_for).exists():
            time.sleep(0.01)
        run.kill()
        run.wait()
    del docs["notices/2025/n900.md"]
    build(tmp_path, docs, ROOT / "mkdocs.yml")
    build(tmp_path, docs, ROOT / "mkdocs.yml", "clean")
    # Half a file beside its target is nobody's page; the build around the engine sweeps it (test_incremental).
    left = {
        path: data
        for path, data in tree(tmp_path / "site").items()
        if not writer.is_temporary(Path(path).name)
    }
    assert left == tree(tmp_path / "clean")


def test_the_same_bytes_whatever_the_machine_says(tmp_path: Path) -> None:
    build(tmp_path, corpus(), ROOT / "mkdocs.yml")
    code = (
        "import os, sys; os.umask(0o077); from pathlib import Path; from generator import engine; w = Path(sys.argv[1]);"
        "engine.build(w / 'docs', w / 'other', config=Path(sys.argv[2]), cache=w / 'cache-o', jobs=2,"
        f"epoch={EPOCH}, settings={UNIT!a})"
    )
    env = {**os.environ, "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    run = [sys.executable, "-c", code, str(tmp_path), str(ROOT / "mkdocs.yml")]
    subprocess.run(run, check=True, cwd=ROOT, env=env)
    assert tree(tmp_path / "other") == tree(tmp_path / "site")
    assert {oct((tmp_path / "other" / path).stat().st_mode & 0o777) for path in tree(tmp_path / "other")} == {
        "0o644"
    }


def test_the_shell_cache_stays_bounded(tmp_path: Path) -> None:
    writer.sync(tmp_path / "odd", {"main.html": b"{{ page.content }}"})
    (tmp_path / "mkdocs.yml").write_text(CONFIGS["strange"] or "", encoding="utf-8")
    for version in range(4):
        writer.update(tmp_path / "odd", {"main.html": b"{{ page.content }} %d" % version})
        build(tmp_path, corpus(), tmp_path / "mkdocs.yml", road="fast")
    assert len(list((tmp_path / "cache-site/shells").iterdir())) == 1


# --- exact incremental builds


NAMES = [f"{kind}/{name}.md" for kind in ("notices", "brands/2026", "new") for name in ("a", "b", "index")]
EDITS = st.lists(
    st.tuples(st.sampled_from(["write", "remove", "rename"]), st.sampled_from(NAMES), st.integers(0, 9)),
    min_size=1,
    max_size=5,
)


@examples(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(EDITS, min_size=1, max_size=3))
def test_random_edits_end_up_as_a_clean_build_would(
    rounds: list[list[tuple[str, str, int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    work = tmp_path_factory.mktemp("edits")
    docs = {"index.md": corpus()["index.md"], "notices/index.md": corpus()["notices/index.md"]}
    build(work, docs, ROOT / "mkdocs.yml", road="fast")
    for edits in rounds:
        for action, name, number in edits:
            _edit(docs, action, name, number)
        build(work, docs, ROOT / "mkdocs.yml", road="fast")
    build(work, docs, ROOT / "mkdocs.yml", "clean", road="fast")
    assert tree(work / "site") == tree(work / "clean")


def _edit(docs: dict[str, bytes], action: str, name: str, number: int) -> None:
    if action == "write":
        body = "Plain *Markdown*, a [link](" + ("notices/a.md" if name == "x" else "#s") + ")\n\n## S {#s}"
        kind = name.split("/")[0]
        docs[name] = (
            page({"title": f"t{number}"}, body)
            if number == 9
            else record(kind, name, HOSTILE[number % len(HOSTILE)], sections=number % 4)
        )
    elif action == "remove":
        docs.pop(name, None)
    elif name in docs:
        docs[NAMES[number % len(NAMES)]] = docs.pop(name)


# --- elsewhere


class _Lossy(concurrent.futures.Executor):
    """Loses every second batch, as a killed worker does."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        self.submitted += 1
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        if self.submitted % 2:
            future.set_exception(BrokenProcessPool("killed"))
        else:
            future.set_result(function(*args, **kwargs))
        return future


def test_a_lost_worker_loses_and_changes_no_page(tmp_path: Path) -> None:
    docs = corpus() | {
        f"notices/2025/n{n}.md": record("notices", f"2025/n{n}", f"公示{n}") for n in range(900)
    }
    lossy = _Lossy()
    result = build(tmp_path, docs, ROOT / "mkdocs.yml", "lossy", executor=lossy)
    build(tmp_path, docs, ROOT / "mkdocs.yml", "one")
    assert lossy.submitted >= 3 and result.road == "fast"
    assert tree(tmp_path / "lossy") == tree(tmp_path / "one")


def test_a_cluster_with_a_worker_killed_in_mid_build(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    docs = corpus() | {
        f"brands/2025/n{n}.md": record("brands", f"2025/n{n}", f"品牌{n}") for n in range(1500)
    }
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())

        def kill_one(done: int, total: int) -> None:
            if pids and done > 100:
                os.kill(pids.pop(), 9)
                pids.clear()

        with client.get_executor() as executor:
            build(tmp_path, docs, ROOT / "mkdocs.yml", "cluster", executor=executor, progress=kill_one)
    assert not pids
    build(tmp_path, docs, ROOT / "mkdocs.yml", "one")
    assert tree(tmp_path / "cluster") == tree(tmp_path / "one")


# --- the parts that stand in for other programs must agree with them


FRAGMENTS = [
    "<p>a</p>", "<div>", "</div>", "</p>", "text", "\n", "\n\n", "\n\n", "\n\n", "## b {#b}", "### c &#20013;d {#c}",
    "# e {#e1}", "<br>", '<img src="a.png" alt="&lt;">', '<svg viewBox="0 0 1 1"><title>t</title><path d="M0"/></svg>',
    "<ul><li>x</li></ul>", "<table><tr><td>|</td></tr></table>", " ", "&amp;", "#### 中 文 {#中}", "<span>", "</span>",
    "<hr>", "<details><summary>s</summary>x</details>", "* a", "```", "> q", "_a_", "<p>a</p>\n\n", "## x　y {#z}",
    '<div data-x="a>b">x</div>\n', "<th scope=row data-x='>'>", "</th>", "<p class=a/>", "<textarea>", "&x", "<!-- c -->", "<hr/>", "<![x", "\t", "<h1>t</h1>", "{#q}",
]  # fmt: skip


@examples(max_examples=1500, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=9), st.sampled_from([(1, 6), (2, 2), (2, 3)])
)
def test_what_is_converted_directly_is_what_python_markdown_gives(
    parts: list[str], levels: tuple[int, int]
) -> None:
    import markdown

    body, headings = pages.convert("".join(parts), levels)
    if body is None:
        return
    options = {"toc": {"toc_depth": f"{levels[0]}-{levels[1]}"}}
    converter = markdown.Markdown(
        extensions=["toc", "tables", "fenced_code", "attr_list"], extension_configs=options
    )
    assert body == converter.convert("".join(parts))
    assert _outline(headings) == _outline_of_tokens(converter.toc_tokens)  # type: ignore[attr-defined]


def _outline(headings: list[pages.Heading]) -> list[Any]:
    return [(h.level, h.id, h.title, _outline(h.children)) for h in headings]


def _outline_of_tokens(tokens: list[dict[str, Any]]) -> list[Any]:
    return [(t["level"], t["id"], t["name"], _outline_of_tokens(t["children"])) for t in tokens]


def test_our_pages_are_converted_directly() -> None:
    """Otherwise the test above would be true of a converter that declines everything."""
    for name, text in corpus().items():
        if not name.startswith("help/") and name != "notices/2026/yaml.md":
            read = pages.read(text.decode())
            assert read.body is not None and read.meta is not None, name


VALUES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="abc中文 :#-'\"{}[],&*!|>%@`\n\t0129.~", max_size=10),
    st.sampled_from(
        ["yes", "No", "0x1F", "12:30", "1_000", "2026-01-05", "2026-02-30", "null", "~", ".5", "1e3", "0"]
    ),
)


@examples(max_examples=1500, deadline=None)
@given(VALUES, st.booleans())
def test_front_matter_read_directly_is_what_yaml_gives(value: str, quoted: bool) -> None:
    import yaml

    line = f"key: {json.dumps(value, ensure_ascii=False) if quoted else value}\n"
    direct = pages.front_matter(line)
    if direct is not None:
        data = yaml.load(line, yaml.CSafeLoader)
        assert direct == data and type(direct["key"]) is type(data["key"])


SEGMENT = st.text(alphabet="ab.中 ~%'+", min_size=1, max_size=4).filter(lambda text: text[0] != ".")


@examples(max_examples=400, deadline=None)
@given(
    st.lists(SEGMENT, min_size=1, max_size=4),
    st.lists(st.sampled_from(["a", "b", "..", "x.css", "index"]), max_size=4),
)
def test_addresses_and_relative_links_are_those_of_mkdocs(place: list[str], target: list[str]) -> None:
    from mkdocs.structure.files import File
    from mkdocs.utils import get_relative_url, normalize_url

    source = "/".join(place) + ".md"
    file = File(source, "docs", "site", True)
    address = urls.address(urls.destination(source))
    assert (urls.destination(source), address or "./") == (file.dest_uri, file.url)

    class Page:
        url = address

    for path in ("/".join(target), "/".join(target) + "/", ".", "", "#x", "/x", "http://x/y", "mailto:a@b"):
        assert urls.relative(path, address) == normalize_url(path, Page)  # type: ignore[arg-type]
    assert urls.relative(".", address) == get_relative_url(".", address)


def test_pages_in_one_folder_share_their_chrome(tmp_path: Path) -> None:
    """Shells are few: this is what makes ten thousand pages cheap."""
    rng = random.Random(3)
    docs = corpus() | {
        f"notices/{rng.randint(2018, 2026)}/n{n}.md": record("notices", f"n{n}", f"公示{n}", sections=3)
        for n in range(300)
    }
    build(tmp_path, docs, ROOT / "mkdocs.yml", road="fast")
    assert len(list((tmp_path / "cache-site/shells").glob("*/*"))) < 45


# --- the way out: Material ends in May 2027, the same pages must build elsewhere


def test_zensical_builds_the_same_pages_with_the_same_text_and_menu(
    sample: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    import yaml

    docs, overrides = sample
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    extra = {**config.pop("extra"), **overrides["extra"]}
    config.update({key: value for key, value in overrides.items() if value}, extra=extra)
    config["theme"]["custom_dir"] = str(ROOT / "theme")
    (tmp_path / "mkdocs.yml").write_text(
        yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    writer.sync(tmp_path / "build/docs", tree(docs))
    program = Path(sys.executable).with_name("zensical")
    subprocess.run([program, "build"], cwd=tmp_path, check=True, capture_output=True)
    options: dict[str, Any] = {"cache": tmp_path / "cache", "epoch": EPOCH, "settings": overrides}
    engine.build(docs, tmp_path / "ours", config=ROOT / "mkdocs.yml", **options)
    theirs, ours = ({path for path in writer.tree(folder) if path.endswith("index.html")}
                    for folder in (tmp_path / "build/site", tmp_path / "ours"))  # fmt: skip
    assert theirs == ours
    for path in ours:
        for part in ("main", ".tabs", "h1"):
            assert _visible(tmp_path / "build/site" / path, part) == _visible(
                tmp_path / "ours" / path, part
            ), path


def _visible(page: Path, part: str) -> list[str]:
    from selectolax.lexbor import LexborHTMLParser

    nodes = LexborHTMLParser(page.read_bytes()).css(part)
    return [" ".join(node.text(separator=" ").split()) for node in nodes]
