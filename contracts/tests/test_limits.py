"""Due dates, each with the answer written from the rule."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.limits import aware, counted_from, due_at, office, rolled
from contracts.terms import LimitUnit, TimeLimit, WorkSession
from kit.clock import LOCAL
from kit.workdays import Calendar

HOURS = Calendar(
    sessions=((time(7), time(11, 30)), (time(13, 30), time(17))),
    weekend=frozenset({6, 7}),
    holidays=frozenset(
        {date(2026, 8, 31), date(2026, 9, 2), date(2026, 11, 24), *(date(2027, 2, day) for day in range(5, 11))}
    ),
    makeup_days=frozenset({date(2026, 8, 22)}),
)
"""24/11/2026 is a holiday, 22/8/2026 a make-up Saturday, Tết 2027 is 5-10 February."""
POLICE = office(
    [
        WorkSession(starts=time(13, 30), ends=time(17)),
        WorkSession(starts=time(7), ends=time(11, 30)),
        WorkSession(starts=time(7, 30), ends=time(11), weekdays=[6]),
    ],
    weekend=[7],
    holidays=[date(2026, 11, 24)],
    makeup_days=[],
)
"""A commune's police: open on Saturday morning too."""
DAYS = LimitUnit.WORKING_DAY


def local(*parts: int) -> datetime:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("received", "value", "unit", "due"),
    [
        pytest.param(local(2026, 11, 23, 10), 3, DAYS, local(2026, 11, 27, 10), id="24/11 is a holiday"),
        pytest.param(local(2026, 11, 24, 9), 1, DAYS, local(2026, 11, 26, 7), id="sent on the holiday itself"),
        pytest.param(local(2026, 11, 27, 17, 1), 1, DAYS, local(2026, 12, 1, 7), id="Friday 17:01 is Monday"),
        pytest.param(local(2026, 11, 27, 17), 1, DAYS, local(2026, 12, 1, 7), id="closing time is closed"),
        pytest.param(local(2026, 11, 25, 12), 1, DAYS, local(2026, 11, 26, 13, 30), id="lunch is the afternoon"),
        pytest.param(local(2026, 11, 25, 6), 1, DAYS, local(2026, 11, 26, 7), id="before opening is opening"),
        pytest.param(local(2026, 11, 25, 23, 59, 59), 1, DAYS, local(2026, 11, 27, 7), id="one second to midnight"),
        pytest.param(local(2027, 2, 4, 9), 2, DAYS, local(2027, 2, 12, 9), id="the eve of Tết"),
        pytest.param(local(2026, 8, 21, 10), 1, DAYS, local(2026, 8, 22, 10), id="a make-up Saturday counts"),
        pytest.param(local(2026, 8, 22, 10), 1, DAYS, local(2026, 8, 24, 10), id="received on a make-up Saturday"),
        pytest.param(local(2026, 8, 28, 10), 1, DAYS, local(2026, 9, 1, 10), id="the swapped Monday is off"),
        pytest.param(local(2026, 11, 27, 16), 4, LimitUnit.WORKING_HOUR, local(2026, 11, 30, 10), id="open hours"),
        pytest.param(local(2026, 11, 23, 10), 1, LimitUnit.DAY, local(2026, 11, 25, 10), id="day rolls over 24/11"),
        pytest.param(local(2026, 11, 23, 10), 5, LimitUnit.DAY, local(2026, 11, 30, 10), id="day rolls over weekend"),
        pytest.param(local(2026, 11, 23, 10), 4, LimitUnit.DAY, local(2026, 11, 27, 10), id="day on a working day"),
        pytest.param(local(2026, 11, 23, 15), 1, LimitUnit.SAME_DAY, local(2026, 11, 23, 17), id="by 15:00 today"),
        pytest.param(local(2026, 11, 23, 15, 1), 1, LimitUnit.SAME_DAY, local(2026, 11, 25, 17), id="after 15:00"),
    ],
)
def test_a_result_is_due_when_the_rule_says(received: datetime, value: int, unit: LimitUnit, due: datetime) -> None:
    assert due_at(TimeLimit(value=value, unit=unit), received_at=received, calendar=HOURS) == due


