"""Working calendars: what one says, and which days it opens. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field, TypeAdapter

from contracts import limits
from contracts.terms import Holiday, Term, WorkSession
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
    """Office hours of an authority. `weekend` holds ISO weekdays; sessions are local times, in order."""

    source: str
    weekend: list[int] = Field(max_length=7)
    sessions: list[WorkSession]
    holidays: list[DayOff]
    makeup_days: list[MakeupDay]


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


def _kind(calendar: Calendar, day: date) -> DayKind:
    if day in calendar.makeup_days:
        return DayKind.MAKEUP
    if day in calendar.holidays:
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.isoweekday() in calendar.weekend else DayKind.WORKING
