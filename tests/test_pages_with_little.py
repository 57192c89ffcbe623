"""Pages with almost nothing on them still look finished: no empty heading, no empty frame, no leftover of a template."""

import re

import kindtools
import pytest

from generator.kinds import all_kinds
from generator.library.visible import visible
from generator.render import Renderer

DAY = "2026-09-23"
LEAST = {
    "branches": "名称: 甲支部\n类型: 机关\n书记:\n  姓名: 某某\n",
    "brands": "名称: 甲品牌\n支部: shili-zhibu\n品牌类型: 攻坚品牌\n内涵: 一句话\n举措:\n  - 一条\n负责人: 某某\n历程:\n  - 阶段: 申报\n    日期: 2026-01-01\n",
    "themes": "标题: 甲主题\n形式: 专题党课\n中心工作: 安全\n支部:\n  - shili-zhibu\n开始: 2026-01-01\n结束: 2026-12-31\n",
    "notices": "标题: 甲通知\n类型: 通知\n正文: 一句话\n落款: 矿党委\n成文日期: 2026-01-05\n",
    "ledgers": "标题: 甲责任\n清单: 责任\n内容: 一句话\n支部: shili-zhibu\n完成时间: 2026-12-01\n责任主体:\n  单位: 甲队\n  责任人: 队长\n"
    "工作标准: 做完\n考核部门: 安监部\n挂账日期: 2026-01-01\n",
    "pledges": "标题: 甲责任状\n类型: 责任状\n年度: 2026\n支部: shili-zhibu\n签订人: 某某\n签订日期: 2026-01-10\n承诺: 一句话\n",
    "liaisons": "标题: 甲联系点\n人员:\n  姓名: 某某\n  职务: 委员\n类型: 联系点\n支部: shili-zhibu\n开始: 2026-01-01\n",
    "meetings": "标题: 甲例会\n类型: 周例会\n日期: 2026-01-05\n",
    "activities": "标题: 甲活动\n类型: 主题党日\n支部: shili-zhibu\n日期: 2026-01-15\n",
    "trainings": "标题: 甲材料\n类别: 党课\n对象:\n  - 党员\n日期: 2026-01-15\n",
    "duties": "标题: 甲分工\n牵头: 党委工作部\n职责: 一句话\n生效: 2026-01-01\n",
    "assessments": "标题: 甲考核\n考核类型: 党建考核\n周期: 2026年一季度\n方式:\n  - 名称: 检查\n    权重: 100\n成绩:\n  - 支部: shili-zhibu\n    各项得分:\n      检查: 90\n",
}  # fmt: skip


def faults(body: str) -> list[str]:
    """What looks unfinished in a page's Markdown."""
    blocks = [block for block in re.split(r"\n\s*\n", body) if block.strip()]
    empty = [
        this
        for this, following in zip(blocks, [*blocks[1:], ""], strict=True)
        if this.startswith("#") and (not following or following.startswith("#"))
    ]
    frames = re.findall(r"<(?:ul|ol|dl|div|section|table|p|dd|h[1-4]|aside)\b[^>]*>\s*</", body)
    words = re.findall(r"\bNone\b|\bUndefined\b|\{\{|\{%", body)
    return [*empty, *frames, *words]


@pytest.mark.parametrize("kind", all_kinds())
def test_a_record_with_only_what_is_required(tmp_path, kind):
    lib = kindtools.library(tmp_path, DAY, {f"{kind}/jia": LEAST[kind]})
    assert faults(kindtools.page(lib, kind, "jia")) == []
    assert faults(kindtools.index(lib, kind)) == []


def test_a_site_without_a_single_record_of_any_kind(tmp_path):
    lib = visible(kindtools.library(tmp_path, DAY, {}))
    for page in Renderer(lib).pages():
        assert faults(page.body) == [], page.path
