"""How an agency outside the platform works on its parts of joint dossiers: with its own system's credentials.

It sees its parts and nothing else of the joint dossier; every look is written down for the citizen.
"""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from contracts.dossier import Outcome
from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.idempotency import Idempotent, InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.people import Partner, require
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, TooLarge, UnsupportedType, problems
from kit.schemas import Words, clean
from services.dossier import actions, queries
from services.dossier.actions import usages
from services.dossier.lifecycle import Act, Status, check_role
from services.dossier.models import Dossier
from services.dossier.permissions import roles
from services.dossier.problems import (
    BrokenFile,
    DoneByParts,
    ExtensionMismatch,
    FeeUnpaid,
    NotKnownYet,
    NotNow,
    OtherWasFirst,
    ResultMissing,
    TooManyPapers,
)
from services.dossier.queries import parts as rows
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Files, Given
from services.dossier.routes.papers import PaperId, Sent, bounds, check_parts, download, read_upload
from services.dossier.schemas.assigning import Progress
from services.dossier.schemas.parts import PartnerPart, PartnerPartWhole
from services.dossier.schemas.requests import Refusal
from services.dossier.sight import as_person

router = APIRouter(prefix="/v1/partner/parts", tags=["partners"])

ACT = (NotFound, Forbidden, NotNow, OtherWasFirst, NotKnownYet, InFlight, KeyReused)
NOT_OUTPUTS = Fault("/outputs", "malformed", "Không phải đối tượng JSON.", "It is not a JSON object.")


async def partner(session: Session, person: Annotated[Partner, Depends(require(Partner))]) -> Partner:
    """Another system; the database shows only the parts of its agency."""
    await as_person(session, person)
    return person


System = Annotated[Partner, Depends(partner)]
PartId = Annotated[
    UUID,
    Path(
        description="`id` của phần việc: GET /v1/partner/parts / of the part",
        examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"],
    ),
]
Purpose = Annotated[
    Words | None,
    Query(description="Mục đích xem, người dân đọc được / why it is read, told to the citizen", examples=["Cấp thẻ"]),
]
Outputs = Annotated[
    str,
    Form(
        max_length=10_000, description="JSON: dữ liệu cho các phần sau / data for the parts after it", examples=["{}"]
    ),
]


async def own_part(session: Session, part_id: PartId, system: System) -> Dossier:
    """A part of the caller's agency; NotFound for every other dossier."""
    part = await queries.dossier(session, part_id)
    if part is None or not roles(system, part):
        raise NotFound
    return part


OwnPart = Annotated[Dossier, Depends(own_part)]


@router.get("", summary="Phần việc của đối tác / The partner's parts", responses=problems(Forbidden))
async def list_partner_parts(
    system: System,
    session: Session,
    given: Given,
    response: Response,
    *,
    status: Annotated[Status | None, Query(description="Trạng thái / state", examples=["accepted"])] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PartnerPart]:
    """Phần đến trước xếp trước; không có dữ liệu cá nhân. / The oldest first; without personal data."""
    response.headers["Cache-Control"] = "no-store"
    place = decode_place(given.cursor_key, cursor) if cursor else None
    found = await rows.of_agency(session, system.agency, status=status, after=place, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[PartnerPart.row(one) for one in found[:limit]],
        next=encode_place(given.cursor_key, (last.opened_at, last.id)) if last else None,
    )


@router.get("/{part_id}", summary="Xem phần việc / Read a part", responses=problems(NotFound, Forbidden))
async def read_partner_part(
    part: OwnPart, system: System, *, session: Session, response: Response, now: Now, purpose: Purpose = None
) -> PartnerPartWhole:
    """Chỉ câu trả lời và giấy tờ của phần này; lượt xem được ghi lại. / This part only; the look
    is noted.
    """
    response.headers.update(marks(part))
    await usages.note(session, part, system, what="dossier", at=now, purpose=purpose)
    papers = [*await rows.shared(session, part.id), *await queries.papers(session, part.id)]
    return PartnerPartWhole.whole(part, papers=papers)


