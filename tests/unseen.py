"""Records of all kinds with lives of all sorts, and an oracle of its own that knows what each of them is on a day.

Nothing here uses the program: days are counted one by one from the State Council's notices on holidays.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

Day = dt.date
Sight = Literal["absent", "shown", "withdrawn"]
FIRST, LAST = Day(2025, 1, 1), Day(2026, 12, 31)
ONE = dt.timedelta(days=1)

# 国办发明电〔2024〕12号、〔2025〕7号: first and last day of each holiday; Saturdays and Sundays that are worked.
HOLIDAYS = [
    ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]  # fmt: skip
_SATURDAYS_AND_SUNDAYS = (
    "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 "
    "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
)
WORKED = {Day.fromisoformat(day) for day in _SATURDAYS_AND_SUNDAYS.split()}
OFF = {
    Day.fromisoformat(first) + dt.timedelta(days=n)
    for first, last in HOLIDAYS
    for n in range((Day.fromisoformat(last) - Day.fromisoformat(first)).days + 1)
}


def is_worked(day: Day) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def working_end(start: Day, count: int) -> Day:
    """The day on which the `count`th working day falls, the first day counted when it is one."""
    day, left = start, count
    while True:
        left -= is_worked(day)
        if not left:
            return day
        day += ONE


@dataclass(frozen=True)
class Life:
    """One record: its text, and what it is on a day."""

    key: str
    title: str
    text: str
    state: Callable[[Day], str]
    publish: Day | None = None
    withdraw: Day | None = None
    hidden: bool = False
    """A draft, not approved, or for others."""
    secret: str = ""
    """Words of the text and the list of a 公示."""
    secret_from: Day = Day.max
    """From this day on the secret is down."""
    outcome: tuple[Day, str] | None = None
    period: tuple[Day, Day] | None = None
    aliases: tuple[str, ...] = ()
    branch: str = ""
    files: tuple[str, ...] = ()
    files_from: Day = Day.min
    filed: Day = Day.min
    """The day by which feeds order it; before it, it is not in them."""

    @property
    def kind(self) -> str:
        return self.key.partition("/")[0]

    @property
    def typed(self) -> str:
        """The record as a file. `text` has mappings on one line, which nobody may write in a record."""
        return yaml.safe_dump(yaml.safe_load(self.text), allow_unicode=True, sort_keys=False, width=999)

    def sight(self, day: Day) -> Sight:
        if self.hidden or (self.publish and day < self.publish):
            return "absent"
        return "withdrawn" if self.withdraw and self.withdraw <= day else "shown"

    def shows_secret(self, day: Day) -> bool:
        return self.sight(day) == "shown" and day < self.secret_from

    def turns(self) -> set[Day]:
        """Days on which something may change, found by looking at every day."""
        found, before = set(), None
        day = FIRST
        while day <= LAST:
            now = (
                self.sight(day),
                self.state(day),
                self.shows_secret(day),
                bool(self.outcome and self.outcome[0] <= day),
            )
            if before is not None and now != before:
                found.add(day)
            before, day = now, day + ONE
        return found


def lives(seed: int) -> list[Life]:
    """Some eighty records over two years; another seed, other records."""
    return list(_Maker(random.Random(seed)).all())


SITE = """单位名称: 未见矿党委
站点名称: 未见矿党建公开
站点地址: http://dj.weijian.example/
公开范围: [全员, 党员]
监督渠道:
  - 部门: 党委工作部
    电话: 0571-8800123
"""
_APPROVAL = """审批:
  提出: {人: 组织科, 日期: 2024-12-01}
  审核: {人: 党委工作部, 日期: 2024-12-02, 保密审查: 通过}
  审批: {人: 党委, 日期: 2024-12-03}
