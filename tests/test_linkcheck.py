"""The finished site is read as a browser would: what a reader would find broken is found here first."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import writer
from generator.engine import linkcheck

GOOD = {
    "index.html": '<h1 id="top">首页</h1><a href="notices/a/">甲</a><a href="./">.</a><a href="?q=1">q</a><a href="#">^</a>'
    '<a href="#top">^</a><a href="https://example.org/x">外部网站，读者自己点</a><a href="mailto:a@b.cn?subject=x">信</a>'
    '<img src="pic/%E5%9B%BE%20%231.png?v=1" srcset="pic/s.webp 1x, pic/b.webp 2x" alt="">'
    '<link rel="canonical" href="https://dangwu.example/"><link rel="stylesheet" href="assets/a.css">'
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt=""><svg><use href="#top"/></svg>',
    "notices/a/index.html": '<a href="../../">首页</a><a href="../../#top">顶</a><a href="%E9%99%84%E4%BB%B6.pdf">附件</a>'
    '<h2 id="一">一</h2><a href="#%E4%B8%80">一</a><a href="附件.pdf#page=2">附件</a>',
    "404.html": '<a href="/">首页</a>',
    "assets/a.css": 'a{background:url("../pic/s.webp")}',
    "pic/图 #1.png": "x",
    "pic/s.webp": "x",
    "pic/b.webp": "x",
    "notices/a/附件.pdf": "x",
}


def site(tmp_path: Path, **more: str) -> Path:
    folder = tmp_path / "site"
    files = {**GOOD, **{path.replace("__", "/"): text for path, text in more.items()}}
    writer.sync(folder, {path: text.encode() for path, text in files.items()})
    return folder


def faults(folder: Path) -> list[tuple[str, str, str]]:
    return [(one.page, one.kind, one.link) for one in linkcheck.check(folder)]


def test_a_good_site_has_no_faults(tmp_path: Path) -> None:
    assert faults(site(tmp_path)) == []


@pytest.mark.parametrize(
    ("html", "kind", "link"),
    [
        ('<a href="b/">x</a>', "file", "b/"),
        ('<a href="notices/a">x</a>', "file", "notices/a"),
        ('<a href="Notices/a/">x</a>', "file", "Notices/a/"),
        ('<p>raw <a href="notices/%25/">x</a></p>', "file", "notices/%25/"),
        ('<a href="#nowhere">x</a>', "anchor", "#nowhere"),
        ('<a href="../index.html#二">x</a>', "above", "../index.html#二"),
        ('<a href="notices/a/#二">x</a>', "anchor", "notices/a/#二"),
        ('<a href="../../x">x</a>', "above", "../../x"),
        ('<a href="/notices/a/">x</a>', "absolute", "/notices/a/"),
        ('<img src="none.png">', "file", "none.png"),
        ('<img srcset="none.webp 1x, pic/s.webp 2x">', "file", "none.webp"),
        ('<script src="https://cdn.example/x.js"></script>', "outside", "https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//fonts.example/c.css">', "outside", "//fonts.example/c.css"),
        ('<link rel="preconnect" href="https://fonts.example">', "outside", "https://fonts.example"),
        ('<form action="http://x.example/"></form>', "outside", "http://x.example/"),
        ('<p style="background:url(http://x.example/p.png)">x</p>', "outside", "http://x.example/p.png"),
        ('<style>@import "https://x.example/a.css";</style>', "outside", "https://x.example/a.css"),
        ('<meta http-equiv="refresh" content="0; url=gone/">', "file", "gone/"),
        ('<a href=" JavaScript:alert(1)">x</a>', "script", "JavaScript:alert(1)"),
        ('<object data="none.pdf"></object>', "file", "none.pdf"),
        ('<video poster="none.jpg"><source src="pic/s.webp"></video>', "file", "none.jpg"),
        ('<p id="a">x</p><p id="a">y</p>', "duplicate", "a"),
    ],
)
def test_each_fault_is_found_once_and_named(tmp_path: Path, html: str, kind: str, link: str) -> None:
    folder = site(tmp_path, **{"p.html": html})
    assert faults(folder) == [("p.html", kind, link)]
    assert "p.html：" in str(linkcheck.check(folder)[0])


def test_what_only_looks_like_a_link_is_left_alone(tmp_path: Path) -> None:
    text = '<!-- <a href="x/"> --><p>&lt;a href="y/"&gt;</p><script>var s = \'<img src="z.png">\'</script>'
    assert faults(site(tmp_path, **{"p.html": text})) == []


def test_a_style_sheet_that_asks_outside_or_for_nothing_is_found(tmp_path: Path) -> None:
    folder = site(
        tmp_path, **{"assets__b.css": "@import 'https://x.example/a.css'; a{background:url(none.png)}"}
    )
    assert faults(folder) == [
        ("assets/b.css", "file", "none.png"),
        ("assets/b.css", "outside", "https://x.example/a.css"),
    ]


def test_many_processes_find_the_same(tmp_path: Path) -> None:
    pages = {f"n{n}.html": f'<a href="n{(n * 7) % 1300}.html#x">x</a><i id="x"></i>' for n in range(1200)}
    folder = site(tmp_path, **pages)
    alone = linkcheck.check(folder, jobs=1)
    assert alone == linkcheck.check(folder, jobs=3)
    assert {one.target for one in alone} == {f"n{n * 7 % 1300}.html" for n in range(1200)} - set(pages)


def test_after_a_clean_check_only_changes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = site(tmp_path), tmp_path / "cache"
    assert linkcheck.check(folder, cache=cache) == []
    writer.update(folder, {"new.html": b'<a href="notices/a/#none">x</a>'})
    monkeypatch.setattr(linkcheck, "_check_all", None)
    found = linkcheck.check(folder, cache=cache, changed={"new.html"})
    assert [(one.page, one.kind) for one in found] == [("new.html", "anchor")]


@pytest.mark.parametrize("harm", ["page", "anchor", "attachment"])
def test_an_increment_sees_what_unchanged_pages_lose(tmp_path: Path, harm: str) -> None:
    folder, cache = site(tmp_path), tmp_path / "cache"
    assert linkcheck.check(folder, cache=cache) == []
    if harm == "anchor":
        writer.update(folder, {"index.html": GOOD["index.html"].replace('id="top"', "").encode()})
        found = linkcheck.check(folder, cache=cache, changed={"index.html"})
    else:
        path = {"page": "notices/a/index.html", "attachment": "notices/a/附件.pdf"}[harm]
        writer.update(folder, {}, removed=[path])
        found = linkcheck.check(folder, cache=cache, changed=set(), removed={path})
    assert found == linkcheck.check(folder) != []


def test_the_sample_site_has_no_fault(sample_site: Path) -> None:
    """The whole site, all outputs included: nothing broken, nothing from another host, no id twice."""
    assert [str(one) for one in linkcheck.check(sample_site, jobs=2)] == []
