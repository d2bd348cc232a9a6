"""Stored content into REST shapes. Pure.

Most shapes of the answer have the same fields as the content's, so what a field is called is written once (in
`schemas`); the answer's model picks what people may see.
"""

from typing import Any

from contracts.fees import FeeRule
from kit.schemas import Money
from services.catalog.calendars import read as read_calendar
from services.catalog.content import ChannelOffer, Variant
from services.catalog.content import read as read_content
from services.catalog.models import Procedure, Revision, WorkCalendar
from services.catalog.schemas.calendars import CalendarOut
from services.catalog.schemas.procedures import ProcedureOut
from services.catalog.telling import forms


def procedure(known: Procedure, revision: Revision) -> ProcedureOut:
    """A revision as people read it."""
    content = read_content(revision.content)
    told = {case: form.model_dump() for case, form in forms(content).items()}
    said = content.model_dump(exclude={"channels", "papers", "forms", "legal_bases", "requirements", "cases"})
    said |= {
        "code": known.code,
        "field": content.fields[0],
        "revision": {
            "id": revision.id,
            "number": revision.number,
            "effective_from": revision.effective_from,
            "effective_to": revision.effective_to,
        },
        "agency_kinds": content.agency_kinds(),
        "cases": [{"id": case.id, "name": case.name, "form": told.get(case.id)} for case in content.cases],
        "channels": [_channel(offer) for offer in content.channels],
        "components": [paper.model_dump() for paper in content.papers],
        "legal_bases": [basis.number for basis in content.legal_bases],
        "legal_documents": [basis.model_dump() for basis in content.legal_bases],
        "requirements": content.requirements_text,
        "eligibility": [one.model_dump() for one in content.requirements],
        "form": told[None],
        "closed_on": known.closed_on,
        "replaced_by": known.replaced_by,
    }
    return ProcedureOut.model_validate({name: said[name] for name in ProcedureOut.model_fields})


def calendar(stored: WorkCalendar) -> CalendarOut:
    """A calendar as people read it."""
    content = read_calendar(stored.content)
    said = content.model_dump() | {
        "code": stored.code,
        "name": stored.name,
        "version": stored.version,
        "published_at": stored.published_at,
        "time_zone": "Asia/Ho_Chi_Minh",
    }
    return CalendarOut.model_validate({name: said[name] for name in CalendarOut.model_fields})


def _channel(offer: ChannelOffer) -> dict[str, Any]:
    return _variant(offer) | {"channel": offer.channel, "cases": [_variant(one) for one in offer.variants]}


def _variant(variant: Variant) -> dict[str, Any]:
    said = variant.model_dump(include=set(Variant.model_fields) - {"fees"})
    return said | {"fees": [_fee(fee) for fee in variant.fees]}


def _fee(fee: FeeRule) -> dict[str, Any]:
    return fee.model_dump() | {
        "amount": _money(fee.amount),
        "most": _money(fee.most),
        "steps": [{"beyond": step.beyond, "amount": Money(amount=step.amount)} for step in fee.steps],
    }


def _money(amount: int | None) -> Money | None:
    return None if amount is None else Money(amount=amount)
