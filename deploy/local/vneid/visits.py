"""Who is signing in: requests waiting for a choice, codes, access tokens. The newest only, each good once."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from deploy.local.vneid.people import Holder

KEPT = 1_000


class Fault(StrEnum):
    """What shall go wrong, to see what becomes of it."""

    NONE = "none"
    SLOW = "slow"
    ERROR = "error"
    SIGNATURE = "signature"
    NONCE = "nonce"
    AUDIENCE = "audience"


@dataclass(frozen=True)
class Visit:
    """One sign-in: what was asked, then who agreed."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    holder: Holder | None = None
    fault: Fault = Fault.NONE

    def by(self, holder: Holder, fault: Fault) -> "Visit":
        """The same, agreed to by somebody."""
        return replace(self, holder=holder, fault=fault)


T = TypeVar("T")


class Tickets(Generic[T]):
    """Random names for things, the newest `KEPT` of them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, T] = OrderedDict()

    def issue(self, thing: T) -> str:
        """A name for a thing."""
        name = secrets.token_urlsafe(32)
        self._held[name] = thing
        if len(self._held) > KEPT:
            self._held.popitem(last=False)
        return name

    def take(self, name: str) -> T | None:
        """The thing, once."""
        return self._held.pop(name, None)

    def look(self, name: str) -> T | None:
        """The thing, which stays."""
        return self._held.get(name)
