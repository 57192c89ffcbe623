"""What can be wrong with a training: its basis, what it supersedes, its 班次, its self-test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.kinds.trainings.facts import superseded_by
from generator.kinds.trainings.model import Question, Training
from generator.kinds.trainings.quiz import LETTERS, answer_positions, labelled
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Fault, Record, fault

MESSAGES = {
    "trainings.basis-ends-before-start": Message(
        ERROR, "依据的废止日期 {repealed} 不晚于生效日期 {effective}。", "核对“依据”里的“生效”和“废止”。"
    ),
    "trainings.basis-repealed": Message(
        REMINDER,
        "依据的{document}已于 {repealed} 废止。",
        "按新规定另写一份，在新的里写“取代: {slug}”，这一页会自动注明已被取代。",
    ),
    "trainings.basis-repealed-elsewhere": Message(
        REMINDER,
        "依据的{document}已于 {repealed} 废止（{other} 里写明），这里却没有写“废止”。",
        "补上“废止: {repealed}”，或按新规定另写一份来取代它。",
    ),
    "trainings.supersedes-newer": Message(
        ERROR,
        "取代的 {other} 日期是 {other_day}，比这一份（{day}）还新。",
        "核对两份的日期；写反了，就把“取代”移到新的那一份里。",
    ),
    "trainings.supersedes-circle": Message(
        ERROR, "取代关系绕成了圈：{circle}。", "只在新的材料里写“取代”，旧的里删去。"
    ),
    "trainings.branch-twice": Message(
        ERROR, "第 {session} 期班次里，支部“{branch}”写了两次，人数会重复计算。", "合并成一项。"
    ),
    "trainings.few-options": Message(ERROR, "第 {number} 题只有 {count} 个选项。", "至少写两个选项。"),
    "trainings.many-options": Message(
        ERROR, "第 {number} 题有 {count} 个选项，最多 {most} 个。", "减少选项或拆成两题。"
    ),
    "trainings.option-twice": Message(
        ERROR, "第 {number} 题的选项“{option}”写了两次。", "删去或改写其中一个。"
    ),
    "trainings.option-labelled": Message(
        REMINDER, "第 {number} 题的选项前面写了 A、B……，页面还会自动标一遍。", "删去选项前面的字母。"
    ),
    "trainings.answer-not-an-option": Message(
        ERROR,
        "第 {number} 题的答案“{answer}”不在选项里。",
        "写选项的字母（{letters}），多选连着写，如 AB；或照抄选项原文。",
    ),
}
MOST_OPTIONS = 10


def rules(record: Training, context: Context) -> Iterator[Fault]:
    yield from _basis(record, context)
    yield from _sessions(record)
    for n, question in enumerate(record.quiz):
        yield from _question(question, n)


def _basis(record: Training, context: Context) -> Iterator[Fault]:
    basis = record.basis
    if basis is None:
        return
    if basis.repealed and basis.effective and basis.repealed <= basis.effective:
        dates = {"repealed": basis.repealed, "effective": basis.effective}
        yield fault("trainings.basis-ends-before-start", "basis", "repealed", **dates)
    elif superseded_by(record, context) is None and basis.repealed and basis.repealed <= context.as_of:
        about = {"document": basis.document, "repealed": basis.repealed, "slug": record.slug}
        yield fault("trainings.basis-repealed", "basis", "document", **about)


def _supersedes(context: Context) -> Iterator[tuple[Record, Fault]]:
    told = context.pieces("older", context.records("trainings"), _older_id)
    newer: dict[str, Training] = {one.id: one for one, found in told if found}
    older = {name: found for name, one in newer.items() if (found := _older(one, context)) is not None}
    in_circle: set[str] = set()
    for circle in _circles({name: found.id for name, found in older.items()}):
        in_circle.update(circle)
        slugs = [newer[one].slug for one in circle]
        for n, one in enumerate(circle):
            way = " → ".join((*slugs[n:], *slugs[: n + 1]))
            yield newer[one], fault("trainings.supersedes-circle", "supersedes", circle=way)
    for one, found in older.items():
        if one not in in_circle and found.day > newer[one].day:
            days = {"other_day": found.day, "day": newer[one].day}
            yield newer[one], fault("trainings.supersedes-newer", "supersedes", other=found.path, **days)


def _older_id(record: Training, context: Context) -> str:
    older = _older(record, context)
    return older.id if older is not None else ""


def _older(record: Training, context: Context) -> Training | None:
    """The record that this one supersedes; one that names itself is told by the general rule on references."""
    found: Training | None = context.get("trainings", record.supersedes) if record.supersedes else None
    return None if found is None or found.id == record.id else found


def _circles(older: Mapping[str, str]) -> Iterator[list[str]]:
    """Every circle of a chain newer → older, each once, in time linear in the number of records."""
    done: set[str] = set()
    for start in older:
        path: dict[str, int] = {}
        one: str | None = start
        while one is not None and one not in done and one not in path:
            path[one] = len(path)
            one = older.get(one)
        if one is not None and one in path:
            yield list(path)[path[one] :]
        done.update(path)


def _sessions(record: Training) -> Iterator[Fault]:
    for n, session in enumerate(record.sessions):
        seen: set[str] = set()
        for m, one in enumerate(session.attending):
            if one.branch in seen:
                at = ("sessions", n, "attending", m, "branch")
                yield fault("trainings.branch-twice", *at, session=n + 1, branch=one.branch)
            seen.add(one.branch)


def _question(question: Question, n: int) -> Iterator[Fault]:
    count = len(question.options)
    if count < 2:
        yield fault("trainings.few-options", "quiz", n, "options", number=n + 1, count=count)
    elif count > MOST_OPTIONS:
        yield fault(
            "trainings.many-options", "quiz", n, "options", number=n + 1, count=count, most=MOST_OPTIONS
        )
    yield from _options(question, n)
    if not answer_positions(question):
        letters = "、".join(LETTERS[:count])
        at = ("quiz", n, "answer")
        yield fault(
            "trainings.answer-not-an-option", *at, number=n + 1, answer=question.answer, letters=letters
        )


def _options(question: Question, n: int) -> Iterator[Fault]:
    for m, option in enumerate(question.options):
        if option in question.options[:m]:
            yield fault("trainings.option-twice", "quiz", n, "options", m, number=n + 1, option=option)
    if labelled(question):
        yield fault("trainings.option-labelled", "quiz", n, "options", 0, number=n + 1)


def rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    yield from _supersedes(context)
    yield from _repealed_elsewhere(context)


def _repealed_elsewhere(context: Context) -> Iterator[tuple[Record, Fault]]:
    """A rule that one record says is repealed is repealed for all that cite it."""
    cited = list(context.pieces("cited", context.records("trainings"), _cited))
    ended = {document: one for one, (document, repealed) in reversed(cited) if repealed}
    for record, (document, repealed) in cited:
        other = ended.get(document) if document and not repealed else None
        if other is None or other.basis.repealed > context.as_of or superseded_by(record, context):
            continue
        yield (
            record,
            fault(
                "trainings.basis-repealed-elsewhere",
                *("basis", "document"),
                document=record.basis.document,
                repealed=other.basis.repealed,
                other=other.path,
            ),
        )


def _cited(record: Training, context: Context) -> tuple[str, bool]:
    """The rule that a record cites, and whether it says that it is repealed."""
    basis = record.basis
    return (_plain(basis.document), basis.repealed is not None) if basis else ("", False)


def _plain(document: str) -> str:
    return "".join(document.strip("《》 ").split())
