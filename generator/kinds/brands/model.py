"""支部品牌: what a branch is known for, from application to review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from generator.fields import BranchRef, Day, File, Image, In, Line, Markdown, Named, NoticeRef, Text
from generator.parts import Honour, MeasuredChange, Picture
from generator.record import Part, Record, many, optional, required

BrandType = Annotated[Named, In("brand_types")]
StageName = Literal["申报", "培育", "验收", "公示", "命名", "复核", "保持", "升级", "限期整改", "摘牌"]


class Logo(Part):
    image: Image = required("图片", "标识的图片文件，放在记录自己的文件夹里", "logo.png")
    meaning: Text | None = optional(
        "释义", "图形和颜色各表示什么", "外圈为齿轮，寓意机电保障；内为灯塔，寓意党员引领。"
    )


class Case(Part):
    title: Line = required("标题", "案例的标题", "三天抢修主运皮带")
    background: Markdown | None = optional("背景", "遇到什么难题")
    practice: Markdown | None = optional("做法", "支部怎么做的")
    effect: Markdown | None = optional("效果", "结果怎样，尽量有数")


class Stage(Part):
    stage: StageName = required(
        "阶段", "申报、培育、验收、公示、命名、复核、保持、升级、限期整改或摘牌", "申报"
    )
    day: Day = required("日期", "进入这一阶段的日期", "2026-01-12")
    note: Text | None = optional("说明", "这一阶段的情况", "支部大会通过申报方案。")
    notice: NoticeRef | None = optional("公示", "公示阶段：公示公告的编号", "2026-pinpai-gongshi")


class Brand(Record):
    kind: ClassVar[str] = "brands"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“历程”的最后一个阶段得出",
        "阶段": "由“历程”的最后一个阶段得出",
        "复核日期": "由命名或上次复核的日期加复核月数得出",
        "缺项": "由没有写的字段得出",
    }

    title: Line = required("名称", "品牌名称", "深井先锋")
    branch: BranchRef = required("支部", "创建支部的编号", "shili-zhibu")
    brand_type: BrandType = required("品牌类型", "可选值在 policy.yml 的“品牌类型”里", "攻坚品牌")
    slogan: Line | None = optional("口号", "一句话的品牌口号", "难在前面，干在前面")
    logo: Logo | None = optional("标识", "品牌标识和释义；不要把党徽和其他图形组合")
    meaning: Markdown = required("内涵", "品牌名称的含义和主张")
    goal: Text | None = optional("目标", "要达到的目标", "月度单进稳定在 150 米以上。")
    measures: tuple[Text, ...] = required("举措", "主要做法，一条一项")
    method: Text | None = optional(
        "方法论", "提炼的工作法，300 字以内", "“三盯三早”工作法：盯现场、盯设备、盯人员……"
    )
    cases: tuple[Case, ...] = many("案例", "典型案例")
    results: tuple[MeasuredChange, ...] = many("成效", "前后对比的数据")
    honours: tuple[Honour, ...] = many("荣誉", "获得的荣誉")
    pictures: tuple[Picture, ...] = many("图片", "活动和成果照片，每张都要说明")
    video: File | None = optional("视频", "视频文件，放在记录自己的文件夹里", "pinpai.mp4")
    video_poster: Image | None = optional("视频封面", "视频播放前显示的图片", "fengmian.jpg")
    focus: Text | None = optional("融合点", "服务哪一项中心工作", "工作面快速推进与顶板安全")
    lead: Line = required("负责人", "品牌负责人", "王某某")
    leader: Line | None = optional("联系领导", "联系指导的领导", "张某某")
    history: tuple[Stage, ...] = required("历程", "从申报起的每一个阶段，按日期先后写")
