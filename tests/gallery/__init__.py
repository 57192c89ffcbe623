"""Hand-written pages that use every component once, for tests and eyes; independent of any record kind."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import jinja2
import segno
import yaml
from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config import load_config

from generator import charts
from generator.markup import to_html
from generator.record import State

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TODAY = dt.date(2026, 9, 23)
PAGES = [
    "index",
    "notices/index",
    "notices/2026/n1",
    "notices/2026/n2",
    "brands/2026/b1",
    "ledgers/2026/l1",
    "activities/index",
    "trainings/2026/t1",
]


def environment() -> jinja2.Environment:
    """Templates as the renderer sees them, as far as the components need it."""
    folders = jinja2.FileSystemLoader([HERE, ROOT / "generator" / "templates"])
    made = jinja2.Environment(
        loader=folders,
        autoescape=True,
        finalize=to_html,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        charts=charts,
        h=_heading,
        State=State,
        day=dt.date.fromisoformat,
        today=TODAY,
        qr=_qr,
        Milestone=charts.Milestone,
    )
    return made


def _heading(level: int, text: str, anchor: str) -> Markup:
    return Markup(f"\n{'#' * level} {text} {{#{anchor}}}\n")


def _tidy(body: str) -> str:
    kept = [line.rstrip() for line in body.split("\n") if line.strip()]
    return "\n".join(f"\n{line}\n" if line.startswith("## ") else line for line in kept) + "\n"


def _qr(text: str) -> Markup:
    return Markup(
        segno.make(text, error="m").svg_inline(
            scale=1, border=2, title="二维码", omitsize=True, svgclass=None, lineclass=None
        )
    )


def write_docs(docs: Path) -> None:
    """Renders every gallery page into a docs folder."""
    made = environment()
    for name in PAGES:
        text = made.get_template(name.replace("/", "-") + ".j2").render()
        head, _, body = text.partition("\n---\n")
        body = "\n" + _tidy(body)
        target = docs / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\n{head.strip()}\n---\n{body}", encoding="utf-8")
    for name in (
        "brands",
        "themes",
        "assessments",
        "ledgers",
        "pledges",
        "liaisons",
        "duties",
        "meetings",
        "trainings",
        "branches",
        "data",
        "changes",
        "help",
    ):
        (docs / name).mkdir(exist_ok=True)
        page = docs / name / "index.md"
        page.write_text(
            f'---\ntitle: {name}\nkind: {name}\n---\n\n<header class="head"><h1>{name}</h1></header>\n',
            encoding="utf-8",
        )


def build_gallery(folder: Path, **extra: Any) -> Path:
    """Builds the gallery with MkDocs; returns the site folder."""
    docs, site = folder / "docs", folder / "site"
    shutil.rmtree(folder, ignore_errors=True)
    docs.mkdir(parents=True)
    write_docs(docs)
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings.update(
        site_name="党务公开",
        site_url="http://gk.example/",
        docs_dir=str(docs),
        site_dir=str(site),
        extra={
            "unit": "示范矿业公司示范煤矿党委",
            "sample": True,
            "as_of": TODAY.isoformat(),
            "audience": "全体职工",
            "supervision": {"department": "纪委办公室", "phone": "0571-8800000", "mailbox": "办公楼一层信箱"},
            **extra,
        },
    )
    settings["theme"]["custom_dir"] = str(ROOT / "theme")
    config_file = folder / "mkdocs.yml"
    config_file.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    build(load_config(str(config_file)))
    status = 'window.gkStatus = {"built_at": "2026-09-23T08:00:00+08:00", "commit": "a1b2c3d4e5f6"};'
    (site / "assets" / "status.js").write_text(status, encoding="utf-8")
    return site
