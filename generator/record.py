"""What a record is: the fields every kind shares, what a kind brings, and what rules may ask of the library."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from generator.fields import Day, File, Flag, Line, Text
from generator.messages import Message

if TYPE_CHECKING:
    from generator.policy import Policy, Site
    from generator.workdays import Calendar

R = TypeVar("R", bound="Record")
T = TypeVar("T")


class Part(BaseModel):
    """A group of fields inside a record. Keys are Chinese (the alias); the English field name is accepted too."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, protected_namespaces=(), defer_build=True
    )

    derived_keys: ClassVar[Mapping[str, str]] = {}
    """Keys that are computed and must not be typed: key → how it is derived (Chinese, shown in the error)."""


def required(key: str, about: str, *examples: str) -> Any:
    """A field that must be there. `key` is what staff type, `about` explains it in Chinese."""
    return Field(alias=key, title=key, description=about, examples=list(examples) or None)


def optional(key: str, about: str, *examples: str, default: Any = None) -> Any:
    """A field that may be absent."""
    return Field(default, alias=key, title=key, description=about, examples=list(examples) or None)


def many(key: str, about: str, *examples: str) -> Any:
    """A list that may be absent (then empty)."""
    return Field((), alias=key, title=key, description=about, examples=list(examples) or None)


class Attachment(Part):
    file: File = required("文件", "附件的文件名，放在记录自己的文件夹里", "附件1.docx")
    label: Line | None = optional("名称", "页面上显示的名称；不写就用文件名", "推荐对象名单")


class Correction(Part):
    day: Day = required("日期", "更正的日期", "2026-03-02")
    content: Text = required("内容", "更正了什么、为什么", "原文“三季度”应为“二季度”，特此更正。")


class Signature(Part):
    person: Line = required("人", "姓名或岗位", "党委工作部")
    day: Day = required("日期", "签批日期", "2026-03-01")


class Review(Signature):
    secrecy: Literal["通过", "不通过"] | None = optional("保密审查", "审核时的保密审查结论", "通过")


class Approval(Part):
    """审批: who proposed, reviewed (with the secrecy review) and approved."""

    proposed: Signature | None = optional("提出", "提出人和日期")
    reviewed: Review | None = optional("审核", "审核人、日期和保密审查结论")
    approved: Signature | None = optional("审批", "审批人和日期")

    @property
    def complete(self) -> bool:
        """All three steps are there and the secrecy review passed."""
        return bool(self.proposed and self.reviewed and self.approved and self.reviewed.secrecy == "通过")


class Exemption(Part):
    """豁免: a finding of the personal-data gate that a named person accepted, for a stated reason."""

    what: Line = required("内容", "被豁免的原文（号码等）", "值班手机")
    reason: Line = required("理由", "为什么可以公开", "矿值班专用手机，非个人号码")
    approver: Line = required("批准人", "谁批准的", "党委工作部负责人")


_SHORT = 100
"""Characters of a text that is at hand in a closed record."""
_REST, _PRIVATE = "_rest", "_private"
"""Under these names a closed record has what makes its other fields, and gets what pydantic keeps as private."""
Rest = Callable[[], dict[str, Any]]
"""Makes more of a record's fields, and perhaps what makes the rest of them."""
_set = object.__setattr__
"""Records are frozen; only what opens them sets something."""


