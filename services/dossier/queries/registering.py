"""The register of dossiers (form 07): what an agency received in a period."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import Dossier


async def received(
    session: AsyncSession,
    agency_code: str,
    *,
    since: datetime,
    until: datetime,
    procedures: Collection[str] | None = None,
    limit: int,
) -> Sequence[Dossier]:
    """The dossiers an agency received from `since` to before `until`, in order of their numbers, at most `limit`.

    `procedures`: only of these, for staff limited to fields.
    """
    found = select(Dossier).where(
        Dossier.agency_code == agency_code, Dossier.received_at >= since, Dossier.received_at < until
    )
    if procedures is not None:
        found = found.where(Dossier.procedure_code.in_(procedures))
    return (await session.scalars(found.order_by(Dossier.received_at, Dossier.id).limit(limit))).all()
