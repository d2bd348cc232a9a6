"""Dossier numbers: of each agency, by the day, without a gap."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier import codes
from services.dossier.models import NumberSequence
from services.dossier.problems import NotKnownYet
from services.dossier.replicas import Agency


async def draw_number(session: AsyncSession, agency_code: str, *, on: date) -> str:
    """The agency's next number of the day. The row lock holds until the commit: no gap, no double. NotKnownYet
    while the agency is on its way here.
    """
    agency = await session.get(Agency, agency_code)
    if agency is None:
        raise NotKnownYet
    drawn = insert(NumberSequence).values(agency_code=agency_code, day=on, last=1)
    sequence = await session.scalar(
        drawn.on_conflict_do_update(
            index_elements=["agency_code", "day"], set_={"last": NumberSequence.last + 1}
        ).returning(NumberSequence.last)
    )
    assert sequence is not None
    return codes.number(agency.number_template, agency=agency_code, on=on, seq=sequence)
