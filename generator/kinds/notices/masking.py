"""Names of persons in a notice's table: masked by type, and taken down when their time is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from generator.fields import Markdown
from generator.kinds.notices.model import Notice
from generator.kinds.notices.period import span
from generator.policy import NoticeType, Policy
from generator.record import Context
from generator.workdays import Calendar

NAME_COLUMN = "姓名"
_ALSO_NAMES = frozenset(
    {"名字", "被处分人", "受处分人", "被追究人", "当事人", "帮扶对象", "救助对象", "职工", "人员"}
)

_SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门第五"
    "完颜纳兰叶赫耶律"
)
_TWO_CHARACTER_SURNAMES = frozenset(_SURNAMES[at : at + 2] for at in range(0, len(_SURNAMES), 2))

Row = Mapping[str, str]


def masked_name(name: str) -> str:
    """A name reduced to its surname: 张某, 李某某, 欧阳某. Minority names with a dot keep their first part's first character."""
    bare = "".join(name.split())
    if not bare:
        return name
    surname = bare[:2] if len(bare) > 2 and bare[:2] in _TWO_CHARACTER_SURNAMES else bare[:1]
    return surname + "某" * min(2, max(1, len(bare) - len(surname)))


def is_name_column(column: str) -> bool:
    """Whether a column holds names of persons; for a masked type it is better to mask one too many."""
    bare = "".join(column.split())
    return NAME_COLUMN in bare or bare in _ALSO_NAMES


def masked_rows(rows: Sequence[Row]) -> tuple[dict[str, str], ...]:
    return tuple(
        {column: masked_name(cell) if is_name_column(column) else cell for column, cell in row.items()}
        for row in rows
    )


def names_in(rows: Sequence[Row]) -> list[str]:
    """Whole names in the name columns, without blanks, each once; single characters are no names to look for."""
    found = {
        "".join(cell.split()): None for row in rows for column, cell in row.items() if is_name_column(column)
    }
    return [name for name in found if len(name) > 1]


def withhold_on(record: Notice, policy: Policy, calendar: Calendar) -> dt.date | None:
    """The day from which personal parts are down: N days after the 公示 ended (DOMAIN §4). None: they stay."""
    kind = policy.notice_type(record.type)
    if kind is None or not (kind.publicity and kind.personal):
        return None
    found = span(record.period, policy, calendar)
    if found is None:
        return None
    try:
        return found.end + dt.timedelta(days=policy.number("个人信息保留天数"))
    except OverflowError:
        return None


def shown_rows(record: Notice, kind: NoticeType | None) -> tuple[dict[str, str], ...]:
    """The table as readers may see it."""
    return masked_rows(record.rows) if kind is not None and kind.masked else tuple(record.rows)


def redact(record: Notice, context: Context) -> Notice:
    """The copy of a notice that pages and outputs may see: names masked by type, personal parts gone when due.

    Everything made from the copy is then safe by construction; the library calls this for what an audience sees.
    """
    kind = context.policy.notice_type(record.type)
    until = withhold_on(record, context.policy, context.calendar)
    if until is not None and context.as_of >= until:
        # A 更正 says whose name stood wrong, so it goes with the list that it corrected.
        personal = {"rows": (), "body": Markdown(""), "attachments": (), "corrections": ()}
        copy = record.model_copy(update=personal)
        copy._withheld = True
        return copy
    if kind is not None and kind.masked and record.rows:
        return record.model_copy(update={"rows": masked_rows(record.rows)})
    return record
