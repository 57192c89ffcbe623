"""Small finished sites to publish, for the tests of publishing and of the web server."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from generator.publish.manifest import write_manifest
from generator.publish.model import SHANGHAI

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)
PAGES = ("notices/2026/a", "notices/2026/b", "notices/2026/c", "brands/d", "brands/e", "branches/f")


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def page(commit: str, path: str, style: str, text: str = "") -> str:
    """A page whose first and last line name the commit, so that a cut or mixed one shows."""
    up = "../" * (path.count("/") + 1) if path else "./"
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta name="commit" content="{commit}">'
        f'<link rel="stylesheet" href="{up}{style}"></head><body><h1>公示 {path}</h1>'
        f"<p>{text or '内容' * 300}</p><footer>{commit}</footer></body></html>\n"
    )


def make_site(
    folder: Path,
    commit: str,
    *,
    pages: tuple[str, ...] = PAGES,
    as_of: str = "2026-03-02",
    audience: str = "全员",
    built_at: datetime = NOON,
) -> Path:
    """Write a finished site of `commit` into `folder`; a picture is the same in every commit."""
    css = f"/* {commit} */ body {{ color: #111 }}\n"
    style = f"assets/stylesheets/main.{hashlib.sha256(css.encode()).hexdigest()[:8]}.min.css"
    status = {"commit": commit, "built_at": built_at.isoformat(), "as_of": as_of, "pages": len(pages) + 1}
    files = {style: css, "status.json": json.dumps({**status, "audience": audience}, ensure_ascii=False)}
    files["index.html"] = page(commit, "", style)
    files |= {f"{path}/index.html": page(commit, path, style) for path in pages}
    for path, text in files.items():
        put(folder / path, text.encode())
    put(folder / "assets/images/mark.png", b"\x89PNG\r\n" + bytes(range(256)) * 40)
    write_manifest(folder)
    return folder


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def live_bytes(target: Path) -> dict[str, bytes]:
    """What readers can get: every file's bytes through `current`, and where it points to."""
    current = target / "current"
    if not current.is_symlink():
        return {}
    found = {"->": os.readlink(current).encode()}
    for path in sorted(current.rglob("*")):
        if path.is_file():
            found[path.relative_to(current).as_posix()] = path.read_bytes()
    return found


def live_commit(target: Path) -> str:
    return str(json.loads((target / "current/status.json").read_bytes())["commit"])
