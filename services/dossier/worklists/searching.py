"""An agency's dossiers found by what people at the desk say: a number, a name, a personal number, a phone.

Only what was sent to the agency, open or over. What is found is cut at `MOST`: nobody reads more, and a surname alone
would find half the province.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.vietnamese import fold
from services.dossier.blind import Blind
from services.dossier.codes import parse_tracking
from services.dossier.lifecycle import UNSENT
from services.dossier.models import Dossier
from services.dossier.replicas import Person
from services.dossier.schemas.worklists import Search
from services.dossier.worklists.listing import item

MOST = 50
"""Rows of an answer."""
NAMED = 1000
"""Rows of one name that are looked at, of which the latest sent are shown."""
LAST = chr(0x10FFFF)
"""Sorts behind everything."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: the answer, and whose rows are in it."""

    body: bytes
    ids: list[UUID]


async def search(session: AsyncSession, wanted: Search, *, agency_code: str, blind: Blind) -> Hits:
    """What fits all that is wanted, the latest sent first: `{"items": [WorklistRow, ...], "is_cut": ...}`."""
    conditions = [Dossier.agency_code == agency_code, Dossier.status.not_in(UNSENT)]
    conditions += [*_numbered(wanted.number), *_owned(wanted, blind)]
    is_cut = False
    if wanted.name is not None:
        named = await _named(session, wanted.name)
        is_cut = len(named) > NAMED
        conditions.append(Dossier.id.in_(named[:NAMED]))
    found = (
        select(Dossier.id, cast(item(), Text).label("told"))
        .where(*conditions)
        .order_by(Dossier.submitted_at.desc(), Dossier.id)
        .limit(literal_column(str(MOST + 1)))
    )
    rows = (await session.execute(found)).all()
    shown, told = rows[:MOST], json.dumps(is_cut or len(rows) > MOST)
    body = f'{{"items":[{",".join(row.told for row in shown)}],"is_cut":{told}}}'
    return Hits(body.encode(), [row.id for row in shown])


def query(name: str) -> str:
    """Words of a name as PostgreSQL's `tsquery`: each whole, in any order, the last perhaps unfinished."""
    words = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in fold(name).split()]
    return " & ".join(words) + ":*" if words else ""


async def _named(session: AsyncSession, name: str) -> list[UUID]:
    asked = query(name)
    if not asked:
        return []
    return list((await session.scalars(select(func.dossiers_named(asked, NAMED + 1)))).all())


def _numbered(number: str | None) -> list[ColumnElement[bool]]:
    if number is None:
        return []
    code = parse_tracking(number)
    begins = (Dossier.number.op("~>=~")(number), Dossier.number.op("~<~")(number + LAST))
    wanted = Dossier.number.is_not(None) & begins[0] & begins[1]
    return [or_(wanted, Dossier.tracking_code == code)] if code else [wanted]


def _owned(wanted: Search, blind: Blind) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    macs = (
        (wanted.personal_number, blind.personal_number, Person.personal_number_mac),
        (wanted.phone, blind.phone, Person.phone_mac),
    )
    for said, digest, column in macs:
        if said is not None:
            conditions.append(Dossier.owner_id.in_(select(Person.id).where(column == digest(said))))
    return conditions
