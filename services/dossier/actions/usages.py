"""The usage journal: every look an official or a partner takes at a citizen's file, for the citizen to see.

Folded: the same person reading the same part again within `FOLDED` is one look. A file is a look each time.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import UsageObjected
from kit.outbox import emit
from kit.people import Officer, Partner, Person
from services.dossier.models import Dossier, Usage
from services.dossier.permissions import roles
from services.dossier.problems import AlreadyObjected

FOLDED = timedelta(minutes=5)
PAPER = "papers"


async def note(
    session: AsyncSession,
    dossier: Dossier,
    person: Person,
    *,
    what: str,
    at: datetime,
    paper_id: UUID | None = None,
    purpose: str | None = None,
) -> None:
    """Write down that an official or partner looked; nothing is written of whose file it is, or of those they asked.

    `what`: the part that was read. `purpose`: theirs in words; None: the work on this dossier.
    """
    if not isinstance(person, Officer | Partner):
        return
    row = {
        "id": uuid4(),
        "dossier_id": dossier.id,
        "owner_id": dossier.owner_id,
        "looked_by": person.id,
        "role": min(roles(person, dossier)),
        "agency_code": person.agency,
        "client_id": person.client_id,
        "what": what,
        "paper_id": paper_id,
        "purpose": purpose or f"Giải quyết hồ sơ {dossier.number or dossier.tracking_code}",
        "looked_at": at,
    }
    again = select(Usage.id).where(
        Usage.dossier_id == dossier.id,
        Usage.looked_by == person.id,
        Usage.looked_at > at - FOLDED,
        Usage.what == what,
        Usage.what != PAPER,
    )
    columns = Usage.__table__.c
    told = select(*(literal(value, columns[name].type) for name, value in row.items())).where(~again.exists())
    await session.execute(insert(Usage).from_select(list(row), told))


async def object_to(session: AsyncSession, usage: Usage, dossier: Dossier, *, words: str, at: datetime) -> None:
    """The citizen objects to a look: a petition to the agency that looked. Once; else AlreadyObjected."""
    objected = (
        update(Usage)
        .where(Usage.id == usage.id, Usage.objected_at.is_(None))
        .values(objected_at=at)
        .returning(Usage.id)
    )
    if await session.scalar(objected.execution_options(synchronize_session=False)) is None:
        raise AlreadyObjected
    said = UsageObjected(
        usage_id=usage.id,
        person_id=usage.owner_id,
        dossier_id=usage.dossier_id,
        tracking_code=dossier.tracking_code,
        agency_code=usage.agency_code,
        looked_at=usage.looked_at,
        objected_at=at,
        words=words,
    )
    await emit(session, said)
