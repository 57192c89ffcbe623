"""Notices on paper: the page of GB/T 9704-2012 measured in the finished PDF, and the same pages from the Word document."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pypdf
import pytest
from outputtools import folder, made, notice, put, shown

from generator import environment
from generator.outputs import papers
from generator.outputs.papers import typeset, word
from generator.outputs.papers.paper import Paper, paper_of
from generator.problems import MachineFault
from generator.render import Renderer, Surroundings

AS_OF = "2026-03-05"
MM = 72 / 25.4
LONG = (
    "国" * 26
    + "国" * 28 * 3
    + "\n\n  "
    + "经研究，现将有关情况予以公示，请广大党员和职工群众监督，如有意见请在公示期内反映。" * 8
)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    extra = "附件:\n  - 文件: mingdan.csv\n    名称: 推荐对象名单\n  - 文件: pingfen.csv\n    名称: 评分表\n"
    files: dict[str, bytes | str] = {
        "notices/2026/gongshi/index.yml": notice(LONG, extra),
        "notices/2026/gongshi/mingdan.csv": "a,b\n",
        "notices/2026/gongshi/pingfen.csv": "a,c\n",
    }
    library = shown(folder(tmp_path_factory.mktemp("papers"), files), AS_OF)
    return paper_of(library.get("notices", "gongshi"), library)


@pytest.fixture(scope="module")
def pdf(paper: Paper) -> bytes:
    return typeset.typeset(paper)


Line = tuple[float, float, str]
"""Left edge and middle in millimetres from the page's left and top, and the text."""


