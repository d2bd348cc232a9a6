"""Who may see a dossier, and in what quality.

Its owner always; staff of its agency once it was sent; nobody else, and to them it does not exist (404). A draft, or a
dossier taken back, is the applicant's alone.
"""

from typing import Protocol
from uuid import UUID

from kit.people import Citizen, Officer, Person
from services.dossier.lifecycle import Role, Status

STAFF = frozenset({Role.COUNTER, Role.OFFICER, Role.LEADER})


class Held(Protocol):
    """What permissions look at."""

    @property
    def owner_id(self) -> UUID: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def status(self) -> Status: ...


def roles(person: Person, dossier: Held) -> frozenset[Role]:
    """Every quality in which the person may act on the dossier; empty: they may not even know of it."""
    if isinstance(person, Citizen) and person.id == dossier.owner_id:
        return frozenset({Role.APPLICANT})
    if isinstance(person, Officer) and person.agency == dossier.agency_code and dossier.status is not Status.DRAFT:
        return frozenset(role for role in STAFF if role in person.roles)
    return frozenset()
