"""How an invitation stands: it waits so long and no longer, and whoever joined takes part until somebody ends it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

OPEN_FOR = timedelta(days=14)
"""How long an invitation waits for its answer."""


class Standing(StrEnum):
    """Where an invitation is."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ENDED = "ended"
    LAPSED = "lapsed"


class Made(Protocol):
    """What is looked at of an invitation."""

    @property
    def made_at(self) -> datetime: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


def open_until(made: Made) -> datetime:
    """When it lapses unless it was accepted."""
    return made.made_at + OPEN_FOR


def standing(made: Made, *, at: datetime) -> Standing:
    """Where the invitation is at a moment."""
    if made.ended_at is not None:
        return Standing.ENDED
    if made.accepted_at is not None:
        return Standing.ACCEPTED
    return Standing.WAITING if at < open_until(made) else Standing.LAPSED
