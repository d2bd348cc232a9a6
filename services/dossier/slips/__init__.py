"""Papers the agency hands out, as PDF/A: form 01, the receipt and appointment slip (Phụ lục I Thông tư
03/2025/TT-VPCP).

Typst renders them from data only (a value never becomes markup) with the fonts inside its wheel, so every machine
prints the same; a font it does not have is an error, not a fallback. Rendering runs in at most two threads at a time.
"""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import segno
import typst

from contracts.offers import Component
from kit.clock import LOCAL

RECEIPT = Path(__file__).with_name("receipt.typ")
_presses = asyncio.Semaphore(2)


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
    async with _presses:
        return await asyncio.to_thread(render, slip)


def render(slip: Receipt) -> bytes:
    """Form 01 as PDF/A-2b, in this thread. RuntimeError when typst warns: a warning is a wrong page."""
    pdf, warnings = typst.compile_with_warnings(
        RECEIPT,
        ignore_system_fonts=True,
        sys_inputs={"slip": json.dumps(_told(slip), ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(slip.received_at.timestamp()),
    )
    if warnings:
        raise RuntimeError(f"form 01 was not rendered as meant: {warnings[0].message}")
    assert isinstance(pdf, bytes)
    return pdf


def _told(slip: Receipt) -> dict[str, object]:
    papers = [{"name": one.name, "originals": one.originals, "copies": one.copies} for one in slip.components]
    return asdict(slip) | {
        "components": papers,
        "received_at": _moment(slip.received_at),
        "due_at": _moment(slip.due_at) if slip.due_at else None,
        "qr": segno.make(slip.track_url, error="m").svg_inline(border=0),
    }


def _moment(moment: datetime) -> str:
    """As the form writes it: `10 giờ 00 phút, ngày 27 tháng 11 năm 2026`."""
    local = moment.astimezone(LOCAL)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d} tháng {local:%m} năm {local:%Y}"