"""
_BRANCHES = ("cai-yi", "jue-er", "tong-feng")
_STROKES = "琨珑璟钰铄锟霁霖翀翎翊晟旻昶煜燊炆焱淼湉澍沄泓瀚峣岚峥嵘崟垚堃坤埔塬壑彧彣"


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0
        self.named: list[str] = []
        """Notices and items that records for everybody may name, whether or not they can be seen on a day."""

    def word(self) -> str:
        """A word of four characters that stands nowhere else."""
        self.count += 1
        digits = [self.count // len(_STROKES), self.count % len(_STROKES)]
        return "".join(_STROKES[n] for n in digits) + self.chance.choice("丙丁戊己") + "辛壬"[self.count % 2]

    def day(self, first: Day = FIRST, last: Day = LAST) -> Day:
        return first + dt.timedelta(days=self.chance.randrange((last - first).days + 1))

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def all(self) -> Iterator[Life]:
        yield from self.branches()
        for number in range(26):
            yield self.notice(number)
        for number in range(8):
            yield from self.chain(number)
        for number in range(6):
            yield self.timed("meetings", number)
            yield self.timed("activities", number)
            yield self.timed("trainings", number)
        for number in range(4):
            yield self.timed("duties", number)
            yield self.timed("themes", number)
            yield self.timed("liaisons", number)
            yield self.pledge(number)
        for number in range(3):
            yield self.brand(number)
            yield self.assessment(number)

    def branches(self) -> Iterator[Life]:
        for number, slug in enumerate(_BRANCHES):
            title = f"{self.word()}党支部"
            text = f"名称: {title}\n类型: 机关\n序号: {number + 1}\n书记: {{姓名: 书记甲, 任职日期: 2024-01-01}}\n"
            yield Life(f"branches/{slug}", title, text, lambda day: "", filed=Day.max)

    def common(self, publish: Day | None, withdraw: Day | None, aliases: tuple[str, ...] = ()) -> str:
        lines = [f"发布日期: {publish}\n" if publish else "", f"撤下日期: {withdraw}\n" if withdraw else ""]
        return "".join(lines) + (f"别名: [{', '.join(aliases)}]\n" if aliases else "")

    def hide(self) -> tuple[str, bool]:
        """Sometimes a line that keeps a record from the readers."""
        if self.maybe(0.85):
            return "", False
        return self.chance.choice(["草稿: 是\n", "公开范围: 党员\n"]), True

    def notice(self, number: int) -> Life:
        kind = self.chance.choice(
            ["任前公示", "评优公示", "品牌公示", "其他公示", "帮扶公示", "通知", "责任追究"]
        )
        title, secret = f"{self.word()}的{kind}", self.word()
        start = self.day(Day(2025, 1, 10), Day(2026, 10, 20))
        publicity = kind.endswith("公示")
        aliases = (f"jiu/{number:02}",) if self.maybe(0.3) else ()
        publish = start - dt.timedelta(days=self.chance.randrange(4)) if self.maybe(0.7) else None
        end, period = start, ""
        if publicity:
            end, period = self.period(start)
        approval = _APPROVAL if kind in ("任前公示", "帮扶公示", "责任追究") and self.maybe(0.85) else ""
        gated = kind in ("任前公示", "帮扶公示", "责任追究") and not approval
        line, hidden = self.hide()
        outcome = None
        if publicity and self.maybe(0.6):
            outcome = (
                end + dt.timedelta(days=self.chance.randrange(9)),
                self.chance.choice(["无异议", "撤销"]),
            )
        withdraw = (
            end + dt.timedelta(days=self.chance.randrange(1, 200))
            if kind == "责任追究" or self.maybe(0.5)
            else None
        )
        personal = kind in ("任前公示", "评优公示", "帮扶公示")
        name = f"{secret[0]}某某" if kind in ("帮扶公示", "责任追究") else secret
        text = (
            f"标题: {title}\n类型: {kind}\n{self.common(publish, withdraw, aliases)}{line}{approval}"
            f"正文: 正文里写着{secret if name == secret else '情况'}。\n"
            f"对象:\n  - 姓名: {name}\n    单位: 一队\n"
            f"支部: [{(branch := self.chance.choice(_BRANCHES))}]\n{period}"
            f"落款: 党委\n成文日期: {start - ONE}\n"
            + (f"结果: {{结论: {outcome[1]}, 日期: {outcome[0]}, 说明: 已经核查}}\n" if outcome else "")
        )

        if personal and name == secret:
            text += f"更正: [{{日期: {start}, 内容: {secret}的单位原来写错了}}]\n"
        key = f"notices/{start.year}/n-{number:02}"
        if "党员" not in line:
            self.named.append(key)

        def state(day: Day) -> str:
            if outcome and outcome[0] <= day:
                return "cancelled" if outcome[1] == "撤销" else "concluded"
            if not publicity:
                return "published"
            return "planned" if day < start else "open" if day <= end else "ended"

        return Life(
            key, title, text, state, publish, withdraw, hidden or gated,
            secret=secret if name == secret else "",
            secret_from=end + dt.timedelta(days=30) if personal else Day.max,
            outcome=outcome, period=(start, end) if publicity else None, aliases=aliases, branch=branch,
            filed=publish or start - ONE,
        )  # fmt: skip

    def period(self, start: Day) -> tuple[Day, str]:
        """An end by the day, by working days, or by calendar days, and how it is written."""
        way = self.chance.choice(["工作日", "工作日", "自然日", "结束"])
        contact = "受理: {部门: 组织科, 电话: 0571-8800124}\n"
        if way == "工作日":
            count = self.chance.randrange(6, 12)
            return working_end(start, count), f"公示期: {{开始: {start}, 工作日: {count}}}\n{contact}"
        days = self.chance.randrange(20, 30)
        end = start + dt.timedelta(days=days - 1)
        typed = f"自然日: {days}" if way == "自然日" else f"结束: {end}"
        return end, f"公示期: {{开始: {start}, {typed}}}\n{contact}"

    def chain(self, number: int) -> Iterator[Life]:
        """问题 → 任务 → 责任, each with a life of its own."""
        opened = self.day(FIRST, Day(2026, 8, 1))
        line, hidden = self.hide()
        for step, (name, below) in enumerate((("问题", "b"), ("任务", "c"), ("责任", ""))):
            slug = f"l-{number}{'abc'[step]}"
            deadline = opened + dt.timedelta(days=self.chance.randrange(20, 120))
            if "党员" not in line:
                self.named.append(f"ledgers/{slug}")
            yield self.ledger(
                slug, name, f"l-{number}{below}" if below else "", opened, deadline, line, hidden
            )

    def ledger(
        self, slug: str, name: str, below: str, opened: Day, deadline: Day, line: str, hidden: bool
    ) -> Life:
        title = f"{self.word()}{name}"
        granted = opened + dt.timedelta(days=10) if self.maybe(0.3) else None
        later = deadline + dt.timedelta(days=30)
        asked = opened + dt.timedelta(days=self.chance.randrange(11, 160)) if self.maybe(0.7) else None
        judged = (
            asked + dt.timedelta(days=self.chance.randrange(1, 20)) if asked and self.maybe(0.8) else None
        )
        verdict = self.chance.choice(["同意", "同意", "退回"])
        text = (
            f"标题: {title}\n清单: {name}\n内容: 情况如下。\n{line}支部: cai-yi\n完成时间: {deadline}\n"
            f"责任主体: {{单位: 综采一队, 责任人: 队长}}\n工作标准: 到位\n考核部门: 安监部\n挂账日期: {opened}\n"
            + (f"对应: [{below}]\n" if below else "")
            + (f"来源: {{类型: 考核, 记录: {self.chance.choice(self.named)}}}\n" if self.maybe(0.6) else "")
            + (
                f"延期:\n  - {{原因: 配件, 新期限: {later}, 批准人: 分管领导, 日期: {granted}}}\n"
                if granted
                else ""
            )
            + (f"销号申请: {{日期: {asked}, 说明: 已完成, 证明: [zm.csv]}}\n" if asked else "")
            + (f"验收: {{日期: {judged}, 部门: 安监部, 结论: {verdict}, 意见: 现场看过}}\n" if judged else "")
        )

        def state(day: Day) -> str:
            if judged and judged <= day:
                return "done" if verdict == "同意" else "returned"
            if asked and asked <= day:
                return "submitted"
            left = ((later if granted and granted <= day else deadline) - day).days
            return "overdue" if left < 0 else "due_soon" if left <= 7 else "open"

        return Life(
            f"ledgers/{slug}",
            title,
            text,
            state,
            hidden=hidden,
            branch="cai-yi",
            files=("zm.csv",) if asked else (),
            files_from=asked or Day.min,
            filed=opened,
        )

    def timed(self, kind: str, number: int) -> Life:
        """Kinds whose state follows from one or two days."""
        title, start = self.word() + kind[:2], self.day(FIRST, Day(2026, 9, 1))
        end = start + dt.timedelta(days=self.chance.randrange(20, 150))
        line, hidden = self.hide()
        withdraw = end + dt.timedelta(days=40) if self.maybe(0.3) else None
        publish = start - dt.timedelta(days=15) if self.maybe(0.4) else None
        branch = self.chance.choice(_BRANCHES)
        head = f"标题: {title}\n{self.common(publish, withdraw)}{line}"
        bodies: dict[str, tuple[str, Callable[[Day], str]]] = {
            "meetings": (f"类型: 月度党建例会\n日期: {start}\n{self.decision()}", lambda day: "planned" if day < start else "held"),
            "activities": (
                f"类型: 主题党日\n支部: {branch}\n日期: {start}\n应到: 9\n实到: 8\n",
                lambda day: "planned" if day < start else "held",
            ),
            "trainings": (
                f"类别: 党课\n对象: [党员]\n日期: {start}\n正文: 学习材料。\n依据: {{文件: 《条例》, 生效: 2020-01-01, 废止: {end}}}\n",
                lambda day: "planned" if day < start else "current" if day < end else "expired",
            ),
            "duties": (
                f"牵头: 党委工作部\n配合: [安监部]\n职责: 各管一段。\n生效: {start}\n废止: {end}\n",
                lambda day: "planned" if day < start else "active" if day < end else "ended",
            ),
            "themes": (
                f"形式: 主题实践\n中心工作: 安全\n支部: [{branch}]\n开始: {start}\n结束: {end}\n",
                lambda day: "planned" if day < start else "active" if day <= end else "ended",
            ),
            "liaisons": (
                f"人员: {{姓名: {title}, 职务: 党委委员}}\n类型: 联系点\n支部: {branch}\n开始: {start}\n结束: {end}\n",
                lambda day: "planned" if day < start else "active" if day <= end else "ended",
            ),
        }  # fmt: skip
        body, state = bodies[kind]
        mine = "" if kind in ("meetings", "trainings", "duties") else branch
        return Life(
            f"{kind}/{start.year}/{kind[0]}-{number:02}",
            title,
            head + body,
            state,
            publish,
            withdraw,
            hidden,
            branch=mine,
            filed=publish or start,
        )

    def decision(self) -> str:
        """What a meeting decided, with the item that it went into."""
        item = self.chance.choice([key for key in self.named if key.startswith("ledgers/")])
        return f"议定事项: [{{内容: 抓好整改, 清单: {item.partition('/')[2]}}}]\n"

    def pledge(self, number: int) -> Life:
        title, branch = f"{self.word()}责任状", self.chance.choice(_BRANCHES)
        plans = sorted(self.day(Day(2025, 2, 1), Day(2025, 12, 20)) for _ in range(2))
        dones = [
            plan + dt.timedelta(days=self.chance.randrange(-20, 20)) if self.maybe(0.7) else None
            for plan in plans
        ]
        closed = self.day(Day(2026, 1, 5), Day(2026, 3, 1)) if self.maybe(0.7) else None
        steps = "".join(
            f"  - {{里程碑: 第 {n} 步, 计划日期: {plan}{f', 完成日期: {done}' if done else ''}}}\n"
            for n, (plan, done) in enumerate(zip(plans, dones, strict=True))
        )
        text = (
            f"标题: {title}\n类型: 责任状\n年度: 2025\n支部: {branch}\n签订人: 书记\n签订日期: 2025-01-02\n承诺: 做到。\n路线图:\n{steps}"
            + (f"兑现: {{结论: 兑现, 日期: {closed}}}\n" if closed else "")
        )

        def state(day: Day) -> str:
            if closed and closed <= day:
                return "kept"
            waiting = [plan for plan, done in zip(plans, dones, strict=True) if not (done and done <= day)]
            if any(plan < day for plan in waiting):
                return "behind"
            return "due_soon" if any((plan - day).days <= 7 for plan in waiting) else "in_progress"

        return Life(f"pledges/2025/p-{number}", title, text, state, branch=branch, filed=Day(2025, 1, 2))

    def brand(self, number: int) -> Life:
        title, branch = f"{self.word()}品牌", _BRANCHES[number]
        names = [("申报", "applied"), ("培育", "cultivating"), ("验收", "inspected")]
        days = sorted({self.day() for _ in range(3)})
        stages = list(zip(days, names, strict=False))
        text = (
            f"名称: {title}\n支部: {branch}\n品牌类型: 攻坚品牌\n内涵: 含义。\n举措: [做法一]\n负责人: 王某\n历程:\n"
            + "".join(f"  - {{阶段: {name}, 日期: {day}}}\n" for day, (name, _) in stages)
        )
        return Life(
            f"brands/b-{number}", title, text,
            lambda day: ([state for when, (_, state) in stages if when <= day] or ["applied"])[-1], branch=branch, filed=days[-1],
        )  # fmt: skip

    def assessment(self, number: int) -> Life:
        title = f"{self.word()}考核结果"
        told = self.day(Day(2025, 4, 1), Day(2026, 6, 1))
        scores = "".join(
            f"  - {{支部: {slug}, 各项得分: {{日常考核: {80 + n}}}}}\n" for n, slug in enumerate(_BRANCHES)
        )
        text = (
            f"标题: {title}\n考核类型: 党建考核\n周期: 2025年一季度\n对象类别: 支部\n方式: [{{名称: 日常考核, 权重: 100}}]\n"
            f"成绩:\n{scores}反馈日期: {told}\n"
        )
        return Life(
            f"assessments/2025/k-{number}",
            title,
            text,
            lambda day: "pending" if day < told else "reported",
            filed=told,
        )
