"""Papers the agency hands out, as PDF/A: the forms of Phụ lục I Thông tư 03/2025/TT-VPCP, and results by template.

`press` prints; `filling` gathers what was recorded; `letters`, `controlling` say it in the forms' words (pure); the
templates are the `.typ` files. Here: form 01, the receipt and appointment slip.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from contracts.offers import Component
from services.dossier.slips.press import printed, square
from services.dossier.slips.wording import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What form 01 says. Times are aware; `due_at` None: the law sets no limit. `track_url` goes into the QR code."""

    agency_name: str
    agency_address: str
    number: str
    tracking_code: str
    track_url: str
    applicant_name: str
    applicant_address: str | None
    applicant_phone: str | None
    applicant_email: str | None
    procedure_name: str
    components: tuple[Component, ...]
    time_limit: str
    received_at: datetime
    due_at: datetime | None
    returned_at: str


async def receipt(slip: Receipt) -> bytes:
    """Form 01 as PDF/A-2b."""
    return await printed("receipt", _told(slip), at=slip.received_at)


def _told(slip: Receipt) -> dict[str, object]:
    papers = [{"name": one.name, "originals": one.originals, "copies": one.copies} for one in slip.components]
    return asdict(slip) | {
        "components": papers,
        "received_at": moment(slip.received_at),
        "due_at": moment(slip.due_at) if slip.due_at else None,
        "qr": square(slip.track_url),
    }
