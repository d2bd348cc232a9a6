"""Ways to reach a person: one small Protocol, one file per adapter, one conformance suite (tests/test_channels.py)."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.notification.attempts import Status


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel carries. `id` is stable over attempts, so that a receiver can recognise a duplicate."""

    id: UUID
    to: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an attempt ended: sent or one of the failures. `code` is the provider's, `reason` holds no personal data."""

    status: Status
    code: int | None = None
    reason: str | None = None


class Channel(Protocol):
    """An adapter to one provider.

    `send` never raises for what a provider or network may do, ends within its own time-outs (together less than the
    lease of attempts.NOTICES), and refuses letters whose header fields hold control characters as permanent failures.
    """

    async def send(self, letter: Letter) -> Receipt:
        """Hand the letter to the provider."""
        ...
