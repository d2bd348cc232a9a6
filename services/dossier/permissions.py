"""Who may see a dossier, and in what quality.

Its owner always; somebody the owner lets act for them, for the procedures named; staff of its agency once it was sent,
those whose position is limited to fields of procedures for these only; whom its owner invited, once they accepted; of
a joint dossier's part, the agency of that part, also one outside the platform (a partner); nobody else, and to them it
does not exist (404). A draft, or a dossier taken back, is the applicant's alone, unless the desk entered it for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from contracts.terms import Channel
from kit.people import Citizen, Officer, Partner, Person
from services.dossier.lifecycle import STAFF, UNSENT, Role, Status


@dataclass(frozen=True, kw_only=True)
class Delegate(Citizen):
    """Somebody (`actor_id`) whose delegation was found to hold, and the procedures it is good for."""

    procedures: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Specialist(Officer):
    """A member of staff limited to fields, and the procedures of these."""

    procedures: frozenset[str]


class Held(Protocol):
    """What permissions look at."""

    @property
    def owner_id(self) -> UUID: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def procedure_code(self) -> str: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def status(self) -> Status: ...


class Tie(Protocol):
    """What permissions look at of an invitation that has not ended."""

    @property
    def person_id(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def accepted_at(self) -> datetime | None: ...


class Given(Protocol):
    """What permissions look at of a delegation."""

    @property
    def principal_id(self) -> UUID: ...
    @property
    def delegate_id(self) -> UUID: ...
    @property
    def status(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date: ...


def roles(person: Person, dossier: Held, *, ties: Collection[Tie] = ()) -> frozenset[Role]:
    """Every quality in which the person may act on the dossier; empty: they may not even know of it (`sees`).

    `ties`: the invitations to it that have not ended.
    """
    if not covers(person, dossier.procedure_code):
        return frozenset()
    if isinstance(person, Citizen):
        if person.id == dossier.owner_id:
            return frozenset({Role.APPLICANT})
        is_self = person.actor_id is None
        return frozenset(_tied(tie) for tie in ties if is_self and tie.person_id == person.id)
    if isinstance(person, Officer) and person.agency == dossier.agency_code and is_sent(dossier):
        return frozenset(role for role in STAFF if role in person.roles)
    if isinstance(person, Partner) and person.agency == dossier.agency_code and dossier.parent_id is not None:
        return frozenset({Role.PARTNER})
    return frozenset()


def sees(qualities: Collection[Role]) -> bool:
    """Whether somebody with these qualities may read the dossier; who was only asked may not."""
    return any(role is not Role.INVITEE for role in qualities)


def is_sent(dossier: Held) -> bool:
    """Whether its agency has anything of it: it was sent, or the desk entered it."""
    return dossier.status not in UNSENT or dossier.channel is not Channel.ONLINE


def _tied(tie: Tie) -> Role:
    return Role.CO_AUTHOR if tie.kind == "co_author" and tie.accepted_at is not None else Role.INVITEE


def procedures(person: Person) -> Collection[str] | None:
    """The procedures a person is limited to; None: not limited. What their limits mean must have been found out."""
    if isinstance(person, Delegate | Specialist):
        return person.procedures
    is_limited = bool(person.fields) if isinstance(person, Officer) else hand(person) != person.id
    return frozenset() if is_limited else None


def covers(person: Person, procedure_code: str) -> bool:
    """Whether a procedure is within a person's limits."""
    limits = procedures(person)
    return limits is None or procedure_code in limits


def hand(person: Person) -> UUID:
    """Who really acts: the delegate, where somebody acts for another."""
    return (person.actor_id if isinstance(person, Citizen) else None) or person.id


def holds(given: Given, citizen: Citizen, *, on: date) -> bool:
    """Whether a delegation lets `citizen.actor_id` act for them on a day."""
    return (
        given.status == "accepted"
        and given.valid_from <= on <= given.valid_to
        and (given.principal_id, given.delegate_id) == (citizen.id, citizen.actor_id)
    )
