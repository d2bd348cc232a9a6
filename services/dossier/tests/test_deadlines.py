"""Due dates, each with the answer written from the rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.dossier import Timeliness
from contracts.terms import LimitUnit, TimeLimit
from kit.clock import LOCAL
from services.dossier.deadlines import answer_by, due_at, resumed, timeliness
from services.dossier.tests.factories import HOURS, local

DAYS = LimitUnit.WORKING_DAY


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
    ("unit", "paused", "back", "due"),
    [
        pytest.param(DAYS, local(2026, 11, 25, 10), local(2026, 11, 26, 10), local(2026, 11, 30, 10), id="a day"),
        pytest.param(DAYS, local(2026, 11, 21, 10), local(2026, 11, 22, 22), local(2026, 11, 27, 10), id="a weekend"),
        pytest.param(
            LimitUnit.DAY, local(2026, 11, 25, 10), local(2026, 11, 26, 10), local(2026, 11, 30, 10), id="calendar day"
        ),
        pytest.param(
            LimitUnit.DAY, local(2026, 11, 25, 10), local(2026, 11, 25, 20), local(2026, 11, 30, 7), id="closed then"
        ),
    ],
)
def test_waiting_for_the_citizen_moves_the_due_date(
    unit: LimitUnit, paused: datetime, back: datetime, due: datetime
) -> None:
    before = local(2026, 11, 27, 10)
    assert resumed(before, unit=unit, paused_since=paused, resumed_at=back, calendar=HOURS) == due


def test_the_citizen_may_answer_until_closing_time_of_a_working_day() -> None:
    assert answer_by(local(2026, 11, 23, 10), days=1, calendar=HOURS) == local(2026, 11, 25, 17)


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (local(2026, 11, 26, 23, 59), Timeliness.EARLY),
        (local(2026, 11, 27, 0), Timeliness.ON_TIME),
        (local(2026, 11, 27, 10), Timeliness.ON_TIME),
        (local(2026, 11, 27, 10, 0, 1), Timeliness.LATE),
    ],
)
def test_timeliness_is_by_the_day_and_then_by_the_moment(finished: datetime, expected: Timeliness) -> None:
    assert timeliness(local(2026, 11, 27, 10), finished_at=finished) is expected


def test_without_a_limit_nothing_is_early_or_late() -> None:
    assert timeliness(None, finished_at=local(2026, 11, 27)) is None
