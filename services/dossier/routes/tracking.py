"""Public tracking: anybody with the code or the number sees the coarse status, nothing personal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from kit.db import Session
from kit.people import anyone
from kit.problems import NotFound, problems
from services.dossier import queries
from services.dossier.lifecycle import STATES
from services.dossier.schemas.story import Tracked
from services.dossier.schemas.whole import Words
from services.dossier.sight import as_system

router = APIRouter(prefix="/v1/tracking", tags=["tracking"], dependencies=[Depends(anyone)])


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
    """Không có dữ liệu cá nhân. / No personal data."""
    await as_system(session)
    row = await queries.tracked(session, code)
    if row is None:
        raise NotFound
    state = STATES[row.status]
    assert state.code is not None
    response.headers["Cache-Control"] = "no-store"
    return Tracked(
        **row._asdict(),
        national_code=state.code,
        status_name=Words(vi=state.vi, en=state.en),
    )
