"""Charts: what is drawn is what the numbers say, to scale, and every word is safe."""

import datetime as dt
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from generator import charts

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    text = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(text)


def widths(svg, name):
    return [
        float(rect.get("width").rstrip("%"))
        for rect in parsed(svg).iter(SVG + "rect")
        if rect.get("class") == name
    ]


def words(svg):
    return [text.text for text in parsed(svg).iter(SVG + "text")]


def test_bars_are_as_long_as_their_share_of_the_largest():
    svg = charts.bars(
        [("综采一队", Decimal("98.50")), ("掘进二队", Decimal("49.25")), ("机电队", None)],
        title="得分",
        unit="分",
    )
    assert widths(svg, "bar-a") == [100, 50, 0]
    assert words(svg) == ["综采一队", "98.50分", "掘进二队", "49.25分", "机电队", "—分"]


def test_bars_measure_against_a_given_top_and_mark_one():
    svg = charts.bars([("甲", 30), ("乙", 45)], title="得分", top=60, highlight="乙")
    assert widths(svg, "bar-a") == [50]
    assert widths(svg, "bar-b") == [75]


def test_before_and_after_share_one_scale():
    svg = charts.before_after(Decimal(120), Decimal(156), title="月度单进", unit="米")
    assert widths(svg, "bar-a") == [76.92]
    assert widths(svg, "bar-b") == [100]
    assert parsed(svg).find(SVG + "desc").text == "前 120米，后 156米"


@pytest.mark.parametrize(("before", "after"), [(None, 3), (3, None), (0, 0), (-2, 4)])
def test_no_bars_where_none_would_be_honest(before, after):
    assert charts.before_after(before, after, title="指标") == ""


def test_closing_rate_draws_the_closed_part_inside_the_opened_one():
    svg = charts.closing_rate([("1月", 10, 5), ("2月", 4, 4), ("3月", 0, 0)], title="销号率")
    assert widths(svg, "track") == [100, 40, 0]
    assert widths(svg, "bar-c") == [50, 40, 0]
    assert [w for w in words(svg) if "%" in w or "—" in w] == ["5/10　50%", "4/4　100%", "0/0　—"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(999, 1000, "99%"), (1, 1000, "1%"), (0, 9, "0%"), (9, 9, "100%"), (1, 3, "33%")],
)
def test_percent_never_claims_all_or_nothing_too_early(part, whole, said):
    assert charts.percent(part, whole) == said


def circles(svg):
    return [
        (c.get("class"), float(c.get("cx").rstrip("%")), float(c.get("cy").removesuffix("em")))
        for c in parsed(svg).iter(SVG + "circle")
    ]


def test_a_trend_rises_where_the_numbers_rise_and_leaves_a_gap_where_one_is_missing():
    svg = charts.trend([("Q1", 80), ("Q2", 90), ("Q3", None), ("Q4", 85)], title="总分")
    first, second, last = circles(svg)
    assert second[2] < last[2] < first[2]  # smaller y is higher
    assert [first[1], second[1], last[1]] == [2, 34, 98]
    curves = [line for line in parsed(svg).iter(SVG + "line") if line.get("class") == "curve"]
    assert len(curves) == 1
    assert last[0] == "dot-last"


def test_a_flat_trend_and_a_single_point_are_drawn():
    assert len({y for _, _, y in circles(charts.trend([("1", 5), ("2", 5)], title="t"))}) == 1
    assert circles(charts.trend([("1", 0)], title="t"))[0][1] == 50
    assert charts.trend([("1", None)], title="t") == ""


def test_small_multiples_share_their_scale():
    drawn = str(charts.small_multiples({"甲": [("1", 10), ("2", 20)], "乙": [("1", 20), ("2", 20)]}))
    first, second = (
        part.split("</figure>")[0].partition("</figcaption>")[2] for part in drawn.split("<figure>")[1:]
    )
    assert circles(first)[1][2] == circles(second)[0][2]


def test_gantt_places_days_by_the_calendar():
    start, end = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    steps = [
        charts.Milestone("方案", dt.date(2026, 4, 2), dt.date(2026, 4, 2)),
        charts.Milestone("实施", dt.date(2026, 7, 2), dt.date(2026, 7, 12)),
        charts.Milestone("验收", dt.date(2026, 10, 1)),
        charts.Milestone("总结", dt.date(2026, 12, 1)),
    ]
    svg = charts.gantt(steps, start=start, end=end, today=dt.date(2026, 10, 11), title="路线图")
    assert widths(svg, "bar-a") == [25, 25, 25, 16.76]
    assert [w for w in words(svg) if "完成" in w or "逾期" in w or "计划" in w] == [
        "按期完成",
        "迟 10 天完成",
        "已逾期 10 天",
        "计划 12-01",
    ]
    assert [name for name, *_ in circles(svg)] == ["ring", "ok", "ring", "late", "ring", "late", "ring"]
    today = next(line for line in parsed(svg).iter(SVG + "line") if line.get("class") == "today")
    assert float(today.get("x1").rstrip("%")) == pytest.approx(283 / 364 * 100, abs=0.01)


def test_record_text_is_never_markup():
    hostile = '<script>alert("&")</script>'
    svg = charts.bars([(hostile, 1)], title=hostile)
    assert "<script" not in str(svg)
    assert parsed(svg).find(SVG + "title").text == hostile


def test_long_labels_are_cut_in_the_picture_only():
    label = "综采一队党支部" * 6
    svg = charts.bars([(label, 1)], title="t")
    assert words(svg)[0].endswith("…") and len(words(svg)[0]) <= 18
    assert label in parsed(svg).find(SVG + "desc").text


def test_same_numbers_same_bytes():
    rows = [("甲", 3, 1), ("乙", 2, 2)]
    assert charts.closing_rate(rows, title="t") == charts.closing_rate(list(rows), title="t")


def test_a_qr_code_is_one_named_picture_and_the_same_every_time():
    drawn = charts.qr("http://dj.shifankuang.example/notices/2026/q3-gongshi/")
    assert drawn == charts.qr("http://dj.shifankuang.example/notices/2026/q3-gongshi/")
    assert parsed(drawn).find(SVG + "title").text == "本页地址的二维码"
    assert charts.qr("http://dj.shifankuang.example/notices/2026/q3-jieguo/") != drawn
