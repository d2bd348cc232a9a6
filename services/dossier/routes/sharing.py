"""Asking somebody to write along or to take a dossier over, and answering that."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.people import Citizen, require
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.actions.sharing import Addressee
from services.dossier.models import Invitation
from services.dossier.permissions import hand
from services.dossier.problems import (
    DelegationOver,
    InvitationOver,
    LiveDraft,
    NotKnownYet,
    NotNow,
    NotYours,
    OnlyWhole,
    OtherWasFirst,
    OwnerOnly,
    PapersLent,
    TooManyDrafts,
    TooManyInvitations,
)
from services.dossier.queries import invitations
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Applicant, Given, OwnDossier
from services.dossier.schemas.invitations import (
    InvitationOut,
    Invitations,
    NewInvitation,
    OwnInvitation,
    OwnInvitations,
)
from services.dossier.sight import as_person

router = APIRouter(tags=["sharing"])

ONCE = (InFlight, KeyReused)
SECRET = {"Cache-Control": "no-store"}

InvitationId = Annotated[
    UUID,
    Path(description="`id` của lời mời / of the invitation", examples=["3e8a1d0c-55f4-4c1b-8a3e-6d1f0b7c9e21"]),
]


async def oneself(session: Session, citizen: Annotated[Citizen, Depends(require(Citizen))]) -> Citizen:
    """The citizen themselves: who acts for them does not answer for them."""
    await as_person(session, citizen)
    return citizen


Oneself = Annotated[Citizen, Depends(oneself)]


async def own_invitation(session: Session, citizen: Oneself, invitation_id: InvitationId) -> Invitation:
    """An invitation of the caller's; NotFound for every other."""
    found = await invitations.one(session, invitation_id)
    if found is None or found.person_id != citizen.id:
        raise NotFound
    return found


@router.post(
    "/v1/dossiers/{dossier_id}/invitations",
    status_code=201,
    summary="Mời người cùng lập hoặc nhận chuyển hồ sơ / Invite a co-author or a new owner",
    response_model=InvitationOut,
    responses=problems(
        *(NotFound, Forbidden, NotNow, NotYours, OwnerOnly, OnlyWhole, OtherWasFirst, TooManyInvitations),
        *(DelegationOver, NotKnownYet, *ONCE),
    ),
)
async def invite_person(
    dossier: OwnDossier, wanted: NewInvitation, *, citizen: Applicant, session: Session, once: Once, now: Now
) -> Response:
    """Chỉ chính chủ hồ sơ. Câu trả lời như nhau dù có ai mang tên và số định danh đó hay không; lời mời chờ 14 ngày. /
    The owner only. The answer is the same whether anybody has that name and number; an invitation waits 14 days.
    """
    by = actions.acting(citizen, dossier)
    invitation = await actions.sharing.invite(
        session,
        dossier,
        kind=wanted.kind,
        to=Addressee(name=wanted.full_name, number=wanted.personal_number),
        by=by,
        is_in_person=hand(citizen) == dossier.owner_id,
        at=now,
    )
    return await once.keep(session, 201, InvitationOut.of(invitation, at=now), headers=marks(dossier))


@router.get(
    "/v1/dossiers/{dossier_id}/invitations",
    summary="Những người đã mời / Who was invited",
    responses=problems(NotFound, Forbidden, DelegationOver, NotKnownYet),
)
async def list_invitations(dossier: OwnDossier, session: Session, response: Response, now: Now) -> Invitations:
    """Mới nhất trước. / The latest first."""
    response.headers.update(SECRET)
    found = await invitations.of_dossier(session, dossier.id)
    return Invitations(items=[InvitationOut.of(one, at=now) for one in found])


@router.post(
    "/v1/dossiers/{dossier_id}/invitations/{invitation_id}/ending",
    status_code=201,
    summary="Hủy lời mời, thôi cho cùng lập / Take an invitation back, let a co-author go",
    response_model=InvitationOut,
    responses=problems(
        NotFound, Forbidden, OwnerOnly, InvitationOver, OtherWasFirst, DelegationOver, NotKnownYet, *ONCE
    ),
)
async def end_invitation(
    dossier: OwnDossier, invitation_id: InvitationId, *, citizen: Applicant, session: Session, once: Once, now: Now
) -> Response:
    """Chỉ chính chủ hồ sơ. / The owner only."""
    if hand(citizen) != dossier.owner_id:
        raise OwnerOnly
    found = await invitations.one(session, invitation_id)
    if found is None or found.dossier_id != dossier.id:
        raise NotFound
    ended = await actions.sharing.end(session, found, citizen, at=now)
    return await once.keep(session, 201, InvitationOut.of(ended, at=now), headers=SECRET)


@router.get("/v1/me/invitations", summary="Lời mời tôi nhận được / What I am invited to", responses=problems(Forbidden))
async def list_own_invitations(citizen: Oneself, session: Session, response: Response, now: Now) -> OwnInvitations:
    """Lời mời đang chờ và hồ sơ đang cùng lập. Trước khi nhận lời chỉ biết ai mời và thủ tục nào. / What waits, and
    what the caller writes along. Before they accept they know who asks and the procedure, nothing else.
    """
    response.headers.update(SECRET)
    found = await invitations.of_person(session, citizen.id, at=now)
    return OwnInvitations(items=[OwnInvitation.of(one, at=now) for one in found])


@router.post(
    "/v1/me/invitations/{invitation_id}/acceptance",
    status_code=201,
    summary="Nhận lời mời / Accept an invitation",
    response_model=OwnInvitation,
    responses=problems(
        PapersLent,
        NotFound,
        Forbidden,
        InvitationOver,
        OtherWasFirst,
        LiveDraft,
        TooManyDrafts,
        OnlyWhole,
        NotKnownYet,
        *ONCE,
    ),
)
async def accept_invitation(
    citizen: Oneself,
    invitation: Annotated[Invitation, Depends(own_invitation)],
    *,
    session: Session,
    once: Once,
    given: Given,
    now: Now,
) -> Response:
    """Từ lúc này cùng lập hồ sơ, hoặc là chủ hồ sơ. / From now on the caller writes along, or is the owner."""
    accepted = await actions.sharing.accept(session, invitation, citizen, most_drafts=given.most_drafts, at=now)
    return await once.keep(session, 201, OwnInvitation.of(accepted, at=now), headers=SECRET)


@router.post(
    "/v1/me/invitations/{invitation_id}/ending",
    status_code=201,
    summary="Từ chối lời mời, thôi cùng lập / Decline an invitation, leave",
    response_model=OwnInvitation,
    responses=problems(NotFound, Forbidden, InvitationOver, OtherWasFirst, *ONCE),
)
async def leave_dossier(
    citizen: Oneself,
    invitation: Annotated[Invitation, Depends(own_invitation)],
    *,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Chủ hồ sơ thấy việc này. / The owner sees it."""
    ended = await actions.sharing.end(session, invitation, citizen, at=now)
    return await once.keep(session, 201, OwnInvitation.of(ended, at=now), headers=SECRET)
