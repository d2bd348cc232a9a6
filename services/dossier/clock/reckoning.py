"""A due date reckoned day by day, so that anybody with a calendar can check it. Pure; moments are local and naive.

The same rules as `contracts.limits` and `deadlines`, told instead of only applied: each list of rows ends at the due
moment, and tests hold both together. Sources: Civil Code art. 147 (the first day is not counted) and 148 (a last day
that is a day off moves on); Nghị định 61/2018 art. 18 (after 15:00).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.limits import SAME_DAY_UNTIL, rolled
from contracts.terms import LimitUnit, TimeLimit
from kit.workdays import Calendar

Names = Mapping[date, str]
"""The names of days off."""
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class RowKind(StrEnum):
    """What a day is in the reckoning."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A day of the reckoning. `minutes`: open minutes counted on it (limits in hours, waits); `left`: what is left
    after it, in the unit of the limit (days) or in minutes. `is_makeup`: a weekend day that is worked.
    """

    day: date
    kind: RowKind
    vi: str
    en: str
    minutes: int | None = None
    left: int | None = None
    is_makeup: bool = False


def limit_rows(limit: TimeLimit, *, counted_since: datetime, calendar: Calendar, names: Names) -> list[Row]:
    """Each day from where the limit begins to where it ends."""
    match limit.unit:
        case LimitUnit.WORKING_HOUR:
            return list(_hours(counted_since, timedelta(hours=limit.value), calendar=calendar, names=names))
        case LimitUnit.SAME_DAY:
            return list(_same_day(counted_since, calendar=calendar, names=names))
        case _:
            return list(_days(limit, counted_since=counted_since, calendar=calendar, names=names))


def pushed_rows(due: datetime, waited: timedelta, *, unit: LimitUnit, calendar: Calendar, names: Names) -> list[Row]:
    """Each day from a due moment to the one after a wait: open time for working units, time by the clock for days."""
    if not waited:
        return [due_row(due)]
    if unit is not LimitUnit.DAY:
        return list(_hours(due, waited, calendar=calendar, names=names))
    return [
        *_skipped_to((due + waited).date(), calendar=calendar, names=names),
        due_row(rolled(due + waited, calendar=calendar)),
    ]


def off(day: date, *, calendar: Calendar, names: Names) -> tuple[str, str]:
    """Why a day is not worked."""
    if day in calendar.holidays:
        name = names.get(day)
        return (f"nghỉ: {name}", f"day off: {name}") if name else ("ngày nghỉ", "day off")
    if day.isoweekday() in calendar.weekend:
        return "cuối tuần", "weekend"
    return "cơ quan không làm việc", "the office is closed"


def clock_time(minutes: int) -> str:
    """Minutes as people say them: `6 h 30`."""
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"


def _days(limit: TimeLimit, *, counted_since: datetime, calendar: Calendar, names: Names) -> Iterator[Row]:
    first, left = counted_since.date(), limit.value
    yield Row(
        day=first,
        kind=RowKind.START,
        vi="ngày tiếp nhận, không tính (Bộ luật Dân sự điều 147)",
        en="the day of receipt is not counted (Civil Code art. 147)",
        left=left,
        is_makeup=first in calendar.makeup_days,
    )
    day = first
    while left:
        day += DAY
        if limit.unit is LimitUnit.WORKING_DAY and not calendar.is_working_day(day):
            yield _skipped(day, calendar=calendar, names=names, left=left)
            continue
        left -= 1
        number = limit.value - left
        yield Row(
            day=day,
            kind=RowKind.COUNTED,
            vi=f"ngày thứ {number}",
            en=f"day {number}",
            left=left,
            is_makeup=day in calendar.makeup_days,
        )
    if limit.unit is LimitUnit.DAY:
        yield from _skipped_to(day, calendar=calendar, names=names)
        yield due_row(rolled(datetime.combine(day, counted_since.time()), calendar=calendar))
    else:
        yield due_row(min(datetime.combine(day, counted_since.time()), calendar.closing(day)))


def _same_day(counted_since: datetime, *, calendar: Calendar, names: Names) -> Iterator[Row]:
    day = counted_since.date()
    if counted_since.time() <= SAME_DAY_UNTIL:
        yield Row(day=day, kind=RowKind.START, vi="trả trong ngày", en="returned the same day", left=0)
    else:
        yield Row(
            day=day,
            kind=RowKind.START,
            vi="tiếp nhận sau 15 giờ: trả trong ngày làm việc tiếp theo",
            en="received after 15:00: returned on the next working day",
            left=1,
        )
        day += DAY
        yield from _skipped_to(day, calendar=calendar, names=names)
        day = calendar.next_working_day(day)
    yield due_row(calendar.closing(day))


def _hours(begin: datetime, span: timedelta, *, calendar: Calendar, names: Names) -> Iterator[Row]:
    due = calendar.add_working_time(begin, span)
    day, left = begin.date(), span
    while True:
        midnight = datetime.combine(day, datetime.min.time())
        opened = calendar.working_time(max(begin, midnight), min(due, midnight + DAY))
        left -= opened
        if opened:
            minutes, rest = round(opened / MINUTE), round(left / MINUTE)
            yield Row(
                day=day,
                kind=RowKind.COUNTED,
                vi=f"tính {clock_time(minutes)}, còn {clock_time(rest)}",
                en=f"{clock_time(minutes)} counted, {clock_time(rest)} left",
                minutes=minutes,
                left=rest,
                is_makeup=day in calendar.makeup_days,
            )
        elif not calendar.is_working_day(day):
            yield _skipped(day, calendar=calendar, names=names, left=round(left / MINUTE))
        if midnight.date() >= due.date():
            break
        day += DAY
    yield due_row(due)


def _skipped_to(day: date, *, calendar: Calendar, names: Names) -> Iterator[Row]:
    """The days off a last day falls on."""
    while not calendar.is_working_day(day):
        yield _skipped(day, calendar=calendar, names=names, left=0)
        day += DAY


def _skipped(day: date, *, calendar: Calendar, names: Names, left: int) -> Row:
    vi, en = off(day, calendar=calendar, names=names)
    return Row(day=day, kind=RowKind.SKIPPED, vi=vi, en=en, left=left)


def due_row(due: datetime) -> Row:
    """The end of a reckoning."""
    return Row(day=due.date(), kind=RowKind.DUE, vi=f"hạn: {due:%H:%M}", en=f"due at {due:%H:%M}", minutes=None, left=0)
