"""What can be wrong with the branches, one by one and together; and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.kinds.branches.model import Branch
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Fault, Record, fault

MESSAGES = {
    "branches.not-a-month-day": Message(
        ERROR, "“{field}”写的“{typed}”不是几号。", "写 1 到 31 的数，例如 15，表示每月 15 日。"
    ),
    "branches.number-twice": Message(
        ERROR, "序号 {number} 已经给了“{other}”。", "每个支部的序号不能重复，改一个。"
    ),
    "branches.title-twice": Message(
        ERROR, "名称“{title}”与“{other}”重复。", "改成各自的全称；重复建的记录删去一条。"
    ),
    "branches.no-number": Message(
        REMINDER, "没有写“序号”，排在写了序号的支部后面。", "补上“序号”，按规定的支部次序写。"
    ),
    "branches.member-twice": Message(ERROR, "委员“{name}”写了两遍。", "只留一项；书记不再写进“委员”。"),
    "branches.more-groups": Message(
        ERROR, "党小组数 {groups} 多于党员人数 {members}。", "核对“党小组数”和“党员人数”。"
    ),
}


def branch_rules(record: Branch, context: Context) -> Iterator[Fault]:
    if record.number is None:
        yield fault("branches.no-number", "title")
    seen = {record.secretary.name}
    for index, member in enumerate(record.members):
        if member.name in seen:
            yield fault("branches.member-twice", "members", index, "name", name=member.name)
        seen.add(member.name)
    if record.groups and record.party_members is not None and record.groups > record.party_members:
        yield fault("branches.more-groups", "groups", groups=record.groups, members=record.party_members)


def branches_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    """序号 and 名称 are unique: the first file by name keeps it, the others are told."""
    numbers: dict[int, Branch] = {}
    titles: dict[str, Branch] = {}
    for record in sorted(context.records("branches"), key=lambda one: one.path):
        if record.number is not None and (other := numbers.setdefault(record.number, record)) is not record:
            yield record, fault("branches.number-twice", "number", number=record.number, other=other.title)
        if (other := titles.setdefault(record.title, record)) is not record:
            yield record, fault("branches.title-twice", "title", title=record.title, other=other.path)
