"""Two records of one applicant were found to be one: the dossiers of both are theirs."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import Dossier, Usage
from services.dossier.replicas import Person


async def hand_over(session: AsyncSession, former_id: UUID, *, to: UUID) -> None:
    """What a former record applied for belongs to the present one; what is known of the former person is forgotten.

    Entries stay as they are: who acted, acted as who they were then, and the chain of hashes says so.
    """
    await session.execute(
        update(Dossier)
        .where(Dossier.owner_id == former_id)
        .values(owner_id=to, version=Dossier.version + 1)
        .execution_options(synchronize_session=False)
    )
    looks = update(Usage).where(Usage.owner_id == former_id).values(owner_id=to)
    await session.execute(looks.execution_options(synchronize_session=False))
    await session.execute(delete(Person).where(Person.id == former_id))
