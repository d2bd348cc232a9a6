"""The usage journal: every look an official or a partner takes at a citizen's file, for the citizen to see.

Folded: the same person reading the same part again for the same purpose within `FOLDED` is one look. A file is a look
each time.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import UsageObjected
from kit.outbox import emit
from kit.people import Officer, Partner, Person
from services.dossier.lifecycle import STAFF, Role
from services.dossier.models import Dossier, Usage
from services.dossier.permissions import roles
from services.dossier.problems import AlreadyObjected

FOLDED = timedelta(minutes=5)
PAPER, SEARCH = "papers", "search"
WORDS = {
    "number": "số hồ sơ",
    "name": "họ tên",
    "personal_number": "số định danh cá nhân",
    "phone": "số điện thoại",
}
"""What one can search for, as the citizen reads it."""


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
    words = purpose or f"Giải quyết hồ sơ {dossier.number or dossier.tracking_code}"
    quality = min(roles(person, dossier))
    await _write(session, [dossier.id], person, role=quality, what=what, purpose=words, at=at, paper_id=paper_id)


async def note_found(
    session: AsyncSession, dossiers: Collection[UUID], clerk: Officer, *, by: Collection[str], at: datetime
) -> None:
    """Write down that a member of staff found these by what they searched for: names of `WORDS`."""
    purpose = f"Tra cứu theo {', '.join(WORDS[name] for name in by)}"
    role = min(role for role in STAFF if role in clerk.roles)
    await _write(session, dossiers, clerk, role=role, what=SEARCH, purpose=purpose, at=at)


async def _write(
    session: AsyncSession,
    dossiers: Collection[UUID],
    person: Officer | Partner,
    *,
    role: Role,
    what: str,
    purpose: str,
    at: datetime,
    paper_id: UUID | None = None,
) -> None:
    """A look at each of these, unless it is folded into one just before."""
    again = exists().where(
        Usage.dossier_id == Dossier.id,
        Usage.owner_id == Dossier.owner_id,
        Usage.looked_by == person.id,
        Usage.looked_at > at - FOLDED,
        Usage.what == what,
        Usage.what != PAPER,
        Usage.purpose == purpose,
    )
    told = {
        "looked_by": person.id,
        "role": role,
        "agency_code": person.agency,
        "client_id": person.client_id,
        "what": what,
        "paper_id": paper_id,
        "purpose": purpose,
        "looked_at": at,
    }
    columns = Usage.__table__.c
    looks = select(
        func.gen_random_uuid(),
        Dossier.id,
        Dossier.owner_id,
        *(literal(value, columns[name].type) for name, value in told.items()),
    ).where(Dossier.id.in_(dossiers), ~again)
    await session.execute(insert(Usage).from_select(["id", "dossier_id", "owner_id", *told], looks))


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
