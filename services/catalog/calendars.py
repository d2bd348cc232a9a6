"""Working calendars: what one says, and which days it opens. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field, TypeAdapter

from contracts import limits
from contracts.terms import Holiday, Term, WorkSession
from kit.faults import Fault
from kit.workdays import Calendar

MAX_DAYS = 400
"""Longest stretch of days answered at once."""


class DayOff(Holiday):
    """A holiday. `basis` says where it is known from when that is not the calendar's own source."""

    basis: str | None = None


class MakeupDay(Term):
    """A weekend day worked in exchange for another day off."""

    day: date
    basis: str | None = None


class CalendarContent(Term):
    """Office hours of an authority. `weekend` holds ISO weekdays; sessions are local times, in order.

    `agency_codes` keep it; empty: every agency without a calendar of its own.
    """

    source: str
    weekend: list[int] = Field(max_length=7)
    sessions: list[WorkSession] = Field(max_length=20)
    holidays: list[DayOff] = Field(max_length=2000)
    makeup_days: list[MakeupDay] = Field(max_length=500)
    agency_codes: list[str] = Field(default=[], max_length=1000)


class DayKind(StrEnum):
    """Why an office is open or closed on a day."""

    WORKING = "working"
    MAKEUP = "makeup"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"


class Day(NamedTuple):
    """A day of the calendar; `name` is the holiday's."""

    day: date
    kind: DayKind
    is_working: bool
    name: str | None


_CONTENT = TypeAdapter(CalendarContent)


def read(document: dict[str, Any]) -> CalendarContent:
    """The content of a calendar from its stored document."""
    return _CONTENT.validate_python(document, strict=False)


def office(content: CalendarContent) -> Calendar:
    """The calendar to calculate with."""
    return limits.office(
        content.sessions,
        weekend=content.weekend,
        holidays=(holiday.day for holiday in content.holidays),
        makeup_days=(makeup.day for makeup in content.makeup_days),
    )


def days(content: CalendarContent, *, first: date, last: date) -> Iterator[Day]:
    """Each day from `first` to `last`, both included."""
    calendar = office(content)
    names = {holiday.day: holiday.name for holiday in content.holidays}
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        yield Day(day, _kind(calendar, day), calendar.is_working_day(day), names.get(day))


def faults(content: CalendarContent) -> Iterator[Fault]:
    """Everything that keeps a calendar from being one an office can keep."""
    yield from _weekday_faults(content)
    yield from _session_faults(content.sessions)
    for name, listed in (("holidays", content.holidays), ("makeup_days", content.makeup_days)):
        days = [one.day for one in listed]
        for place, day in enumerate(days):
            if day in days[:place]:
                yield Fault(f"/{name}/{place}/day", "twice", "Ngày này đã có.", "This day is there already.")
    off = {one.day for one in content.holidays}
    for place, makeup in enumerate(content.makeup_days):
        if makeup.day.isoweekday() not in content.weekend and makeup.day not in off:
            yield Fault(
                f"/makeup_days/{place}/day", "worked-anyway", "Ngày này vốn là ngày làm việc.", "It is worked anyway."
            )


def _weekday_faults(content: CalendarContent) -> Iterator[Fault]:
    named = {weekday for one in content.sessions for weekday in one.weekdays}
    for place, weekday in enumerate(content.weekend):
        if not 1 <= weekday <= 7:
            yield Fault(f"/weekend/{place}", "out-of-range", "Thứ từ 1 đến 7.", "Weekdays go from 1 to 7.")
        elif weekday in named:
            yield Fault(f"/weekend/{place}", "worked", "Ngày nghỉ mà có giờ làm việc.", "A day off with office hours.")
    every = any(not one.weekdays for one in content.sessions)
    if not {1, 2, 3, 4, 5, 6, 7} - set(content.weekend) or not (every or named):
        yield Fault("/sessions", "no-working-time", "Lịch không có giờ làm việc nào.", "There is no working time.")


def _session_faults(sessions: Sequence[WorkSession]) -> Iterator[Fault]:
    for place, one in enumerate(sessions):
        if one.starts >= one.ends:
            yield Fault(f"/sessions/{place}", "ends-before", "Giờ đóng trước giờ mở.", "It closes before it opens.")
        if any(not 1 <= weekday <= 7 for weekday in one.weekdays):
            yield Fault(f"/sessions/{place}/weekdays", "out-of-range", "Thứ từ 1 đến 7.", "Weekdays go from 1 to 7.")
        for other in sessions[:place]:
            is_same_day = (not one.weekdays and not other.weekdays) or set(one.weekdays) & set(other.weekdays)
            if is_same_day and one.starts < other.ends and other.starts < one.ends:
                yield Fault(f"/sessions/{place}", "overlapping", "Giờ làm việc chồng nhau.", "Office hours overlap.")


def _kind(calendar: Calendar, day: date) -> DayKind:
    if day in calendar.makeup_days:
        return DayKind.MAKEUP
    if day in calendar.holidays:
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.isoweekday() in calendar.weekend else DayKind.WORKING