def _is_short(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _SHORT
    return value is None or value == () or isinstance(value, int | Decimal | dt.date)


def more(
    fields: dict[str, Any], rest: Rest | None = None, private: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What a `Rest` gives: fields, with the private ones, and what gives those that are still not among them."""
    if rest is not None:
        fields[_REST] = rest
    if private is not None:
        fields[_PRIVATE] = private
    return fields


def closed(model: type[R], fields: dict[str, Any], rest: Rest) -> R:
    """A record of which only some fields are at hand; `rest` gives others when one of them is asked for."""
    record = model.__new__(model)
    fields[_REST] = rest
    _set(record, "__dict__", fields)
    return record


def _unpickled(data: bytes) -> dict[str, Any]:
    fields, private = pickle.loads(data)
    return more(fields, private=private)


class Record(Part):
    """Fields common to every kind (DOMAIN §1). `id` and `path` come from the file, never from its text.

    A record that was pickled, or read by an earlier run, comes back closed: its other fields are unpickled when one of
    them is asked for, the short ones before the long ones. A build of thousands of records looks at most of them only in
    passing, or not at all.
    """

    kind: ClassVar[str] = ""

    id: str = Field(default="", exclude=True)
    """Path under the kind folder without suffix: `2026/q3-gongshi`."""
    path: str = Field(default="", exclude=True)
    """File, relative to the content folder's parent: `content/notices/2026/q3-gongshi.yml`."""

    title: Line = required("标题", "页面的标题")
    audience: Line | None = optional("公开范围", "谁能看到；不写就是全体职工。可选值在 site.yml 里", "全员")
    publish_on: Day | None = optional("发布日期", "从这一天起页面才出现", "2026-03-01")
    withdraw_on: Day | None = optional("撤下日期", "从这一天起只留标题、期限和结果", "2026-06-30")
    draft: Flag = optional("草稿", "写“是”就只检查、不发布", "否", default=False)
    tags: tuple[Line, ...] = many("标签", "便于归类查找的词", "安全")
    attachments: tuple[Attachment, ...] = many("附件", "随记录公布的文件")
    corrections: tuple[Correction, ...] = many("更正", "发布以后改了什么，会显示在页面上")
    approval: Approval | None = optional("审批", "提出、审核、审批的人和日期")
    aliases: tuple[Line, ...] = many("别名", "改过名的记录以前的编号，旧地址会转到新地址", "2025/old-name")
    exemptions: tuple[Exemption, ...] = many("豁免", "经批准可以公开的号码")

    @cached_property
    def slug(self) -> str:
        """The last part of the id, unique in the kind; this is what references use."""
        return self.id.rpartition("/")[2]

    @cached_property
    def key(self) -> str:
        """Unique over all kinds: `notices/2026/q3-gongshi`."""
        return f"{self.kind}/{self.id}"

    @property
    def folder(self) -> str | None:
        """Folder of a bundle (`…/index.yml`), relative to the content folder's parent; None for a single file."""
        head, _, name = self.path.rpartition("/")
        return head if name == "index.yml" else None

    @property
    def is_open(self) -> bool:
        """Whether all fields are at hand."""
        return _REST not in self.__dict__

    def open(self) -> None:
        """Have all fields at hand."""
        if not self.is_open:
            while not self.is_open:
                self._open_further()
            found = self.__dict__
            # In the model's order, as in a record that was never closed: what is told of it is the same.
            _set(self, "__dict__", {name: found[name] for name in type(self).model_fields})

    def _open_further(self) -> None:
        found = self.__dict__[_REST]()
        here = {name: value for name, value in self.__dict__.items() if name != _REST}
        # What pydantic keeps of a model; which fields were typed is of no use any more.
        _set(self, "__pydantic_private__", found.pop(_PRIVATE, None) or self._private)
        _set(self, "__pydantic_extra__", None)
        _set(self, "__pydantic_fields_set__", set())
        _set(self, "__dict__", {**found, **here})

    @property
    def _private(self) -> dict[str, Any] | None:
        """What pydantic keeps as private; nothing as long as it is not at hand."""
        try:
            found: dict[str, Any] | None = object.__getattribute__(self, "__pydantic_private__")
        except AttributeError:
            return None
        return found

    def at_hand(self) -> dict[str, Any]:
        """What a `Rest` of this record's copy gives: the fields that are at hand here, and the rest of them later."""
        return more(dict(self.__dict__), private=self._private)

    def short_fields(self) -> dict[str, Any]:
        """The fields that are at hand before the others."""
        self.open()
        return {name: value for name, value in self.__dict__.items() if _is_short(value)}

    def long_fields(self) -> dict[str, Any]:
        """All others."""
        self.open()
        return {name: value for name, value in self.__dict__.items() if not _is_short(value)}

    if not TYPE_CHECKING:  # attributes that nobody declared stay errors

        def __getattr__(self, name: str) -> Any:
            while not self.is_open and self._is_missing(name):
                self._open_further()
                if name in self.__dict__:
                    return self.__dict__[name]
            return super().__getattr__(name)

    def _is_missing(self, name: str) -> bool:
        model = type(self)
        return name in model.model_fields or (name in model.__private_attributes__ and self._private is None)

    def __reduce__(self) -> tuple[Any, ...]:
        rest = partial(_unpickled, pickle.dumps((self.long_fields(), self.__pydantic_private__), protocol=5))
        return closed, (type(self), self.short_fields(), rest)

    def __copy__(self) -> Record:
        self.open()
        return super().__copy__()

    def __eq__(self, other: object) -> bool:
        for one in (self, other):
            if isinstance(one, Record):
                one.open()
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        self.open()
        return super().__repr__()


@dataclass(frozen=True, slots=True)
class State:
    """What a status pill shows. `name` is English and stable, `label` Chinese; the days let a script stay true."""

    name: str
    label: str
    since: dt.date | None = None
    until: dt.date | None = None
    then: tuple[str, str] | None = None
    """Name and label of the state that follows by itself after `until`, for the script to show on that day."""
    warn: int | None = None
    """`until` is a deadline, and 临期 begins this many days before it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is derived from a record at `as_of`, never typed. Kinds add their own fields."""

    state: State | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found: a message code, where in the record (field names and list positions), and its params."""

    code: str
    at: tuple[str | int, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)


def fault(code: str, *at: str | int, **params: object) -> Fault:
    return Fault(code, at, params)


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a calendar feed. `until` is inclusive; `clock` (HH:MM) makes it an hour instead of a day."""

    calendar: str
    uid: str
    title: str
    start: dt.date
    until: dt.date
    clock: str | None = None
    note: str = ""


class Context(Protocol):
    """The library as rules, facts and templates see it: one audience, one day."""

    site: Site
    policy: Policy
    calendar: Calendar
    as_of: dt.date
    memo: dict[str, Any]
    """What a kind works out once for a library, under a name of its own. Ask for the records it follows from each time
    all the same: what is asked is noted with every result."""

    def records(self, kind: str) -> Sequence[Any]:
        """All records of a kind, in the kind's order."""
        ...

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        ...

    def last(self, kind: str) -> Any | None:
        """The record at the end of a kind's order: the oldest, where the newest come first."""
        ...

    def get(self, kind: str, ref: str | None) -> Any | None:
        """The record a reference names (slug or full id), or None."""
        ...

    def resolve(self, ref: str | None) -> Any | None:
        """The record an any-kind reference (`<kind>/<id>`) names, or None."""
        ...

    def backlinks(self, record: Record, kind: str | None = None) -> Sequence[Any]:
        """Records that refer to this one, optionally of one kind only, in the kind's order."""
        ...

    def neighbours(self, record: Record) -> tuple[Any, Any]:
        """The records before and after one in its kind's list; None at its ends."""
        ...

    def facts(self, record: Record) -> Any:
        """Derived facts of a record, computed once."""
        ...

    def pieces(
        self, name: str, records: Iterable[Any], piece: Callable[[Any, Any], T]
    ) -> Iterator[tuple[Any, T]]:
        """Each record with what `piece` makes of it and this context: plain values, which a build keeps. Take all."""
        ...


def no_facts(record: Any, context: Context) -> Facts:
    return Facts()


def state_name(record: Any, context: Context) -> str:
    """A piece: the name of a record's state."""
    return str(context.facts(record).state.name)


def no_rules(record: Any, context: Context) -> Iterator[Fault]:
    return iter(())


def no_rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    return iter(())


def no_events(record: Any, context: Context) -> Iterator[Event]:
    return iter(())


def _no_day(record: Any) -> dt.date | None:
    return None


def _no_summary(record: Any) -> str:
    return ""


def _no_branches(record: Any) -> Sequence[str]:
    return ()


def _no_picks(record: Any, context: Any) -> Mapping[str, Any]:
    return {}


def _no_overview(context: Any) -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """One record kind: its model and the small functions that only it can know. Lives in `kinds/<name>/`."""

    name: str
    """Folder name in content/, addresses and API."""
    label: str
    """Chinese name, as in menus."""
    model: type[Record]
    folder: Path
    """Where its templates and sample lie."""
    facts: Callable[[Any, Context], Facts] = no_facts
    rules: Callable[[Any, Context], Iterator[Fault]] = no_rules
    """What is wrong with one record, given all others."""
    rules_together: Callable[[Context], Iterator[tuple[Record | None, Fault]]] = no_rules_together
    """What is wrong with the kind as a whole; None for a finding that belongs to no record."""
    redact: Callable[[Any, Context], Any] | None = None
    """The copy that an audience may see (names masked, personal parts gone); None: the record itself."""
    events: Callable[[Any, Context], Iterator[Event]] = no_events
    calendars: Sequence[str] = ()
    """Names of the calendars its events stand in."""
    dated: tuple[str, ...] = ()
    """Fields with a day of their own (an outcome, visits) that readers see from that day on."""
    day: Callable[[Any], dt.date | None] = _no_day
    """The day a record is filed under (archives, feeds, search)."""
    news: Callable[[Any, dt.date], Iterable[dt.date]] | None = None
    """Days, as seen from one, on which something new came into a record, or until which it says what holds (a duty that
    is not repealed: that day itself). By them a column is stale or not. None: the day it is filed under."""
    summary: Callable[[Any], str] = _no_summary
    """One plain sentence for lists, feeds and the page description."""
    branches: Callable[[Any], Sequence[str]] = _no_branches
    """Refs of the branches a record belongs to."""
    picks: Callable[[Any, Context], Mapping[str, str | int]] = _no_picks
    """What readers can pick a record of the list page by: plain values by the English name of the filter."""
    overview: Callable[[Any], Any] = _no_overview
    """What the list page shows over all its records (a matrix, totals); `index.md.j2` sees it as `overview`."""
    order: Callable[[Any], Any] | None = None
    """Sort key; None: newest day first, then id."""
    state_labels: Mapping[str, str] = field(default_factory=dict)
    """Every state a record of this kind can be in: English name → Chinese label."""
    messages: Mapping[str, Message] = field(default_factory=dict)
