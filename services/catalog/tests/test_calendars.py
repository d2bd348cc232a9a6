"""Working days of the seeded calendar."""

import json
from datetime import date

import pytest

from services.catalog import calendars
from services.catalog.calendars import DayKind
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
