"""Filling in form 01 from what is recorded: the slip says what was true when the dossier was accepted.

Name, agency, papers and times are those of acceptance. Address, phone and e-mail are the dossier's own answers, which
only an answer to a supplement request changes later; where the form does not ask them, and for the agency's address,
they are those of the day of printing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import Channel, LimitUnit, TimeLimit
from kit.clock import LOCAL
from services.dossier import judging, queries
from services.dossier.admission import form_of
from services.dossier.completeness import needed
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier
from services.dossier.prefill import stated
from services.dossier.problems import NotKnownYet, SlipMissing
from services.dossier.replicas import Agency, Person
from services.dossier.slips import Receipt

UNITS = {
    LimitUnit.WORKING_DAY: "{:02} ngày làm việc",
    LimitUnit.WORKING_HOUR: "{:02} giờ làm việc",
    LimitUnit.DAY: "{:02} ngày",
    LimitUnit.SAME_DAY: "trong ngày",
}
RETURNED = {
    Channel.ONLINE: "Cổng dịch vụ công (trực tuyến)",
    Channel.DIRECT: "Bộ phận Tiếp nhận và Trả kết quả",
    Channel.POST: "Qua dịch vụ bưu chính công ích",
}

CONTACTS = ("residence", "phone", "email")


async def receipt(session: AsyncSession, dossier: Dossier, *, public_url: str) -> Receipt:
    """The slip of an accepted dossier; SlipMissing before that."""
    accepted = next((one for one in await queries.entries(session, dossier.id) if one.act is Act.ACCEPT), None)
    if accepted is None or dossier.number is None:
        raise SlipMissing
    agency, person = await session.get(Agency, dossier.agency_code), await session.get(Person, dossier.owner_id)
    if agency is None or person is None:
        raise NotKnownYet
    procedure = await queries.procedure_of(session, dossier)
    on = accepted.at.astimezone(LOCAL).date()
    terms = await judging.terms_of(session, dossier, procedure, on=on)
    filed = await queries.filed_components(session, dossier.id, by=accepted.at)
    contact = {name: _contact(name, dossier, form_of(procedure, dossier.case).answers, person) for name in CONTACTS}
    due = accepted.decided["due_at"]
    return Receipt(
        agency_name=dossier.agency_name,
        agency_address=agency.address,
        number=dossier.number,
        tracking_code=dossier.tracking_code,
        track_url=f"{public_url}/v1/tracking/{dossier.tracking_code}",
        applicant_name=dossier.applicant_name,
        applicant_address=_address(contact["residence"]),
        applicant_phone=contact["phone"],
        applicant_email=contact["email"],
        procedure_name=dossier.procedure_name,
        components=tuple(one for one in needed(procedure.components, case=dossier.case) if one.id in filed),
        time_limit=in_words(terms.time_limit if terms else None),
        received_at=accepted.at,
        due_at=datetime.fromisoformat(due) if due else None,
        returned_at=RETURNED[dossier.channel],
    )


def in_words(limit: TimeLimit | None) -> str:
    """A time limit as the form writes it."""
    return UNITS[limit.unit].format(limit.value) if limit else "pháp luật không quy định"


def _contact(name: str, dossier: Dossier, schema: dict[str, Any], person: Person) -> Any:  # noqa: ANN401 - JSON
    return stated(schema, f"person.{name}", answers=dossier.answers) or person.record.get(name)


def _address(residence: dict[str, str] | None) -> str | None:
    parts = [residence.get("line"), residence.get("ward_name")] if residence else []
    return ", ".join(part for part in parts if part) or None
