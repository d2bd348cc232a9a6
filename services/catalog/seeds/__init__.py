"""What a new installation starts with: procedures, administrative units and the calendar of Hải Phòng.

Idempotent: what is already there stays as it is, and only new rows are told to others. Origins are in LICENCES.md.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.catalog import calendars
from services.catalog.actions.calendars import publish_calendar
from services.catalog.actions.seeding import Seed, plant
from services.catalog.content import FormOffer
from services.catalog.forms import library
from services.catalog.forms.generic import generic
from services.catalog.models import UNRECORDED, Area, AreaLevel, AreaSuccession
from services.catalog.portal import reading
from services.catalog.portal.corrections import NO_CORRECTIONS, Corrections
from services.catalog.portal.pages import Page

HERE = Path(__file__).parent
RECORDED_ON = date(2026, 7, 1)
"""The pages were recorded in June and July 2026: their first revisions are in force from here."""
LAST_OLD_DAY, FIRST_NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)
"""Two-tier local government began on 2025-07-01."""
_AREAS = UUID("6f1c0c7e-6f0d-4d5c-9b36-3a1f5b9f2d11")
_PAGES = TypeAdapter(list[Page])


async def seed(session: AsyncSession) -> None:
    """Put the seed data into the catalog and tell what is new."""
    at = datetime.now(UTC)
    await _seed_areas(session)
    calendar = _document("calendar.json")
    await publish_calendar(
        session,
        calendar["code"],
        calendars.read(calendar),
        name=calendar["name"],
        version=calendar["version"],
        at=at,
    )
    await plant(session, list(procedures()), on=at.astimezone(LOCAL).date(), at=at)


def procedures() -> Iterator[Seed]:
    """The seeded procedures, corrected, each with its form."""
    pages = _PAGES.validate_json((HERE / "procedures.json").read_bytes())
    decided = {
        file.stem: Corrections.model_validate_json(file.read_bytes()) for file in (HERE / "corrections").iterdir()
    }
    if lost := decided.keys() - {page.code for page in pages}:
        raise ValueError(f"corrections of unknown procedures: {sorted(lost)}")
    for page in pages:
        corrections = decided.get(page.code, NO_CORRECTIONS)
        yield Seed(page.code, reading.content(page, [_form(page)], corrections=corrections), RECORDED_ON)


def _form(page: Page) -> FormOffer:
    """The procedure's own form where there is one, else the generic one."""
    if page.code in library.codes():
        return FormOffer(definition=library.definition(page.code))
    return FormOffer(definition=generic(page.name, reading.applicants(page.applicants)))


async def _seed_areas(session: AsyncSession) -> None:
    areas = [
        *_areas("areas_until_2025-06-30.csv", valid_from=UNRECORDED, valid_to=LAST_OLD_DAY),
        *_areas("areas_from_2025-07-01.csv", valid_from=FIRST_NEW_DAY, valid_to=None),
    ]
    successions = [
        {
            "predecessor_id": _area_id(row["old_code"], UNRECORDED),
            "successor_id": _area_id(row["new_code"], FIRST_NEW_DAY),
            "effective_on": FIRST_NEW_DAY,
            "basis": row["basis"],
        }
        for row in _rows("area_successions.csv")
    ]
    await session.execute(insert(Area).on_conflict_do_nothing(), areas)
    await session.execute(insert(AreaSuccession).on_conflict_do_nothing(), successions)


def _areas(file: str, *, valid_from: date, valid_to: date | None) -> Iterator[dict[str, Any]]:
    for row in _rows(file):
        yield {
            **row,
            "id": _area_id(row["code"], valid_from),
            "level": AreaLevel(row["level"]),
            "parent_code": row["parent_code"] or None,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }


def _area_id(code: str, valid_from: date) -> UUID:
    """The same id on every installation, so that bundles agree."""
    return uuid5(_AREAS, f"{code}@{valid_from}")


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _document(file: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((HERE / file).read_bytes())
    return document
