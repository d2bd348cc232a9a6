"""One-time codes: what one looks like, how long and for how many tries it is good, when another may be sent.

Six digits are few, so everything around them is bounded: a code lives ten minutes and six tries (NIST SP 800-63B-4,
3.1.3.2), and neither one browser nor one address can have many of them sent in an hour, so that nobody's telephone is
flooded by a stranger.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 6
"""Times a code may be typed, right or wrong."""

HOUR = timedelta(hours=1)
RESEND_AFTER = timedelta(seconds=60)
"""Between two codes of one interaction."""

MOST_IN_INTERACTION = 5
MOST_TO_ADDRESS = 10
"""Codes sent in an hour: for its owner, for whoever names it as theirs, and for everybody else together."""


def new() -> str:
    """A fresh code: six digits, leading zeros included."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def written(typed: str) -> str:
    """The code as it was sent, however its digits were spaced."""
    return "".join(typed.split()).replace("-", "")[: 2 * DIGITS]


def seconds_left(in_interaction: Sequence[datetime], to_address: Sequence[datetime], *, at: datetime) -> int | None:
    """Whole seconds until another code may be sent, at least 1; None when it may be now.

    Both are the times of codes sent before: in the same interaction, and to the same address by anybody.
    """
    free = [
        _free(in_interaction, most=1, within=RESEND_AFTER, at=at),
        _free(in_interaction, most=MOST_IN_INTERACTION, within=HOUR, at=at),
        _free(to_address, most=MOST_TO_ADDRESS, within=HOUR, at=at),
    ]
    until = max(free)
    return max(1, -int((at - until).total_seconds() // 1)) if until > at else None


def _free(sent: Sequence[datetime], *, most: int, within: timedelta, at: datetime) -> datetime:
    """When fewer than `most` of the codes lie within the time before."""
    recent = sorted(moment for moment in sent if moment > at - within)
    return recent[-most] + within if len(recent) >= most else at


def masked(address: str) -> str:
    """An address as its owner recognises it and nobody else can use it: `l•••@motcua.example`, `••• 001`."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at else f"••• {address[-3:]}"
