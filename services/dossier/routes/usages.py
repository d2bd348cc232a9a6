"""What a citizen reads of the looks others took at their files, and their objection to one."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.people import Citizen, require
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.problems import AlreadyObjected
from services.dossier.queries import usages
from services.dossier.routes.arguments import Given
from services.dossier.schemas.usages import Objection, UsageOut
from services.dossier.sight import as_person

router = APIRouter(prefix="/v1/me/usage", tags=["usage"])

UsageId = Annotated[
    UUID,
    Path(description="`id` của lượt xem / of the look", examples=["7f0c2a34-0d3c-4b7e-9d43-0f6c1c2b7a55"]),
]
Of = Annotated[
    UUID | None,
    Query(description="Chỉ một hồ sơ / of one dossier", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]),
]

EARLIEST, LATEST = date(1970, 1, 1), date(9999, 12, 30)
First = Annotated[
    date | None,
    Query(alias="from", ge=EARLIEST, le=LATEST, description="Từ ngày / from this day", examples=["2026-11-01"]),
]
Last = Annotated[
    date | None,
    Query(alias="to", ge=EARLIEST, le=LATEST, description="Đến hết ngày / to this day", examples=["2026-11-30"]),
]


async def owner(session: Session, citizen: Annotated[Citizen, Depends(require(Citizen))]) -> Citizen:
    """The citizen themselves: who acts for them does not read this."""
    await as_person(session, citizen)
    return citizen


Owner = Annotated[Citizen, Depends(owner)]


@router.get("", summary="Ai đã xem hồ sơ của tôi / Who looked at my files", responses=problems(Forbidden))
async def list_usage(
    citizen: Owner,
    session: Session,
    given: Given,
    response: Response,
    *,
    dossier: Of = None,
    first: First = None,
    last: Last = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[UsageOut]:
    """Mọi lượt xem của cán bộ và hệ thống đối tác, mới nhất trước. / Every look of officials and partner systems, the
    latest first.
    """
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await usages.page(session, citizen.id, dossier_id=dossier, days=(first, last), after=after, limit=limit + 1)
    oldest = rows[limit - 1][0] if len(rows) > limit else None
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[UsageOut.of(usage, file) for usage, file in rows[:limit]],
        next=encode_place(given.cursor_key, (oldest.looked_at, oldest.id)) if oldest else None,
    )


@router.post(
    "/{usage_id}/objections",
    status_code=201,
    summary="Tôi phản đối lượt xem này / I object to this look",
    response_model=UsageOut,
    responses=problems(NotFound, Forbidden, AlreadyObjected, InFlight, KeyReused),
)
async def object_to_usage(
    usage_id: UsageId, objection: Objection, *, citizen: Owner, session: Session, once: Once, now: Now
) -> Response:
    """Gửi thành phản ánh, kiến nghị đến cơ quan đã xem. / It becomes a petition to the agency that looked."""
    found = await usages.own(session, citizen.id, usage_id)
    if found is None:
        raise NotFound
    usage, file = found
    await actions.usages.object_to(session, usage, file, words=objection.words, at=now)
    await session.refresh(usage)
    return await once.keep(session, 201, UsageOut.of(usage, file))
