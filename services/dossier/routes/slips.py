"""The forms of Thông tư 03/2025/TT-VPCP as people read them: which there are, each as PDF, the register."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from kit.clock import Now, midnight
from kit.db import Session
from kit.faults import Fault
from kit.problems import Forbidden, Invalid, NotFound, problems
from services.dossier import queries
from services.dossier.actions import issuing
from services.dossier.history import Deed
from services.dossier.issuing import IssuedKind, slip_of, slips
from services.dossier.permissions import procedures
from services.dossier.problems import DelegationOver, NotKnownYet, SlipMissing
from services.dossier.queries import registering
from services.dossier.replicas import Agency
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Clerk, SeenDossier
from services.dossier.routes.results import Press
from services.dossier.schemas.slips import SlipOut, Slips
from services.dossier.slips.drawing import Subject
from services.dossier.slips.press import printed
from services.dossier.slips.registering import register

router = APIRouter(prefix="/v1")

PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "PDF/A-2b"}}
MOST_DAYS = 31
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
MOST_ROWS = 2000
BACKWARDS = Fault("/to_on", "backwards", "Ngày cuối phải từ ngày đầu trở đi.", "The last day is before the first.")
TOO_LONG = Fault("/to_on", "too-long", "Mỗi sổ tối đa 31 ngày.", "A register covers 31 days at most.")
TOO_MANY = Fault("/to_on", "too-many", "Kỳ có quá 2.000 hồ sơ; hãy chọn kỳ ngắn hơn.", "Over 2,000 dossiers: ask less.")


class SlipForm(StrEnum):
    """The forms that are about one dossier, 01 to 06."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"


@router.get(
    "/dossiers/{dossier_id}/slips",
    summary="Các mẫu phiếu của hồ sơ / The dossier's slips",
    responses=problems(NotFound, DelegationOver, NotKnownYet),
    tags=["dossiers"],
)
async def list_slips(dossier: SeenDossier, session: Session, response: Response) -> Slips:
    """Mẫu 01 đến 06 đã có, theo diễn biến hồ sơ. / Forms 01 to 06 there are, in the order of the history."""
    response.headers.update(marks(dossier))
    found = slips(await _deeds(session, dossier.id))
    return Slips(items=[SlipOut.of(one, dossier_id=dossier.id) for one in found])


@router.get(
    "/dossiers/{dossier_id}/slips/{form}",
    summary="Phiếu theo mẫu 01-06 / A slip of forms 01-06",
    response_class=Response,
    responses=problems(NotFound, SlipMissing, NotKnownYet, DelegationOver) | PDF,
    tags=["dossiers"],
)
async def print_slip(
    dossier: SeenDossier,
    form: Annotated[SlipForm, Path(description="Mẫu / form", examples=["receipt"])],
    *,
    session: Session,
    press: Press,
    now: Now,
    entry: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="`sequence` trong diễn biến / in the timeline")
    ] = None,
) -> Response:
    """Phiếu gần nhất của mẫu, hoặc phiếu của việc số `entry`. Mẫu 01-05 được cơ quan ký số và có mã kiểm tra.
    / The latest of the form, or that of entry `entry`. Forms 01-05 are signed by the agency and carry a code.
    """
    deeds = await _deeds(session, dossier.id)
    slip = slip_of(deeds, IssuedKind(form.value), sequence=entry)
    if slip is None:
        raise SlipMissing
    pdf = await issuing.slip(session, Subject(dossier, deeds, slip), press=press, at=now)
    name = dossier.number or dossier.tracking_code
    return pdf_answer(pdf, name=name if form is SlipForm.RECEIPT else f"{name}-{form}-{slip.sequence}")


@router.get(
    "/worklist/register",
    summary="Sổ theo dõi hồ sơ (mẫu 07) / Register of dossiers (form 07)",
    response_class=Response,
    responses=problems(Forbidden, NotKnownYet, Invalid) | PDF,
    tags=["officers"],
)
async def print_register(
    clerk: Clerk,
    session: Session,
    *,
    from_on: Annotated[date, Query(ge=FIRST, le=LAST, description="Từ ngày / from", examples=["2026-11-02"])],
    to_on: Annotated[
        date, Query(ge=FIRST, le=LAST, description="Đến hết ngày / to and including", examples=["2026-11-30"])
    ],
) -> Response:
    """Hồ sơ cơ quan đã tiếp nhận trong kỳ, tối đa 31 ngày và 2.000 hồ sơ. / What the agency received in the period,
    at most 31 days and 2,000 dossiers.
    """
    if wrong := [BACKWARDS] if to_on < from_on else [TOO_LONG] if (to_on - from_on).days >= MOST_DAYS else []:
        raise Invalid(errors=wrong)
    agency = await session.get(Agency, clerk.agency)
    if agency is None:
        raise NotKnownYet
    since, until = midnight(from_on), midnight(to_on) + timedelta(days=1)
    found = await registering.received(
        session, clerk.agency, since=since, until=until, procedures=procedures(clerk), limit=MOST_ROWS + 1
    )
    if len(found) > MOST_ROWS:
        raise Invalid(errors=[TOO_MANY])
    told = register(found, agency_name=agency.name, agency_code=agency.code, from_on=from_on, to_on=to_on)
    return pdf_answer(await printed("register", told, at=until), name=f"so-theo-doi-{from_on}-{to_on}")


def pdf_answer(pdf: bytes, *, name: str) -> Response:
    """A PDF to keep, under a name of ours."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _deeds(session: Session, dossier_id: UUID) -> Sequence[Deed]:
    return [queries.deed(entry) for entry in await queries.entries(session, dossier_id)]