@router.get(
    "/{part_id}/papers/{paper_id}",
    summary="Tải giấy tờ của phần việc / Download a paper of the part",
    response_class=StreamingResponse,
    responses=problems(NotFound, Forbidden)
    | {200: {"content": {"application/pdf": {}, "image/png": {}, "image/jpeg": {}}, "description": "Tệp / file"}},
)
async def download_partner_paper(
    part: OwnPart,
    paper_id: PaperId,
    *,
    system: System,
    session: Session,
    files: Files,
    now: Now,
    purpose: Purpose = None,
) -> StreamingResponse:
    """Luôn là tệp đính kèm; lượt tải được ghi lại. / Always as an attachment; the download is noted."""
    paper = await queries.paper(session, part.id, paper_id)
    if paper is None:
        raise NotFound
    await usages.note(session, part, system, what=usages.PAPER, at=now, paper_id=paper.id, purpose=purpose)
    return download(paper, files)


@router.post(
    "/{part_id}/take",
    status_code=201,
    summary="Nhận phần việc / Take the part",
    response_model=PartnerPart,
    responses=problems(FeeUnpaid, DoneByParts, *ACT),
)
async def take_part(part: OwnPart, system: System, *, session: Session, given: Given, once: Once, now: Now) -> Response:
    """Cơ quan đối tác bắt đầu xử lý. / The partner begins."""
    hours = await queries.calendar(session, part.agency_code, otherwise=given.calendar_code)
    await actions.start(session, part, by=actions.acting(system, part), at=now, hours=hours)
    return await _kept(once, session, part)


@router.post(
    "/{part_id}/progress",
    status_code=201,
    summary="Báo tiến độ / Report progress",
    response_model=PartnerPart,
    responses=problems(*ACT),
)
async def report_part(
    part: OwnPart, progress: Progress, *, system: System, session: Session, once: Once, now: Now
) -> Response:
    """Người nộp được báo. / The applicant is told."""
    by = actions.acting(system, part)
    await actions.assigning.report(session, part, note=progress.note, by=by, at=now)
    return await _kept(once, session, part)


@router.post(
    "/{part_id}/result",
    status_code=201,
    summary="Trả kết quả / Return the result",
    response_model=PartnerPart,
    responses=problems(
        ResultMissing, TooManyPapers, TooLarge, UnsupportedType, ExtensionMismatch, BrokenFile, FeeUnpaid, *ACT
    ),
)
async def return_result(
    part: OwnPart,
    file: Sent,
    *,
    outputs: Outputs = "{}",
    system: System,
    files: Files,
    session: Session,
    given: Given,
    request: Request,
    once: Once,
    now: Now,
) -> Response:
    """Tệp kết quả và dữ liệu cho các phần sau; người dân nhận ngay. / The result file, and the data the parts after it
    take; the citizen has it at once.
    """
    await check_parts(request, "file", "outputs")
    by = actions.acting(system, part)
    check_role(Act.RESOLVE, by=by.roles)
    data = _object(outputs)
    upload = await read_upload(file)
    await actions.parts.hold(session, part)  # the whole before its part, as every act does
    await actions.add_result(session, part, upload, files=files, bounds=bounds(given), by=by, at=now)
    await _resolve(session, part, by, outcome=Outcome.GRANTED, note=None, outputs=data, given=given, at=now)
    return await _kept(once, session, part)


@router.post(
    "/{part_id}/refuse",
    status_code=201,
    summary="Từ chối phần việc / Refuse the part",
    response_model=PartnerPart,
    responses=problems(*ACT),
)
async def refuse_part(
    part: OwnPart, refusal: Refusal, *, system: System, session: Session, given: Given, once: Once, now: Now
) -> Response:
    """Nêu rõ lý do; người dân được hoàn thiện riêng phần này. / With its grounds; the citizen may repair this part."""
    by = actions.acting(system, part)
    await _resolve(session, part, by, outcome=Outcome.REFUSED, note=refusal.reason, outputs={}, given=given, at=now)
    return await _kept(once, session, part)


async def _resolve(
    session: Session,
    part: Dossier,
    by: actions.Actor,
    *,
    outcome: Outcome,
    note: str | None,
    outputs: dict[str, Any],
    given: Given,
    at: Now,
) -> None:
    hours = await queries.calendar(session, part.agency_code, otherwise=given.calendar_code)
    await actions.resolve(
        session,
        part,
        outcome=outcome,
        note=note,
        outputs=outputs,
        by=by,
        at=at,
        hours=hours,
        province_code=given.province_code,
    )


def _object(text: str) -> dict[str, Any]:
    try:
        found = clean(json.loads(text))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid(errors=[NOT_OUTPUTS])
    return found


async def _kept(once: Idempotent, session: Session, part: Dossier) -> Response:
    return await once.keep(session, 201, PartnerPart.row(part), headers=marks(part))
