#!/usr/bin/env python3
"""What this program is made of, from the lock file and the packages installed beside it.

    python deploy/supply.py sbom FILE        CycloneDX 1.6 (JSON)
    python deploy/supply.py licences FILE    Markdown list; fails when a licence is not known
    python deploy/supply.py check FILE       fails when FILE (the Markdown list) is not up to date

Independent of `generator`. The same lock and packages give the same bytes.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

# Licence texts as packages state them in free form → SPDX.
SPDX = {
    "MIT": "MIT",
    "MIT License": "MIT",
    "The MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD-2-Clause License": "BSD-2-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "ISC License": "ISC",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "HPND": "HPND",
    "The Unlicense (Unlicense)": "Unlicense",
}
_SPDX_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+|[()])*")


# Files of this repository that were made from other projects' data.
DATA = (
    (
        "generator/outputs/search/t2s.txt",
        "OpenCC 的 TSCharacters（繁简字表）",
        "Apache-2.0",
        "https://github.com/BYVoid/OpenCC",
    ),
)


@dataclass(slots=True)
class Part:
    """One locked package. `licence` is an SPDX expression, or "" when it is not installed on this machine."""

    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)
    licence: str = ""
    homepage: str = ""
    summary: str = ""
    needs: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Package URL."""
        return f"pkg:pypi/{canonicalize_name(self.name)}@{self.version}"

    @property
    def installed(self) -> bool:
        """Whether this machine's platform uses it."""
        return bool(self.licence)


def locked(lock: Path) -> list[Part]:
    """The pins of a lock file with their hashes, by name."""
    parts: list[Part] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := _PIN.match(line.strip()):
            parts.append(Part(pin[1], pin[2], (pin[3] or "").strip()))
        elif found := _HASH.search(line):
            parts[-1].hashes.append(found[1])
    return sorted(parts, key=lambda part: canonicalize_name(part.name))


def describe(parts: list[Part]) -> None:
    """Fill in what the installed packages say of themselves.

    Raises:
        SystemExit: a package that this platform needs is missing, has another version or states no known licence.
    """
    names = {canonicalize_name(part.name) for part in parts}
    wrong: list[str] = []
    for part in parts:
        if part.marker and not Marker(part.marker).evaluate():
            continue
        try:
            found = metadata.distribution(part.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{part.name}：没有安装")
            continue
        if found.version != part.version:
            wrong.append(f"{part.name}：装的是 {found.version}，锁定的是 {part.version}")
        part.licence = licence(found)
        part.homepage = homepage(found)
        part.summary = stated(found, "Summary")
        part.needs = sorted(set(needs(found)) & names)
        if not part.licence:
            wrong.append(f"{part.name}：看不出许可证，请在 deploy/supply.py 里补上")
    if wrong:
        raise SystemExit("\n".join(wrong))


def stated(found: metadata.Distribution, name: str) -> str:
    """A line of a package's metadata, "" when it has none."""
    return str(found.metadata[name] or "") if name in found.metadata else ""


def licence(found: metadata.Distribution) -> str:
    """SPDX expression of an installed package: stated as such, else by its classifiers, else by its licence field."""
    if expression := stated(found, "License-Expression"):
        return expression
    classified = [
        name.rpartition(" :: ")[2]
        for name in found.metadata.get_all("Classifier") or []
        if name.startswith("License ::")
    ]
    known = [SPDX[name] for name in classified if name in SPDX]
    text = stated(found, "License").strip()
    if text in SPDX:
        return SPDX[text]
    if text not in ("", "UNKNOWN") and not known and _SPDX_EXPRESSION.fullmatch(text):
        return text
    return " OR ".join(sorted(set(known)))


def homepage(found: metadata.Distribution) -> str:
    """Where the package lives."""
    urls = dict(
        re.split(r",\s*", line, maxsplit=1)
        for line in found.metadata.get_all("Project-URL") or []
        if "," in line
    )
    lowered = {name.lower(): url for name, url in urls.items()}
    wanted = ("homepage", "home", "repository", "source", "source code", "code", "github", "documentation")
    said = [stated(found, "Home-page"), *(lowered.get(name) for name in wanted)]
    return next((url for url in said if url and url != "UNKNOWN"), f"https://pypi.org/project/{found.name}/")


def needs(found: metadata.Distribution) -> Iterator[str]:
    """Direct requirements that apply here, without extras."""
    for line in found.requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


@dataclass(frozen=True, slots=True)
class Script:
    """The form editor, which comes from npm: `generator/editor/bundle.py` says which one."""

    name: str = "decap-cms"
    version: str = ""
    sha512: str = ""
    licence: str = "MIT"
    homepage: str = "https://decapcms.org/"

    @property
    def purl(self) -> str:
        """Package URL."""
        return f"pkg:npm/{self.name}@{self.version}"


def form_editor() -> Script:
    """The archive that the editor is taken from, as the program itself pins it."""
    text = (ROOT / "generator/editor/bundle.py").read_text(encoding="utf-8")
    version = re.search(r'^VERSION = "([\d.]+)"$', text, re.MULTILINE)
    digest = re.search(r'^INTEGRITY = "sha512-([\w+/=]+)"$', text, re.MULTILINE)
    if not version or not digest:
        raise SystemExit("generator/editor/bundle.py 里找不到表单编辑器的版本和校验值。")
    return Script(version=version[1], sha512=base64.b64decode(digest[1]).hex())


def script_component(script: Script) -> dict[str, object]:
    """The form editor as a CycloneDX component: fetched only where records are edited."""
    url = f"https://registry.npmjs.org/{script.name}/-/{script.name}-{script.version}.tgz"
    return {
        "type": "application",
        "bom-ref": script.purl,
        "name": script.name,
        "version": script.version,
        "purl": script.purl,
        "externalReferences": [
            {"type": "distribution", "url": url, "hashes": [{"alg": "SHA-512", "content": script.sha512}]}
        ],
        "licenses": [{"expression": script.licence}],
        "scope": "optional",
    }


def component(part: Part) -> dict[str, object]:
    """A package as a CycloneDX component."""
    made: dict[str, object] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        # Several files (one a platform) may be installed for one pin; each hash is one of them.
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{part.name}/{part.version}/",
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in part.hashes],
            }
        ],
    }
    if part.summary:
        made["description"] = part.summary
    if part.licence:
        made["licenses"] = [{"expression": part.licence}]
    if not part.installed:
        made["scope"] = "optional"
        made["properties"] = [{"name": "python:marker", "value": part.marker}]
    return made


