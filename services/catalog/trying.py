"""A draft tried on the dossiers the catalog was told of: the rows for `simulating`, and its answer. Writes nothing."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from kit.workdays import Calendar
from services.catalog import calendars
from services.catalog.content import read
from services.catalog.models import Procedure, Revision
from services.catalog.queries import revisions as queries
from services.catalog.queries.calendars import every
from services.catalog.simulating import Aspect, Difference, Place, differences, outcome, ready


class Trial(NamedTuple):
    """How it went: dossiers tried and left out, and what comes out otherwise."""

    tried: int
    skipped: int
    differences: list[Difference]

    def counts(self) -> dict[Aspect, int]:
        """Dossiers per aspect."""
        found = Counter(one.aspect for one in self.differences)
        return {aspect: found[aspect] for aspect in Aspect}


async def simulate(
    session: AsyncSession, procedure: Procedure, revision: Revision, *, last: int, province: str
) -> Trial:
    """Replay the newest `last` accepted dossiers against a revision."""
    dossiers = await queries.accepted(session, procedure.code, limit=last)
    lived = await queries.numbered(session, procedure.id, {one.revision for one in dossiers})
    rules = {number: ready(read(one.content)) for number, one in lived.items()}
    places = await _places(session, province=province)
    draft, found, skipped = ready(read(revision.content)), [], 0
    for dossier in dossiers:
        before, place = rules.get(dossier.revision), places.get(dossier.agency_code)
        if before is None or place is None:
            skipped += 1
            continue
        then, now = outcome(before, dossier, place=place), outcome(draft, dossier, place=place)
        found += differences(dossier, before=then, after=now)
    return Trial(len(dossiers) - skipped, skipped, found)


async def _places(session: AsyncSession, *, province: str) -> dict[str, Place]:
    """The agencies, each with the calendar it keeps; where no calendar is known at all there are none."""
    kept: dict[str, Calendar] = {}
    general: Calendar | None = None
    for row in await every(session):
        content = calendars.read(row.content)
        office = calendars.office(content)
        if not content.agency_codes:
            general = office
        kept |= dict.fromkeys(content.agency_codes, office)
    known = ((one, kept.get(one.code, general)) for one in await queries.agencies(session))
    return {one.code: Place(one.kind, one.ward_codes, calendar, province) for one, calendar in known if calendar}
