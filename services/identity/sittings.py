"""How long one sign-in lasts, and when it must be repeated (OpenID Connect Core 3.1.2.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(minutes=15)
TOTAL = timedelta(hours=12)
TOUCH_EVERY = timedelta(seconds=60)
"""Activity is written down at most this often."""

ANSWER_WINDOW = timedelta(minutes=5)
"""How long after a sign-in the request that asked for it counts as answered by it."""

PROMPTS = frozenset({"none", "login"})


class Step(StrEnum):
    """What a request for a code needs next."""

    GRANT = "grant"
    SIGN_IN = "sign_in"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Sitting:
    """A browser's sign-in. `is_answer`: it was made to answer this very request."""

    authenticated_at: datetime
    is_answer: bool


def is_live(*, seen_at: datetime, expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a sign-in still serves: not ended, not older than 12 h, not idle for 15 min."""
    return ended_at is None and at < expires_at and at - seen_at < IDLE


def step(sitting: Sitting | None, *, prompts: frozenset[str], max_age: int | None, at: datetime) -> Step:
    """Grant a code, ask for the password, or (prompt=none) refuse with `login_required`. `max_age` in seconds."""
    is_fresh = sitting is not None
    if sitting is not None and max_age is not None:
        # the sign-in made for this request satisfies even max_age=0
        is_fresh = sitting.is_answer or at - sitting.authenticated_at <= timedelta(seconds=max_age)
    if sitting is not None and "login" in prompts:
        is_fresh = is_fresh and sitting.is_answer
    if is_fresh:
        return Step.GRANT
    return Step.REFUSE if "none" in prompts else Step.SIGN_IN
