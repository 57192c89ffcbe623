"""A list page of many records: the newest and what is not settled, said so, and every record on the page of its year."""

import datetime as dt
import re

import pytest
from kindtools import BRANCH, index, library

from generator.kinds import all_kinds
from generator.library.visible import visible
from generator.render import LONGEST_LIST, Renderer

COUNT = LONGEST_LIST + 50
FIRST = dt.date(2025, 1, 1)


def meeting(n: int) -> str:
    return f"标题: 第{n}次例会\n类型: 周例会\n日期: {FIRST + dt.timedelta(n)}\n主持: 书记\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    records = {f"meetings/{(FIRST + dt.timedelta(n)).year}/m-{n}": meeting(n) for n in range(COUNT)}
    records |= {f"branches/b-{n}": BRANCH.replace("示例支部", f"第{n}支部") for n in range(COUNT)}
    return library(tmp_path_factory.mktemp("many"), "2026-07-01", records)


def test_a_cut_list_says_so_and_leads_to_the_rest(many):
    page = index(many, "meetings")
    rows = re.findall(r"第(\d+)次例会", page)
    assert rows == [str(n) for n in range(COUNT - 1, COUNT - 1 - LONGEST_LIST, -1)]
    assert f'最近和未了结的 <b class="num">{LONGEST_LIST}</b> 次' in page
    assert '<a href="#years">' in page and f'id="years" aria-label="按年份查看"><p>共 {COUNT} 条' in page


def test_every_record_is_on_the_page_of_its_year(many):
    shown = visible(many)
    pages = [Renderer(shown).archive(all_kinds()["meetings"], year) for year in shown.years("meetings")]
    found = {int(n) for page in pages for n in re.findall(r"第(\d+)次例会", page.body)}
    assert found == set(range(COUNT))


def test_what_has_no_day_is_never_cut(many):
    page = index(many, "branches")
    assert page.count('href="../branches/') >= COUNT and "最近和未了结的" not in page