def test_the_servers_time_zone_does_not_matter() -> None:
    limit = TimeLimit(value=3, unit=DAYS)
    received = local(2026, 11, 23, 10)
    assert due_at(limit, received_at=received.astimezone(UTC), calendar=HOURS) == local(2026, 11, 27, 10)


@given(minutes=st.integers(0, 60 * 24 * 60), hours=st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_open_hours_agree_with_counting_them_minute_by_minute(minutes: int, hours: int) -> None:
    received = local(2026, 11, 1) + timedelta(minutes=minutes)
    moment, left = received, hours * 60
    while left:
        left -= _is_open(moment)
        moment += timedelta(minutes=1)
    limit = TimeLimit(value=hours, unit=LimitUnit.WORKING_HOUR)
    assert due_at(limit, received_at=received, calendar=HOURS) == moment


def _is_open(moment: datetime) -> bool:
    day, clock = moment.astimezone(LOCAL).date(), moment.astimezone(LOCAL).time()
    return HOURS.is_working_day(day) and any(starts <= clock < ends for starts, ends in HOURS.sessions)


@pytest.mark.parametrize(
    ("received", "value", "unit", "due"),
    [
        pytest.param(local(2026, 11, 27, 10), 1, DAYS, local(2026, 11, 28, 10), id="Saturday morning is open"),
        pytest.param(local(2026, 11, 27, 14), 1, DAYS, local(2026, 11, 28, 11), id="Saturday ends at noon"),
        pytest.param(local(2026, 11, 28, 9), 1, DAYS, local(2026, 11, 30, 9), id="from Saturday to Monday"),
        pytest.param(local(2026, 11, 28, 12), 1, DAYS, local(2026, 12, 1, 7), id="Saturday afternoon is Monday"),
        pytest.param(local(2026, 11, 27, 16), 2, LimitUnit.WORKING_HOUR, local(2026, 11, 28, 8, 30), id="hours"),
        pytest.param(local(2026, 11, 27, 16), 5, LimitUnit.WORKING_HOUR, local(2026, 11, 30, 7, 30), id="more hours"),
        pytest.param(local(2026, 11, 26, 16), 2, LimitUnit.DAY, local(2026, 11, 28, 11), id="calendar days"),
        pytest.param(local(2026, 11, 27, 15, 30), 1, LimitUnit.SAME_DAY, local(2026, 11, 28, 11), id="same day"),
    ],
)
def test_a_weekday_may_have_hours_of_its_own(received: datetime, value: int, unit: LimitUnit, due: datetime) -> None:
    assert due_at(TimeLimit(value=value, unit=unit), received_at=received, calendar=POLICE) == due


def test_the_sessions_of_a_calendar_are_sorted_by_weekday_and_hour() -> None:
    assert POLICE.sessions == ((time(7), time(11, 30)), (time(13, 30), time(17)))
    assert POLICE.weekday_sessions == {6: ((time(7, 30), time(11)),)}


def test_a_limit_runs_from_the_next_opening() -> None:
    assert aware(counted_from(local(2026, 11, 27, 18), calendar=HOURS)) == local(2026, 11, 30, 7)


def test_a_moment_on_a_day_off_rolls_to_the_same_hour_of_the_next_working_day() -> None:
    saturday, noon = local(2026, 11, 28, 10).replace(tzinfo=None), local(2026, 11, 27, 12).replace(tzinfo=None)
    assert aware(rolled(saturday, calendar=HOURS)) == local(2026, 11, 30, 10)
    assert aware(rolled(noon, calendar=HOURS)) == local(2026, 11, 27, 13, 30)


@given(minutes=st.integers(0, 60 * 24 * 60), days=st.integers(1, 20), unit=st.sampled_from([DAYS, LimitUnit.DAY]))
@settings(max_examples=100, deadline=None)
def test_a_result_is_due_on_a_working_day_after_receipt_and_never_after_closing(
    minutes: int, days: int, unit: LimitUnit
) -> None:
    received = local(2026, 11, 1) + timedelta(minutes=minutes)
    due = due_at(TimeLimit(value=days, unit=unit), received_at=received, calendar=POLICE).astimezone(LOCAL)
    assert POLICE.is_working_day(due.date())
    assert received < due
    assert due.replace(tzinfo=None) <= POLICE.closing(due.date())
    later = due_at(TimeLimit(value=days + 1, unit=unit), received_at=received, calendar=POLICE)
    assert later >= due
