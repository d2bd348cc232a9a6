"""How long a guesser waits.

Failures are counted per (what was typed as login, where the try came from). A device that has already signed in to the
account has its own count. Every other try counts for the network it came from, and for all strangers together. So a
stranger makes his own network wait, not the owner on a device of hers, nor on a new one elsewhere; guessing from very
many networks is slowed to one try every few seconds, not shut out. What was typed is counted, whether or not such an
account exists: the answer tells nothing about who has an account.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FREE = 5
"""Failures without a wait."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
"""Without a failure for this long the count starts anew."""

STRANGERS = "strangers"
"""The count that all devices unknown to the account share."""

CEILING = 100
"""Failures of all strangers together after which they are slowed."""

SLOWED = timedelta(seconds=2)
"""Above the ceiling one try of a stranger is heard in this time. A network waits for itself meanwhile, so that it takes
hundreds of networks to use up every turn."""

HALFWAY = "halfway"
"""The count that all unknown devices share which showed a first proof already. Six digits are guessed in a day by many
networks at the strangers' pace; above the ceiling one try is heard in the longest wait."""

NOWHERE = "nowhere"
"""The network of tries whose address is not known."""


@dataclass(frozen=True)
class Count:
    """Failures in a row from one place."""

    failures: int
    failed_at: datetime
    blocked_until: datetime


def network(address: str) -> str:
    """The network an address belongs to, as one customer gets it: /24 of IPv4, /56 of IPv6; NOWHERE for no address."""
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return NOWHERE
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 56), strict=False))


def wait(failures: int) -> timedelta:
    """The wait after so many failures in a row: none for the first, then doubling from 30 s up to 15 min."""
    over = failures - FREE
    if over < 0:
        return timedelta(0)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(over, 10)))


def turn(failures: int, *, slowed: timedelta = SLOWED) -> timedelta:
    """The time between two tries of any strangers after so many failures of all of them."""
    return slowed if failures >= CEILING else timedelta(0)


def another(count: Count, *, place: str, at: datetime) -> Count:
    """The count of a place (STRANGERS, HALFWAY, a device, a network) after one more failure at `at`."""
    is_forgotten = count.failed_at < at - FORGOTTEN_AFTER
    failures = 1 if is_forgotten else count.failures + 1
    pause = _pause(place, failures)
    return Count(failures, failed_at=at, blocked_until=at + pause)


def _pause(place: str, failures: int) -> timedelta:
    if place == HALFWAY:
        return turn(failures, slowed=LONGEST_WAIT)
    return turn(failures) if place == STRANGERS else wait(failures)


def one_less(count: Count, *, at: datetime) -> Count:
    """The count when a failure was none: the try was counted and then not heard."""
    return replace(count, failures=max(0, count.failures - 1), blocked_until=at)


def seconds_left(counts: Iterable[Count], *, at: datetime) -> int | None:
    """Whole seconds until the next try is heard (Retry-After), at least 1; None when it is heard now."""
    until = max(one.blocked_until for one in counts)
    return max(1, -int((at - until).total_seconds() // 1)) if until > at else None
