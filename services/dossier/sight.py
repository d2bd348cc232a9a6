"""Telling the database for whom a transaction reads: the row-level policies of migration 0002 show only their rows.

Transaction-local settings: `motcua.person` an owner's id, `motcua.agency` an agency's code, `motcua.procedures` the
procedures somebody is limited to (empty: not limited), `motcua.staff` a member of staff's id, `motcua.actor` = `system`
for the platform itself (handlers, schedule, public tracking). Without any of them no dossier is visible.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Citizen, Officer, Partner, Person
from services.dossier.permissions import procedures

NONE = "-"
"""No procedure has this code: somebody limited to none sees nothing."""

_SEE = text(
    "SELECT set_config('motcua.person', :person, true), set_config('motcua.agency', :agency, true),"
    " set_config('motcua.actor', :actor, true), set_config('motcua.procedures', :procedures, true),"
    " set_config('motcua.staff', :staff, true)"
)


async def as_person(session: AsyncSession, person: Person) -> None:
    """The rest of the transaction sees what this person may see."""
    owner = str(person.id) if isinstance(person, Citizen) else ""
    agency = person.agency if isinstance(person, Officer | Partner) else ""
    staff = str(person.id) if isinstance(person, Officer) else ""
    limits = procedures(person)
    named = "" if limits is None else ",".join(sorted(limits)) or NONE
    seer = {"person": owner, "agency": agency, "actor": "person", "procedures": named, "staff": staff}
    await session.execute(_SEE, seer)


async def as_system(session: AsyncSession) -> None:
    """The rest of the transaction sees every dossier."""
    await session.execute(_SEE, {"person": "", "agency": "", "actor": "system", "procedures": "", "staff": ""})
