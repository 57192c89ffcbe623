"""Files beside records: documents arrive byte for byte, pictures upright, smaller and without a word about who took them."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path
from urllib.parse import unquote

import pytest
from outputtools import errors, folder, made, photo, png, shown
from PIL import Image

from generator.attachments.published import thumbs
from generator.render import Renderer

AS_OF = "2026-11-22"
BRAND = """\
名称: 先锋品牌
支部: shili-zhibu
品牌类型: 攻坚品牌
标识:
  图片: logo.png
内涵: 内涵
举措:
  - 举措一
负责人: 负责人
历程:
  - 阶段: 申报
    日期: 2026-03-01
图片:
  - 文件: "井下 #1.jpg"
    说明: 检修
附件:
  - 文件: 附件1.csv
    名称: 名单
"""
CSV = "单位,得分\r\n综采一队,98\r\n".encode("gbk")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], str]:
    files: dict[str, bytes | str] = {
        "brands/xianfeng/index.yml": BRAND,
        "brands/xianfeng/logo.png": png((300, 300), "RGBA"),
        "brands/xianfeng/井下 #1.jpg": photo(),
        "brands/xianfeng/附件1.csv": CSV,
    }
    top = folder(tmp_path_factory.mktemp("media"), files)
    library = shown(top, AS_OF)
    page = Renderer(library).record(library.get("brands", "xianfeng")).body
    return top, made(library, top, "media"), page


def test_a_document_is_copied_byte_for_byte(site: tuple[Path, dict[str, bytes], str]) -> None:
    assert site[1]["brands/xianfeng/附件1.csv"] == CSV


def test_a_photo_is_upright_and_fits(site: tuple[Path, dict[str, bytes], str]) -> None:
    sizes = {
        path.rpartition("/")[2]: (opened.format, opened.size)
        for path, data in site[1].items()
        if "井下" in path
        for opened in [Image.open(io.BytesIO(data))]
    }
    assert sizes == {
        "井下 #1.jpg": ("JPEG", (1067, 1600)),
        "井下 #1.jpg.480.webp": ("WEBP", (480, 720)),
        "井下 #1.jpg.480.jpg": ("JPEG", (480, 720)),
        "井下 #1.jpg.1280.webp": ("WEBP", (1067, 1600)),
    }
    # The gradient is dark on top; the camera was held so that the top is now on the right.
    upright = Image.open(io.BytesIO(site[1]["brands/xianfeng/井下 #1.jpg"])).convert("L")
    assert upright.getpixel((5, 800)) > 200
    assert upright.getpixel((1060, 800)) < 50


def test_nothing_about_the_photographer_is_left(site: tuple[Path, dict[str, bytes], str]) -> None:
    for path, data in site[1].items():
        if path.endswith((".jpg", ".webp", ".png")):
            opened = Image.open(io.BytesIO(data))
            assert dict(opened.getexif()) == {}
            assert not {"exif", "xmp", "comment", "icc_profile"} & set(opened.info)
            assert b"Owner" not in data
            assert b"GPS" not in data


def test_the_page_offers_every_size_and_keeps_its_room(site: tuple[Path, dict[str, bytes], str]) -> None:
    _, files, page = site
    assert 'width="1067" height="1600"' in page
    assert 'loading="lazy"' in page
    offered = re.findall(r"[^\s\",]+\.(?:webp|jpg|png)(?=[\s\",])", page)
    names = {one.rpartition("/")[2] for one in offered}
    assert names == {
        "logo.png",
        "%E4%BA%95%E4%B8%8B%20%231.jpg",
        "%E4%BA%95%E4%B8%8B%20%231.jpg.480.webp",
        "%E4%BA%95%E4%B8%8B%20%231.jpg.480.jpg",
        "%E4%BA%95%E4%B8%8B%20%231.jpg.1280.webp",
    }
    assert {f"brands/xianfeng/{unquote(name)}" for name in names} <= set(files)
    assert "CSV，1 KB" in page


@pytest.mark.parametrize(
    ("typed", "pictures", "shown_before"),
    [
        ("视频封面: fengmian.jpg\n", True, 'preload="none" poster="../../brands/xianfeng/fengmian.jpg"'),
        ("", True, 'preload="none" poster="../../brands/xianfeng/%E4%BA%95%E4%B8%8B%20%231.jpg"'),
        ("", False, 'preload="metadata"'),
    ],
)
def test_a_video_shows_something_before_it_plays(
    tmp_path: Path, typed: str, pictures: bool, shown_before: str
) -> None:
    """The poster that was typed, or else the first picture; without either the browser shows the first frame."""
    video = b"".join(
        struct.pack(">I4s", len(data) + 8, kind) + data
        for kind, data in (
            (b"ftyp", b"isom\0\0\2\0isomiso2"),
            (b"moov", struct.pack(">I4sIIIII", 108, b"mvhd", 0, 0, 0, 1000, 12_500) + bytes(80)),
            (b"mdat", bytes(1000)),
        )
    )
    own = BRAND if pictures else BRAND.replace('图片:\n  - 文件: "井下 #1.jpg"\n    说明: 检修\n', "")
    files: dict[str, bytes | str] = {
        "brands/xianfeng/index.yml": f"{own}视频: pinpai.mp4\n{typed}",
        "brands/xianfeng/logo.png": png((300, 300), "RGBA"),
        "brands/xianfeng/附件1.csv": CSV,
        "brands/xianfeng/pinpai.mp4": video,
        **({"brands/xianfeng/fengmian.jpg": photo()} if typed else {}),
        **({"brands/xianfeng/井下 #1.jpg": photo()} if pictures else {}),
    }
    top = folder(tmp_path, files)
    library = shown(top, AS_OF)
    page = Renderer(library).record(library.get("brands", "xianfeng")).body
    assert f"<video controls {shown_before}>" in page
    assert made(library, top, "media")["brands/xianfeng/pinpai.mp4"] == video


def test_transparency_stays(site: tuple[Path, dict[str, bytes], str]) -> None:
    logo = Image.open(io.BytesIO(site[1]["brands/xianfeng/logo.png"]))
    assert logo.mode == "RGBA"
    assert logo.getpixel((10, 10))[3] == 0


def test_a_second_run_draws_nothing_again(
    site: tuple[Path, dict[str, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    top = site[0]
    library = shown(top, AS_OF)
    store: dict[str, bytes] = {}
    first = made(library, top, "media", store=store)

    def fail(order: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr("generator.outputs.media.pictures.draw", fail)
    assert made(library, top, "media", store=store) == first == site[1]


def test_a_file_changed_since_it_was_inspected_is_not_published(tmp_path: Path) -> None:
    top = folder(tmp_path, {"brands/x/index.yml": BRAND.replace('"井下 #1.jpg"', "a.png"), "brands/x/logo.png": png((9, 9)),
                            "brands/x/a.png": png((7, 7)), "brands/x/附件1.csv": CSV})  # fmt: skip
    library = shown(top, AS_OF)
    (top / "brands/x/a.png").write_bytes(png((8, 8)))
    with pytest.raises(OSError, match="被改动"):
        made(library, top, "media")


def picture_record(name: str) -> str:
    return BRAND.replace('"井下 #1.jpg"', name).partition("附件:")[0]


def broken_png() -> bytes:
    """A PNG whose header is sound and whose pixels are not."""
    good = png((400, 400))
    at = good.index(b"IDAT") + 8
    return good[:at] + bytes(byte ^ 0x55 for byte in good[at:-20]) + good[-20:]


def bomb() -> bytes:
    """50,000 × 50,000 pixels in a few bytes."""
    head = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + b"\0\0\0\r"
        + chunk
        + zlib.crc32(chunk).to_bytes(4, "big")
        + b"\0\0\0\0IEND\xaeB`\x82"
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", photo((800, 600))[:9000], "files.truncated"),
        ("a.png", broken_png(), "files.broken"),
        ("a.png", bomb(), "files.too-many-pixels"),
        ("a.png", photo((50, 50)), "files.mismatch"),
        ("a.jpg", b"", "files.empty"),
        ("a.jpg", b"\0\0\0\x18ftypheic" + bytes(90), "files.heic"),
    ],
)
def test_a_bad_picture_is_an_error_at_its_line(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    import weasyprint  # noqa: F401  # it makes Pillow lenient; the check must not become so

    files: dict[str, bytes | str] = {"brands/x/index.yml": picture_record(name), f"brands/x/{name}": data}
    top = folder(tmp_path, {**files, "brands/x/logo.png": png((9, 9))})
    line = picture_record(name).splitlines().index(f"  - 文件: {name}") + 1
    assert errors(top, AS_OF) == [f"content/brands/x/index.yml:{line} {code}"]


@pytest.mark.parametrize("taken", ["x.pdf", "X.docx", "tu.png.480.webp"])
def test_a_name_that_the_site_itself_uses_is_refused(tmp_path: Path, taken: str) -> None:
    notice = "标题: 通知\n类型: 通知\n正文: 正文\n落款: 矿\n成文日期: 2026-03-02\n附件:\n  - 文件: {}\n"
    kind, record = (
        ("brands", picture_record("tu.png") + "附件:\n  - 文件: {}\n")
        if "tu" in taken
        else ("notices", notice)
    )
    data = png((900, 600)) if taken.endswith("webp") else b"x"
    top = folder(tmp_path, {f"{kind}/x/index.yml": record.format(taken), f"{kind}/x/{taken}": data,
                            f"{kind}/x/tu.png": png((900, 600)), f"{kind}/x/logo.png": png((9, 9))})  # fmt: skip
    assert any(one.endswith("files.collides") for one in errors(top, AS_OF))


def test_the_units_emblem_is_published_and_checked(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/><a/></svg>'
    )
    site = "单位名称: 矿\n站点名称: 站\n监督渠道:\n  - 部门: 纪委\n标识: biao.svg\n"
    top = folder(tmp_path, {"site.yml": site, "biao.svg": svg})
    assert made(shown(top, AS_OF), top, "media")["assets/unit/emblem.svg"].startswith(b"<svg")
    (top / "biao.svg").write_text(svg.replace("<a/>", "<script>1</script>"))
    assert errors(top, AS_OF) == ["content/site.yml:5 files.svg-active"]


def test_sizes_of_small_copies_are_never_larger_than_the_picture(
    site: tuple[Path, dict[str, bytes], str],
) -> None:
    library = shown(site[0], AS_OF)
    record = library.get("brands", "xianfeng")
    for name in ("logo.png", "井下 #1.jpg"):
        found = library.file(record, name)
        assert found is not None
        assert all(one.width <= min(1600, (found.pixels or (0, 0))[0]) for one in thumbs(name, found))
