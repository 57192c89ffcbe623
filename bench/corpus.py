# ruff: noqa: SIM905 - lists of words are read more easily as text
"""Chinese records for benchmarks: real words of mines and Party work, with the word frequencies of real texts.

Words are drawn by Zipf's law from a few hundred written-out words, from some thousand compounds of them, and from
names of people and places; so common phrases are in most records and nearly every sentence is unique.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

FUNCTION_WORDS = """的 和 在 了 要 对 为 把 以 等 是 与 不 有 到 从 将 并 及 各 由 按照 围绕 结合 针对 通过 进一步 切实 认真 全面 深入 坚持
继续 同时 已经 必须 严格 及时 主动 积极 充分 不断 持续 扎实 有效 共同 分别 还 也 都 就 使 让 向 经 该 本""".split()

NOUNS = """党支部 支部 党员 党委 书记 安全 生产 工作 班组 职工 采煤 掘进 区队 井下 矿井 工作面 巷道 顶板 瓦斯 通风 机电 运输 皮带 水害 防治 隐患
排查 治理 整改 问题 清单 任务 责任 台账 考核 品牌 先锋 主题 党日 党课 组织 生活会 民主 评议 会议 学习 培训 材料 制度 规程 措施 标准 质量 标准化 单进
进尺 产量 煤质 成本 效率 创新 攻关 技术 改造 设备 检修 维护 材料费 回收 节约 修旧 利废 调度 指挥 应急 救援 演练 预案 教育 宣讲 精神 报告 决定 条例
规定 细则 办法 方案 计划 目标 指标 进度 节点 路线图 责任状 军令状 承诺 践诺 联系点 指导 走访 谈话 意见 建议 反馈 通报 公示 公告 监督 纪委 纪律 作风
廉洁 廉政 风险 岗位 操作 三违 反违章 行为 自保 互保 联保 示范岗 责任区 突击队 服务队 志愿者 帮扶 困难 慰问 家属 工会 团委 青年 女工 劳模 工匠 师徒
技能 竞赛 比武 证书 学时 讲师 课件 试题 成绩 名次 等次 优秀 合格 发展对象 入党 积极分子 预备党员 转正 介绍人 党费 收缴 换届 选举 委员 小组 大会 支委会
党小组 宣传 委员会 办公室 综合 后勤 食堂 浴室 宿舍 洗衣房 矿灯房 更衣室 班车 环境 卫生 绿化 环保 矸石 水处理 锅炉 供热 供电 变电所 电缆 开关 监控
传感器 系统 平台 数据 信息化 智能化 工业 网络 综采 液压 支架 刮板 输送机 采煤机 掘进机 锚杆 锚索 支护 喷浆 打钻 抽采 钻孔 注浆 探放水 水泵 排水 压风
提升 绞车 钢丝绳 罐笼 信号 轨道 道岔 电机车 单轨吊 无轨 胶轮车 火工品 爆破 放炮 防火 防尘 洒水 喷雾 降温 职业病 体检 劳保 用品 工资 绩效 分配 奖励
津贴 补助 合同 采购 物资 仓库 配件 油脂 支柱 木材 报废 验收 销号 挂账 督办 复查 回头看 巡察 审计 法治 普法 信访 稳定 舆情 保密 档案 文件 通知 纪要
讲话 批示 落实 情况 结果 原因 经验 做法 成效 案例 典型 先进 集体 个人 表彰 荣誉 称号 标兵 能手 红旗 流动 班长 队长 矿长 总工程师 副矿长 科长 区长 技术员
安监员 瓦检员 电工 钳工 焊工 司机 把钩工 支护工 爆破工 新工人 退休 老党员 群众 代表 座谈会 恳谈 心声 诉求 实事 好事 民生 文化 体育 书画 摄影 读书 阅览室
展厅 阵地 党建 引领 融合 中心 双融 双促 积分 网格 包保 分片 值班 带班 交接班 班前会 班后会 宣誓 手指口述 安全确认 确认 流程 图板 看板 牌板 二维码""".split()

VERBS = """开展 推进 落实 完成 组织 加强 提高 提升 强化 建立 健全 完善 制定 修订 印发 召开 参加 检查 督促 指导 推动 解决 整治 消除 防范 化解 保障 确保 实现
突破 达到 超过 压实 细化 分解 明确 承担 履行 签订 兑现 评比 评选 推荐 审核 审批 报送 上报 汇总 统计 分析 研判 总结 交流 分享 学习 领会 贯彻 传达 宣传 引导
发动 动员 带动 激励 约束 考核 问责 追究 通报 公开 公示 征求 听取 收集 梳理 回应 答复 走访 慰问 帮助 服务 优化 简化 改进 改造 更换 安装 调试 检修 保养
清理 清扫 巡查 监测 预警 处置 撤离 恢复 开采 掘进 支护 运输 回撤 安撤 铺设 延伸 贯通 验收 销号 复核 命名 授牌 摘牌 申报 培育 打造 创建 擦亮 叫响""".split()

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟强磊军洋勇艳杰娟涛明超秀霞平刚桂文华建国志鹏海波辉斌宇浩凯峰俊东亮成龙雪梅红丽娜静婷玉兰英慧敏淑珍晓燕春生林森永福喜来振兴卫民忠义长青立新学农德胜喆堃垚昇珮玥钰琪瑞祥嘉诚子轩"
PLACES = "东西南北中上下一二三四五六七八九"
KINDS = {
    "notices": "公示公告",
    "brands": "支部品牌",
    "ledgers": "清单台账",
    "activities": "组织生活",
    "trainings": "学习培训",
    "meetings": "例会",
    "assessments": "考核",
    "pledges": "责任状",
}
TITLE_TAILS = """公示 通报 通知 情况的报告 实施方案 整改清单 责任清单 问题清单 学习材料 会议纪要 考核结果 主题党日 专题党课 年度计划 经验材料 责任状""".split()
ISSUERS = "矿党发 矿党办 矿组发 矿纪发 矿宣发 矿工发".split()
BRANCHES = [
    f"{place}{unit}党支部"
    for unit in ("采煤队", "掘进队", "机电队", "运输队", "通风区", "选煤厂", "机关", "后勤")
    for place in "一二三四"
]


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """A record's texts. `paragraphs` are plain text of `chars` characters or a little more in all."""

    kind: str
    id: str
    title: str
    number: str
    day: date
    branch: str
    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]


