"""How sure we are of who is signed in: the assurance level (`acr`) of a sign-in.

Two things are needed and the weaker one counts: that the record is of a real, known person (proofing), and that it is
this person who signs in now (authentication). After NIST SP 800-63-4 (IAL, AAL) and Nghị định 69/2024/NĐ-CP (levels 01
and 02 of the electronic identity). Recovering an account never raises either.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from services.identity.records.provenance import Source


class Level(StrEnum):
    """Assurance levels, the lowest first."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


_RANK: Final = {level: rank for rank, level in enumerate(Level)}

PASSWORD: Final = "pwd"  # noqa: S105 - RFC 8176's word
CODE: Final = "otp"
PASSKEY: Final = "hwk"
PRESENCE: Final = "user"
SEVERAL: Final = "mfa"
RECOVERY: Final = "rc"
"""A recovery code from paper (our word)."""
UPSTREAM: Final = "fed"
"""Another provider vouched for the person (our word)."""

PROOFING: Final[dict[Source, Level]] = {
    Source.POPULATION_DATABASE: Level.SUBSTANTIAL,
    Source.ELECTRONIC_IDENTITY: Level.HIGH,
    Source.AGENCY: Level.SUBSTANTIAL,
    Source.DOSSIER: Level.LOW,
    Source.ELECTRONIC_IDENTITY_1: Level.LOW,
    Source.DECLARED: Level.LOW,
}
"""What the source of a person's number (or, for staff, name) says of the record."""


IDENTIFYING: Final[dict[str, tuple[str, ...]]] = {
    "citizen": ("personal_number",),
    "business": ("tax_code",),
    "foreigner": ("personal_number", "passport_number"),
    "staff": ("full_name",),
}
"""The attribute that says whose record it is, by the kind of person; staff are known by their agency."""


def proofing(sources: Iterable[str]) -> Level:
    """The level of a record, from the sources of its identifying attribute; LOW without any."""
    return highest([PROOFING[Source(one)] for one in sources])


def strength(amr: Iterable[str], *, upstream: Level | None = None) -> Level:
    """The level of an authentication. `upstream` is what another provider vouched for.

    A passkey that checked the person, or two different factors, make it SUBSTANTIAL. A recovery code stands in for the
    second factor once.
    """
    used = frozenset(amr)
    is_strong = PASSKEY in used and PRESENCE in used
    is_double = len(used & {PASSWORD, CODE, PASSKEY, RECOVERY}) > 1
    own = Level.SUBSTANTIAL if is_strong or is_double else Level.LOW
    return highest([own, upstream or Level.LOW])


def reached(record: Level, authentication: Level) -> Level:
    """The `acr` of a sign-in: the lower of the two."""
    return min(record, authentication, key=_RANK.__getitem__)


def highest(levels: Iterable[Level]) -> Level:
    """The highest of the levels; LOW when there is none."""
    return max(levels, key=_RANK.__getitem__, default=Level.LOW)


def is_enough(held: str, wanted: str | None) -> bool:
    """Whether an `acr` reaches the one wanted; None wants nothing."""
    return wanted is None or _RANK[Level(held)] >= _RANK[Level(wanted)]


def demanded(acr_values: str) -> Level | None:
    """The least level a request accepts (`acr_values`, space-separated); None when it names none that we know."""
    known = [Level(word) for word in acr_values.split() if word in frozenset(Level)]
    return min(known, key=_RANK.__getitem__, default=None)
