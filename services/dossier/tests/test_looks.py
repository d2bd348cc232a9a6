"""When a dossier is looked at again: before it is late, when it is, and when a step takes too long. No database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.dossier import watching
from services.dossier.lifecycle import Status
from services.dossier.tests.factories import HOURS, local
from services.dossier.tests.test_watching import DUE, FLOW, MONDAY
from services.dossier.watching import Planned, WatchKind


def planned(status: Status = Status.IN_PROGRESS, *, at: datetime = MONDAY, **changed: Any) -> list[Planned]:
    given: dict[str, Any] = {"due": DUE, "since": None, "step": None, "step_due": None, "workflow": None}
    return watching.plan(status=status, at=at, calendar=HOURS, **given | changed)


def test_a_dossier_is_looked_at_two_days_one_day_half_a_day_before_and_when_it_is_late() -> None:
    """Friday 10:00 is due. Two working days before: Wednesday (Tuesday off is none); half a day: four open hours."""
    assert [(one.kind.value, one.due_at) for one in planned()] == [
        ("two_days", datetime(2026, 11, 25, 3, tzinfo=UTC)),
        ("one_day", datetime(2026, 11, 26, 3, tzinfo=UTC)),
        # Friday 7:00-10:00 are three hours, Thursday 16:00-17:00 (local offices close at 17:00) is the fourth
        ("unconfirmed", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("overdue", DUE + timedelta(seconds=1)),
    ]


def test_a_limit_of_hours_is_looked_at_when_half_of_it_has_passed() -> None:
    """Four hours from Wednesday 08:00: until 11:30, and 13:30-14:00. Half are two hours, three quarters three."""
    since, due = local(2026, 11, 25, 8), local(2026, 11, 25, 14)
    assert [(one.kind.value, one.due_at) for one in planned(at=since, since=since, due=due)] == [
        ("one_day", local(2026, 11, 25, 10)),
        ("unconfirmed", local(2026, 11, 25, 11)),
        ("overdue", due + timedelta(seconds=1)),
    ]


def test_a_limit_that_can_be_warned_of_a_day_before_is() -> None:
    since = local(2026, 11, 20, 9)
    assert planned(since=since) == planned(since=None)


def test_what_is_past_is_not_looked_at_any_more() -> None:
    thursday = datetime(2026, 11, 26, 4, tzinfo=UTC)
    assert [one.kind.value for one in planned(at=thursday)] == ["unconfirmed", "overdue"]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.SUPPLEMENT_REQUIRED, Status.RESOLVED, Status.STOPPED])
def test_only_what_the_agency_works_on_can_become_late(status: Status) -> None:
    assert planned(status) == []


def test_a_dossier_without_a_limit_is_not_watched() -> None:
    assert planned(due=None) == []


def test_a_working_day_before_skips_days_off() -> None:
    monday = datetime(2026, 11, 30, 3, tzinfo=UTC)
    assert watching.working_days_before(monday, 1, calendar=HOURS) == datetime(2026, 11, 27, 3, tzinfo=UTC)
    wednesday = datetime(2026, 11, 25, 3, tzinfo=UTC)
    assert watching.working_days_before(wednesday, 1, calendar=HOURS) == datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_step_is_escalated_so_long_after_its_own_limit() -> None:
    """Work came at 10:00 with four hours: 10:00-11:30 and 13:30-16:00; two hours more end on Wednesday at 8:00."""
    step_due = datetime(2026, 11, 23, 9, tzinfo=UTC)
    looks = planned(due=None, step="work", step_due=step_due, workflow=FLOW)
    assert [(one.kind, one.level, one.due_at) for one in looks] == [
        (WatchKind.STEP, 1, datetime(2026, 11, 25, 1, tzinfo=UTC))
    ]
    assert planned(due=None, step="signature", step_due=step_due, workflow=FLOW) == []


def test_an_escalation_the_workflow_has_no_more_is_none() -> None:
    assert watching.escalation(FLOW, 1) == FLOW.escalations[1]
    assert watching.escalation(FLOW, 2) is None
    assert watching.escalation(None, 0) is None