@pytest.fixture(scope="module")
def pages(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[list[Line]]:
    """The lines of each page as poppler finds them."""
    file = tmp_path_factory.mktemp("pdf") / "a.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    found = []
    for page in said.split("<page ")[1:]:
        lines: dict[float, list[tuple[float, float, str]]] = {}
        for left, top, right, bottom, text in sorted(WORD.findall(page), key=lambda word: float(word[1])):
            middle = (float(top) + float(bottom)) / 2
            # Figures are of another font, whose box is not as tall.
            line = next((known for known in lines if abs(known - middle) < 5), round(middle))
            lines.setdefault(line, []).append((float(left), float(right), text))
        found.append(
            [
                (min(one[0] for one in words) / MM, middle / MM, "".join(one[2] for one in sorted(words)))
                for middle, words in sorted(lines.items())
            ]
        )
    return found


def test_the_sheet_is_a4_and_the_text_block_156_by_225(pdf: bytes, pages: list[list[Line]]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    assert len(reader.pages) == 2
    body = [line for line in pages[0] if 37 < line[1] < 262]
    assert min(left for left, _, _ in body) == pytest.approx(28, abs=0.3)
    # The first line's middle lies half a line below 37 mm, the last one's half a line above 262 mm.
    assert body[0][1] == pytest.approx(37 + 225 / 44, abs=1)
    assert body[-1][1] == pytest.approx(262 - 225 / 44, abs=1)


def test_a_page_holds_22_lines_of_28_characters(pages: list[list[Line]]) -> None:
    body = [line for line in pages[0] if 37 < line[1] < 262]
    full = [line for line in body if line[2] == "国" * 28]
    assert len(full) == 3
    steps = [after[1] - before[1] for before, after in pairwise(full)]
    assert steps == [pytest.approx(225 / 22, abs=0.25)] * 2
    # 22 lines: from the first to the last there are 21 steps.
    assert (body[-1][1] - body[0][1]) / (225 / 22) == pytest.approx(21, abs=0.1)


def test_paragraphs_start_two_characters_in(pages: list[list[Line]]) -> None:
    first = next(line for line in pages[0] if line[2].startswith("根据《评优"))
    assert first[0] == pytest.approx(28 + 2 * 156 / 28, abs=0.6)


def test_page_numbers_stand_on_the_outer_side(pages: list[list[Line]]) -> None:
    numbers = [next(line for line in page if re.fullmatch("—[12]—", line[2])) for page in pages]
    assert [line[2] for line in numbers] == ["—1—", "—2—"]
    assert numbers[0][0] > 150
    assert numbers[1][0] == pytest.approx(28 + 14 / MM, abs=1)
    assert all(262 + 5 < line[1] < 275 for line in numbers)


def test_signature_and_date_stand_four_characters_from_the_edge(pages: list[list[Line]]) -> None:
    issuer = next(line for line in pages[1] if line[2] == "示范矿党委工作部")
    day = next(line for line in pages[1] if line[2] == "2026年3月2日")
    right = issuer[0] + 8 * 156 / 28
    assert right == pytest.approx(210 - 26 - 4 * 156 / 28, abs=2)
    assert day[1] > issuer[1]


def test_every_character_is_there_and_every_font_inside(pdf: bytes, tmp_path: Path) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for wanted in ("喆堃垚昇珮玥", "示矿党〔2026〕12号", "附件：1.推荐对象名单", "2.评分表", "0571-8800123"):
        assert all(character in text.replace(" ", "") for character in wanted)
    (tmp_path / "a.pdf").write_bytes(pdf)
    fonts = subprocess.run(
        ["pdffonts", tmp_path / "a.pdf"], capture_output=True, text=True, check=True
    ).stdout
    listed = fonts.splitlines()[2:]
    assert listed
    assert all(re.search(r"\byes yes yes\b", line) for line in listed), fonts


def test_it_is_small_tagged_and_named(pdf: bytes, paper: Paper) -> None:
    assert len(pdf) < 200_000
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == paper.title
    kinds = {str(element) for element in _structure(root["/StructTreeRoot"])}
    assert {"/H1", "/P", "/Table", "/TH", "/TD", "/Figure"} <= kinds


def _structure(element: object) -> list[str]:
    """Every structure type below an element."""
    found = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(found, list):
        return [kind for one in found for kind in _structure(one)]
    if not isinstance(found, dict):
        return []
    own = [str(found["/S"])] if "/S" in found else []
    return own + (_structure(found["/K"]) if "/K" in found else [])


def test_same_paper_same_bytes(paper: Paper, pdf: bytes) -> None:
    assert typeset.typeset(paper) == pdf
    assert word.document(paper) == word.document(paper)


def test_text_that_looks_like_markup_is_set_as_typed(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} &amp; <img src=file:///etc/passwd>"
    text = notice().replace("关于拟表彰二〇二六年度先进基层党支部和优秀共产党员的公示", f"'{hostile}'")
    library = shown(folder(tmp_path, {"notices/x.yml": text}), AS_OF)
    paper = paper_of(library.get("notices", "x"), library)
    text = pypdf.PdfReader(io.BytesIO(typeset.typeset(paper))).pages[0].extract_text()
    assert "<script>alert(1)</script>" in text
    assert hostile in "\n".join(
        one.text for one in docx.Document(io.BytesIO(word.document(paper))).paragraphs
    )


def test_the_word_document_has_the_same_page_and_names_the_fonts(paper: Paper) -> None:
    data = word.document(paper)
    opened = docx.Document(io.BytesIO(data))
    section = opened.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(one.mm) for one in sides if one] == [210, 297, 37, 28]
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert {"仿宋_GB2312", "方正小标宋简体", "黑体"} <= set(re.findall(r'w:eastAsia="([^"]+)"', xml))
    assert [cell.text for cell in opened.tables[0].columns[0].cells] == [
        "姓名",
        "张喆",
        "李堃",
        "王垚",
        "赵昇",
        "钱珮",
        "孙玥",
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_sets_the_word_document_on_as_many_pages(
    paper: Paper, pdf: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(word.document(paper))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        tmp_path / "a.docx",
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    converted = pypdf.PdfReader(tmp_path / "a.pdf")
    assert len(converted.pages) == len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "喆" in "".join(page.extract_text() for page in converted.pages)


TEXTS = (
    "一句话。",
    "2025年上半年共有7个支部申请验收，验收组听汇报、下现场、查台账、问职工，经矿党委会研究，拟命名3个支部品牌。\n\n  "
    "其余4个支部的验收意见已书面反馈，请对照意见继续培育。",
    "评议方式和权重公示如下：\n\n  - 领导点评占40%；\n  - 支部互评占30%；\n\n  1. 按序号；\n  2. 现场述职8名。" + "各支部请准备。" * 40,
    "推进“三违”治理（试行）2026年3月第12号98.5分，Q345B钢材。" * 12,
    "\n\n  ".join(f"经研究，{number}月{number}日起执行，得{number}.5分；“安全班组”照旧。" * 3 for number in range(1, 12)),
)  # fmt: skip


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_both_papers_of_a_notice_have_as_many_pages_whatever_it_says(tmp_path: Path) -> None:
    """Figures, quotes, lists and tables, with the texts that once made one page here and two there."""
    files: dict[str, bytes | str] = {f"notices/t{at}.yml": notice(text) for at, text in enumerate(TEXTS)}
    library = shown(folder(tmp_path, files), AS_OF)
    sheets = [paper_of(record, library) for record in library.records("notices")]
    for one in sheets:
        (tmp_path / f"{one.slug}.docx").write_bytes(word.document(one))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, *tmp_path.glob("*.docx")], capture_output=True, check=True, timeout=300)
    by_libreoffice = {one.slug: len(pypdf.PdfReader(tmp_path / f"{one.slug}.pdf").pages) for one in sheets}
    here = {one.slug: len(pypdf.PdfReader(io.BytesIO(typeset.typeset(one))).pages) for one in sheets}
    assert by_libreoffice == here
    assert len(set(here.values())) > 1


def test_lists_keep_their_numbers_and_items_stay_one_paragraph() -> None:
    told = [
        block.text
        for block in word.blocks("<ul><li><p>甲</p></li><li>乙</li></ul><ol start='3'><li>丙</li></ol>")
    ]
    assert told == ["· 甲", "· 乙", "3. 丙"]


def test_papers_lie_beside_the_page_and_are_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = folder(tmp_path, {"notices/2026/a.yml": notice("一"), "notices/2026/b.yml": notice("二")})
    store: dict[str, bytes] = {}
    first = made(shown(top, AS_OF), top, "papers", store=store)
    assert sorted(first) == [f"notices/2026/{one}/{one}.{form}" for one in "ab" for form in ("docx", "pdf")]
    count = []
    ready = first["notices/2026/a/a.pdf"]
    monkeypatch.setattr(typeset, "typeset", lambda paper: count.append(paper.slug) or ready)
    put(top, {"notices/2026/b.yml": notice("三")})
    second = made(shown(top, AS_OF), top, "papers", store=store)
    assert count == ["b"]
    assert second["notices/2026/a/a.pdf"] == first["notices/2026/a/a.pdf"]


def test_a_new_font_sets_every_paper_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = tmp_path / "fonts"
    (fonts / "truetype").mkdir(parents=True)
    monkeypatch.setattr(environment, "_FONTS", (str(fonts),))
    recipes = []
    for name in ("", "simfang.ttf"):
        if name:
            (fonts / "truetype" / name).write_bytes(b"font")
        environment.fonts.cache_clear()
        recipes.append((typeset.recipe(), environment.fonts()))
    environment.fonts.cache_clear()
    assert recipes[0][0] != recipes[1][0]
    assert recipes[0][1] != recipes[1][1]


def test_letters_that_no_font_has_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice()})
    library = shown(top, AS_OF)
    told: list[str] = []
    made(library, top, "papers", papers=("pdf",), tell=told.append)
    assert told == []
    bare = replace(paper_of(library.get("notices", "a"), library), rows=())
    monkeypatch.setattr(typeset, "typeset", lambda paper: typeset.set_type(typeset.html(bare), "", "k"))
    made(library, top, "papers", papers=("pdf",), tell=told.append)
    assert len(told) == 1
    assert "张喆" in told[0]  # the table was left out of the other paper
    assert "安装" in told[0]


