"""Getting back into an account: what was proven decides what may be set anew, and nothing proven here raises anything.

Whoever proves a confirmed address (a code sent to it) may set a new password of an account that has nothing else. An
account with second factors wants one of them, or a recovery code on paper, as well. Who lost them all waits, while the
owner is told on every address and can object. Second factors stay in force unless the owner waited for their removal;
verified values keep their source; every session ends, and nobody is signed in by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

USABLE: Final = timedelta(days=7)
"""How long a new password may be set after the waiting period."""


class Proof(StrEnum):
    """What somebody who recovers an account has shown."""

    CONTACT = "contact"  # a code sent to a confirmed address
    FACTOR = "factor"  # a code of an authenticator, or a passkey
    PAPER = "paper"  # a recovery code
    WAITED = "waited"  # the waiting period passed without an objection


class Next(StrEnum):
    """What the recovery needs next."""

    CODE = "code"  # prove a confirmed address
    FACTOR_OR_WAIT = "factor_or_wait"  # show a factor or a recovery code, or ask for the waiting period
    PASSWORD = "password"  # noqa: S105 - set a new one


@dataclass(frozen=True)
class Step:
    """What is needed next; once it is the password: whether the factors go too, and whether the record is in doubt.

    In doubt (`Person.doubted_at`) means: however verified its values are, a sign-in is `low` until another provider or
    an agency has proven the person again. Otherwise a code by e-mail, the password set with it and a second code by the
    same e-mail would add up to `substantial`.
    """

    next: Next
    is_disarming: bool = False
    is_doubted: bool = False


_CODE: Final = Step(Next.CODE)

TABLE: Final[dict[tuple[bool, frozenset[Proof]], Step]] = {
    (False, frozenset({Proof.CONTACT})): Step(Next.PASSWORD, is_doubted=True),
    (True, frozenset({Proof.CONTACT})): Step(Next.FACTOR_OR_WAIT),
    (True, frozenset({Proof.CONTACT, Proof.FACTOR})): Step(Next.PASSWORD),
    (True, frozenset({Proof.CONTACT, Proof.PAPER})): Step(Next.PASSWORD),
    (True, frozenset({Proof.CONTACT, Proof.WAITED})): Step(Next.PASSWORD, is_disarming=True, is_doubted=True),
}
"""By whether the account has second factors, and what was shown. Anything else: prove an address first."""


def step(proofs: Iterable[str], *, has_factors: bool, is_vouched: bool = False) -> Step:
    """What a recovery needs next, or allows. `is_vouched`: an agency says that the proven address is the person's (its
    staff's official e-mail), which leaves no doubt.
    """
    found = TABLE.get((has_factors, frozenset(Proof(one) for one in proofs)), _CODE)
    return replace(found, is_doubted=False) if is_vouched and not found.is_disarming else found


class Asked(Protocol):
    """A request for the waiting period: usable from `effective_at` unless the owner objected."""

    effective_at: Any
    cancelled_at: Any
    used_at: Any


def is_open(asked: Asked, *, at: datetime) -> bool:
    """Whether a request waits or can be used, so that its owner may still object."""
    is_over = asked.cancelled_at is not None or asked.used_at is not None
    return not is_over and bool(at < asked.effective_at + USABLE)


def is_usable(asked: Asked, *, at: datetime) -> bool:
    """Whether the waiting period of an open request is over."""
    return is_open(asked, at=at) and bool(asked.effective_at <= at)
