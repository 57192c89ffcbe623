"""Records of every kind that say something in every field, as the YAML that staff would write.

`Pen.line/text/markdown` give the next text for a field and note what was put where; with another `Pen` the same
shape is written with harmless text, so that pages can be compared element by element.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from generator.record import Part
from generator.schema import fields_of

DAY = "2026-05-01"
"""The day the records are written for."""
LONGEST_LINE = 290
SHORT = 60


@dataclass
class Pen:
    """Deals out texts in turn; what went into which field of which record is in `written`."""

    texts: Sequence[str]
    markdowns: Sequence[str]
    at: int = 0
    at_markdown: int = 0
    record: str = ""
    written: list[tuple[str, str, str]] = field(default_factory=list)
    """(record, path of field names, text)."""

    def line(self, name: str, longest: int = LONGEST_LINE) -> str:
        said = ""
        while not said or (len(said) + len(self._peek()) + 1 < longest and self.at % 7):
            said = f"{said} {self._take()}".strip()
        return self._note(name, said)

    def text(self, name: str) -> str:
        return self._note(name, "\n".join(self._take() for _ in range(12)))

    def markdown(self, name: str) -> str:
        first = self.at_markdown
        self.at_markdown += 8
        chosen = [self.markdowns[(first + step) % len(self.markdowns)] for step in range(8)]
        return self._note(name, "\n\n".join(chosen))

    def _peek(self) -> str:
        return self.texts[self.at % len(self.texts)]

    def _take(self) -> str:
        text = self._peek()
        self.at += 1
        return text

    def _note(self, name: str, said: str) -> str:
        self.written.append((self.record, name, said))
        return said


def harmless(text: str, number: int) -> str:
    """Text of the same length and width that means nothing to anybody; the number keeps different texts different."""
    letters = iter(f"{number:03o}".translate(str.maketrans("01234567", "bcdefghk")))
    wide = unicodedata.east_asian_width
    return "".join(c if c in "\n " else "中" if wide(c) in "WF" else next(letters, "a") for c in text)


def _signatures(pen: Pen) -> dict[str, Any]:
    return {
        "提出": {"人": pen.line("approval.proposed.person"), "日期": "2026-02-20"},
        "审核": {"人": pen.line("approval.reviewed.person"), "日期": "2026-02-21", "保密审查": "通过"},
        "审批": {"人": pen.line("approval.approved.person"), "日期": "2026-02-22"},
    }


def common(pen: Pen) -> dict[str, Any]:
    """What every kind has."""
    return {
        "发布日期": "2026-02-25",
        "标签": [pen.line("tags", 40), pen.line("tags", 40)],
        "附件": [{"文件": "fu1.txt", "名称": pen.line("attachments.label")}],
        "更正": [{"日期": "2026-03-05", "内容": pen.text("corrections.content")}],
        "审批": _signatures(pen),
        "豁免": [
            {
                "内容": "值班手机",
                "理由": pen.line("exemptions.reason"),
                "批准人": pen.line("exemptions.approver"),
            }
        ],
    }


def branches(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "名称": pen.line("title", SHORT),
        "简称": pen.line("short", SHORT),
        "类型": "机关",
        "序号": str(number + 1),
        "书记": {"姓名": pen.line("secretary.name", SHORT), "任职日期": "2024-05-06"},
        "委员": [
            {"姓名": pen.line("members.name"), "职务": pen.line("members.post"), "任职日期": "2024-05-06"}
        ],
        "党员人数": "46",
        "党小组数": "4",
        "主题党日": "15",
        "办公电话": "0571-8800211",
        "简介": pen.markdown("about"),
        "照片": "tu1.png",
    }


def _pictures(pen: Pen) -> list[dict[str, str]]:
    return [{"文件": "tu1.png", "说明": pen.line("pictures.caption")}]


def brands(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "名称": pen.line("title", SHORT),
        "支部": f"vec-{number}",
        "品牌类型": "攻坚品牌",
        "口号": pen.line("slogan", SHORT),
        "标识": {"图片": "tu1.png", "释义": pen.text("logo.meaning")},
        "内涵": pen.markdown("meaning"),
        "目标": pen.text("goal"),
        "举措": [pen.text("measures"), pen.text("measures")],
        "方法论": pen.line("method"),
        "案例": [
            {
                "标题": pen.line("cases.title"),
                "背景": pen.markdown("cases.background"),
                "做法": pen.markdown("cases.practice"),
                "效果": pen.markdown("cases.effect"),
            }
        ],
        "成效": [
            {
                "指标": pen.line("results.name", SHORT),
                "单位": pen.line("results.unit", 20),
                "前": "120",
                "后": "156",
                "逐期值": [
                    {"时间": pen.line("results.series.period", 30), "值": "130"},
                    {"时间": pen.line("results.series.period", 30), "值": "140"},
                ],
            }
        ],
        "荣誉": [
            {
                "名称": pen.line("honours.name"),
                "级别": pen.line("honours.level", SHORT),
                "授予单位": pen.line("honours.granted_by"),
                "日期": "2026-04-01",
            }
        ],
        "图片": _pictures(pen),
        "视频封面": "tu1.png",
        "融合点": pen.text("focus"),
        "负责人": pen.line("lead"),
        "联系领导": pen.line("leader"),
        "历程": [
            {"阶段": "申报", "日期": "2026-01-12", "说明": pen.text("history.note")},
            {"阶段": "培育", "日期": "2026-02-12", "说明": pen.text("history.note")},
        ],
    }


def themes(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "形式": "主题实践",
        "中心工作": pen.line("central_work"),
        "支部": [f"vec-{number}"],
        "开始": "2026-03-01",
        "结束": "2026-04-20",
        "目标": pen.text("goal"),
        "举措": [pen.text("measures")],
        "指标": [
            {
                "指标": pen.line("indicators.name"),
                "单位": pen.line("indicators.unit", 20),
                "前": "1",
                "后": "2",
            }
        ],
        "成效": pen.markdown("result"),
        "图片": _pictures(pen),
    }


def notices(pen: Pen, number: int) -> dict[str, Any]:
    columns = [pen.line("rows.key", 40), pen.line("rows.key", 40)]
    return {
        "标题": pen.line("title", SHORT),
        "类型": "评优公示",
        "文号": pen.line("number", SHORT),
        "依据": pen.text("basis"),
        "正文": pen.markdown("body"),
        "对象": [{column: pen.line("rows.value") for column in columns} for _ in range(2)],
        "支部": [f"vec-{number}"],
        "公示期": {"开始": "2026-04-20", "工作日": "6"},
        "公示范围": pen.line("scope", SHORT),
        "受理": {
            "部门": pen.line("contact.office", SHORT),
            "电话": "0571-8800123",
            "邮箱": "dw@shifankuang.example",
            "地址": pen.line("contact.address"),
            "要求": pen.text("contact.requirements"),
        },
        "落款": pen.line("issuer", SHORT),
        "成文日期": "2026-04-20",
        "结果": {
            "结论": "有异议已核查",
            "日期": "2026-04-29",
            "收到意见": pen.line("outcome.opinions"),
            "说明": pen.text("outcome.note"),
        },
    }


def assessments(pen: Pen, number: int) -> dict[str, Any]:
    ways = [pen.line("ways.name", 30), pen.line("ways.name", 30)]
    return {
        "标题": pen.line("title", SHORT),
        "考核类型": "党建考核",
        "周期": f"{2025 - number // 4}年{'一二三四'[number % 4]}季度",
        "依据": pen.text("basis"),
        "方式": [{"名称": ways[0], "权重": "60"}, {"名称": ways[1], "权重": "40"}],
        "成绩": [
            {
                "支部": f"vec-{other}",
                "各项得分": {ways[0]: "90", ways[1]: "80"},
                "加分": "1",
                "扣分": "2",
                "分组": pen.line("scores.group", 30),
                "说明": pen.text("scores.note"),
            }
            for other in range(2)
        ],
        "先进做法": pen.markdown("practices"),
        "存在问题": [pen.text("problems")],
        "结果运用": [
            {
                "事项": pen.line("uses.matter", SHORT),
                "对象": pen.line("uses.target", SHORT),
                "说明": pen.text("uses.note"),
            }
        ],
        "反馈日期": "2026-04-10",
    }


def ledgers(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "清单": "责任",
        "内容": pen.markdown("content"),
        "来源": {"类型": "考核", "说明": pen.text("source.note")},
        "支部": f"vec-{number}",
        "措施": pen.markdown("measures"),
        "完成时间": "2026-04-30",
        "责任主体": {
            "单位": pen.line("responsible.unit", SHORT),
            "责任人": pen.line("responsible.person", SHORT),
        },
        "工作标准": pen.text("standard"),
        "考核部门": pen.line("supervisor", SHORT),
        "挂账日期": "2026-03-20",
        "进展": [{"日期": "2026-03-27", "内容": pen.text("progress.content"), "完成度": "60"}],
        "延期": [
            {
                "原因": pen.text("extensions.reason"),
                "新期限": "2026-05-15",
                "批准人": pen.line("extensions.approver"),
                "日期": "2026-04-20",
            }
        ],
        "销号申请": {"日期": "2026-04-22", "说明": pen.text("strike_off.note"), "证明": ["fu1.txt"]},
        "验收": {
            "日期": "2026-04-25",
            "部门": pen.line("acceptance.department", SHORT),
            "结论": "退回",
            "意见": pen.text("acceptance.opinion"),
        },
        "督办": {
            "单号": pen.line("supervision.number", SHORT),
            "督办人": pen.line("supervision.person", SHORT),
            "日期": "2026-04-10",
        },
    }


def pledges(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "类型": "责任状",
        "年度": "2025",
        "支部": f"vec-{number}",
        "签订人": pen.line("signer", SHORT),
        "监签人": pen.line("countersigner", SHORT),
        "签订日期": "2025-01-10",
        "承诺": pen.markdown("promise"),
        "指标": [
            {
                "名称": pen.line("indicators.name", SHORT),
                "单位": pen.line("indicators.unit", 20),
                "目标": "100",
                "完成": [{"日期": "2025-06-30", "值": "50"}],
            }
        ],
        "路线图": [{"里程碑": pen.line("roadmap.name"), "计划日期": "2025-06-30", "完成日期": "2025-07-05"}],
        "兑现": {"结论": "兑现", "日期": "2026-01-15", "说明": pen.text("fulfilment.note")},
        "扫描件": "fu1.txt",
    }


def liaisons(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "人员": {"姓名": pen.line("person.name", SHORT), "职务": pen.line("person.post", SHORT)},
        "类型": "联系点",
        "支部": f"vec-{number}",
        "开始": "2026-01-05",
        "走访": [{"日期": "2026-03-12", "方式": "了解工作", "内容": pen.text("visits.content")}],
    }


def meetings(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "类型": "月度党建例会",
        "日期": f"2026-0{number % 4 + 1}-05",
        "时间": "14:30",
        "地点": pen.line("place"),
        "主持": pen.line("chair"),
        "议题": [pen.line("agenda"), pen.line("agenda")],
        "议定事项": [{"内容": pen.text("decisions.content")}],
        "回看": pen.markdown("review"),
    }


def activities(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "类型": "民主评议",
        "支部": f"vec-{number}",
        "日期": "2026-03-10",
        "时间": "15:00",
        "地点": pen.line("place"),
        "主持": pen.line("chair"),
        "应到": "32",
        "实到": "30",
        "议题": pen.text("agenda"),
        "内容": pen.markdown("content"),
        "图片": _pictures(pen),
        "主题": f"vec-{number}",
    }


def trainings(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "类别": "制度解读",
        "对象": [pen.line("learners", 40)],
        "主讲": pen.line("lecturer"),
        "日期": "2026-04-15",
        "学时": "2",
        "形式": pen.line("form"),
        "摘要": pen.text("abstract"),
        "要点": [pen.text("points")],
        "正文": pen.markdown("body"),
        "依据": {"文件": pen.line("basis.document"), "生效": "2018-10-28"},
        "班次": [
            {
                "日期": "2026-04-15",
                "地点": pen.line("sessions.place"),
                "参训支部": [{"支部": f"vec-{number}", "人数": "3"}],
            }
        ],
        "自测题": [
            {
                "题目": pen.text("quiz.question"),
                "选项": [pen.line("quiz.options"), pen.line("quiz.options")],
                "答案": "B",
                "解析": pen.text("quiz.explanation"),
            }
        ],
    }


def duties(pen: Pen, number: int) -> dict[str, Any]:
    return {
        "标题": pen.line("title", SHORT),
        "牵头": pen.line("lead", SHORT),
        "配合": [pen.line("helpers", SHORT), pen.line("helpers", SHORT)],
        "职责": pen.markdown("duty"),
        "依据": pen.line("basis"),
        "生效": "2026-01-01",
    }


SHAPES: dict[str, Callable[[Pen, int], dict[str, Any]]] = {
    one.__name__: one
    for one in (
        branches, brands, themes, notices, assessments, ledgers, pledges, liaisons, meetings, activities,
        trainings, duties,
    )
}  # fmt: skip


def text_fields(model: type[Part], lead: str = "") -> Iterator[str]:
    """Every field of a model that staff write freely: what a hostile text can stand in."""
    for one in fields_of(model):
        if one.part is not None:
            yield from text_fields(one.part, f"{lead}{one.name}.")
        elif one.form in ("line", "text", "markdown", "row"):
            yield f"{lead}{one.name}"


def as_yaml(value: Any, indent: int = 0) -> str:
    """YAML as careful staff write it: single quotes, and `|` blocks for several lines."""
    pad = "  " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{_key(key)}:{_inner(one, indent)}" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"{pad}-{_item(one, indent)}" for one in value)
    raise TypeError(type(value))


def _inner(value: Any, indent: int) -> str:
    if isinstance(value, dict | list):
        return "\n" + as_yaml(value, indent + 1)
    return _scalar(str(value), indent)


def _item(value: Any, indent: int) -> str:
    if isinstance(value, dict):
        return " " + as_yaml(value, indent + 1).lstrip(" ")
    return _scalar(str(value), indent)


def _key(text: str) -> str:
    return text if re.fullmatch(r"[\u4e00-\u9fff]+", text) else "'" + text.replace("'", "''") + "'"


def _scalar(text: str, indent: int) -> str:
    if "\n" not in text:
        return " '" + text.replace("'", "''") + "'\n"
    pad = "  " * (indent + 1)
    return " |-\n" + "".join(f"{pad}{line}\n" if line.strip() else "\n" for line in text.split("\n"))


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return file.getvalue()


def write(content: Path, pen: Pen, site: dict[str, Any], rounds: int) -> None:
    """A content folder with `rounds` records of every kind, and its settings."""
    content.mkdir(parents=True)
    (content / "site.yml").write_text(as_yaml(site), encoding="utf-8")
    for number in range(rounds):
        for kind, shape in SHAPES.items():
            folder = content / kind / f"vec-{number}"
            folder.mkdir(parents=True)
            pen.record = f"{kind}/vec-{number}"
            text = as_yaml({**shape(pen, number), **common(pen)})
            (folder / "index.yml").write_text(text, encoding="utf-8")
            (folder / "fu1.txt").write_text("附件内容\n", encoding="utf-8")
            if "tu1.png" in text:
                (folder / "tu1.png").write_bytes(picture())
