"""Citizens rate the service they received."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page
from kit.people import Citizen, require
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.feedback import actions, queries
from services.feedback.problems import AlreadyRated, WindowClosed
from services.feedback.schemas import InvitationOut, RatingIn, RatingOut

router = APIRouter(prefix="/v1/ratings", tags=["ratings"])

Rater = Annotated[Citizen, Depends(require(Citizen))]


@router.post(
    "",
    status_code=201,
    response_model=RatingOut,
    summary="Đánh giá sự phục vụ / Rate the service",
    responses=problems(Forbidden, NotFound, AlreadyRated, WindowClosed, InFlight, KeyReused),
)
async def give_rating(body: RatingIn, *, session: Session, rater: Rater, once: Once, now: Now) -> Response:
    """Một lần cho mỗi hồ sơ đã trả kết quả hoặc bị từ chối tiếp nhận. / Once per delivered or declined dossier."""
    rating = await actions.rate(
        session, body.dossier_id, owner_id=rater.id, score=body.score, comment=body.comment, at=now
    )
    return await once.keep(
        session,
        201,
        RatingOut(
            id=rating.id,
            dossier_id=body.dossier_id,
            score=rating.score,
            comment=rating.comment,
            rated_at=rating.rated_at,
        ),
    )


@router.get(
    "/invitations",
    summary="Hồ sơ tôi có thể đánh giá / Dossiers I may rate",
    responses=problems(Forbidden),
)
async def list_invitations(
    request: Request, session: Session, rater: Rater, *, now: Now, limit: Limit = 50, cursor: Cursor = None
) -> Page[InvitationOut]:
    """Chưa đánh giá và còn trong thời hạn, mới nhất trước. / Not yet rated and still open, newest first."""
    rows, following = await queries.open_invitations(
        session, rater.id, at=now, limit=limit, cursor=cursor, key=request.app.state.settings.cursor_key
    )
    items = [InvitationOut.model_validate(row, from_attributes=True) for row in rows]
    return Page[InvitationOut](items=items, next=following)
