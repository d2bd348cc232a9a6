"""Finding agencies, and who works in them as what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.identity.models import Agency, Person, PersonKind, Position
from services.identity.tokens import Standing


async def positions(session: AsyncSession, person_id: UUID, *, on: date) -> Sequence[Position]:
    """The positions somebody holds on a day, the longest held first."""
    return (
        await session.scalars(
            select(Position)
            .where(Position.person_id == person_id, _valid(Position.valid_from, Position.valid_to, on))
            .order_by(Position.valid_from, Position.agency_code, Position.role)
        )
    ).all()


async def standing(session: AsyncSession, person: Person, *, on: date) -> Standing:
    """As what a person acts on a day: staff in the agency of the position held longest, everybody else as citizen."""
    if person.kind is not PersonKind.STAFF:
        return Standing(kind="citizen")
    held = await positions(session, person.id, on=on)
    agency = held[0].agency_code if held else None
    roles = sorted({one.role.value for one in held if one.agency_code == agency})
    return Standing(kind="officer", agency=agency, roles=tuple(roles))


@dataclass(frozen=True)
class AgencyFilter:
    """Which agencies are wanted: valid `on` that day, of a kind, serving a ward."""

    on: date
    kind: AgencyKind | None = None
    ward: str | None = None


async def list_agencies(
    session: AsyncSession, wanted: AgencyFilter, *, after: str | None, limit: int
) -> Sequence[Agency]:
    """Agencies by code, those after `after`; an agency without wards serves every ward."""
    query = select(Agency).where(_valid(Agency.valid_from, Agency.valid_to, wanted.on))
    if wanted.kind is not None:
        query = query.where(Agency.kind == wanted.kind)
    if wanted.ward is not None:
        is_everywhere = func.jsonb_array_length(Agency.ward_codes) == 0
        query = query.where(or_(is_everywhere, Agency.ward_codes.contains([wanted.ward])))
    if after is not None:
        query = query.where(Agency.code > after)
    return (await session.scalars(query.order_by(Agency.code).limit(limit))).all()


async def find_agency(session: AsyncSession, code: str) -> Agency | None:
    """An agency by its code, also one that no longer exists."""
    return await session.scalar(select(Agency).where(Agency.code == code))


def _valid(valid_from: Any, valid_to: Any, on: date) -> Any:  # noqa: ANN401 - column expressions
    return and_(valid_from <= on, or_(valid_to.is_(None), valid_to >= on))
