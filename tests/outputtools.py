"""For tests of outputs: a content folder with files beside records, and what the outputs make of it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kindtools import content
from PIL import Image

from generator.library import Library, check
from generator.library.visible import visible
from generator.outputs import Copy, all_parts
from generator.render import Surroundings

SITE = """\
单位名称: 示范矿党委
站点名称: 示范矿党建公开
站点地址: http://dj.shifankuang.example/
监督渠道:
  - 部门: 矿纪委
"""
NOTICE = """\
标题: 关于拟表彰二〇二六年度先进基层党支部和优秀共产党员的公示
类型: 评优公示
文号: 示矿党〔2026〕12号
正文: |
  根据《评优评先管理办法》，经各支部推荐，现予以公示。

  一、基本情况

  {filler}
对象:
  - 姓名: 张喆
    单位: 综采一队
  - 姓名: 李堃
    单位: 掘进二队
  - 姓名: 王垚
    单位: 通风队
  - 姓名: 赵昇
    单位: 机电队
  - 姓名: 钱珮
    单位: 运输队
  - 姓名: 孙玥
    单位: 洗选中心
公示期:
  开始: 2026-03-02
  工作日: 5
受理:
  部门: 党委工作部
  电话: 0571-8800123
落款: 示范矿党委工作部
成文日期: 2026-03-02
"""


def notice(filler: str = "各支部推荐情况良好。", extra: str = "") -> str:
    return NOTICE.format(filler=filler) + extra


def put(top: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files below a content folder."""
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return top


def folder(tmp: Path, files: Mapping[str, bytes | str]) -> Path:
    """A content folder with these files beside the least that a site needs."""
    return put(content(tmp, {}), {"site.yml": SITE, **files})


def errors(top: Path, as_of: str) -> list[str]:
    """What check says is wrong, as `path:line code`."""
    found = check(top, dt.date.fromisoformat(as_of)).findings
    return [f"{one.path}:{one.line} {one.code}" for one in found if one.is_error]


def shown(top: Path, as_of: str) -> Library:
    """The library for everybody of a content folder without errors."""
    checked = check(top, dt.date.fromisoformat(as_of))
    assert checked.library is not None
    wrong = [f"{one.path}:{one.line} {one.message}" for one in checked.findings if one.is_error]
    assert wrong == [], wrong
    return visible(checked.library)


def made(library: Library, content: Path | None, *outputs: str, **around: Any) -> dict[str, bytes]:
    """The files of some outputs by path."""
    surroundings = Surroundings(content=content, **around)
    return {
        path: data.source.read_bytes() if isinstance(data, Copy) else data  # type: ignore[misc]
        for name, make in all_parts(library)
        if name.partition("/")[0] in outputs
        for path, data in make(library, surroundings)
    }


def photo(size: tuple[int, int] = (3000, 2000), orientation: int = 6) -> bytes:
    """A JPEG as a phone takes it: turned, with GPS, an owner, a comment and XMP."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "OwnerPhone"
    exif[0x8298] = "OwnerName"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 30.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"OwnerComment", xmp=b"<x:xmpmeta>OwnerXmp</x:xmpmeta>")
    return out.getvalue()


def png(size: tuple[int, int], mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 0)[: len(mode)]).save(out, "PNG")
    return out.getvalue()
