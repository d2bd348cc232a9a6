"""Working time: which days and hours an office is open, and arithmetic over them. Pure; local times are naive.

Eight working hours are one working day only where a rule says so: here a working day is a day the office opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

FAR = 4000
"""Days searched before a calendar without working days is refused."""


@dataclass(frozen=True)
class Calendar:
    """Office hours. `sessions` are (opens, closes) in order; `weekend` ISO weekdays; `makeup_days` work despite being
    weekend."""

    sessions: tuple[tuple[time, time], ...]
    weekend: frozenset[int]
    holidays: frozenset[date]
    makeup_days: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens on `day`."""
        if day in self.makeup_days:
            return True
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day`; ValueError when there is none for ten years."""
        for ahead in range(FAR):
            if self.is_working_day(found := day + timedelta(days=ahead)):
                return found
        raise ValueError("the calendar has no working day")

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; the day itself is not counted (Civil Code art. 147)."""
        for _ in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def opening(self, at: datetime) -> datetime:
        """The first moment on or after `at` when the office is open."""
        for starts, ends in self._stretches(at):
            if at < ends:
                return max(at, starts)
        raise ValueError("the calendar has no working time")

    def add_working_time(self, at: datetime, span: timedelta) -> datetime:
        """The moment when `span` of open hours has passed since `at`."""
        left = span
        for starts, ends in self._stretches(at):
            begin = max(at, starts)
            if begin >= ends:
                continue
            if begin + left <= ends:
                return begin + left
            left -= ends - begin
        raise ValueError("the calendar has too little working time")

    def working_time(self, begin: datetime, end: datetime) -> timedelta:
        """Open hours between two moments; zero when `end` is not after `begin`."""
        total = timedelta()
        for starts, ends in self._stretches(begin):
            if starts >= end:
                break
            total += max(timedelta(), min(ends, end) - max(starts, begin))
        return total

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        for ahead in range(FAR):
            day = at.date() + timedelta(days=ahead)
            if self.is_working_day(day):
                for starts, ends in self.sessions:
                    yield datetime.combine(day, starts), datetime.combine(day, ends)
