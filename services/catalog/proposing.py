"""What a year's holidays are likely to be: a proposal for an editor, never a calendar by itself.

The Python package holidays (MIT) knows Tết by the lunar calendar, the observed days and the swaps announced so far. The
government decides swaps and make-up days each year, so somebody checks the proposal against that decision.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from holidays.countries.vietnam import Vietnam

from services.catalog.calendars import CalendarContent, DayOff, MakeupDay

T = TypeVar("T", bound=DayOff | MakeupDay)
BASIS = "gói holidays, cần đối chiếu quyết định của Chính phủ"


def proposed(content: CalendarContent, year: int) -> CalendarContent:
    """The calendar with a year's holidays and make-up days as the package has them; days it already has stay."""
    package: Any = Vietnam(years=year, language="vi")  # type: ignore[no-untyped-call]
    found = (DayOff(day=day, name=name, basis=BASIS) for day, name in package.items())
    worked = (day for day in package.weekend_workdays if day.year == year)
    return content.model_copy(
        update={
            "holidays": _merged(content.holidays, found),
            "makeup_days": _merged(content.makeup_days, (MakeupDay(day=day, basis=BASIS) for day in worked)),
        }
    )


def _merged(known: Sequence[T], found: Iterable[T]) -> list[T]:
    days = {one.day for one in known}
    return sorted([*known, *(one for one in found if one.day not in days)], key=lambda one: one.day)
