"""Office hours: holidays, make-up Saturdays, lunch; and the arithmetic against a slow reference that counts minutes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.workdays import Calendar

OFFICE = Calendar(
    sessions=((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))),
    weekend=frozenset({6, 7}),
    holidays=frozenset({date(2026, 11, 24)}),
    makeup_days=frozenset({date(2026, 11, 28)}),
)
CLOSED = Calendar(sessions=(), weekend=frozenset(range(1, 8)), holidays=frozenset(), makeup_days=frozenset())
MONDAY = date(2026, 11, 23)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 - the time of the office


def is_open(moment: datetime) -> bool:
    return OFFICE.is_working_day(moment.date()) and any(a <= moment.time() < b for a, b in OFFICE.sessions)


def test_the_day_of_culture_is_a_holiday_and_its_saturday_is_worked() -> None:
    assert not OFFICE.is_working_day(date(2026, 11, 24))
    assert OFFICE.is_working_day(date(2026, 11, 28))
    assert not OFFICE.is_working_day(date(2026, 11, 29))


def test_working_days_pass_over_the_holiday() -> None:
    assert OFFICE.add_working_days(MONDAY, 1) == date(2026, 11, 25)
    assert OFFICE.add_working_days(MONDAY, 3) == date(2026, 11, 27)
    assert OFFICE.add_working_days(MONDAY, 4) == date(2026, 11, 28)
    assert OFFICE.add_working_days(MONDAY, 5) == date(2026, 11, 30)
    assert OFFICE.add_working_days(MONDAY, 0) == MONDAY


def test_the_next_working_day_may_be_today() -> None:
    assert OFFICE.next_working_day(MONDAY) == MONDAY
    assert OFFICE.next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(23, 5), at(23, 7, 30)),
        (at(23, 8), at(23, 8)),
        (at(23, 11, 30), at(23, 13, 30)),
        (at(23, 12), at(23, 13, 30)),
        (at(23, 17), at(25, 7, 30)),
        (at(24, 9), at(25, 7, 30)),
        (at(27, 20), at(28, 7, 30)),
        (at(29, 9), at(30, 7, 30)),
    ],
)
def test_the_office_opens_next(now: datetime, opens: datetime) -> None:
    assert OFFICE.opening(now) == opens


@pytest.mark.parametrize(
    ("now", "hours", "ends"),
    [
        (at(23, 5), 1, at(23, 8, 30)),
        (at(23, 11), 1, at(23, 14)),
        (at(23, 8), 3.5, at(23, 11, 30)),
        (at(23, 16), 2, at(25, 8, 30)),
        (at(23, 18), 1, at(25, 8, 30)),
        (at(27, 16), 2, at(28, 8, 30)),
    ],
)
def test_working_hours_stop_for_lunch_night_and_holiday(now: datetime, hours: float, ends: datetime) -> None:
    assert OFFICE.add_working_time(now, timedelta(hours=hours)) == ends


def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        CLOSED.next_working_day(MONDAY)
    with pytest.raises(ValueError, match="no working time"):
        CLOSED.opening(at(23, 8))
    with pytest.raises(ValueError, match="too little"):
        CLOSED.add_working_time(at(23, 8), timedelta(hours=1))


def test_no_time_passes_backwards() -> None:
    assert OFFICE.working_time(at(23, 10), at(23, 8)) == timedelta()
    assert OFFICE.working_time(at(23, 10), at(23, 10)) == timedelta()


moments = st.integers(0, 9 * 24 * 60 - 1).map(lambda minutes: at(21, 0) + timedelta(minutes=minutes))


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 60 * 24 * 5))
def test_open_time_is_what_counting_minutes_says(begin: datetime, minutes: int) -> None:
    counted = sum(is_open(begin + timedelta(minutes=one)) for one in range(minutes))
    assert OFFICE.working_time(begin, begin + timedelta(minutes=minutes)) == timedelta(minutes=counted)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 60 * 16))
def test_added_time_ends_where_counting_minutes_does(begin: datetime, minutes: int) -> None:
    moment, left = begin, minutes
    while left:
        left -= is_open(moment)
        moment += timedelta(minutes=1)
    assert OFFICE.add_working_time(begin, timedelta(minutes=minutes)) == moment


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 60 * 16))
def test_adding_and_counting_agree(begin: datetime, minutes: int) -> None:
    span = timedelta(minutes=minutes)
    assert OFFICE.working_time(begin, OFFICE.add_working_time(begin, span)) == span


POLICE = Calendar(
    sessions=((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))),
    weekend=frozenset({7}),
    holidays=frozenset({date(2026, 11, 24)}),
    makeup_days=frozenset({date(2026, 11, 29)}),
    weekday_sessions={6: ((time(8), time(11)),)},
)
SATURDAY = date(2026, 11, 28)


def test_a_weekday_may_have_sessions_of_its_own() -> None:
    assert POLICE.is_working_day(SATURDAY)
    assert POLICE.closing(SATURDAY) == at(28, 11)
    assert POLICE.add_working_time(at(27, 16), timedelta(hours=2)) == at(28, 9)
    assert POLICE.opening(at(28, 12)) == at(29, 7, 30)
    assert POLICE.working_time(at(27, 16), at(28, 23)) == timedelta(hours=4)


def test_a_make_up_day_has_the_hours_of_every_working_day() -> None:
    assert POLICE.closing(date(2026, 11, 29)) == at(29, 17)
    own = {weekday: ((time(8), time(15)),) for weekday in range(1, 6)} | {6: ((time(8), time(11)),)}
    each = replace(POLICE, sessions=(), weekday_sessions=own)
    assert each.closing(date(2026, 11, 29)) == at(29, 15)


def test_a_day_without_hours_is_no_working_day() -> None:
    mornings = replace(POLICE, sessions=(), makeup_days=frozenset())
    assert mornings.add_working_days(MONDAY, 1) == SATURDAY
    assert not mornings.is_working_day(MONDAY)
    with pytest.raises(ValueError, match="closed on that day"):
        mornings.closing(MONDAY)


def test_a_calendar_may_be_a_key() -> None:
    assert {POLICE: 1}[replace(POLICE)] == 1
