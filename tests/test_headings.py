"""Headings that people type in Markdown fit below the page's own, whatever level they start at."""

import re

import pytest

from generator.markup import markdown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# 一\n\n## （一）\n\n# 二", [3, 4, 3]),
        ("## 一\n\n### （一）\n\n### （二）", [3, 4, 4]),
        ("### 一\n\n### 二", [3, 3]),
        ("### 先\n\n## 后", [3, 3]),
        ("# 一\n\n#### 深", [3, 4]),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5", [3, 4, 5, 6, 6]),
    ],
)
def test_levels_start_at_three_and_leave_none_out(typed, shown):
    html = markdown(typed)
    assert [int(level) for level in re.findall(r"<h(\d)>", html)] == shown
    assert re.findall(r"<h(\d)>", html) == re.findall(r"</h(\d)>", html)
