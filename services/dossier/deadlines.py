"""The law's clock once a dossier runs: how waiting for the citizen moves it, and whether it was finished in time.

When a result is due is `contracts.limits`. Source: index 766 (timeliness). Moments are aware; office hours are local.
"""

from datetime import datetime, timedelta

from contracts.dossier import Timeliness
from contracts.limits import aware, due_at, local, rolled
from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import SupplementPolicy
from kit.workdays import Calendar


def resumed(
    due: datetime, *, unit: LimitUnit, paused_since: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """The due moment after a wait (UTC): moved by the working time waited, or for calendar days by the time waited."""
    if unit is LimitUnit.DAY:
        return aware(rolled(local(due + (resumed_at - paused_since)), calendar=calendar))
    waited = calendar.working_time(local(paused_since), local(resumed_at))
    return aware(calendar.add_working_time(local(due), waited)) if waited else due


def after_wait(
    due: datetime,
    *,
    limit: TimeLimit,
    policy: SupplementPolicy,
    has_supplemented: bool,
    paused_since: datetime,
    resumed_at: datetime,
    counted_since: datetime | None,
    calendar: Calendar,
) -> datetime:
    """The due moment (UTC) after a wait. Where the procedure's policy says so, the limit begins anew once the dossier
    is complete (NĐ 61/2018 art. 19); any other wait only moves it, by what was waited once the limit ran.
    """
    if has_supplemented and policy is SupplementPolicy.RESTART:
        return due_at(limit, received_at=resumed_at, calendar=calendar)
    since = wait_begun(paused_since, resumed_at=resumed_at, counted_since=counted_since)
    return resumed(due, unit=limit.unit, paused_since=since, resumed_at=resumed_at, calendar=calendar)


def wait_begun(paused_since: datetime, *, resumed_at: datetime, counted_since: datetime | None) -> datetime:
    """From when a wait counts: what passed before the limit began (`counted_since`) was nobody's time to lose."""
    return min(max(paused_since, counted_since or paused_since), resumed_at)


def latest_extension(due: datetime, *, limit: TimeLimit, calendar: Calendar) -> datetime:
    """The latest new date that may be promised (UTC): the limit itself once more, counted from the old one."""
    return due_at(limit, received_at=due, calendar=calendar)


def answer_by(asked_at: datetime, *, days: int, calendar: Calendar) -> datetime:
    """Until when a citizen may answer (UTC): closing time of the `days`-th day, or of the next working day."""
    last = local(asked_at).date() + timedelta(days=days)
    return aware(calendar.closing(calendar.next_working_day(last)))


def timeliness(due: datetime | None, *, finished_at: datetime) -> Timeliness | None:
    """Early: on a day before the due day. On time: by the due moment. None: there was no limit."""
    if due is None:
        return None
    if local(finished_at).date() < local(due).date():
        return Timeliness.EARLY
    return Timeliness.ON_TIME if finished_at <= due else Timeliness.LATE
