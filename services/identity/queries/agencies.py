"""Finding agencies, and who works in them as what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.identity import jurisdiction
from services.identity.jurisdiction import WORKING, Authority, Role
from services.identity.models import Agency, Office, Person, PersonKind, Position, Succession
from services.identity.tokens import Standing


async def positions(session: AsyncSession, person_id: UUID, *, on: date) -> Sequence[Position]:
    """The positions somebody holds on a day: those they chose last first, then the longest held."""
    return (
        await session.scalars(
            select(Position)
            .where(Position.person_id == person_id, _valid(Position.valid_from, Position.valid_to, on))
            .order_by(Position.chosen_at.desc().nulls_last(), Position.valid_from, Position.agency_code, Position.role)
        )
    ).all()


async def standing(session: AsyncSession, person: Person, *, on: date) -> Standing:
    """As what a person acts on a day: staff in the agency chosen, else held longest; others as citizen."""
    if person.kind is not PersonKind.STAFF:
        return Standing(kind="citizen")
    held = await positions(session, person.id, on=on)
    here = jurisdiction.acting_as(held)
    roles = sorted({one.role.value for one in here})
    fields = sorted({name for one in here if one.role in WORKING for name in one.fields})
    return Standing(
        kind="officer", agency=here[0].agency_code if here else None, roles=tuple(roles), fields=tuple(fields)
    )


@dataclass(frozen=True)
class AgencyFilter:
    """Which agencies are wanted: valid `on` that day, of a kind, serving a ward, right below a parent."""

    on: date
    kind: AgencyKind | None = None
    ward: str | None = None
    parent: str | None = None


async def list_agencies(
    session: AsyncSession, wanted: AgencyFilter, *, after: str | None, limit: int
) -> Sequence[Agency]:
    """Agencies by code, those after `after`; an agency without wards serves every ward."""
    query = select(Agency).where(_valid(Agency.valid_from, Agency.valid_to, wanted.on))
    if wanted.kind is not None:
        query = query.where(Agency.kind == wanted.kind)
    if wanted.parent is not None:
        query = query.where(Agency.parent_code == wanted.parent)
    if wanted.ward is not None:
        is_everywhere = func.jsonb_array_length(Agency.ward_codes) == 0
        query = query.where(or_(is_everywhere, Agency.ward_codes.contains([wanted.ward])))
    if after is not None:
        query = query.where(Agency.code > after)
    return (await session.scalars(query.order_by(Agency.code).limit(limit))).all()


async def find_agency(session: AsyncSession, code: str, *, is_locked: bool = False) -> Agency | None:
    """An agency by its code, also one that no longer exists. `is_locked` holds it until the transaction ends."""
    query = select(Agency).where(Agency.code == code)
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if is_locked else query
    )


class Leaf(NamedTuple):
    """An agency in the tree."""

    code: str
    kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_to: date | None


async def tree(session: AsyncSession) -> dict[str, Leaf]:
    """Every agency there is, was or will be, by code: a province has some hundreds."""
    columns = Agency.code, Agency.kind, Agency.parent_code, Agency.valid_from, Agency.valid_to
    return {row.code: Leaf(*row) for row in await session.execute(select(*columns))}


async def authority(session: AsyncSession, person_id: UUID, *roles: Role, on: date) -> Authority:
    """What somebody may look after in any of these roles, by the positions they hold on a day, not by their token."""
    seats = jurisdiction.seats(await positions(session, person_id, on=on), roles=roles, on=on)
    return Authority(seats=seats, tree=await tree(session) if seats else {}, on=on)


async def successions(session: AsyncSession, code: str) -> Sequence[Succession]:
    """What became of an agency, and what it came from."""
    query = select(Succession).where(or_(Succession.predecessor_code == code, Succession.successor_code == code))
    ordered = query.order_by(Succession.happened_on, Succession.predecessor_code, Succession.successor_code)
    return (await session.scalars(ordered)).all()


async def list_offices(
    session: AsyncSession, code: str, *, on: date, after: UUID | None, limit: int
) -> Sequence[Office]:
    """Where an agency works on a day, those after the id `after`."""
    query = select(Office).where(Office.agency_code == code, _valid(Office.valid_from, Office.valid_to, on))
    if after is not None:
        query = query.where(Office.id > after)
    return (await session.scalars(query.order_by(Office.id).limit(limit))).all()


async def offices_beyond(session: AsyncSession, code: str, *, last_day: date) -> Sequence[Office]:
    """The offices of an agency that are open, or open, after a day."""
    is_later = or_(Office.valid_to.is_(None), Office.valid_to > last_day)
    query = select(Office).where(Office.agency_code == code, is_later).order_by(Office.id)
    return (await session.scalars(query.with_for_update())).all()


async def find_office(session: AsyncSession, code: str, office_id: UUID, *, is_locked: bool = False) -> Office | None:
    """An office of this agency. `is_locked` holds it until the transaction ends."""
    query = select(Office).where(Office.agency_code == code, Office.id == office_id)
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if is_locked else query
    )


async def positions_beyond(session: AsyncSession, code: str, *, last_day: date) -> Sequence[Position]:
    """The positions in an agency that are held, or begin, after a day."""
    is_later = or_(Position.valid_to.is_(None), Position.valid_to > last_day)
    query = select(Position).where(Position.agency_code == code, is_later).order_by(Position.id)
    return (await session.scalars(query.with_for_update())).all()


def _valid(valid_from: Any, valid_to: Any, on: date) -> Any:  # noqa: ANN401 - column expressions
    return and_(valid_from <= on, or_(valid_to.is_(None), valid_to >= on))
