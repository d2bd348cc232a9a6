"""How long one sign-in lasts, and what a request for a code needs next (OpenID Connect Core 3.1.2.1 to 3.1.2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.identity.credentials import assurance
from services.identity.credentials.assurance import Level

IDLE = timedelta(minutes=15)
TOTAL = timedelta(hours=12)
TOUCH_EVERY = timedelta(seconds=60)
"""Activity is written down at most this often."""

ANSWER_WINDOW = timedelta(minutes=5)
"""How long after a sign-in the request that asked for it counts as answered by it."""

NONE: Final = "none"
LOGIN: Final = "login"
CONSENT: Final = "consent"
SELECT_ACCOUNT: Final = "select_account"
PROMPTS: Final = frozenset({NONE, LOGIN, CONSENT, SELECT_ACCOUNT})

_ANEW: Final = frozenset({LOGIN, SELECT_ACCOUNT})
"""Prompts that want the sign-in page. A browser holds one sign-in, so that page is also where to choose another."""


class Step(StrEnum):
    """What a request for a code needs next."""

    GRANT = "grant"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    ASK = "ask"
    OTHER_PERSON = "other_person"
    UNMET = "unmet"


@dataclass(frozen=True)
class Sitting:
    """A browser's sign-in. `is_answer`: it was made to answer this very request. `is_hinted`: it is the person whom
    the request's `id_token_hint` names, or it names nobody.
    """

    authenticated_at: datetime
    is_answer: bool
    acr: str = Level.LOW
    amr: Sequence[str] = (assurance.PASSWORD,)
    is_hinted: bool = True


@dataclass(frozen=True)
class Demand:
    """What a request demands: `max_age` in seconds, `acr` the least level; `has_agreed`: the person need not be asked
    (they agreed before, or nobody asks for this client)."""

    prompts: frozenset[str] = frozenset()
    max_age: int | None = None
    acr: Level | None = None
    has_agreed: bool = True


def is_live(*, seen_at: datetime, expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a sign-in still serves: not ended, not older than 12 h, not idle for 15 min."""
    return ended_at is None and at < expires_at and at - seen_at < IDLE


def step(sitting: Sitting | None, demand: Demand, *, at: datetime) -> Step:
    """The first thing that is missing. With prompt=none whatever needs a page is an error; the caller knows which.

    UNMET: the authentication is strong enough, so what keeps the level down is the person's record, and no further
    factor can help.
    """
    if sitting is None or not _is_fresh(sitting, demand, at=at):
        return Step.SIGN_IN
    if not sitting.is_hinted:
        return Step.OTHER_PERSON if sitting.is_answer else Step.SIGN_IN
    if not assurance.is_enough(sitting.acr, demand.acr):
        is_strong = assurance.is_enough(assurance.strength(sitting.amr), demand.acr)
        return Step.UNMET if is_strong else Step.STEP_UP
    return Step.GRANT if demand.has_agreed and CONSENT not in demand.prompts else Step.ASK


def _is_fresh(sitting: Sitting, demand: Demand, *, at: datetime) -> bool:
    if sitting.is_answer:  # the sign-in made for this request satisfies even max_age=0
        return True
    if demand.prompts & _ANEW:
        return False
    return demand.max_age is None or at - sitting.authenticated_at <= timedelta(seconds=demand.max_age)
