"""Words people use come to mean words of the catalog."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.problems import ChangedMeanwhile
from kit.vietnamese import fold
from services.catalog.actions.editions import raise_edition
from services.catalog.models import Synonym


async def put_synonym(session: AsyncSession, said: str, meant: Sequence[str], *, seen: int, at: datetime) -> Synonym:
    """What is said means these phrases from now on. Raises ChangedMeanwhile unless `seen` is its version (0: none)."""
    await raise_edition(session)  # first: editors queue here, so two of them cannot both find nothing
    present = await session.get(Synonym, fold(said), populate_existing=True)
    if (present.version if present is not None else 0) != seen:
        raise ChangedMeanwhile
    if present is None:
        present = Synonym(said=fold(said), meant=list(meant), version=1, changed_at=at)
        session.add(present)
    else:
        present.meant, present.version, present.changed_at = list(meant), seen + 1, at
    await session.flush()
    return present
