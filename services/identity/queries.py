"""What identity reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.identity import opaque, sittings
from services.identity.identifiers import Identifier as Typed
from services.identity.models import (
    Account,
    Agency,
    BrowserSession,
    Client,
    Family,
    Identifier,
    Person,
    PersonKind,
    Position,
)
from services.identity.tokens import Standing


async def find_client(session: AsyncSession, client_id: str | None) -> Client | None:
    """The client that may still ask for tokens; None for an unknown or disabled one."""
    client = await session.get(Client, client_id) if client_id else None
    return client if client is not None and client.disabled_at is None else None


async def find_person(session: AsyncSession, person_id: UUID) -> Person | None:
    """A person with their attributes."""
    return await session.get(Person, person_id)


async def find_account(session: AsyncSession, typed: Typed) -> Account | None:
    """The open account that signs in with this identifier."""
    return await session.scalar(
        select(Account)
        .join(Identifier, Identifier.account_id == Account.id)
        .where(Identifier.kind == typed.kind, Identifier.value == typed.value, Account.disabled_at.is_(None))
    )


async def find_session(session: AsyncSession, cookie: str | None, *, at: datetime) -> BrowserSession | None:
    """The live sign-in of a session cookie; None when it is unknown, ended, idle or too old."""
    found = await find_open_session(session, cookie)
    if found is None:
        return None
    is_live = sittings.is_live(seen_at=found.seen_at, expires_at=found.expires_at, ended_at=found.ended_at, at=at)
    return found if is_live else None


async def find_open_session(session: AsyncSession, cookie: str | None) -> BrowserSession | None:
    """The sign-in of a session cookie that nobody signed out of, idle or not: what clients were granted may live on."""
    if not cookie:
        return None
    return await session.scalar(
        select(BrowserSession).where(
            BrowserSession.cookie_hash == opaque.digest(cookie), BrowserSession.ended_at.is_(None)
        )
    )


async def is_session_open(session: AsyncSession, session_id: UUID) -> bool:
    """Whether nobody signed out of it yet, idle or not."""
    found = await session.get(BrowserSession, session_id)
    return found is not None and found.ended_at is None


async def is_family_live(session: AsyncSession, family_id: UUID, *, at: datetime) -> bool:
    """Whether nothing has revoked what an authorization granted."""
    found = await session.scalar(
        select(Family.id)
        .join(BrowserSession, BrowserSession.id == Family.session_id)
        .where(
            Family.id == family_id,
            Family.revoked_at.is_(None),
            Family.expires_at > at,
            BrowserSession.ended_at.is_(None),
        )
    )
    return found is not None


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
