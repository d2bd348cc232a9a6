"""When a message is tried again and when it is given up, pure.

    created -> sending -> sent
                       -> temporary-failure   the receiver said "later"            tried again
                       -> technical-failure   our own way out is broken            tried again
                       -> permanent-failure   the receiver said "never"            final

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


WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after the first, second, ... failed attempt."""

MOST = len(WAITS) + 1
"""Attempts before a message is given up."""

LEASE = timedelta(minutes=2)
"""How long a sender may hold a message; longer than every time-out of a channel together."""

RETRIED = frozenset({Status.TEMPORARY_FAILURE, Status.TECHNICAL_FAILURE})


@dataclass(frozen=True, slots=True)
class Step:
    """Where a message stands after an attempt. `due_at` None: nothing more will be done."""

    status: Status
    due_at: datetime | None


def after(result: Status, *, attempts: int, at: datetime) -> Step:
    """The step after attempt number `attempts` (from 1) ended with `result` at `at`."""
    if result in RETRIED and attempts < MOST:
        return Step(result, at + WAITS[attempts - 1])
    return Step(result, None)


def claim(attempts: int, *, at: datetime) -> Step:
    """The step when a sender takes up a due message tried `attempts` times so far.

    A message that has used all attempts falls due only because its last sender died: it is given up,
    lest it kill for ever.
    """
    if attempts >= MOST:
        return Step(Status.TECHNICAL_FAILURE, None)
    return Step(Status.SENDING, at + LEASE)
