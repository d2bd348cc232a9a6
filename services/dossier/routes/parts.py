"""The parts of a joint dossier, in the whole."""

from fastapi import APIRouter, Response

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions, judging, queries
from services.dossier.actions import parts, repairing
from services.dossier.joint import Stage
from services.dossier.lifecycle import UNSENT
from services.dossier.models import PaperKind
from services.dossier.problems import (
    DelegationOver,
    Incomplete,
    NotKnownYet,
    NotNow,
    NotRepairable,
    NotYours,
    OtherWasFirst,
)
from services.dossier.queries import parts as rows
from services.dossier.queries import shown
from services.dossier.routes.answering import kept, marks
from services.dossier.routes.arguments import Applicant, Given, OwnDossier, SeenDossier
from services.dossier.schemas.parts import PartOut, Parts
from services.dossier.schemas.requests import Repair
from services.dossier.schemas.whole import Standing
from services.dossier.sight import as_system

REPAIRED = (
    NotFound,
    Forbidden,
    Incomplete,
    NotNow,
    NotYours,
    NotRepairable,
    OtherWasFirst,
    DelegationOver,
    NotKnownYet,
    InFlight,
    KeyReused,
)

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])


@router.get(
    "/parts",
    summary="Các phần của hồ sơ liên thông / The parts of a joint dossier",
    responses=problems(NotFound, DelegationOver, NotKnownYet),
)
async def list_parts(dossier: SeenDossier, session: Session, given: Given, response: Response, now: Now) -> Parts:
    """Mỗi phần: cơ quan, số, trạng thái, hạn, phí trong khoản nộp chung, kết quả ngay khi có. / Each part: agency,
    number, state, due, what of the common bill is its own, and its results as soon as they are there.
    """
    response.headers.update(marks(dossier))
    if dossier.parent_id is not None or dossier.status in UNSENT:
        return Parts(items=[])
    procedure = await queries.procedure_of(session, dossier)
    shares = await parts.shares_of(session, dossier, procedure, at=now)
    sent_on = (dossier.submitted_at or now).astimezone(LOCAL).date()
    lines = await judging.owed_by(session, dossier, procedure, on=sent_on, province_code=given.province_code)
    await as_system(session)  # the receiving agency sees how the other parts stand, and nothing of what is in them
    opened = await rows.of_whole(session, dossier.id)
    found = parts.stages_of(dossier, procedure, shares=shares, opened=opened, at=now)
    items = []
    for share in shares:
        part = opened.get(share.id)
        files = await shown.decided(session, part, await queries.papers(session, part.id)) if part else ()
        refused_at = part.resolved_at if part and found[share.id] is Stage.REFUSED else None
        items.append(
            PartOut.of(
                share,
                part,
                stage=found[share.id],
                charged=sum(line.amount for line in lines if line.code in share.fees),
                results=[one for one in files if one.kind is PaperKind.RESULT],
                repair_until=refused_at + parts.repair_time(procedure) if refused_at else None,
            )
        )
    return Parts(items=items)


@router.post(
    "/repair",
    status_code=201,
    summary="Hoàn thiện phần bị từ chối / Repair a refused part",
    response_model=Standing,
    responses=problems(*REPAIRED),
)
async def repair_part(
    dossier: OwnDossier, repaired: Repair, *, citizen: Applicant, session: Session, once: Once, now: Now
) -> Response:
    """Chỉ phần này được làm lại, các phần khác giữ nguyên; giấy tờ được tải lên trước.
    / Only this part begins anew, the others stand; papers are uploaded before.
    """
    await repairing.repair(session, dossier, repaired.answers, by=actions.acting(citizen, dossier), at=now)
    return await kept(once, session, dossier)
