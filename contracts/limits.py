"""The law's clock: when a result is due. Catalog says it before there is a dossier, dossier when it accepts one.

Sources: domain rules of Nghị định 61/2018 and 118/2025 (one-stop), Civil Code art. 147 (the day of receipt is not
counted). Moments are aware; office hours are local. A dossier received while the office is closed counts as received
when it next opens.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from contracts.terms import LimitUnit, TimeLimit, WorkSession
from kit.clock import LOCAL
from kit.workdays import Calendar

SAME_DAY_UNTIL = time(15)
"""Received after 15:00, a same-day result may come on the next working day (NĐ 61/2018 art. 18 and the portal's
pages).
"""


def office(
    sessions: Iterable[WorkSession], *, weekend: Iterable[int], holidays: Iterable[date], makeup_days: Iterable[date]
) -> Calendar:
    """A published calendar, ready to reckon with. A weekday named by a session has only the sessions that name it."""
    ordered = sorted(sessions, key=lambda one: one.starts)
    named = {weekday for one in ordered for weekday in one.weekdays}
    return Calendar(
        sessions=tuple((one.starts, one.ends) for one in ordered if not one.weekdays),
        weekend=frozenset(weekend),
        holidays=frozenset(holidays),
        makeup_days=frozenset(makeup_days),
        weekday_sessions={
            weekday: tuple((one.starts, one.ends) for one in ordered if weekday in one.weekdays) for weekday in named
        },
    )


def due_at(limit: TimeLimit, *, received_at: datetime, calendar: Calendar) -> datetime:
    """When the result is due (UTC).

    Days: the same time of day, `value` days after the day of receipt; working days skip days off, a calendar day that
    falls on one moves to the next working day. A last day that closes earlier (a Saturday morning) ends at its closing
    time. Hours: that many open hours later. Same day: closing time.
    """
    start = counted_from(received_at, calendar=calendar)
    match limit.unit:
        case LimitUnit.WORKING_DAY:
            last = calendar.add_working_days(start.date(), limit.value)
            due = min(datetime.combine(last, start.time()), calendar.closing(last))
        case LimitUnit.WORKING_HOUR:
            due = calendar.add_working_time(start, timedelta(hours=limit.value))
        case LimitUnit.DAY:
            due = rolled(start + timedelta(days=limit.value), calendar=calendar)
        case LimitUnit.SAME_DAY:
            late = start.time() > SAME_DAY_UNTIL
            due = calendar.closing(calendar.add_working_days(start.date(), int(late)))
    return aware(due)


def counted_from(received_at: datetime, *, calendar: Calendar) -> datetime:
    """The local moment from which the limit runs: receipt itself, or the next opening when the office was closed."""
    return calendar.opening(local(received_at))


def rolled(moment: datetime, *, calendar: Calendar) -> datetime:
    """A local moment in open hours; on a day off the same time of the next working day (Civil Code art. 148). The last
    day ends when the office closes: what is after closing is at closing.
    """
    day = calendar.next_working_day(moment.date())
    return min(calendar.opening(datetime.combine(day, moment.time())), calendar.closing(day))


def local(moment: datetime) -> datetime:
    """An aware moment as the office's clock shows it (naive)."""
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """What the office's clock shows, as a moment (UTC)."""
    return moment.replace(tzinfo=LOCAL).astimezone(UTC)