def sbom(parts: list[Part], lock: Path) -> dict[str, object]:
    """The bill of materials. Its serial number comes from the lock, so the same lock gives the same file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    purl = f"pkg:pypi/{project['name']}@{project['version']}"
    direct = sorted(canonicalize_name(Requirement(line).name) for line in project["dependencies"])
    # Of two pins for different platforms, the one that is installed here stands in the graph.
    purls = {
        str(canonicalize_name(part.name)): part.purl
        for part in sorted(parts, key=lambda part: part.installed)
    }
    root = {
        "type": "application",
        "bom-ref": purl,
        "name": project["name"],
        "version": project["version"],
        "purl": purl,
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, purl + lock.read_text(encoding='utf-8'))}",
        "version": 1,
        "metadata": {"component": {**root, "licenses": [{"expression": project["license"]}]}},
        "components": [*(component(part) for part in parts), script_component(script := form_editor())],
        "dependencies": [
            {"ref": purl, "dependsOn": [*(purls[name] for name in direct), script.purl]},
            *({"ref": part.purl, "dependsOn": [purls[name] for name in part.needs]} for part in parts),
            {"ref": script.purl, "dependsOn": []},
        ],
    }


def licences(parts: list[Part]) -> str:
    """The list for people: which parts, which licences, where from."""
    counts: dict[str, int] = {}
    for part in filter(lambda part: part.installed, parts):
        counts[part.licence] = counts.get(part.licence, 0) + 1
    script = form_editor()
    lines = [
        "# 第三方软件及许可证",
        "",
        "由 `make licences` 按 requirements.lock 和已安装的软件包生成，不要手工修改。"
        "完整的许可证文本随各软件包安装在 `*.dist-info` 里。",
        "",
        "| 许可证 | 个数 |",
        "| --- | ---: |",
        *(f"| {name} | {count} |" for name, count in sorted(counts.items())),
        "",
        "| 软件 | 版本 | 许可证 | 来源 |",
        "| --- | --- | --- | --- |",
        *(
            f"| {part.name} | {part.version} | {part.licence or '（只用于其他平台）'} | {part.homepage} |"
            for part in parts
        ),
        "",
        "## 表单编辑器",
        "",
        "只有 `gongkai edit` 用，第一次用的时候从 npm 下载并核对校验值；不进网站，也不在本仓库里。它里面各部分的版权声明随它装在"
        f" `build/vendor/{script.name}-{script.version}/decap-cms.js.LICENSE.txt`。",
        "",
        "| 软件 | 版本 | 许可证 | 来源 |",
        "| --- | --- | --- | --- |",
        f"| {script.name} | {script.version} | {script.licence} | {script.homepage} |",
        "",
        "## 取自其他项目的数据",
        "",
        "| 文件 | 取自 | 许可证 | 来源 |",
        "| --- | --- | --- | --- |",
        *(f"| {file} | {origin} | {terms} | {home} |" for file, origin, terms, home in DATA),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description="软件物料清单与第三方许可证清单")
    parser.add_argument("what", choices=("sbom", "licences", "check"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    options = parser.parse_args()
    parts = locked(options.lock)
    describe(parts)
    if options.what == "check":
        if options.file.read_text(encoding="utf-8") != licences(parts):
            sys.exit(f"{options.file} 已过时，请运行 make licences。")
        return
    text = licences(parts)
    if options.what == "sbom":
        text = json.dumps(sbom(parts, options.lock), ensure_ascii=False, indent=1) + "\n"
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
