"""The clock and its arithmetic against a walk minute by minute: 10,000 random offices, limits, receptions and waits."""

from datetime import timedelta
from itertools import pairwise

from contracts.limits import aware, counted_from, due_at, local
from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import SupplementPolicy
from services.dossier import clock
from services.dossier.clock import RowKind, limit_rows, pushed_rows
from services.dossier.deadlines import after_wait
from services.dossier.tests.walking import cases

CASES = 10_000


def test_due_dates_and_their_arithmetic_agree_with_walking() -> None:
    asked = 0
    for case in cases(1, CASES):
        limit, expected = (
            TimeLimit(value=case.value, unit=case.unit),
            case.walker.due(case.unit, case.value, case.received),
        )
        due = due_at(limit, received_at=aware(case.received), calendar=case.calendar)
        assert local(due) == expected, case
        begin = counted_from(aware(case.received), calendar=case.calendar)
        rows = limit_rows(limit, counted_since=begin, calendar=case.calendar, names={})
        assert rows[-1] == clock.reckoning.due_row(expected), case
        counted = [row for row in rows if row.kind is RowKind.COUNTED]
        if case.unit is LimitUnit.WORKING_HOUR:
            assert sum(row.minutes or 0 for row in counted) == case.value * 60
        elif case.unit is not LimitUnit.SAME_DAY:
            assert len(counted) == case.value
        days = [row.day for row in rows]
        assert all(0 <= (after - before).days <= 1 for before, after in pairwise(days)), "no day is left out"
        asked += 1
    assert asked == CASES


def test_waits_agree_with_walking() -> None:
    """One to three waits after reception; some begin the limit anew."""
    for case in cases(2, CASES):
        limit = TimeLimit(value=case.value, unit=case.unit)
        due = due_at(limit, received_at=aware(case.received), calendar=case.calendar)
        expected, until = case.walker.due(case.unit, case.value, case.received), case.received
        started = case.walker.first_open(case.received)
        for _ in range(case.dice.randrange(1, 4)):
            since = until + timedelta(minutes=case.dice.randrange(1, 2000))
            until = since + timedelta(minutes=case.dice.randrange(1, 12000))
            policy = SupplementPolicy.RESTART if case.dice.random() < 0.2 else SupplementPolicy.PAUSE
            if policy is SupplementPolicy.PAUSE:
                waited = max(until - max(since, started), timedelta())
                if case.unit is not LimitUnit.DAY:
                    waited = timedelta(minutes=case.walker.between(since, until))
                rows = pushed_rows(local(due), waited, unit=case.unit, calendar=case.calendar, names={})
            due = after_wait(
                due,
                limit=limit,
                policy=policy,
                has_supplemented=True,
                paused_since=aware(since),
                resumed_at=aware(until),
                counted_since=aware(started),
                calendar=case.calendar,
            )
            if policy is SupplementPolicy.RESTART:
                expected, started = case.walker.due(case.unit, case.value, until), case.walker.first_open(until)
            else:
                expected = case.walker.after_wait(expected, case.unit, since=since, until=until, started=started)
                assert rows[-1] == clock.reckoning.due_row(expected), case
            assert local(due) == expected, case
