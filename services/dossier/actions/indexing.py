"""People are indexed for the desk's search: a pass that digests the numbers of those who changed.

The same pass fills records older than the index and, after an exchange of the key, all of them.
"""

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.blind import Blind
from services.dossier.replicas import Person

BATCH = 500


async def index(session: AsyncSession, blind: Blind) -> int:
    """Digest some of the people whose digests are not of the present key; how many."""
    stale = or_(Person.macs_of.is_(None), Person.macs_of < blind.mark, Person.macs_of > blind.mark)
    wanted = select(Person.id, Person.record).where(stale).limit(BATCH).with_for_update(skip_locked=True)
    rows = (await session.execute(wanted)).all()
    changed = []
    for person_id, record in rows:
        found = blind.of(record)
        macs = {"personal_number_mac": found.personal_number, "phone_mac": found.phone, "macs_of": blind.mark}
        changed.append({"id": person_id} | macs)
    if changed:
        await session.execute(update(Person), changed)
    return len(changed)
