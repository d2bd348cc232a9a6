"""The life of a signing key: published before it signs, and as long as anything it signed may be shown.

NEXT -> CURRENT -> RETIRED. Verifiers that keep the key set for hours thus know each key before they meet it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

ROTATE_EVERY = timedelta(days=90)
SHOWN_AFTER_RETIREMENT = timedelta(hours=24)


class Phase(StrEnum):
    """Where a key stands."""

    NEXT = "next"
    CURRENT = "current"
    RETIRED = "retired"


def is_due(activated_at: datetime, *, at: datetime) -> bool:
    """Whether the current key has signed long enough."""
    return at - activated_at >= ROTATE_EVERY


def is_published(phase: Phase, *, retired_at: datetime | None, at: datetime) -> bool:
    """Whether the key belongs in the public key set: current, next, or retired less than 24 h ago."""
    return phase is not Phase.RETIRED or (retired_at is not None and at - retired_at < SHOWN_AFTER_RETIREMENT)