def test_a_pdf_that_cannot_be_opened_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice()})
    library = shown(top, AS_OF)
    monkeypatch.setattr(typeset, "typeset", lambda paper: b"%PDF-1.7 cut")
    with pytest.raises(MachineFault, match="打不开"):
        made(library, top, "papers", papers=("pdf",))


def test_a_machine_without_a_typesetter_makes_word_documents_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "_LINUX_LIBRARIES", ("libno-such-thing.so.0",))
    monkeypatch.setattr("sys.platform", "linux")
    assert papers.suffixes() == ("docx",)
    top = folder(tmp_path, {"notices/a.yml": notice()})
    assert list(made(shown(top, AS_OF), top, "papers")) == ["notices/a/a.docx"]


def test_the_page_links_what_was_made(tmp_path: Path) -> None:
    library = shown(folder(tmp_path, {"notices/a.yml": notice()}), AS_OF)
    record = library.get("notices", "a")
    both = Renderer(library, Surroundings(papers=("pdf", "docx"))).record(record).body
    assert 'href="../../notices/a/a.pdf"' in both
    assert 'href="../../notices/a/a.docx"' in both
    assert "a.pdf" not in Renderer(library, Surroundings()).record(record).body


def test_names_that_have_come_down_are_not_on_paper(tmp_path: Path) -> None:
    top = folder(tmp_path, {"notices/a.yml": notice("拟表彰张喆等六名同志。")})
    files = made(shown(top, "2026-06-30"), top, "papers")
    text = pypdf.PdfReader(io.BytesIO(files["notices/a/a.pdf"])).pages[0].extract_text()
    assert "关于拟表彰" in text
    assert "喆" not in text
    assert (
        "喆" not in zipfile.ZipFile(io.BytesIO(files["notices/a/a.docx"])).read("word/document.xml").decode()
    )


def test_the_sheet_for_the_board_shows_what_is_open(tmp_path: Path) -> None:
    closed = notice().replace("开始: 2026-03-02", "开始: 2026-01-05").replace("关于拟表彰", "关于去年")
    top = folder(tmp_path, {"notices/a.yml": notice(), "notices/b.yml": closed})
    library = shown(top, AS_OF)
    sheet = made(library, top, "posting", papers=("pdf",))["posting.pdf"]
    reader = pypdf.PdfReader(io.BytesIO(sheet))
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    assert "关于拟表彰" in text
    assert "2026年3月2日至2026年3月6日" in text
    assert "关于去年" not in text
    page = next(one for one in Renderer(library).fixed_pages() if one.path == "posting/index.md").body
    assert "关于拟表彰" in page
    assert "<svg" in page
    assert "关于去年" not in page
