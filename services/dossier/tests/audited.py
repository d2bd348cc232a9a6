"""What the audit finds of dossiers, inside a test's own transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier import queries
from services.dossier.auditing import reading
from services.dossier.auditing.examining import examine, gaps
from services.dossier.models import Dossier
from services.dossier.sight import as_system


async def findings(session: AsyncSession, dossier_id: str, *, agencies: Sequence[str] = ()) -> list[str]:
    """What is wrong with a dossier and its parts, and with the numbers of these agencies."""
    await as_system(session)
    wanted = select(Dossier).where(or_(Dossier.id == UUID(dossier_id), Dossier.parent_id == UUID(dossier_id)))
    found = []
    for row in await session.scalars(wanted.execution_options(populate_existing=True)):
        entries = await queries.entries(session, row.id)
        chain = [(queries.deed(entry), entry.previous, entry.hash) for entry in entries]
        columns = {column.key: getattr(row, column.key) for column in Dossier.__table__.columns}
        found += [one.what for one in examine(row.id, chain, row=columns)]
    found += [f"{part} strays" for part in await reading.strays(session)]
    numbers = gaps(*await reading.numbers(session))
    return found + [one.what for one in numbers if one.about.startswith(tuple(f"{code} " for code in agencies))]
