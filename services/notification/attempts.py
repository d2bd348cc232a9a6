"""When a message is tried again and when it is given up, pure.

    created -> sending -> sent
                       -> temporary-failure   the receiver said "later"            tried again
                       -> technical-failure   our own way out is broken            tried again
                       -> permanent-failure   the receiver said "never"            final
            -> expired                        nobody needs it any more             final

A failed message with a due time waits for its next attempt; without one it was given up. `sending` also has a due time,
its lease: a sender that died leaves a message which falls due again, so a message is sent at least once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """How far a message is."""

    CREATED = "created"
    SENDING = "sending"
    SENT = "sent"
    TEMPORARY_FAILURE = "temporary-failure"
    PERMANENT_FAILURE = "permanent-failure"
    TECHNICAL_FAILURE = "technical-failure"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Pace:
    """How patiently a kind of message is sent.

    `waits`: how long to wait after the first, second, ... failed attempt. `lease`: how long a sender may hold a
    message, longer than every time-out of a channel together.
    """

    waits: tuple[timedelta, ...]
    lease: timedelta

    @property
    def most(self) -> int:
        """Attempts before a message is given up."""
        return len(self.waits) + 1


NOTICES = Pace(
    waits=(
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=12),
    ),
    lease=timedelta(minutes=2),
)
"""A notice is also in the web inbox: it may arrive late."""

CODES = Pace(
    waits=(
        timedelta(seconds=2),
        timedelta(seconds=5),
        timedelta(seconds=15),
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=2),
    ),
    lease=timedelta(seconds=20),
)
"""Somebody waits before a screen for a one-time code, for minutes."""

RETRIED = frozenset({Status.TEMPORARY_FAILURE, Status.TECHNICAL_FAILURE})


@dataclass(frozen=True, slots=True)
class Step:
    """Where a message stands after an attempt. `due_at` None: nothing more will be done."""

    status: Status
    due_at: datetime | None


def after(result: Status, *, attempts: int, at: datetime, pace: Pace, until: datetime | None = None) -> Step:
    """The step after attempt number `attempts` (from 1) ended with `result` at `at`.

    Nothing is tried again at `until` or later.
    """
    if result in RETRIED and attempts < pace.most:
        due_at = at + pace.waits[attempts - 1]
        if until is None or due_at < until:
            return Step(result, due_at)
    return Step(result, None)


def claim(attempts: int, *, at: datetime, pace: Pace, until: datetime | None = None) -> Step:
    """The step when a sender takes up a due message tried `attempts` times so far; expired at `until` or later.

    A message that has used all attempts falls due only because its last sender died: it is given up,
    lest it kill for ever.
    """
    if until is not None and at >= until:
        return Step(Status.EXPIRED, None)
    if attempts >= pace.most:
        return Step(Status.TECHNICAL_FAILURE, None)
    return Step(Status.SENDING, at + pace.lease)
