"""Whose record an account elsewhere belongs to: decided by what was proven, never by a likeness (ADR 0024).

Two things tell people apart: the subject a provider vouches for, and the number of the state (personal number, the
9 digits before it, a business's tax code). E-mail addresses, phones and names never do. Only a provider's HIGH level
proves a number; whoever is signed in to one of our accounts has proven that account. What the table below does not
allow is not done: two records become one only when both were proven and the person said yes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """What becomes of a sign-in that came from another provider."""

    ENTER = "enter"
    """Sign in to the person the subject is linked to."""
    ATTACH = "attach"
    """Link the subject to the person whose number was verified, and sign in to them."""
    CREATE = "create"
    """Link the subject to a new person."""
    JOIN = "join"
    """Link the subject to the person this browser is signed in to: the same record, better known from now on."""
    MERGE = "merge"
    """Fold the record this browser is signed in to into the verified one: both were proven to be of one person."""
    ASK = "ask"
    """Ask whether the account this browser is signed in to is theirs as well."""
    PROVE = "prove"
    """Nothing until they sign in to the account that has this number."""
    DISAGREE = "disagree"
    """The record at hand is of somebody with another verified number: nothing, and the owner is told."""


class Subject(StrEnum):
    """What we know of the subject."""

    NEW = "new"
    SURE = "sure"
    """Linked, and nothing speaks against it."""
    LONELY = "lonely"
    """Linked without proof to a record that nothing but this subject opens, and now comes with proof."""
    UNSURE = "unsure"
    """Linked without proof to a record that others may open too, and now comes with proof."""
    CONTRARY = "contrary"
    """Linked to a record with another verified number."""


class Holder(StrEnum):
    """Who has the number verified."""

    NOBODY = "nobody"
    LINKED = "linked"
    """The record the subject is linked to."""
    OTHER = "other"


class Present(StrEnum):
    """Whose account this browser signed in to within the last minutes."""

    NOBODY = "nobody"
    HOLDER = "holder"
    """The one who has the number verified."""
    OPEN = "open"
    """A record that nothing forbids to be of the same person."""
    FOREIGN = "foreign"
    """A record that cannot be: another verified number, another kind of person, staff; or the linked one itself."""


class Answer(StrEnum):
    """Whether the account this browser is signed in to is theirs."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Facts:
    """What a decision needs. `is_proof`: the provider vouches for the person at level HIGH."""

    is_proof: bool
    subject: Subject
    holder: Holder
    present: Present


@dataclass(frozen=True)
class Known:
    """A record: the number verified in it (None: none), and whether anybody but the subject at hand can open it.

    `is_person`: it is of the kind of person the provider speaks of, and not staff.
    """

    number: str | None
    has_other_ways_in: bool = True
    is_person: bool = True


def subject_of(linked: Known | None, *, is_proof: bool, was_proof: bool, number: str | None) -> Subject:
    """What we know of a subject, from the record it is linked to. `was_proof`: it was linked at level HIGH; `number`
    is what the provider says now.
    """
    if linked is None:
        return Subject.NEW
    if linked.number is not None and number is not None:
        return Subject.SURE if linked.number == number else Subject.CONTRARY
    if not is_proof or was_proof:
        return Subject.SURE
    return Subject.UNSURE if linked.has_other_ways_in else Subject.LONELY


def present_of(present: Known | None, *, is_proof: bool, is_holder: bool, number: str | None) -> Present:
    """What the record this browser is signed in to can be; it is not the one the subject surely is linked to."""
    if present is None:
        return Present.NOBODY
    if is_holder:
        return Present.HOLDER
    is_other = present.number is not None and present.number != number and (is_proof or number is not None)
    return Present.FOREIGN if is_other or not present.is_person else Present.OPEN


_ANY_SUBJECT: Final = frozenset(Subject)
_ANY_HOLDER: Final = frozenset(Holder)
_ANY_PRESENT: Final = frozenset(Present)
_KNOWN: Final = frozenset({Subject.SURE, Subject.LONELY})
_OWN: Final = frozenset({Holder.NOBODY, Holder.LINKED})
_OTHER: Final = frozenset({Holder.OTHER})
_OPEN: Final = frozenset({Present.OPEN})


@dataclass(frozen=True)
class Row:
    """One line of the table: when all of it fits, `step`; where a person must be asked, only after their yes.

    `is_proof` None: either way. `otherwise` is what a no leads to.
    """

    step: Step
    is_proof: bool | None = None
    subject: frozenset[Subject] = _ANY_SUBJECT
    holder: frozenset[Holder] = _ANY_HOLDER
    present: frozenset[Present] = _ANY_PRESENT
    otherwise: Step | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the line speaks of these facts."""
        return (
            self.is_proof in (None, facts.is_proof)
            and facts.subject in self.subject
            and facts.holder in self.holder
            and facts.present in self.present
        )


TABLE: Final = (
    Row(Step.DISAGREE, subject=frozenset({Subject.CONTRARY})),
    # proven, and known by this subject
    Row(Step.MERGE, is_proof=True, subject=_KNOWN, holder=_OWN, present=_OPEN, otherwise=Step.ENTER),
    Row(Step.ENTER, is_proof=True, subject=_KNOWN, holder=_OWN),
    # proven, and known by the number: a new phone, a registration anew there, a number in place of an old card's
    Row(Step.MERGE, is_proof=True, holder=_OTHER, present=_OPEN, otherwise=Step.ATTACH),
    Row(Step.ATTACH, is_proof=True, holder=_OTHER),
    # proven, and nobody's number yet: whoever merely declared it is not taken for them
    Row(Step.JOIN, is_proof=True, present=_OPEN, otherwise=Step.CREATE),
    Row(Step.CREATE, is_proof=True),
    # not proven: the same subject is the same subject, a number is only a claim
    Row(Step.ENTER, is_proof=False, subject=_KNOWN),
    Row(Step.ATTACH, is_proof=False, holder=_OTHER, present=frozenset({Present.HOLDER}), otherwise=Step.PROVE),
    Row(Step.PROVE, is_proof=False, holder=_OTHER),
    Row(Step.JOIN, is_proof=False, present=_OPEN, otherwise=Step.CREATE),
    Row(Step.CREATE, is_proof=False),
)


def decide(facts: Facts, answer: Answer = Answer.UNASKED) -> Step:
    """The step: the first line of the table that fits."""
    row = next(row for row in TABLE if row.fits(facts))
    if row.otherwise is None:
        return row.step
    return {Answer.UNASKED: Step.ASK, Answer.YES: row.step, Answer.NO: row.otherwise}[answer]
