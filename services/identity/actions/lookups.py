"""Staff look somebody up by a number they have in hand, to fill in a form: never by browsing, never unseen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.people import Officer
from kit.problems import TooMany
from services.identity import queries
from services.identity.actions import disclosures
from services.identity.actions.disclosures import Reader, ReaderKind
from services.identity.models import Attribute, Lookup, Person
from services.identity.records.attributes import COUNTER
from services.identity.records.identifiers import Identifier

PER_HOUR: Final = 60
"""Look-ups of one member of staff in an hour, found or not: what a busy counter needs, not what a collector does."""


@dataclass(frozen=True)
class Why:
    """What somebody is looked up for, and the dossier it belongs to when there is one."""

    purpose: str
    dossier_code: str | None = None

    @property
    def words(self) -> str:
        """The purpose as the person reads it."""
        return f"{self.purpose} ({self.dossier_code})" if self.dossier_code else self.purpose


async def count(session: AsyncSession, officer: Officer, why: Why, *, at: datetime) -> None:
    """Count a look-up; TooMany when there were too many in the last hour. One that finds nobody counts as well."""
    # one at a time for one officer, so that many at once are counted too
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"lookup {officer.id}", 0))))
    if await queries.disclosures.count_lookups(session, officer.id, since=at - timedelta(hours=1)) >= PER_HOUR:
        raise TooMany(headers={"Retry-After": "3600"})
    session.add(
        Lookup(
            id=uuid4(),
            officer_id=officer.id,
            agency_code=officer.agency,
            purpose=why.purpose,
            dossier_code=why.dossier_code,
            looked_at=at,
        )
    )
    await session.flush()


async def look_up(
    session: AsyncSession, officer: Officer, typed: Identifier, *, why: Why, at: datetime
) -> tuple[Person, dict[str, Attribute]] | None:
    """The person with exactly this number, and of their record what a form at a counter needs; None for nobody.

    The person sees who looked, for which agency, and why.
    """
    person = await queries.records.find_known(session, typed)
    if person is None:
        return None
    record = await show(session, person, officer, names=COUNTER, purpose=why.words, at=at)
    return person, record


async def show(
    session: AsyncSession, person: Person, officer: Officer, *, names: tuple[str, ...], purpose: str, at: datetime
) -> dict[str, Attribute]:
    """What a member of staff is shown of a record: these attributes, with the line that says so."""
    today = at.astimezone(LOCAL).date()
    record = person.record(on=today)
    shown = {name: record[name] for name in names if name in record}
    reader = await _reader(session, officer, on=today)
    await disclosures.of_officer(session, person, reader=reader, purpose=purpose, attributes=shown, at=at)
    return shown


async def _reader(session: AsyncSession, officer: Officer, *, on: date) -> Reader:
    staff = await queries.people.find_person(session, officer.id)
    name = staff.record(on=on).get("full_name") if staff else None
    return Reader(ReaderKind.OFFICER, str(officer.id), name.value if name else officer.agency, officer.agency)
