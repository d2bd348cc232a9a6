"""What a refresh token is still good for (RFC 9700 section 4.14): each is used once; whoever uses one again is suspect.

A retry within 30 s, while its successor is still unused, is a client that lost our answer: it gets the same successor
again. Anything else is reuse: somebody has a copy, and the whole family dies.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(seconds=30)


class Verdict(StrEnum):
    """What to do with a presented refresh token."""

    ROTATE = "rotate"
    REPEAT = "repeat"
    REUSED = "reused"
    DEAD = "dead"


@dataclass(frozen=True)
class Presented:
    """A refresh token as stored. `used_at` None: never used; `is_successor_used`: what replaced it was used too."""

    expires_at: datetime
    used_at: datetime | None
    is_successor_used: bool
    is_family_live: bool


def judge(token: Presented, *, at: datetime) -> Verdict:
    """ROTATE a fresh one, REPEAT the successor in the grace, REUSED kills the family, DEAD changes nothing."""
    if not token.is_family_live or token.expires_at <= at:
        return Verdict.DEAD
    if token.used_at is None:
        return Verdict.ROTATE
    is_retry = at - token.used_at <= GRACE and not token.is_successor_used
    return Verdict.REPEAT if is_retry else Verdict.REUSED
