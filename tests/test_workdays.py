"""Working days with 调休: the oracle of the contract, and what must hold for every period."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.workdays import (
    MAX_DAYS,
    Calendar,
    YearPlan,
    calendar_days_between,
    count_period,
    plan_faults,
    working_days_between,
)

CALENDAR = Calendar()
DAYS = st.dates(date(2004, 1, 1), date(2028, 12, 31))
AMOUNTS = st.integers(1, 120)

# A made-up plan for 2027 that reaches back into 2026, as real ones do.
PLAN_2027 = YearPlan(
    off={date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦", date(2027, 2, 8): "春节"},
    work=frozenset({date(2027, 1, 9)}),
    document="国办发明电〔2026〕0号（示例）",
)


@pytest.mark.parametrize(
    ("start", "inclusive", "exclusive"),
    [
        ("2025-09-26", "2025-10-09", "2025-10-10"),
        ("2026-01-04", "2026-01-08", "2026-01-09"),
        ("2026-02-13", "2026-02-26", "2026-02-27"),
        ("2026-02-14", "2026-02-27", "2026-02-28"),
        ("2026-04-30", "2026-05-09", "2026-05-11"),
        ("2026-09-20", "2026-09-24", "2026-09-28"),
        ("2026-09-30", "2026-10-12", "2026-10-13"),
        ("2026-10-03", "2026-10-13", "2026-10-13"),
    ],
)
def test_five_working_days_end_where_the_oracle_says(start: str, inclusive: str, exclusive: str) -> None:
    ends = count_period(date.fromisoformat(start), 5, "working_days", CALENDAR)
    assert (ends.inclusive_end.isoformat(), ends.exclusive_end.isoformat()) == (inclusive, exclusive)
    assert not ends.provisional


def test_policy_chooses_which_end_counts() -> None:
    start = date(2026, 9, 30)
    assert count_period(start, 5, "working_days", CALENDAR).end == date(2026, 10, 12)
    assert count_period(start, 5, "working_days", CALENDAR, first_day_counts=False).end == date(2026, 10, 13)


def test_calendar_days_ignore_holidays_and_are_never_provisional() -> None:
    ends = count_period(date(2026, 9, 30), 7, "calendar_days", CALENDAR)
    assert (ends.inclusive_end, ends.exclusive_end) == (date(2026, 10, 6), date(2026, 10, 7))
    assert not count_period(date(2031, 1, 1), 7, "calendar_days", CALENDAR).provisional


@pytest.mark.parametrize(
    ("start", "provisional"),
    [
        ("2026-12-21", False),
        ("2026-12-25", True),
        ("2026-12-28", True),
        ("2027-03-01", True),
        ("2003-12-30", True),
    ],
)
def test_a_year_without_a_plan_is_provisional(start: str, provisional: bool) -> None:
    ends = count_period(date.fromisoformat(start), 5, "working_days", CALENDAR)
    assert ends.provisional is provisional


def test_a_day_of_an_unknown_year_is_not_claimed() -> None:
    assert CALENDAR.is_working_day(date(2027, 1, 1)) is None
    assert CALENDAR.is_working_day(date(2027, 1, 2)) is None
    assert CALENDAR.is_working_day(date(2026, 1, 1)) is False
    assert CALENDAR.is_working_day(date(2026, 1, 4)) is True


def test_a_year_added_as_data_counts_and_is_not_provisional() -> None:
    calendar = Calendar({2027: PLAN_2027})
    ends = count_period(date(2026, 12, 30), 3, "working_days", calendar)
    assert (ends.inclusive_end, ends.provisional) == (date(2027, 1, 5), False)
    assert calendar.is_working_day(date(2026, 12, 31)) is False
    assert calendar.is_working_day(date(2027, 1, 9)) is True
    assert calendar.makeup_for(date(2027, 1, 9)) == "元旦"
    assert calendar.is_working_day(date(2028, 1, 3)) is None


def test_data_overrides_single_days_of_a_known_year() -> None:
    late_change = YearPlan(off={date(2026, 5, 9): "劳动节"}, work=frozenset({date(2026, 5, 5)}))
    calendar = Calendar({2026: late_change})
    assert calendar.is_working_day(date(2026, 5, 9)) is False
    assert calendar.is_working_day(date(2026, 5, 5)) is True
    assert calendar.is_working_day(date(2026, 10, 1)) is False


def test_days_have_the_names_of_their_holidays() -> None:
    assert CALENDAR.holiday_name(date(2026, 10, 3)) == "国庆节"
    assert CALENDAR.holiday_name(date(2026, 4, 6)) == "清明节"
    assert CALENDAR.holiday_name(date(2026, 6, 19)) == "端午节"
    assert CALENDAR.holiday_name(date(2026, 10, 17)) == ""
    assert CALENDAR.makeup_for(date(2026, 2, 14)) == "春节"
    assert CALENDAR.makeup_for(date(2026, 2, 13)) == ""


def test_the_browser_can_count_from_the_lists_alone() -> None:
    lists = CALENDAR.as_json([2026, 2027])
    assert lists["years"] == [2026]
    off, work = set(lists["off"]), set(lists["work"])
    day = date(2026, 1, 1)
    while day.year == 2026:
        as_script_would = day.isoformat() in work or (day.weekday() < 5 and day.isoformat() not in off)
        assert as_script_would is CALENDAR.is_working_day(day)
        day += timedelta(days=1)


def test_faults_in_a_years_plan_are_named() -> None:
    plan = YearPlan(
        off={date(2027, 2, 6): "春节", date(2028, 1, 1): "元旦"},
        work=frozenset({date(2027, 2, 6), date(2027, 2, 10), date(2026, 12, 26)}),
    )
    assert [(fault.day.isoformat(), fault.reason) for fault in plan_faults(2027, plan)] == [
        ("2027-02-06", "off_and_work"),
        ("2027-02-10", "works_on_weekday"),
        ("2028-01-01", "outside_year"),
    ]
    assert plan_faults(2027, PLAN_2027) == []


@pytest.mark.parametrize("amount", [0, -1, MAX_DAYS + 1, 10**30])
def test_an_impossible_length_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="1 to"):
        count_period(date(2026, 1, 5), amount, "working_days", CALENDAR)


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
def test_the_end_of_time_is_a_value_error(unit: str) -> None:
    with pytest.raises(ValueError, match="later than dates"):
        count_period(date(9999, 12, 30), 5, unit, CALENDAR)  # type: ignore[arg-type]


def test_a_span_that_ends_before_it_starts_has_no_days() -> None:
    count = working_days_between(date(2026, 5, 8), date(2026, 5, 7), CALENDAR)
    assert (count.inclusive, count.exclusive, count.provisional) == (0, 0, False)
    assert calendar_days_between(date(2026, 5, 8), date(2026, 5, 6)).inclusive == 0


def test_a_calendar_survives_pickling() -> None:
    calendar = pickle.loads(pickle.dumps(Calendar({2027: PLAN_2027})))
    assert calendar.is_working_day(date(2027, 1, 9)) is True


@given(DAYS, AMOUNTS)
def test_counting_back_gives_the_number_typed(start: date, amount: int) -> None:
    ends = count_period(start, amount, "working_days", CALENDAR)
    assert working_days_between(start, ends.inclusive_end, CALENDAR).inclusive == amount
    assert working_days_between(start, ends.exclusive_end, CALENDAR).exclusive == amount
    assert CALENDAR.counts(ends.inclusive_end) and CALENDAR.counts(ends.exclusive_end)


@given(DAYS, AMOUNTS)
def test_calendar_days_count_back_too(start: date, amount: int) -> None:
    ends = count_period(start, amount, "calendar_days", CALENDAR)
    assert calendar_days_between(start, ends.inclusive_end).inclusive == amount
    assert calendar_days_between(start, ends.exclusive_end).exclusive == amount


@given(DAYS, AMOUNTS)
def test_longer_or_later_periods_never_end_earlier(start: date, amount: int) -> None:
    ends = count_period(start, amount, "working_days", CALENDAR)
    longer = count_period(start, amount + 1, "working_days", CALENDAR)
    later = count_period(start + timedelta(days=1), amount, "working_days", CALENDAR)
    assert start <= ends.inclusive_end <= ends.exclusive_end
    assert longer.inclusive_end > ends.inclusive_end
    assert later.inclusive_end >= ends.inclusive_end and later.exclusive_end >= ends.exclusive_end


@given(DAYS, st.integers(0, 500))
def test_fast_counting_agrees_with_looking_at_every_day(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    by_hand = sum(CALENDAR.counts(start + timedelta(days=offset)) for offset in range(length + 1))
    assert CALENDAR.count_between(start, end) == by_hand
