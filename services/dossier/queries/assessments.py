"""What an agency found of a dossier's papers and fields, and every supplement it asked for."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from services.dossier.models import Assessment, SupplementRequest
from services.dossier.verdicts import Key, Standing


async def given(session: AsyncSession, dossier_id: UUID) -> Sequence[Assessment]:
    """Every verdict as it stands."""
    found = select(Assessment).where(Assessment.dossier_id == dossier_id)
    return (await session.scalars(found.order_by(Assessment.kind, Assessment.item))).all()


async def known(session: AsyncSession, dossier_id: UUID) -> Mapping[Key, Standing]:
    """The same, as rules see it."""
    return {
        (one.kind, one.item): Standing(verdict=one.verdict, has_passed=one.passed_at is not None)
        for one in await given(session, dossier_id)
    }


async def rounds(session: AsyncSession, dossier_id: UUID) -> Sequence[SupplementRequest]:
    """Every supplement request with its items, the first first."""
    asked = select(SupplementRequest).where(SupplementRequest.dossier_id == dossier_id)
    asked = asked.options(selectinload(SupplementRequest.items))
    return (await session.scalars(asked.order_by(SupplementRequest.asked_at, SupplementRequest.id))).all()
