"""Waiting and finishing, each with the answer written from the rule."""

from datetime import datetime

import pytest

from contracts.dossier import Timeliness
from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import SupplementPolicy
from services.dossier.deadlines import after_wait, answer_by, resumed, timeliness
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
            LimitUnit.DAY, local(2026, 11, 25, 10), local(2026, 11, 25, 20), local(2026, 11, 27, 17), id="closed then"
        ),
    ],
)
def test_waiting_for_the_citizen_moves_the_due_date(
    unit: LimitUnit, paused: datetime, back: datetime, due: datetime
) -> None:
    before = local(2026, 11, 27, 10)
    assert resumed(before, unit=unit, paused_since=paused, resumed_at=back, calendar=HOURS) == due


@pytest.mark.parametrize(
    ("policy", "has_supplemented", "due"),
    [
        (SupplementPolicy.PAUSE, True, local(2026, 11, 30, 10)),
        (SupplementPolicy.RESTART, True, local(2026, 12, 1, 10)),
        (SupplementPolicy.RESTART, False, local(2026, 11, 30, 10)),
    ],
    ids=["paused", "begun anew", "another wait"],
)
def test_a_supplement_pauses_the_limit_or_begins_it_anew(
    policy: SupplementPolicy, has_supplemented: bool, due: datetime
) -> None:
    """Due Friday 27/11 at 10:00; waited a working day until Thursday 26/11, 10:00; three working days from there."""
    reckoned = after_wait(
        local(2026, 11, 27, 10),
        limit=TimeLimit(value=3, unit=DAYS),
        policy=policy,
        has_supplemented=has_supplemented,
        paused_since=local(2026, 11, 25, 10),
        resumed_at=local(2026, 11, 26, 10),
        counted_since=local(2026, 11, 24, 10),
        calendar=HOURS,
    )
    assert reckoned == due


@pytest.mark.parametrize(
    ("back", "due"),
    [(local(2026, 11, 22, 12), local(2026, 11, 30, 7)), (local(2026, 11, 24, 7), local(2026, 12, 1, 7))],
    ids=["before it began", "a day after it began"],
)
def test_waiting_before_the_limit_begins_moves_nothing(back: datetime, due: datetime) -> None:
    """Received on Friday 20/11 after closing: seven calendar days from Monday 23/11 at 7:00, to Monday 30/11, 7:00."""
    reckoned = after_wait(
        local(2026, 11, 30, 7),
        limit=TimeLimit(value=7, unit=LimitUnit.DAY),
        policy=SupplementPolicy.PAUSE,
        has_supplemented=True,
        paused_since=local(2026, 11, 20, 18),
        resumed_at=back,
        counted_since=local(2026, 11, 23, 7),
        calendar=HOURS,
    )
    assert reckoned == due


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
