"""Administrative units before and after 2025-07-01, and which took over from which."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.vietnamese import nfc
from services.catalog.models import UNRECORDED, Area, AreaLevel, AreaSuccession

HERE = Path(__file__).parent
LAST_OLD_DAY, FIRST_NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)
"""Two-tier local government began on 2025-07-01."""
_AREAS = UUID("6f1c0c7e-6f0d-4d5c-9b36-3a1f5b9f2d11")


async def seed_areas(session: AsyncSession) -> None:
    """Put in the units that are not there yet."""
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
        for row in rows("area_successions.csv")
    ]
    await session.execute(insert(Area).on_conflict_do_nothing(), areas)
    await session.execute(insert(AreaSuccession).on_conflict_do_nothing(), successions)


def rows(file: str) -> list[dict[str, str]]:
    """The rows of a table of this folder, in NFC."""
    return list(csv.DictReader(StringIO(nfc((HERE / file).read_text(encoding="utf-8")), newline="")))


def _areas(file: str, *, valid_from: date, valid_to: date | None) -> Iterator[dict[str, Any]]:
    for row in rows(file):
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
