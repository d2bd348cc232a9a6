"""A granted dossier makes something true of its applicant: identity is told, on the topic only it may hear."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import AttributesEstablished
from contracts.terms import AgencyKind
from kit.logs import log
from kit.outbox import emit
from services.dossier import queries
from services.dossier.models import Dossier
from services.dossier.replicas import Agency, Person
from services.dossier.write_back import ADDRESSES, attribute_of, attributes

WARD = re.compile(r"\b(xã|phường|đặc khu|thị trấn) .+$", re.IGNORECASE)
"""The ward in the name of its committee or police (Công an phường Tứ Minh)."""
OF_A_WARD = (AgencyKind.COMMUNE_COMMITTEE, AgencyKind.COMMUNE_POLICE)


async def establish(session: AsyncSession, dossier: Dossier, *, at: datetime, province_code: str) -> None:
    """Say what the results of the dossier's revision write back, as far as the answers tell it whole."""
    procedure = await queries.procedure_of(session, dossier)
    writes = [write for result in procedure.results for write in result.writes]
    if not writes:
        return
    names = await _ward_names(session, dossier)
    found = attributes(procedure.results, dossier.answers, ward_names=names, province_code=province_code)
    for attribute in {attribute_of(write.attribute) for write in writes} - found.keys():
        log.warning("attribute_not_established", dossier=str(dossier.id), attribute=attribute)
    if not found:
        return
    assert dossier.number is not None
    said = AttributesEstablished(
        person_id=dossier.owner_id,
        dossier_id=dossier.id,
        number=dossier.number,
        procedure_code=dossier.procedure_code,
        attributes=found,
        established_at=at,
    )
    await emit(session, said)


async def _ward_names(session: AsyncSession, dossier: Dossier) -> dict[str, str]:
    """Names of wards by code: those agencies of one ward are called by, before those the applicant's record has."""
    agencies = await session.scalars(
        select(Agency).where(Agency.kind.in_(OF_A_WARD), func.jsonb_array_length(Agency.ward_codes) == 1)
    )
    names = {one.ward_codes[0]: _capital(said[0]) for one in agencies if (said := WARD.search(one.name))}
    person = await session.get(Person, dossier.owner_id)
    known: Mapping[str, Any] = person.record if person else {}
    homes = [home for name in ADDRESSES if isinstance(home := known.get(name), Mapping)]
    return {home["ward_code"]: home["ward_name"] for home in homes} | names


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
