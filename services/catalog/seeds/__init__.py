"""What a new installation starts with: procedures, administrative units, life events, synonyms, a calendar.

Idempotent, and quick when nothing is new. Seeded things follow the software's releases until somebody edits them
(ADR 0032); only what is new is told to others. Origins are in LICENCES.md.

    pages    procedures with a recorded portal page     index    the others of the national index, as information
    areas    administrative units                       release  whether there is anything to do
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.catalog import calendars
from services.catalog.actions.calendars import publish_calendar
from services.catalog.actions.seeding import Seed, begin, finish, plant, plant_life_events, plant_synonyms
from services.catalog.queries.calendars import newest
from services.catalog.seeds import index, pages
from services.catalog.seeds.areas import rows, seed_areas
from services.catalog.seeds.release import release

HERE = Path(__file__).parent
RECORDED_ON = date(2026, 7, 1)
"""The pages were recorded in June and July 2026: their first revisions are in force from here."""


async def seed(session: AsyncSession) -> None:
    """Put the seed data into the catalog and tell what is new; nothing where this release was seeded before."""
    wanted = release()
    if not await begin(session, wanted):
        return
    at = datetime.now(UTC)
    await seed_areas(session)
    await _seed_calendar(session, at=at)
    await plant(session, list(procedures()), on=at.astimezone(LOCAL).date(), at=at)
    await plant_life_events(session, document("life_events.json"), at=at)
    await plant_synonyms(session, document("synonyms.json"), at=at)
    await finish(session, wanted)


def procedures() -> Iterator[Seed]:
    """The seeded procedures: the recorded pages first, then those that only the index knows."""
    aliases: dict[str, list[str]] = document("aliases.json")
    recorded = dict(pages.contents())
    names = {result.code: result.name for content in recorded.values() for result in content.results}
    listed = index.contents(rows("procedures_index.csv"), without=recorded.keys(), result_names=names)
    for code, content in [*recorded.items(), *listed]:
        known = list(dict.fromkeys([*content.aliases, *aliases.pop(code, [])]))
        yield Seed(code, content.model_copy(update={"aliases": known}), RECORDED_ON)
    if aliases:
        raise ValueError(f"aliases of unknown procedures: {sorted(aliases)}")


async def _seed_calendar(session: AsyncSession, *, at: datetime) -> None:
    """The calendar of this release, unless an editor has changed the one that is there."""
    calendar = document("calendar.json")
    present = await newest(session, calendar["code"])
    if present is not None and (present.published_by is not None or present.version >= calendar["version"]):
        return
    await publish_calendar(
        session,
        calendar["code"],
        calendars.read(calendar),
        name=calendar["name"],
        version=calendar["version"],
        at=at,
    )


def document(file: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """A document of this folder."""
    return json.loads((HERE / file).read_bytes())
