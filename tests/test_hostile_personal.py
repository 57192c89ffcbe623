"""Personal data at every door: record, file name, attachment, finished site. What is said about it is masked."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from kindtools import SITE, content

from generator.build import Request, build
from generator.finished import personal_data

ID_CARD = "11010519491231002X"
MOBILE = "13800138000"
CARD = "6222021234567890128"
HEAD = "标题: 通知\n类型: 通知\n落款: 示范矿\n成文日期: 2026-03-02\n"
DAY = "2026-03-03"

HIDDEN = {
    "plain": (f"正文: 联系 {MOBILE}。", "personal.mobile"),
    "bold within": ("正文: 联系 138**0013**8000。", "personal.mobile"),
    "code within": ("正文: 联系 `13800`138000。", "personal.mobile"),
    "link within": ("正文: 联系 [1380013](http://shifankuang.example/)8000。", "personal.mobile"),
    "tag within": ("正文: 联系 1380<u>013</u>8000。", "personal.mobile"),
    "entities": ("正文: 联系 138&#48;0138000。", "personal.mobile"),
    "backslashes": ("正文: 联系 1\\380013\\8000。", "personal.mobile"),
    "over lines": ("正文: |\n  联系 1380013\n  8000。", "personal.mobile"),
    "folded": ("依据: >\n  联系 1380013\n  8000\n正文: 无", "personal.mobile"),
    "full width": ("正文: 联系 １３８００１３８０００。", "personal.mobile"),
    "Chinese numerals": ("正文: 电话一三八零零一三八零零零", "personal.mobile"),
    "spaced": ("正文: 联系 138 0013 8000。", "personal.mobile"),
    "free column": (f"正文: 无\n对象:\n  - 姓名: 张三\n    手机: {MOBILE}", "personal.mobile"),
    "free column's name": (f"正文: 无\n对象:\n  - '{MOBILE}': 张三", "personal.mobile"),
    "comment": (f"# 张三 {ID_CARD}\n正文: 无", "personal.id_card"),
    "ID card glued": (f"正文: 张三身份证{ID_CARD}号", "personal.id_card"),
    "ID card in bold pieces": ("正文: 110105**19491231**002X", "personal.id_card"),
    "bank card": (f"正文: 卡号 {CARD}", "personal.bank_card"),
    "label": (f"正文: 无\n附件:\n  - 文件: a.txt\n    名称: {MOBILE}", "personal.mobile"),
    "office phone": ("正文: 请致电 0571-88001234。", "personal.phone-elsewhere"),
    "mailbox": ("正文: 请写信到 zhangsan@shifankuang.example。", "personal.mailbox-elsewhere"),
}  # fmt: skip


def gongkai(*arguments: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in run.stderr, run.stderr[-800:]
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], str]:
    """Codes by record, and everything that both formats print."""
    records = {f"notices/r-{number}": f"{HEAD}{text}\n" for number, (text, _) in enumerate(HIDDEN.values())}
    top = content(tmp_path_factory.mktemp("personal"), {**records, f"notices/{MOBILE}": f"{HEAD}正文: 无\n"})
    code, told = gongkai("check", "--content", str(top), "--as-of", DAY, "--format", "json", "--jobs", "1")
    _, text = gongkai("check", "--content", str(top), "--as-of", DAY, "--jobs", "1")
    assert code == 1
    by_record: dict[str, list[str]] = {}
    for line in told.splitlines():
        one = json.loads(line)
        by_record.setdefault(one["path"], []).append(one["code"])
    return by_record, told + text


@pytest.mark.parametrize("case", HIDDEN)
def test_a_record_that_holds_personal_data_is_refused(
    checked: tuple[dict[str, list[str]], str], case: str
) -> None:
    number = list(HIDDEN).index(case)
    assert HIDDEN[case][1] in checked[0][f"content/notices/r-{number}.yml"]


def test_a_file_name_that_is_a_number_is_refused(checked: tuple[dict[str, list[str]], str]) -> None:
    said = [codes for path, codes in checked[0].items() if path.startswith("content/notices/138*")]
    assert said == [["personal.mobile"]]


def test_no_output_of_check_shows_a_value_in_full(checked: tuple[dict[str, list[str]], str]) -> None:
    bare = "".join(char for char in checked[1] if char.isalnum() or char == "*")
    for value in (MOBILE, ID_CARD, CARD, "一三八零零一三八零零零", "１３８００１３８０００", "057188001234"):
        assert value not in bare
    assert "zhangsan@" not in checked[1]


def test_what_somebody_approved_passes_every_door(tmp_path: Path) -> None:
    """豁免 for a number in the text and for a file: check, build and publish leave both alone."""
    exempt = "豁免:\n" + "".join(
        f"  - 内容: '{what}'\n    理由: 矿值班专用\n    批准人: 党委工作部\n" for what in (MOBILE, "fu1.txt")
    )
    text = f"{HEAD}正文: 值班手机 {MOBILE}。\n附件:\n  - 文件: fu1.txt\n{exempt}"
    top = content(tmp_path, {"notices/zhi-ban/index": text})
    (top / "site.yml").write_text(SITE, encoding="utf-8")
    (top / "notices/zhi-ban/fu1.txt").write_text("值班手机 13900139000\n", encoding="utf-8")
    target = tmp_path / "target"
    code, said = gongkai("publish", str(target), "--content", str(top), "--as-of", DAY, "--jobs", "1")
    assert code == 0, said
    page = (target / "current" / "notices/zhi-ban/index.html").read_text(encoding="utf-8")
    assert MOBILE in page


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    text = f"{HEAD}正文: 记号甲乙丙。\n"
    request = Request(
        content(folder, {"notices/tong-zhi": text}), folder / "site", dt.date.fromisoformat(DAY),
        dt.datetime.fromisoformat(f"{DAY}T08:00+08:00"), papers=False,
    )  # fmt: skip
    assert build(request).ok
    return request.site


def _in_text(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, file
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _book(site: Path) -> None:
    file = site / "data/notices.xlsx"
    book = openpyxl.load_workbook(file)
    book.worksheets[0].append([f"电话 {MOBILE}"])
    book.save(file)


def _word(site: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("联系 1380")
    paragraph.add_run("0138000").bold = True
    document.save(str(site / "notices/tong-zhi/tong-zhi.docx"))


def _shard(site: Path) -> None:
    file = next(
        file
        for file in sorted((site / "assets/search/d").rglob("*.js"))
        if "记号甲乙丙" in file.read_text("utf-8")
    )
    _in_text(file, "记号甲乙丙", MOBILE)


PAGE = "notices/tong-zhi/index.html"
INTO = {
    "a page": lambda site: _in_text(site / PAGE, "记号甲乙丙", MOBILE),
    "a page, part in bold": lambda site: _in_text(site / PAGE, "记号甲乙丙", "<em>1380</em>0138000"),
    "a page's description": lambda site: _in_text(site / PAGE, "<head>", f'<head><meta name="description" content="{MOBILE}">'),
    "an alternative text": lambda site: _in_text(site / PAGE, "记号甲乙丙", f'<img src="x.png" alt="张三 {ID_CARD}">'),
    "a link to call": lambda site: _in_text(site / PAGE, "记号甲乙丙", f'<a href="tel:{MOBILE}">打电话</a>'),
    "the API": lambda site: _in_text(site / "api/v1/notices/tong-zhi.json", "记号甲乙丙", MOBILE),
    "a feed": lambda site: _in_text(site / "feeds/notices.atom", "</feed>", f"<x>{MOBILE}</x></feed>"),
    "a calendar": lambda site: (site / "calendar/new.ics").write_text(f"SUMMARY:{MOBILE}\r\n", encoding="utf-8"),
    "a table": lambda site: (site / "data/notices.csv").write_text(f"甲,{MOBILE}\n", encoding="utf-8"),
    "a workbook": _book,
    "a Word document": _word,
    "the search": _shard,
}  # fmt: skip


@pytest.mark.parametrize("where", INTO)
def test_a_finished_site_is_looked_through_before_it_goes_live(
    small_site: Path, tmp_path: Path, where: str
) -> None:
    site = tmp_path / "site"
    shutil.copytree(small_site, site)
    assert list(personal_data([])(site)) == []
    INTO[where](site)
    found = list(personal_data([])(site))
    assert found
    assert all(one.is_error and MOBILE not in one.message and ID_CARD not in one.message for one in found)
    assert list(personal_data([MOBILE, ID_CARD])(site)) == []
