"""Things to test feedback with."""

from datetime import datetime
from uuid import UUID, uuid4

from contracts.dossier import DossierDeclined, DossierDelivered
from contracts.identity import AgencyChanged
from contracts.terms import AgencyKind, Channel
from kit.clock import LOCAL

AGENCY = "G01.24.91"


def agency(**changed: object) -> AgencyChanged:
    """The police of Tứ Minh ward, as identity tells it."""
    record: dict[str, object] = {
        "agency_code": AGENCY,
        "name": "Công an phường Tứ Minh",
        "kind": AgencyKind.COMMUNE_POLICE,
        "ward_codes": ["10891"],
        "number_template": "{agency}-{date:%Y%m%d}-{seq:07}",
        "address": "Phường Tứ Minh, thành phố Hải Phòng",
        "valid_from": datetime(2025, 7, 1, tzinfo=LOCAL).date(),
    }
    return AgencyChanged.model_validate(record | changed)


def _dossier(owner_id: UUID) -> dict[str, object]:
    return {
        "dossier_id": uuid4(),
        "tracking_code": "7QK2M9XA4D",
        "owner_id": owner_id,
        "procedure_code": "1.004194",
        "procedure_name": "Đăng ký tạm trú",
        "agency_code": AGENCY,
    }


def delivered(owner_id: UUID, at: datetime, **changed: object) -> DossierDelivered:
    """A result that reached its owner."""
    more = {"number": "G01.24.91-20261125-0000001", "channel": Channel.ONLINE, "delivered_at": at}
    return DossierDelivered.model_validate(_dossier(owner_id) | more | changed)


def declined(owner_id: UUID, at: datetime) -> DossierDeclined:
    """A dossier the desk refused to receive."""
    return DossierDeclined.model_validate(_dossier(owner_id) | {"declined_at": at})
