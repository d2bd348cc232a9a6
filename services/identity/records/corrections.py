"""Correcting what others vouch for: who must answer the person's request, and what an answer makes of it.

The law gives everybody the right to have their data corrected (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, art. 4); whom
to ask depends on whose data it is. Civil data is the police's (population database), all else the service centre's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts.terms import AgencyKind


class Status(StrEnum):
    """Where a request for correction stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Verdict(StrEnum):
    """What the agency answers."""

    ACCEPT = "accept"
    DECLINE = "decline"


@dataclass(frozen=True)
class Step:
    """An answer leads from one status to another."""

    before: Status
    after: Status


LIFE: Final[dict[Verdict, Step]] = {
    Verdict.ACCEPT: Step(before=Status.RECEIVED, after=Status.ACCEPTED),
    Verdict.DECLINE: Step(before=Status.RECEIVED, after=Status.DECLINED),
}
"""Answered once."""

_BUSINESS: Final = frozenset({"business_name", "representative"})


def asked(name: str) -> Sequence[AgencyKind]:
    """The kinds of agency to ask about an attribute, the one that keeps it first; the last is always there to ask."""
    if name in _BUSINESS:
        return (AgencyKind.SERVICE_CENTRE,)
    return (AgencyKind.COMMUNE_POLICE, AgencyKind.SERVICE_CENTRE)
