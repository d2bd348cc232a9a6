"""Writing the agencies of the province."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import AgencyChanged
from kit.outbox import emit
from services.identity.models import Agency


async def record_agency(session: AsyncSession, agency: Agency) -> None:
    """Write an agency and say it as it is now."""
    session.add(agency)
    await session.flush()
    await emit(
        session,
        AgencyChanged(
            agency_code=agency.code,
            name=agency.name,
            kind=agency.kind,
            parent_code=agency.parent_code,
            ward_codes=agency.ward_codes,
            number_template=agency.number_template,
            address=agency.address,
            phone=agency.phone,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        ),
    )
