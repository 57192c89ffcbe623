"""Decap CMS (MIT), the form editor: taken once from the npm registry, checked against the digest below, kept outside git.

Only who edits needs it; building a site never does. Without a network: `make wheelhouse` elsewhere keeps the archive
too (so does `npm pack decap-cms@VERSION`); give it to `gongkai edit --bundle FILE`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import shutil
import sys
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

from generator import writer
from generator.problems import MachineFault

VERSION = "3.16.3"
INTEGRITY = "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw=="
ARCHIVE = f"decap-cms-{VERSION}.tgz"
VENDOR = Path(__file__).parents[2] / "build" / "vendor" / f"decap-cms-{VERSION}"
_NPM = "https://registry.npmjs.org/"
_LARGEST = 40_000_000
# The script and what it loads by need; no source maps, no second copy under another name.
_WANTED = re.compile(r"package/dist/((?:\d+\.)?decap-cms\.js|[0-9a-f]+\.wasm|decap-cms\.js\.LICENSE\.txt)")


def ensure(folder: Path = VENDOR, archive: Path | None = None) -> Path:
    """The folder with Decap's files; fetched first when it is not there.

    Raises:
        MachineFault: no network, or not the archive that we know.
    """
    if archive is None and (folder / "decap-cms.js").is_file():
        return folder
    data = archive.read_bytes() if archive is not None else _fetch()
    unpack(data, folder)
    return folder


def unpack(data: bytes, folder: Path) -> None:
    """Check an archive and put the files that a browser needs into `folder`, all or none.

    Raises:
        MachineFault: the digest is not the one above.
    """
    _must_be_ours(data)
    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            name = _WANTED.fullmatch(member.name)
            stream = archive.extractfile(member) if name and member.isreg() else None
            if name and stream is not None:
                (aside / name[1]).write_bytes(stream.read())
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def keep_archive(folder: Path) -> None:
    """Put the archive itself, checked, into a folder: for machines without a network.

    Raises:
        MachineFault: no network, or not the archive that we know.
    """
    data = _fetch()
    _must_be_ours(data)
    writer.update(folder, {ARCHIVE: data})


def _must_be_ours(data: bytes) -> None:
    digest = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if digest != INTEGRITY:
        raise MachineFault(f"{ARCHIVE} 的内容和登记的校验值不符，没有使用。请重新下载 decap-cms {VERSION}。")


def _fetch() -> bytes:
    url = f"{registry()}decap-cms/-/{ARCHIVE}"
    print(f"第一次使用，下载表单编辑器 decap-cms {VERSION}（约 16 MB）：{url}", file=sys.stderr)
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            return bytes(answer.read(_LARGEST))
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise MachineFault(
            f"下载不了表单编辑器：{error}。没有外网时，在别的机器上下载 {url}，再用 gongkai edit --bundle 文件 打开。"
        ) from error


def registry() -> str:
    """The npm registry that this machine is told to use."""
    told = {name.lower(): value for name, value in os.environ.items()}
    named = told.get("npm_config_registry") or _from_npmrc() or _NPM
    return named if named.endswith("/") else f"{named}/"


def _from_npmrc() -> str:
    try:
        text = (Path.home() / ".npmrc").read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError):
        return ""
    found = re.search(r"^registry\s*=\s*(https?://\S+)", text, re.MULTILINE)
    return found[1] if found else ""


if __name__ == "__main__":
    keep_archive(Path(sys.argv[1])) if len(sys.argv) > 1 else ensure()
