"""Tracking links: an owner's list, and the dossier a link leads to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import Dossier, TrackingLink

Leading = tuple[TrackingLink, Dossier]
"""A link and the dossier it leads to."""


async def of(session: AsyncSession, dossier_id: UUID) -> Sequence[TrackingLink]:
    """Every link made of a dossier, the latest first."""
    made = select(TrackingLink).where(TrackingLink.dossier_id == dossier_id)
    return (await session.scalars(made.order_by(TrackingLink.made_at.desc(), TrackingLink.id))).all()


async def live(session: AsyncSession, dossier_id: UUID, *, at: datetime) -> int:
    """How many links of a dossier still lead to it."""
    made = select(func.count()).where(TrackingLink.dossier_id == dossier_id, *_living(at))
    return await session.scalar(made) or 0


async def leading(session: AsyncSession, link_id: UUID, *, at: datetime) -> Leading | None:
    """A link that has not ended, with the dossier it leads to."""
    found = select(TrackingLink, Dossier).join(Dossier, Dossier.id == TrackingLink.dossier_id)
    row = (await session.execute(found.where(TrackingLink.id == link_id, *_living(at)))).one_or_none()
    return (row.TrackingLink, row.Dossier) if row else None


def _living(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TrackingLink.ended_at.is_(None), TrackingLink.expires_at > at
