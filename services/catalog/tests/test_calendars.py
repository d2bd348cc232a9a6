"""Working days: those of the seeded calendar, what makes a calendar sound, next year's proposal."""

import json
from datetime import date
from typing import Any

import pytest

from services.catalog import calendars, proposing
from services.catalog.calendars import CalendarContent, DayKind
from services.catalog.seeds import HERE

CALENDAR = calendars.read(json.loads((HERE / "calendar.json").read_bytes()))


@pytest.mark.parametrize(
    ("day", "kind", "is_working"),
    [
        (date(2026, 11, 23), DayKind.WORKING, True),
        (date(2026, 11, 24), DayKind.HOLIDAY, False),
        (date(2026, 11, 28), DayKind.WEEKEND, False),
        (date(2026, 8, 22), DayKind.MAKEUP, True),
        (date(2026, 8, 31), DayKind.HOLIDAY, False),
    ],
)
def test_a_day_is_open_or_closed_for_a_reason(day: date, kind: DayKind, is_working: bool) -> None:
    (found,) = calendars.days(CALENDAR, first=day, last=day)
    assert (found.kind, found.is_working) == (kind, is_working)


def test_a_holiday_has_its_name() -> None:
    (found,) = calendars.days(CALENDAR, first=date(2026, 11, 24), last=date(2026, 11, 24))
    assert found.name == "Ngày Văn hóa Việt Nam"


def test_what_is_known_from_memory_says_so() -> None:
    swapped = {off.day: off.basis for off in CALENDAR.holidays}
    assert swapped[date(2026, 1, 2)] == "memory, to verify"
    assert swapped[date(2026, 11, 24)] is None


def content(**changed: Any) -> CalendarContent:
    """A sound calendar: Monday to Friday, Saturday mornings."""
    said = {
        "source": "test",
        "weekend": [7],
        "sessions": [
            {"starts": "07:00", "ends": "11:30"},
            {"starts": "13:30", "ends": "17:00"},
            {"starts": "07:30", "ends": "11:00", "weekdays": [6]},
        ],
        "holidays": [{"day": "2026-11-24", "name": "Ngày Văn hóa Việt Nam"}],
        "makeup_days": [{"day": "2026-11-29"}],
    }
    return calendars.read(said | changed)


def test_a_saturday_morning_is_worked() -> None:
    assert list(calendars.faults(content())) == []
    (saturday,) = calendars.days(content(), first=date(2026, 11, 28), last=date(2026, 11, 28))
    assert saturday.is_working


HALF = {"starts": "07:00", "ends": "11:00"}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"weekend": [7, 8]}, [("/weekend/1", "out-of-range")]),
        ({"weekend": [6, 7]}, [("/weekend/0", "worked")]),
        ({"weekend": [1, 2, 3, 4, 5, 6, 7], "sessions": [HALF]}, [("/sessions", "no-working-time")]),
        ({"sessions": []}, [("/sessions", "no-working-time")]),
        ({"sessions": [{"starts": "11:00", "ends": "07:00"}]}, [("/sessions/0", "ends-before")]),
        ({"sessions": [HALF | {"weekdays": [9]}]}, [("/sessions/0/weekdays", "out-of-range")]),
        ({"sessions": [HALF, {"starts": "10:00", "ends": "12:00"}]}, [("/sessions/1", "overlapping")]),
        ({"sessions": [HALF | {"weekdays": [1, 2]}, HALF | {"weekdays": [2]}]}, [("/sessions/1", "overlapping")]),
        ({"sessions": [HALF, HALF | {"weekdays": [2]}]}, []),
        (
            {"holidays": [{"day": "2026-11-24", "name": "a"}, {"day": "2026-11-24", "name": "b"}]},
            [("/holidays/1/day", "twice")],
        ),
        ({"makeup_days": [{"day": "2026-11-23"}]}, [("/makeup_days/0/day", "worked-anyway")]),
        ({"makeup_days": [{"day": "2026-11-24"}]}, []),
    ],
    ids=str,
)
def test_a_calendar_no_office_can_keep_is_told_why(changed: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    assert [(fault.pointer, fault.code) for fault in calendars.faults(content(**changed))] == wrong


def test_next_years_holidays_are_proposed_and_nothing_known_is_lost() -> None:
    proposal = proposing.proposed(content(), 2027)
    names = {off.day: off.name for off in proposal.holidays}
    assert names[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"
    assert names[date(2027, 2, 6)] == "Tết Nguyên Đán"
    assert {off.basis for off in proposal.holidays if off.day.year == 2027} == {proposing.BASIS}
    assert proposal.holidays == sorted(proposal.holidays, key=lambda off: off.day)
    swapped = proposing.proposed(content(), 2026)
    assert date(2026, 8, 22) in [makeup.day for makeup in swapped.makeup_days]
    assert proposing.proposed(swapped, 2026) == swapped
