"""When a dossier is looked at again because time passes: before it is late, when it is, when a step takes too long.

No silent lateness (NĐ 61/2018 art. 19, replaced by NĐ 118/2025: an apology and a new date before the day itself). Pure;
moments are aware.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.limits import aware, due_at, local
from contracts.workflow import Escalation, Workflow
from kit.workdays import Calendar
from services.dossier.lifecycle import Status

CONFIRM_BEFORE = timedelta(hours=4)
"""Working time before the due moment by which a leader must have confirmed a drafted apology: half a day."""

WORKING = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})


class WatchKind(StrEnum):
    """What is looked for when the moment comes."""

    TWO_DAYS = "two_days"
    ONE_DAY = "one_day"
    UNCONFIRMED = "unconfirmed"
    OVERDUE = "overdue"
    STEP = "step"
    SUPPLEMENT_LATE = "supplement_late"
    PAYMENT_LATE = "payment_late"


OF_THE_CLOCK = frozenset(set(WatchKind) - {WatchKind.SUPPLEMENT_LATE, WatchKind.PAYMENT_LATE})
"""Planned anew whenever the clock moves; the others live as long as what they wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A look to be taken; `level`: the place of the escalation among the workflow's, 0 for others."""

    kind: WatchKind
    due_at: datetime
    level: int = 0


def plan(
    *,
    status: Status,
    due: datetime | None,
    since: datetime | None,
    step: str | None,
    step_due: datetime | None,
    workflow: Workflow | None,
    at: datetime,
    calendar: Calendar,
) -> list[Planned]:
    """The looks to be taken at a dossier as it is now, in order; a moment that is past already is not looked at.

    `since`: from when the legal time runs until `due`.
    """
    looks = _of_step(step, step_due, workflow=workflow, calendar=calendar)
    if status in WORKING and due is not None:
        looks += _of_the_clock(due, since=since, calendar=calendar)
    return sorted((one for one in looks if one.due_at > at), key=lambda one: (one.due_at, one.kind, one.level))


def _of_the_clock(due: datetime, *, since: datetime | None, calendar: Calendar) -> list[Planned]:
    """Before the due moment and right after it. A limit too short to be warned of a day before is looked at when half
    of its open time has passed, and when three quarters have.
    """
    one_day = working_days_before(due, 1, calendar=calendar)
    unconfirmed = working_time_before(due, CONFIRM_BEFORE, calendar=calendar)
    if since is not None and one_day <= since < due:
        begin, opened = local(since), calendar.working_time(local(since), local(due))
        one_day, unconfirmed = (aware(calendar.add_working_time(begin, opened * part)) for part in (0.5, 0.75))
    return [
        Planned(kind=WatchKind.TWO_DAYS, due_at=working_days_before(due, 2, calendar=calendar)),
        Planned(kind=WatchKind.ONE_DAY, due_at=one_day),
        Planned(kind=WatchKind.UNCONFIRMED, due_at=unconfirmed),
        Planned(kind=WatchKind.OVERDUE, due_at=due + timedelta(seconds=1)),
    ]


def working_days_before(moment: datetime, days: int, *, calendar: Calendar) -> datetime:
    """The same time of day that many working days earlier (UTC)."""
    there = local(moment)
    day = there.date()
    for _ in range(days):
        day = _working_day_before(day, calendar=calendar)
    return aware(datetime.combine(day, there.time()))


def working_time_before(moment: datetime, span: timedelta, *, calendar: Calendar) -> datetime:
    """The moment from which `span` of open hours is left until `moment` (UTC)."""
    end, left = local(moment), span
    day = end.date()
    while True:
        for starts, ends in reversed(calendar.sessions_on(day)):
            begins, closes = datetime.combine(day, starts), min(datetime.combine(day, ends), end)
            if closes - begins >= left:
                return aware(closes - left)
            left -= max(timedelta(), closes - begins)
        day = _working_day_before(day, calendar=calendar)


def _working_day_before(day: date, *, calendar: Calendar) -> date:
    day -= timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _of_step(
    step: str | None, step_due: datetime | None, *, workflow: Workflow | None, calendar: Calendar
) -> list[Planned]:
    """The escalations of the step a dossier is at: each so long after the step's own limit."""
    if step is None or step_due is None or workflow is None:
        return []
    return [
        Planned(
            kind=WatchKind.STEP,
            due_at=due_at(one.exceeded_by, received_at=step_due, calendar=calendar),
            level=place,
        )
        for place, one in enumerate(workflow.escalations)
        if one.step == step
    ]


def escalation(workflow: Workflow | None, level: int) -> Escalation | None:
    """The escalation a look of that level was planned for; None when the workflow has it no more."""
    rows: Sequence[Escalation] = workflow.escalations if workflow else ()
    return rows[level] if level < len(rows) else None
