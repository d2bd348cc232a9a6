"""The caller as this service must see them: with what their delegation or their position's fields come to here."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Citizen, Officer, Person
from services.dossier.permissions import Delegate, Specialist, holds
from services.dossier.problems import DelegationOver, NotKnownYet
from services.dossier.replicas import Delegation, Procedure


async def standing_in(session: AsyncSession, citizen: Citizen, *, on: date) -> Citizen:
    """The citizen; who acts for them by a delegation becomes a Delegate with its procedures.

    What identity said last decides, however long the token lives: DelegationOver once it was revoked or its last day
    is over, NotKnownYet while it is on its way here.
    """
    if citizen.actor_id is None:
        return citizen
    given = await session.get(Delegation, citizen.delegation_id)
    if given is None:
        raise NotKnownYet
    if not holds(given, citizen, on=on):
        raise DelegationOver
    return Delegate(**_all_of(citizen, Citizen), procedures=frozenset(given.procedures))


async def specialised(session: AsyncSession, officer: Officer) -> Officer:
    """The officer; one whose position is limited to fields becomes a Specialist with the procedures of these."""
    if not officer.fields:
        return officer
    of_fields = select(Procedure.code).where(Procedure.field_code.in_(officer.fields)).distinct()
    return Specialist(**_all_of(officer, Officer), procedures=frozenset(await session.scalars(of_fields)))


async def known(session: AsyncSession, person: Person, *, on: date) -> Person:
    """Anybody, as the two above see them."""
    if isinstance(person, Citizen):
        return await standing_in(session, person, on=on)
    return await specialised(session, person) if isinstance(person, Officer) else person


def _all_of(person: Person, kind: type[Person]) -> dict[str, Any]:
    return {one.name: getattr(person, one.name) for one in fields(kind)}
