"""The law's clock: when a dossier is due, how waiting for the citizen moves that, and whether it was finished in time.

Sources: domain rules of Nghị định 61/2018 and 118/2025 (one-stop), Civil Code art. 147 (the day of receipt is not
counted), index 766 (timeliness). Moments are aware; office hours are local. A dossier received while the office is
closed counts as received when it next opens.
"""

from datetime import UTC, date, datetime, time, timedelta

from contracts.dossier import Timeliness
from contracts.terms import LimitUnit, TimeLimit
from kit.clock import LOCAL
from kit.workdays import Calendar

SAME_DAY_UNTIL = time(15)
"""Received after 15:00, a same-day result may come on the next working day (NĐ 61/2018 art. 18 and the portal's
pages).
"""


def due_at(limit: TimeLimit, *, received_at: datetime, calendar: Calendar) -> datetime:
    """When the result is due (UTC).

    Days: the same time of day, `value` days after the day of receipt; working days skip days off, a calendar day that
    falls on one moves to the next working day. Hours: that many open hours later. Same day: closing time.
    """
    start = counted_from(received_at, calendar=calendar)
    match limit.unit:
        case LimitUnit.WORKING_DAY:
            due = datetime.combine(calendar.add_working_days(start.date(), limit.value), start.time())
        case LimitUnit.WORKING_HOUR:
            due = calendar.add_working_time(start, timedelta(hours=limit.value))
        case LimitUnit.DAY:
            due = _rolled(start + timedelta(days=limit.value), calendar)
        case LimitUnit.SAME_DAY:
            late = start.time() > SAME_DAY_UNTIL
            due = _closing(calendar.add_working_days(start.date(), int(late)), calendar)
    return _aware(due)


def counted_from(received_at: datetime, *, calendar: Calendar) -> datetime:
    """The local moment from which the limit runs: receipt itself, or the next opening when the office was closed."""
    return calendar.opening(_local(received_at))


def resumed(
    due: datetime, *, unit: LimitUnit, paused_since: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """The due moment after a wait (UTC): moved by the working time waited, or for calendar days by the time waited."""
    if unit is LimitUnit.DAY:
        return _aware(_rolled(_local(due + (resumed_at - paused_since)), calendar))
    waited = calendar.working_time(_local(paused_since), _local(resumed_at))
    return _aware(calendar.add_working_time(_local(due), waited)) if waited else due


def answer_by(asked_at: datetime, *, days: int, calendar: Calendar) -> datetime:
    """Until when a citizen may answer (UTC): closing time of the `days`-th day, or of the next working day."""
    last = _local(asked_at).date() + timedelta(days=days)
    return _aware(_closing(calendar.next_working_day(last), calendar))


def timeliness(due: datetime | None, *, finished_at: datetime) -> Timeliness | None:
    """Early: on a day before the due day. On time: by the due moment. None: there was no limit."""
    if due is None:
        return None
    if _local(finished_at).date() < _local(due).date():
        return Timeliness.EARLY
    return Timeliness.ON_TIME if finished_at <= due else Timeliness.LATE


def _rolled(moment: datetime, calendar: Calendar) -> datetime:
    day = calendar.next_working_day(moment.date())
    return calendar.opening(datetime.combine(day, moment.time()))


def _closing(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, calendar.sessions[-1][1])


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=LOCAL).astimezone(UTC)
