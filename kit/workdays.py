"""Working time: which days and hours an office is open, and arithmetic over them. Pure; local times are naive.

Eight working hours are one working day only where a rule says so: here a working day is a day the office opens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

FAR = 4000
"""Days searched before a calendar without working days is refused."""

Sessions = tuple[tuple[time, time], ...]
"""Stretches (opens, closes) of one day, in order."""


@dataclass(frozen=True)
class Calendar:
    """Office hours. `weekend` are ISO weekdays off; `makeup_days` work despite being weekend.

    `sessions` are those of every working day, `weekday_sessions` those of the ISO weekdays that have their own
    (Saturday mornings). A make-up day has the hours of every working day; where each weekday has its own, the first's.
    """

    sessions: Sessions
    weekend: frozenset[int]
    holidays: frozenset[date]
    makeup_days: frozenset[date]
    weekday_sessions: Mapping[int, Sessions] = field(default_factory=dict, hash=False)

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens on `day`."""
        return bool(self.sessions_on(day))

    def sessions_on(self, day: date) -> Sessions:
        """The hours of a day; none when the office is closed."""
        if day in self.makeup_days:
            return self.sessions or next((own for _, own in sorted(self.weekday_sessions.items())), ())
        if day.isoweekday() in self.weekend or day in self.holidays:
            return ()
        return self.weekday_sessions.get(day.isoweekday(), self.sessions)

    def closing(self, day: date) -> datetime:
        """When the office closes on a working day; ValueError on another."""
        if sessions := self.sessions_on(day):
            return datetime.combine(day, sessions[-1][1])
        raise ValueError("the office is closed on that day")

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
            for starts, ends in self.sessions_on(day):
                yield datetime.combine(day, starts), datetime.combine(day, ends)
