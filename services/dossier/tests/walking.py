"""An office told only by "is this minute open?", and due dates found by walking: the slow reference for the clock.

It knows nothing of kit.workdays, contracts.limits or deadlines; the rules are written here again from the law.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from contracts.limits import office
from contracts.terms import LimitUnit, WorkSession
from kit.workdays import Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Hours = dict[int, list[tuple[int, int]]]
WEEK: Hours = {day: [(420, 690), (810, 1020)] for day in range(1, 6)}
SESSIONS: dict[str, Hours] = {
    "office": WEEK,
    "saturday": {**WEEK, 6: [(450, 660)]},
    "through": {day: [(480, 1020)] for day in range(1, 6)},
}
"""Minutes of the day an office is open, by ISO weekday."""


@dataclass
class Walker:
    """An office: what is open is looked up minute by minute."""

    hours: Hours
    off: set[date]
    makeup: set[date]
    known: dict[date, frozenset[int]] = field(default_factory=dict)

    def minutes(self, day: date) -> frozenset[int]:
        """The open minutes of a day."""
        if day not in self.known:
            spans = [] if day in self.off else self.hours.get(day.isoweekday(), [])
            spans = self.hours[1] if day in self.makeup else spans
            self.known[day] = frozenset(minute for begins, ends in spans for minute in range(begins, ends))
        return self.known[day]

    def first_open(self, at: datetime) -> datetime:
        """The first open minute on or after a moment."""
        while at.hour * 60 + at.minute not in self.minutes(at.date()):
            at += MINUTE
        return at

    def closes(self, day: date) -> datetime:
        """The end of the last open minute."""
        return datetime.combine(day, time()) + timedelta(minutes=max(self.minutes(day)) + 1)

    def day_on(self, day: date) -> date:
        """The first day on or after one with an open minute."""
        while not self.minutes(day):
            day += DAY
        return day

    def after_days(self, day: date, count: int) -> date:
        """The count-th day with an open minute after a day."""
        while count:
            day += DAY
            count -= bool(self.minutes(day))
        return day

    def after_minutes(self, at: datetime, count: int) -> datetime:
        """The end of the count-th open minute."""
        day, gone = at.date(), at.hour * 60 + at.minute
        while True:
            for minute in sorted(self.minutes(day)):
                count -= minute >= gone
                if not count:
                    return datetime.combine(day, time()) + timedelta(minutes=minute + 1)
            day, gone = day + DAY, 0

    def between(self, begin: datetime, end: datetime) -> int:
        """Open minutes from one moment to another."""
        count, day = 0, begin.date()
        while day <= end.date():
            low = begin.hour * 60 + begin.minute if day == begin.date() else 0
            high = end.hour * 60 + end.minute if day == end.date() else 1440
            count += sum(low <= minute < high for minute in self.minutes(day))
            day += DAY
        return count

    def last_day(self, then: datetime) -> datetime:
        """A calendar-day limit ends on a working day, in its open hours, at closing when it would be later."""
        then = datetime.combine(self.day_on(then.date()), then.time())
        return self.closes(then.date()) if then >= self.closes(then.date()) else self.first_open(then)

    def due(self, unit: LimitUnit, value: int, received: datetime) -> datetime:
        """When a result is due."""
        start = self.first_open(received)
        match unit:
            case LimitUnit.WORKING_HOUR:
                return self.after_minutes(start, value * 60)
            case LimitUnit.SAME_DAY:
                return self.closes(self.after_days(start.date(), 1 if start.time() > time(15) else 0))
            case LimitUnit.WORKING_DAY:
                last = self.after_days(start.date(), value)
                return min(datetime.combine(last, start.time()), self.closes(last))
            case _:
                return self.last_day(start + timedelta(days=value))

    def after_wait(
        self, due: datetime, unit: LimitUnit, *, since: datetime, until: datetime, started: datetime
    ) -> datetime:
        """A due moment after a wait; before the limit `started` nothing could be lost by waiting."""
        if unit is LimitUnit.DAY:
            lost = sum(1 for _ in range(max(0, (until - max(since, started)) // MINUTE)))
            return self.last_day(due + lost * MINUTE)
        waited = self.between(since, until)
        return self.after_minutes(due, waited) if waited else due


@dataclass(frozen=True, kw_only=True)
class Case:
    """A random office, limit and reception; `dice` for what follows."""

    walker: Walker
    calendar: Calendar
    unit: LimitUnit
    value: int
    received: datetime
    dice: random.Random


def cases(seed: int, count: int) -> Iterator[Case]:
    """The same `count` cases every time."""
    dice = random.Random(seed)  # noqa: S311 - the same cases every time
    for _ in range(count):
        hours = SESSIONS[dice.choice(sorted(SESSIONS))]
        first = date(2026, 1, 1) + timedelta(days=dice.randrange(700))
        near = [first + timedelta(days=ahead) for ahead in range(40)]
        off = {dice.choice(near) for _ in range(dice.randrange(8))}
        makeup = {day for day in near if day.isoweekday() >= 6 and dice.random() < 0.1} - off
        unit = dice.choice(list(LimitUnit))
        yield Case(
            walker=Walker(hours, off, makeup),
            calendar=_calendar(hours, off, makeup=makeup),
            unit=unit,
            value=1 if unit is LimitUnit.SAME_DAY else dice.randrange(1, 30),
            received=datetime.combine(first, time()) + timedelta(minutes=dice.randrange(1440 * 5)),
            dice=dice,
        )


def _calendar(hours: Hours, off: set[date], *, makeup: set[date]) -> Calendar:
    sessions = [
        WorkSession(
            starts=time(begins // 60, begins % 60), ends=time(ends // 60, ends % 60), weekdays=[6] if day == 6 else []
        )
        for day in (1, 6)
        for begins, ends in hours.get(day, [])
    ]
    weekend = [day for day in range(1, 8) if day not in hours]
    return office(sessions, weekend=weekend, holidays=off, makeup_days=makeup)
