"""REST shapes of working calendars."""

from datetime import date, datetime, time
from typing import Literal

from pydantic import Field

from kit.schemas import Schema
from services.catalog.calendars import DayKind
from services.catalog.schemas.listing import Asked, Day


class DaysAsked(Asked):
    """The first and last day asked for, both included."""

    first: Day = Field(alias="from", examples=["2026-11-23"])
    last: Day = Field(alias="to", examples=["2026-11-30"])


class SessionOut(Schema):
    """One stretch of office hours, local time."""

    starts: time
    ends: time


class DayOffOut(Schema):
    """A holiday; `basis` when it is known from elsewhere than the calendar's source."""

    day: date
    name: str
    basis: str | None


class MakeupDayOut(Schema):
    """A weekend day worked in exchange."""

    day: date
    basis: str | None


class CalendarOut(Schema):
    """A working calendar. `weekend` holds ISO weekdays (6 Saturday, 7 Sunday)."""

    code: str
    name: str
    version: int
    time_zone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    weekend: list[int]
    sessions: list[SessionOut]
    holidays: list[DayOffOut]
    makeup_days: list[MakeupDayOut]
    source: str
    published_at: datetime


class DayOut(Schema):
    """Whether offices open on a day, and why not."""

    day: date
    is_working: bool
    kind: DayKind
    name: str | None


class DaysOut(Schema):
    """Days of a calendar, in order."""

    code: str
    version: int
    items: list[DayOut]
