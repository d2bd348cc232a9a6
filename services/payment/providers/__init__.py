"""What payment needs of a payment gateway: one Protocol, one adapter per file.

Every adapter passes the conformance suite in tests/test_providers.py.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What we make of a gateway's callback."""

    ACCEPTED = "accepted"
    UNKNOWN_ORDER = "unknown_order"
    ALREADY_CONFIRMED = "already_confirmed"
    WRONG_AMOUNT = "wrong_amount"
    BAD_SIGNATURE = "bad_signature"
    UNREADABLE = "unreadable"
    BROKEN = "broken"  # a fault of ours: the gateway should call again


class Refused(Exception):  # noqa: N818 - reads as what happened to the callback
    """A callback that cannot be believed or understood."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


class Outcome(StrEnum):
    """What the gateway says of the money. UNDECIDED: it took it or may take it, and has not made up its mind."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Order:
    """What the payer is sent to pay: `amount` in đồng, `reference` unique (<= 100 letters and digits)."""

    reference: str
    amount: int
    words: str
    return_url: str
    payer_address: str
    language: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Notice:
    """What a believed callback says. `amount` in đồng, None when it is no whole number of đồng."""

    reference: str
    amount: int | None
    outcome: Outcome
    gateway_number: str


class Gateway(Protocol):
    """A payment gateway that takes the payer by redirect and reports by signed callback."""

    @property
    def name(self) -> str:
        """The word clients choose it by, stored with every attempt."""

    def redirect_url(self, order: Order) -> str:
        """Where the payer's browser goes, signed."""

    def read(self, query: str) -> Notice:
        """What a callback's query string (still encoded) says; `Refused` unless its signature holds over all of it."""

    def answer(self, verdict: Verdict) -> dict[str, str]:
        """The JSON the gateway expects for a verdict."""
