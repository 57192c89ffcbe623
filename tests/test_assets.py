"""What readers load of our own scripts and styles: small in all, made from the sources beside it, and named after its content."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.finished import _OWN_SCRIPTS
from generator.publish.kept import is_kept

MOST = 40 * 1024
"""Bytes of script and style in all, as they are sent without compression; what comes only when the search is used counts too."""


@pytest.fixture(scope="module")
def maker(root):
    spec = importlib.util.spec_from_file_location("assets", root / "tools" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def own(site: Path) -> list[Path]:
    """Every script and style of the site but the search index, which is data."""
    return [
        path
        for path in site.rglob("*")
        if path.suffix in (".css", ".js") and not path.is_relative_to(site / "assets" / "search")
    ]


def test_all_scripts_and_styles_together_stay_under_forty_kilobytes(sample_site):
    sizes = {path.relative_to(sample_site).as_posix(): path.stat().st_size for path in own(sample_site)}
    assert len(sizes) == 4, sizes
    assert sum(sizes.values()) <= MOST, sizes


def test_every_delivered_file_is_used_by_a_page_or_by_a_script_that_a_page_uses(sample_site):
    page = (sample_site / "index.html").read_text("utf-8")
    scripts = "".join(path.read_text("utf-8") for path in own(sample_site) if path.name in page)
    assert [
        path.name for path in own(sample_site) if path.name not in page and path.name not in scripts
    ] == []


def test_delivered_files_are_what_the_sources_give(maker, root):
    made = maker.delivered(maker.source)
    there = {path.name: path.read_text("utf-8") for path in (root / "theme" / "assets").glob("*.min.*")}
    assert there == made, "the sources changed: run `make assets`"
    page = (root / "theme" / "base.html").read_text("utf-8")
    assert maker.renamed(page, made) == page


def test_a_name_changes_with_the_content_and_pages_follow(maker):
    before = maker.delivered(maker.source)
    after = maker.delivered(lambda name: maker.source(name).replace("已复制", "复制好了"))
    old, new = ({name.split(".")[0] + name[-3:]: name for name in made} for made in (before, after))
    assert old["gongkai.js"] != new["gongkai.js"] and old["gongkaicss"] == new["gongkaicss"]
    page = maker.renamed(f'<script src="assets/{old["gongkai.js"]}">', after)
    assert page == f'<script src="assets/{new["gongkai.js"]}">'


def test_tokens_that_change_with_theme_or_width_stay_and_the_others_are_put_in_place(maker):
    made = maker.style(
        ":root{--ink:#111;--gap:1rem;--wide:80rem} .dark{--ink:#eee} a{color:var(--ink);margin:calc(-2*var(--gap)) var(--wide)}"
    )
    assert made == ":root{--a:#111}.dark{--a:#eee}a{color:var(--a);margin:-2rem 80rem}\n"


def test_scripts_keep_to_what_an_old_chromium_reads(maker):
    """The minifier must not bring in what came after ES2017 (`catch {`, `a ?? b`, `a?.b`)."""
    made = maker.script("(() => { try { run(a === undefined ? b : a) } catch (e) { } x = y && y.z; })()")
    assert not re.search(r"catch\{|\?\?|\?\.", made)
    for text in maker.delivered(maker.source).values():
        assert not re.search(r"catch\{|\?\?|\?\.[a-z]", text)


def test_the_result_is_the_same_in_another_process(maker, root):
    code = "import sys; sys.path.insert(0, 'tools'); import assets; print(*assets.delivered(assets.source))"
    there = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    ).stdout.split()
    assert there == list(maker.delivered(maker.source))


def test_servers_and_releases_know_the_names_as_those_of_files_that_never_change(maker, root):
    """nginx lets browsers keep them for ever, a release keeps those of earlier ones, the last look takes them for ours."""
    config = (root / "deploy" / "nginx" / "gongkai.conf").read_text("utf-8")
    forever = re.search(r'"~(\^.*)"\s+"private, max-age=31536000, immutable"', config)[1]
    for name in maker.delivered(maker.source):
        assert re.search(forever, f"200:/assets/{name}") and is_kept(f"assets/{name}")
        assert name.endswith(".css") or _OWN_SCRIPTS.fullmatch(f"assets/{name}")
