"""Waiting and finishing, each with the answer written from the rule."""

from datetime import datetime

import pytest

from contracts.dossier import Timeliness
from contracts.terms import LimitUnit
from services.dossier.deadlines import answer_by, resumed, timeliness
from services.dossier.tests.factories import HOURS, local

DAYS = LimitUnit.WORKING_DAY


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