class _Zipf:
    """Draws words so that the k-th is drawn as often as 1/k."""

    def __init__(self, words: list[str], rng: random.Random) -> None:
        self.words = words
        self.rng = rng
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def __call__(self) -> str:
        return self.words[bisect(self.weights, self.rng.random() * self.weights[-1])]


class _Writer:
    """Sentences, titles and numbers from one random source."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        nouns = list(dict.fromkeys(NOUNS))
        self.rng.shuffle(nouns)
        pairs = {a + b for a in nouns for b in self.rng.sample(nouns, 14) if a != b}
        compounds = sorted(pairs)
        self.rng.shuffle(compounds)
        self.noun = _Zipf(nouns, self.rng)
        self.compound = _Zipf(compounds, self.rng)
        self.verb = _Zipf(list(dict.fromkeys(VERBS)), self.rng)
        self.small = _Zipf(FUNCTION_WORDS, self.rng)

    def name(self) -> str:
        return self.rng.choice(SURNAMES) + "".join(self.rng.choices(GIVEN, k=self.rng.choice((1, 2, 2, 2))))

    def place(self) -> str:
        kind = self.rng.choice(("采区", "工作面", "运输巷", "回风巷", "联络巷", "水平", "皮带机", "号变电所"))
        return f"{self.rng.randint(1, 9)}{self.rng.randint(10, 4999)}{self.rng.choice(PLACES)}{kind}"

    def phrase(self) -> str:
        pick = self.rng.random()
        if pick < 0.05:
            return self.name()
        if pick < 0.09:
            return self.place()
        if pick < 0.13:
            return f"{self.rng.randint(1, 999)}{self.rng.choice(('项', '条', '人次', '米', '万元', '吨', '次', '%', '小时'))}"
        return self.compound() if pick < 0.4 else self.noun()

    def clause(self) -> str:
        parts = [self.small()] if self.rng.random() < 0.5 else []
        for _ in range(self.rng.randint(1, 3)):
            parts += [self.verb(), self.phrase()]
            if self.rng.random() < 0.45:
                parts += [self.small(), self.phrase()]
        return "".join(parts)

    def sentence(self) -> str:
        return "，".join(self.clause() for _ in range(self.rng.randint(1, 4))) + self.rng.choice(
            "。。。。；！"
        )

    def paragraph(self, chars: int) -> str:
        text = ""
        while len(text) < chars:
            text += self.sentence()
        return text

    def title(self, branch: str, day: date) -> str:
        head = self.rng.choice((f"关于{self.verb()}", f"{day.year}年", branch, "", f"{day.month}月份"))
        return f"{head}{self.compound()}{self.noun()}{self.rng.choice(TITLE_TAILS)}"


def make_records(n: int, seed: int = 1, chars: int = 1000) -> Iterator[CorpusRecord]:
    """`n` records with bodies of about `chars` Chinese characters; the same for the same arguments."""
    writer = _Writer(seed)
    kinds = list(KINDS)
    for index in range(n):
        day = date(2021, 1, 1) + timedelta(days=writer.rng.randrange(2150))
        kind = kinds[index % len(kinds)]
        branch = writer.rng.choice(BRANCHES)
        headings = tuple(f"{number}、{writer.verb()}{writer.compound()}" for number in "一二三")
        yield CorpusRecord(
            kind=kind,
            id=f"{day.year}/r{index:05d}",
            title=writer.title(branch, day),
            number=f"{writer.rng.choice(ISSUERS)}〔{day.year}〕{index // 7 + 1}号",
            day=day,
            branch=branch,
            headings=headings,
            paragraphs=tuple(writer.paragraph(chars // 6) for _ in range(6)),
        )
