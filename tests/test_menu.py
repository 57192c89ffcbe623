"""The menu follows the unit's own order and names of sections."""

from generator.menu import menu
from generator.policy import Section

NAV = [
    {"首页": "index.md"},
    {"公示公告": "notices/index.md"},
    {"责任落实": [{"责任状": "pledges/index.md"}, {"协同分工": "duties/index.md"}]},
    {"支部": "branches/index.md"},
    {"服务": [{"帮助": "help/index.md"}]},
]


def sections(*pairs):
    return [Section.model_validate({"目录": kind, "名称": name}) for kind, name in pairs]


def test_without_sections_the_menu_stays_as_written():
    assert menu(NAV, []) == NAV


def test_names_and_order_come_from_the_unit():
    made = menu(
        NAV, sections(("branches", "党支部"), ("duties", "分工"), ("notices", "公告"), ("pledges", "军令状"))
    )
    assert made == [
        {"首页": "index.md"},
        {"党支部": "branches/index.md"},
        {"责任落实": [{"分工": "duties/index.md"}, {"军令状": "pledges/index.md"}]},
        {"公告": "notices/index.md"},
        {"服务": [{"帮助": "help/index.md"}]},
    ]
