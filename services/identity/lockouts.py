"""How long a guesser waits.

Failures are counted per (what was typed as login, device). A device that has already signed in to the account has its
own count; all others share one. So a stranger can make strangers wait, never the owner on a device of hers. What was
typed is counted, whether or not such an account exists: the answer tells nothing about who has an account.
"""

from datetime import datetime, timedelta

FREE = 5
"""Failures without a wait."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
"""Without a failure for this long the count starts anew."""


def wait(failures: int) -> timedelta:
    """The wait after so many failures in a row: none for the first, then doubling from 30 s up to 15 min."""
    over = failures - FREE
    if over < 0:
        return timedelta(0)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(over, 10)))


def blocked_until(failures: int, *, at: datetime) -> datetime:
    """Until when the next try is refused, counted from the failure at `at`; `at` itself when it is not."""
    return at + wait(failures)


def seconds_left(until: datetime, *, at: datetime) -> int:
    """Whole seconds until the next try is heard (Retry-After): at least 1."""
    return max(1, -int((at - until).total_seconds() // 1))
