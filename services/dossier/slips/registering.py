"""Form 07, the register: the dossiers an agency received in a period, as the circular's columns want them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from contracts.terms import Channel
from kit.clock import LOCAL
from services.dossier.issuing import TITLES, IssuedKind
from services.dossier.lifecycle import STATES, Status

COLUMNS = (
    "STT",
    "Số hồ sơ",
    "Tên thủ tục hành chính",
    "Số bộ",
    "Tên cá nhân, tổ chức",
    "Ngày nhận",
    "Hẹn trả",
    "Chuyển kết quả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Ghi chú",
)
RECEIVED_BY = {Channel.ONLINE: "Trực tuyến", Channel.DIRECT: "Trực tiếp", Channel.POST: "Bưu chính"}


class Registered(Protocol):
    """What the register tells of a dossier."""

    @property
    def number(self) -> str | None: ...
    @property
    def procedure_name(self) -> str: ...
    @property
    def applicant_name(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def resolved_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...
    @property
    def delivered_by(self) -> Channel | None: ...
    @property
    def status(self) -> Status: ...


def register(
    dossiers: Iterable[Registered], *, agency_name: str, agency_code: str, from_on: date, to_on: date
) -> dict[str, Any]:
    """The register as its template takes it. A day has one register and a period one, its days named."""
    days = f"ngày {from_on:%d/%m/%Y}" if from_on == to_on else f"từ ngày {from_on:%d/%m/%Y} đến ngày {to_on:%d/%m/%Y}"
    return {
        "title": TITLES[IssuedKind.REGISTER].vi,
        "agency_name": agency_name,
        "number": f"{agency_code}/{from_on:%Y%m%d}-{to_on:%Y%m%d}",
        "period": f"Hồ sơ tiếp nhận {days}",
        "columns": COLUMNS,
        "rows": [_row(place, one) for place, one in enumerate(dossiers, start=1)],
    }


def _row(place: int, dossier: Registered) -> tuple[str, ...]:
    return (
        str(place),
        dossier.number or "",
        dossier.procedure_name,
        "01",
        dossier.applicant_name,
        *(_short(at) for at in (dossier.received_at, dossier.due_at, dossier.resolved_at, dossier.delivered_at)),
        RECEIVED_BY[dossier.delivered_by] if dossier.delivered_by else "",
        STATES[dossier.status].vi,
    )


def _short(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%H:%M %d/%m/%Y}" if at else ""
