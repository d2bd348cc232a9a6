"""The thread of a dossier: its applicant, who writes along, and its agency."""

from fastapi import APIRouter, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.problems import KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.permissions import hand
from services.dossier.problems import DelegationOver, NotKnownYet, NotNow
from services.dossier.queries import messages
from services.dossier.routes.arguments import Given, SeenDossier, Viewer, ties_of
from services.dossier.schemas.messages import MessageOut, NewMessage

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/messages", tags=["dossiers"])


@router.get(
    "", summary="Trao đổi về hồ sơ / The dossier's messages", responses=problems(NotFound, DelegationOver, NotKnownYet)
)
async def list_messages(
    dossier: SeenDossier,
    person: Viewer,
    *,
    session: Session,
    given: Given,
    response: Response,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MessageOut]:
    """Mới nhất trước. / The latest first."""
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await messages.page(session, dossier.id, after=after, limit=limit + 1)
    shown, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    names = await messages.names(session, shown)
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[MessageOut.of(one, reader=hand(person), names=names) for one in shown],
        next=encode_place(given.cursor_key, (last.posted_at, last.id)) if last else None,
    )


@router.post(
    "",
    status_code=201,
    summary="Nhắn trong hồ sơ / Write a message",
    response_model=MessageOut,
    responses=problems(NotFound, NotNow, DelegationOver, NotKnownYet, InFlight, KeyReused),
)
async def post_message(
    dossier: SeenDossier, message: NewMessage, *, person: Viewer, session: Session, once: Once, now: Now
) -> Response:
    """Khi hồ sơ đã nộp. Cán bộ viết nhân danh cơ quan. / Once it was sent. Staff write in their agency's name."""
    by = actions.acting(person, dossier, ties=await ties_of(session, dossier, person))
    posted = await actions.talking.post(session, dossier, words=message.words, by=by, at=now)
    names = await messages.names(session, [posted])
    told = MessageOut.of(posted, reader=hand(person), names=names)
    return await once.keep(session, 201, told, headers={"Cache-Control": "no-store"})
