"""学习培训: material, the rule it rests on, the classes held on it and a self-test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from generator.fields import BranchRef, Count, Day, In, Line, Markdown, Named, Number, Text, TrainingRef
from generator.record import Part, Record, many, optional, required


class Basis(Part):
    document: Line = required("文件", "文件名称", "《中国共产党支部工作条例（试行）》")
    effective: Day | None = optional("生效", "从哪一天起施行", "2018-10-28")
    repealed: Day | None = optional("废止", "从哪一天起不再施行；现行有效就不写", "2026-07-01")


class Attendance(Part):
    branch: BranchRef = required("支部", "参训的支部（编号）", "shili-zhibu")
    people: Count = required("人数", "参训多少人", "12")


class Session(Part):
    derived_keys: ClassVar[Mapping[str, str]] = {
        "人数": "由各参训支部的人数加出",
        "总人数": "由各参训支部的人数加出",
        "合计": "由各参训支部的人数加出",
    }

    day: Day = required("日期", "哪一天开班", "2026-04-15")
    place: Line | None = optional("地点", "在哪里", "培训中心 201 教室")
    attending: tuple[Attendance, ...] = many("参训支部", "各支部参训的人数")


class Question(Part):
    question: Text = required("题目", "问什么", "支部委员会会议一般多久召开一次？")
    options: tuple[Line, ...] = required("选项", "至少两个；前面不用写 A、B，页面会自动标", "每月")
    answer: Line = required("答案", "选项的字母，多选连着写（如 AC）；也可以写选项原文", "A")
    explanation: Text | None = optional("解析", "为什么", "见《条例》第十一条。")


class Training(Record):
    kind: ClassVar[str] = "trainings"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“依据”“取代”和当天日期得出",
        "参训人数": "由“班次”里的人数加出",
        "总人数": "由“班次”里的人数加出",
        "被取代": "由较新记录的“取代”得出",
    }

    category: Annotated[Named, In("training_categories")] = required(
        "类别", "党课、党务业务、制度解读等，可选值在 policy.yml 的“培训类别”里", "制度解读"
    )
    learners: tuple[Line, ...] = required("对象", "给谁学的，逐个写", "党员")
    lecturer: Line | None = optional("主讲", "谁讲", "党委工作部")
    day: Day = required("日期", "编写或开讲的日期", "2026-04-15")
    hours: Number | None = optional("学时", "多少学时", "2")
    form: Line | None = optional("形式", "集中授课、自学、现场教学等", "集中授课")
    abstract: Text | None = optional(
        "摘要", "一两句话说明讲什么", "逐条解读支部工作条例中与日常工作有关的规定。"
    )
    points: tuple[Text, ...] = many("要点", "要记住的几条", "支委会每月一般召开 1 次。")
    body: Markdown | None = optional("正文", "学习材料的正文")
    basis: Basis | None = optional("依据", "材料依据的文件")
    supersedes: TrainingRef | None = optional(
        "取代", "这份材料取代了哪一份旧的（编号）；旧的页面会自动注明已被取代", "2025/tiaoli-jiedu"
    )
    sessions: tuple[Session, ...] = many("班次", "办了几期班，每期一项")
    quiz: tuple[Question, ...] = many("自测题", "在页面上作答，不上传、不记录")
