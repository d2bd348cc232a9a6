"""Who signs in with a paper's number when several accounts name it: the one it was verified for, else the first.

Anybody can declare anybody's number, so a declared one gives no right to it: it neither keeps its true owner from using
it later nor joins two records. Phones and e-mail addresses are never claimed: whoever proved one by a code holds it.
"""

from enum import StrEnum
from typing import Final


class Holder(StrEnum):
    """What is known of the account that a number leads to now."""

    NOBODY = "nobody"
    SAME = "same"  # the claimant's own account
    DECLARED = "declared"
    CLOSED = "closed"  # declared, and the account is closed
    VERIFIED = "verified"


class Claim(StrEnum):
    """On what ground an account wants the number."""

    DECLARED = "declared"
    VERIFIED = "verified"


class Outcome(StrEnum):
    """What becomes of the sign-in name."""

    TAKE = "take"  # nobody's so far: it leads to the claimant
    KEEP = "keep"  # it stays as it is; the claimant keeps the number in the record and signs in otherwise
    MOVE = "move"  # it leads to the claimant from now on, and the account before hears of it
    MERGE = "merge"  # two verified records name one number: they are one person's (services.identity.records.linking)


TABLE: Final[dict[tuple[Holder, Claim], Outcome]] = {
    (Holder.NOBODY, Claim.DECLARED): Outcome.TAKE,
    (Holder.SAME, Claim.DECLARED): Outcome.KEEP,
    (Holder.DECLARED, Claim.DECLARED): Outcome.KEEP,
    (Holder.CLOSED, Claim.DECLARED): Outcome.MOVE,
    (Holder.VERIFIED, Claim.DECLARED): Outcome.KEEP,
    (Holder.NOBODY, Claim.VERIFIED): Outcome.TAKE,
    (Holder.SAME, Claim.VERIFIED): Outcome.KEEP,
    (Holder.DECLARED, Claim.VERIFIED): Outcome.MOVE,
    (Holder.CLOSED, Claim.VERIFIED): Outcome.MOVE,
    (Holder.VERIFIED, Claim.VERIFIED): Outcome.MERGE,
}
"""A closed account whose number was verified is VERIFIED: its owner may come back."""


def outcome(holder: Holder, claim: Claim) -> Outcome:
    """What becomes of a number that an account wants to sign in with."""
    return TABLE[holder, claim]


class Address(StrEnum):
    """What is known of the account that a confirmed phone or e-mail address leads to now."""

    NOBODY = "nobody"
    OPEN = "open"
    CLOSED_SAME = "closed_same"  # closed, and its record holds the very paper's number that is declared again
    CLOSED_OTHER = "closed_other"


class Registering(StrEnum):
    """What a registration confirmed through an address becomes."""

    NEW = "new"  # a new person, who gets the address
    REOPENED = "reopened"  # the closed account opens again, with its person
    KNOWN = "known"  # the owner of the address is told that they have an account


REGISTERING: Final[dict[Address, Registering]] = {
    Address.NOBODY: Registering.NEW,
    Address.OPEN: Registering.KNOWN,
    Address.CLOSED_SAME: Registering.REOPENED,
    Address.CLOSED_OTHER: Registering.NEW,
}
"""An address alone is not enough to come back: telephone numbers are given to others after a while."""
