"""What an owner confirmed by a one-time code."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier import confirming
from services.dossier.models import CodePurpose, Confirmation, Dossier
from services.dossier.queries.dossiers import papers


async def content_of(session: AsyncSession, dossier: Dossier) -> str:
    """What there is to confirm of the dossier as it is, as a digest (`confirming.content`)."""
    held = [(one.component_id or "", one.sha256) for one in await papers(session, dossier.id)]
    return confirming.content(dossier.answers, held, case=dossier.case)


async def confirmed(session: AsyncSession, dossier: Dossier, purpose: CodePurpose) -> UUID | None:
    """By which code the owner confirmed the dossier as it is now; None: not, or it was changed since."""
    return await session.scalar(
        select(Confirmation.id)
        .where(
            Confirmation.dossier_id == dossier.id,
            Confirmation.person_id == dossier.owner_id,
            Confirmation.purpose == purpose,
            Confirmation.used_at.is_not(None),
            Confirmation.content == await content_of(session, dossier),
        )
        .order_by(Confirmation.used_at.desc())
        .limit(1)
    )
