"""What an agency found of a dossier's papers and fields, and every supplement it asked for."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from services.dossier.models import Assessment, SupplementRequest
from services.dossier.verdicts import Key, Standing, key_of


async def given(session: AsyncSession, dossier_id: UUID) -> Sequence[Assessment]:
    """Every verdict as it stands."""
    found = select(Assessment).where(Assessment.dossier_id == dossier_id)
    return (await session.scalars(found.order_by(Assessment.kind, Assessment.item))).all()


async def known(session: AsyncSession, dossier_id: UUID) -> Mapping[Key, Standing]:
    """The same, as rules see it."""
    named = await last_named(session, dossier_id)
    found = dict[Key, Standing]()
    for one in await given(session, dossier_id):
        key = (one.kind, one.item)
        is_unnamed = named is not None and key not in named
        found[key] = Standing(verdict=one.verdict, has_passed=one.passed_at is not None or is_unnamed)
    return found


async def last_named(session: AsyncSession, dossier_id: UUID) -> frozenset[Key] | None:
    """What the last supplement request asked for; None: there was none."""
    asked = await rounds(session, dossier_id)
    return frozenset(key_of(item) for item in asked[-1].items) if asked else None


async def rounds(session: AsyncSession, dossier_id: UUID) -> Sequence[SupplementRequest]:
    """Every supplement request with its items, the first first."""
    asked = select(SupplementRequest).where(SupplementRequest.dossier_id == dossier_id)
    asked = asked.options(selectinload(SupplementRequest.items))
    return (await session.scalars(asked.order_by(SupplementRequest.asked_at, SupplementRequest.id))).all()
