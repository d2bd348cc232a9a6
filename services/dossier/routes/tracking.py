"""Public tracking: anybody with the code sees the coarse status, nothing personal; with the number, still less.

The code is a secret of 55 random bits. Numbers run on and can be guessed, so a number tells status, agency and due day:
nothing of what the errand is, and no time finer than a day.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from kit.clock import LOCAL
from kit.db import Session
from kit.people import anyone
from kit.problems import NotFound, problems
from services.dossier import queries
from services.dossier.codes import parse_tracking
from services.dossier.lifecycle import STATES
from services.dossier.schemas.story import Tracked
from services.dossier.schemas.whole import Words
from services.dossier.sight import as_system

router = APIRouter(prefix="/v1/tracking", tags=["tracking"], dependencies=[Depends(anyone)])

TOLD_BY_CODE_ONLY = ("procedure_name", "submitted_at", "received_at", "due_at")


@router.get("/{code}", summary="Tra cứu hồ sơ / Track a dossier", responses=problems(NotFound))
async def track_dossier(
    code: Annotated[
        str,
        Path(
            max_length=80,
            description="Mã tra cứu hoặc số hồ sơ / tracking code or number",
            examples=["MC-7QK2-M9XA-4DTB"],
        ),
    ],
    session: Session,
    response: Response,
) -> Tracked:
    """Không có dữ liệu cá nhân; theo số hồ sơ chỉ có trạng thái, cơ quan, ngày hẹn trả.
    / No personal data; by number only status, agency and due day.
    """
    await as_system(session)
    row = await queries.tracked(session, code)
    if row is None:
        raise NotFound
    state = STATES[row.status]
    assert state.code is not None
    response.headers["Cache-Control"] = "no-store"
    told = row._asdict()
    if parse_tracking(code) is None:
        told |= dict.fromkeys(TOLD_BY_CODE_ONLY)
    return Tracked(
        **told,
        due_on=row.due_at.astimezone(LOCAL).date() if row.due_at else None,
        national_code=state.code,
        status_name=Words(vi=state.vi, en=state.en),
    )
