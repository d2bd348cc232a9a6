"""Who may see a dossier, and in what quality.

Its owner always; somebody the owner lets act for them, for the procedures named; staff of its agency once it was sent,
those whose position is limited to fields of procedures for these only; nobody else, and to them it does not exist
(404). A draft, or a dossier taken back, is the applicant's alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from kit.people import Citizen, Officer, Person
from services.dossier.lifecycle import Role, Status

STAFF = frozenset({Role.COUNTER, Role.OFFICER, Role.LEADER})


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
    def status(self) -> Status: ...


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


def roles(person: Person, dossier: Held) -> frozenset[Role]:
    """Every quality in which the person may act on the dossier; empty: they may not even know of it."""
    if not covers(person, dossier.procedure_code):
        return frozenset()
    if isinstance(person, Citizen) and person.id == dossier.owner_id:
        return frozenset({Role.APPLICANT})
    if isinstance(person, Officer) and person.agency == dossier.agency_code and dossier.status is not Status.DRAFT:
        return frozenset(role for role in STAFF if role in person.roles)
    return frozenset()


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
