"""REST shapes of working calendars."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from kit.schemas import Line, Schema
from services.catalog.calendars import DayKind
from services.catalog.schemas.listing import Asked, Day


def _clock(value: object) -> object:
    """Only `HH:MM` or `HH:MM:SS`: pydantic alone would also take seconds of the day."""
    if isinstance(value, str):
        return time.fromisoformat(value) if len(value) in (5, 8) else "malformed"
    return value


AgencyCode = Annotated[str, Field(pattern=r"^[A-Z0-9.\-]{1,40}$", examples=["G01.24.91"])]


class DaysAsked(Asked):
    """The first and last day asked for, both included."""

    first: Day = Field(alias="from", examples=["2026-11-23"])
    last: Day = Field(alias="to", examples=["2026-11-30"])


class SessionOut(Schema):
    """One stretch of office hours, local time; `weekdays` (ISO) empty: every working day without hours of its own."""

    starts: time
    ends: time
    weekdays: list[int]


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
    agency_codes: list[str]
    source: str
    published_at: datetime


class CalendarBrief(Schema):
    """A calendar in a list. `agency_codes` empty: it is that of every agency without its own."""

    code: str
    name: str
    version: int
    agency_codes: list[str]


class CalendarsOut(Schema):
    """The calendars, by code."""

    items: list[CalendarBrief]


ClockTime = Annotated[time, BeforeValidator(_clock), Field(examples=["07:30"])]


class SessionIn(Schema):
    """One stretch of office hours, local time, `HH:MM`."""

    starts: ClockTime
    ends: ClockTime
    weekdays: list[int] = Field(default_factory=list, max_length=7, examples=[[]])


class DayOffIn(Schema):
    """A holiday."""

    day: Day = Field(examples=["2027-02-05"])
    name: Line = Field(examples=["Giao thừa Tết Nguyên Đán"])
    basis: Line | None = Field(default=None, examples=["Thông báo của Bộ Nội vụ"])


class MakeupDayIn(Schema):
    """A weekend day worked in exchange."""

    day: Day = Field(examples=["2027-02-20"])
    basis: Line | None = Field(default=None, examples=["Thông báo của Bộ Nội vụ"])


class CalendarIn(Schema):
    """A whole calendar, as it shall be. `agency_codes` empty: for every agency without its own."""

    name: Line = Field(examples=["Lịch làm việc của Công an phường Tứ Minh"])
    source: Line = Field(examples=["Quyết định của Giám đốc Công an thành phố"])
    weekend: list[int] = Field(max_length=7, examples=[[7]])
    sessions: list[SessionIn] = Field(
        min_length=1,
        max_length=20,
        examples=[[{"starts": "07:30", "ends": "11:30"}, {"starts": "13:30", "ends": "17:00"}]],
    )
    holidays: list[DayOffIn] = Field(default_factory=list, max_length=2000)
    makeup_days: list[MakeupDayIn] = Field(default_factory=list, max_length=500)
    agency_codes: list[AgencyCode] = Field(default_factory=list, max_length=1000)


class YearAsked(Asked):
    """The year a proposal is made for."""

    year: int = Field(ge=2023, le=2100, examples=[2027])


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
