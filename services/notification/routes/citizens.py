"""The citizen's web inbox."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.pages import Cursor, Limit, Page
from kit.people import Citizen, require
from kit.problems import Forbidden, NotFound, problems
from services.notification import actions, queries
from services.notification.schemas import NoticeOut

router = APIRouter(prefix="/v1/inbox", tags=["inbox"])

Reader = Annotated[Citizen, Depends(require(Citizen))]
NoticeId = Annotated[
    UUID,
    Path(description="`id` từ GET /v1/inbox / the notice's `id`", examples=["c1d7a6c2-6a5b-4a8e-8a77-2d3f9b0e4c15"]),
]
Unread = Annotated[bool, Query(description="Chỉ thông báo chưa đọc / unread ones only")]


@router.get(
    "",
    summary="Hộp thư thông báo của tôi / My web inbox",
    response_model=Page[NoticeOut],
    responses=problems(Forbidden),
)
async def list_notices(
    request: Request,
    session: Session,
    reader: Reader,
    *,
    unread: Unread = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Thông báo của người đăng nhập, mới nhất trước. / The caller's own notices, newest first."""
    body = await queries.inbox(
        session, reader.id, is_unread=unread, limit=limit, cursor=cursor, key=request.app.state.settings.cursor_key
    )
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post(
    "/{notice_id}/reading",
    summary="Đánh dấu đã đọc / Mark as read",
    responses=problems(Forbidden, NotFound),
)
async def read_notice(notice_id: NoticeId, session: Session, reader: Reader, now: Now) -> NoticeOut:
    """Lần đọc đầu tiên được ghi lại; gọi lại không đổi gì. / The first reading counts; repeating changes nothing."""
    await actions.read(session, notice_id, owner_id=reader.id, at=now)
    notice = await queries.notice(session, notice_id, owner_id=reader.id)
    if notice is None:
        raise NotFound
    return NoticeOut.model_validate(notice, from_attributes=True)
