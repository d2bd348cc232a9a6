"""The owner's doors for links by which somebody follows a dossier without an account."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Conflict, KeyReused, NotFound, problems
from services.dossier.actions import linking
from services.dossier.links import token
from services.dossier.problems import DelegationOver, NotYours, TooManyLinks
from services.dossier.queries import links
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Applicant, Given, OwnDossier
from services.dossier.routes.tracking import drawn, signer_of
from services.dossier.schemas.tracking import LinkOut, Links, NewLink

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/tracking-links", tags=["tracking"])

LinkId = Annotated[
    UUID,
    Path(description="`id` của liên kết / of the link", examples=["5b1f4f5e-2f0a-4c53-9d0e-6a1d5b0c9f11"]),
]


def themselves(person: Applicant) -> None:
    """Only the owner shares a dossier: nobody who acts for them (NotYours)."""
    if person.actor_id is not None:
        raise NotYours


@router.post(
    "",
    status_code=201,
    summary="Tạo liên kết theo dõi hồ sơ / Make a link to follow the dossier",
    response_model=LinkOut,
    responses=problems(NotFound, NotYours, DelegationOver, TooManyLinks, InFlight, KeyReused),
)
async def make_link(
    wanted: NewLink,
    dossier: OwnDossier,
    *,
    person: Applicant,
    session: Session,
    given: Given,
    once: Once,
    now: Now,
) -> Response:
    """Ai có liên kết xem được toàn bộ diễn biến (không có giấy tờ, câu trả lời, họ tên) đến khi hết hạn hoặc bị chấm
    dứt. / Who has it sees the whole progress (no papers, answers or names) until it runs out or is ended.
    """
    themselves(person)
    link = await linking.make(session, dossier, days=wanted.days, at=now)
    word = token(signer_of(given), link.id, dossier_id=dossier.id, expires_at=link.expires_at)
    url = f"{given.issuer}/v1/tracking/{word}"
    made = LinkOut.of(link, url=url, qr_svg=drawn(url))
    return await once.keep(session, 201, made, headers=marks(dossier))


@router.get(
    "",
    summary="Các liên kết theo dõi đã tạo / The links made to follow the dossier",
    responses=problems(NotFound, NotYours, DelegationOver),
)
async def list_links(dossier: OwnDossier, person: Applicant, *, session: Session, response: Response) -> Links:
    """Không có chính liên kết: nó chỉ được đưa ra khi tạo. / Without the links themselves."""
    themselves(person)
    response.headers.update(marks(dossier))
    return Links(items=[LinkOut.of(link) for link in await links.of(session, dossier.id)])


@router.post(
    "/{link_id}/end",
    status_code=201,
    summary="Chấm dứt liên kết / End a link",
    response_model=LinkOut,
    responses=problems(NotFound, NotYours, DelegationOver, Conflict, InFlight, KeyReused),
)
async def end_link(
    link_id: LinkId, dossier: OwnDossier, *, person: Applicant, session: Session, once: Once, now: Now
) -> Response:
    """Từ nay liên kết không mở được nữa. / From now on it leads nowhere."""
    themselves(person)
    ended = LinkOut.of(await linking.end(session, dossier, link_id, at=now))
    return await once.keep(session, 201, ended, headers=marks(dossier))
