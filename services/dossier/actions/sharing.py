"""An owner asks somebody to write along or to take the dossier over; they join, leave, or become its owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierTransferred, InvitationMade
from contracts.terms import Channel
from kit.faults import Fault
from kit.outbox import emit
from kit.people import Citizen
from kit.problems import Invalid, NotFound
from kit.vietnamese import fold
from services.dossier import queries
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.guards import Facts
from services.dossier.invitations import OPEN_FOR, Standing, standing
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.models import Dossier, Invitation, InvitationKind, ReturnWish, Reuse, TrackingLink
from services.dossier.problems import InvitationOver, NotKnownYet, NotNow, PapersLent, TooManyDrafts, TooManyInvitations
from services.dossier.queries import invitations
from services.dossier.replicas import Person
from services.dossier.sight import as_system

MOST = 10
"""Invitations to one dossier that wait or hold."""

MOST_A_DAY = 20
"""Each tells somebody: nobody is to be pestered with them."""

HINT = 4
"""Digits of the number the owner is shown again."""

OWN_NUMBER = Fault("/personal_number", "own", "Không thể mời chính mình.", "Nobody is asked by themselves.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom an invitation is for, as the owner named them."""

    name: str
    number: str


async def invite(
    session: AsyncSession,
    dossier: Dossier,
    *,
    kind: InvitationKind,
    to: Addressee,
    by: Actor,
    is_in_person: bool,
    at: datetime,
) -> Invitation:
    """The owner asks somebody, who is told. Whether anybody answers to the name and number the owner does not learn:
    what is written and answered is the same.

    Raises what the table finds, Invalid for the owner's own number, TooManyInvitations.
    """
    owner = await _free_to_ask(session, dossier, to, at=at)
    invitation = Invitation(
        id=uuid4(),
        dossier_id=dossier.id,
        owner_id=owner.id,
        person_id=await _found(session, dossier, to, kind=kind, at=at),
        kind=kind,
        invited_name=to.name,
        number_ends=to.number[-HINT:],
        owner_name=owner.full_name,
        procedure_name=dossier.procedure_name,
        made_at=at,
    )
    told = {"invitation_id": invitation.id, "kind": kind}
    facts = Facts(is_in_person=is_in_person, is_part=dossier.parent_id is not None)
    await undergo(session, dossier, Act.INVITE, by=by, at=at, facts=facts, patch=told)
    session.add(invitation)
    await session.flush()
    if invitation.person_id is not None:
        said = InvitationMade(
            **about(dossier), invitation_id=invitation.id, person_id=invitation.person_id, kind=kind, made_at=at
        )
        await emit(session, said)
    return invitation


async def _free_to_ask(session: AsyncSession, dossier: Dossier, to: Addressee, *, at: datetime) -> Person:
    """The owner, held so that what they asked is counted once."""
    owner = await queries.hold_owner(session, dossier.owner_id)
    if owner is None:
        raise NotKnownYet
    if owner.record.get("personal_number") == to.number:
        raise Invalid(errors=[OWN_NUMBER])
    if await invitations.count_live(session, dossier.id, at=at) >= MOST:
        raise TooManyInvitations
    if await invitations.count_made(session, owner.id, since=at - timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyInvitations
    return owner


async def _found(
    session: AsyncSession, dossier: Dossier, to: Addressee, *, kind: InvitationKind, at: datetime
) -> UUID | None:
    """Who is asked; None for nobody, and for whom was asked the same already. A lapsed invitation makes room."""
    person_id = await invitations.invitee(session, name=to.name, number=to.number)
    if person_id is None or person_id == dossier.owner_id:
        return None
    same = (
        Invitation.dossier_id == dossier.id,
        Invitation.person_id == person_id,
        Invitation.kind == kind,
        Invitation.ended_at.is_(None),
    )
    lapsed = update(Invitation).where(*same, Invitation.accepted_at.is_(None), Invitation.made_at <= at - OPEN_FOR)
    await session.execute(lapsed.values(ended_at=at).execution_options(synchronize_session=False))
    live = [tie for tie in await queries.ties(session, dossier.id) if (tie.person_id, tie.kind) == (person_id, kind)]
    return None if live else person_id


async def accept(
    session: AsyncSession, invitation: Invitation, citizen: Citizen, *, most_drafts: int, at: datetime
) -> Invitation:
    """Who was asked takes part from now on, or has the dossier.

    Raises InvitationOver when it does not wait any more or the dossier has moved on; LiveDraft and TooManyDrafts when
    they cannot have one more draft.
    """
    person = await queries.hold_owner(session, citizen.id)
    if person is None:
        raise NotKnownYet
    dossier, invitation = await _held(session, invitation)
    if standing(invitation, at=at) is not Standing.WAITING:
        raise InvitationOver
    by = _as(Role.INVITEE, citizen)
    try:
        if invitation.kind is InvitationKind.CO_AUTHOR:
            await undergo(session, dossier, Act.JOIN, by=by, at=at, patch={"invitation_id": invitation.id})
        else:
            if dossier.status is Status.DRAFT and await queries.open_drafts(session, citizen.id) >= most_drafts:
                raise TooManyDrafts
            await _take_over(session, dossier, invitation, name=person.full_name, by=by, at=at)
    except NotNow:  # where the dossier is, is not for them to know
        raise InvitationOver from None
    invitation.accepted_at = at
    await session.flush()
    return invitation


async def end(session: AsyncSession, invitation: Invitation, citizen: Citizen, *, at: datetime) -> Invitation:
    """The owner takes an invitation back or lets a co-author go; who was asked declines or leaves. Once, else
    InvitationOver.
    """
    dossier, invitation = await _held(session, invitation)
    if invitation.ended_at is not None:
        raise InvitationOver
    role = Role.CO_AUTHOR if invitation.accepted_at is not None else Role.INVITEE
    by = _as(Role.APPLICANT if dossier.owner_id == citizen.id else role, citizen)
    await undergo(session, dossier, Act.LEAVE, by=by, at=at, patch={"invitation_id": invitation.id})
    invitation.ended_at = at
    await session.flush()
    return invitation


async def end_all(session: AsyncSession, dossier: Dossier, *, at: datetime) -> None:
    """Nobody takes part any more."""
    ended = update(Invitation).where(Invitation.dossier_id == dossier.id, Invitation.ended_at.is_(None))
    await session.execute(ended.values(ended_at=at).execution_options(synchronize_session=False))


async def _held(session: AsyncSession, invitation: Invitation) -> tuple[Dossier, Invitation]:
    """The dossier of an invitation the caller was found to be a side of, and the invitation, as they are now.

    Whoever was only asked does not see the dossier: the platform acts on their word.
    """
    await as_system(session)
    dossier = await queries.dossier(session, invitation.dossier_id, is_locked=True)
    found = await invitations.one(session, invitation.id)
    if dossier is None or found is None:
        raise NotFound
    return dossier, found


def _as(role: Role, citizen: Citizen) -> Actor:
    return Actor(roles=frozenset({role}), id=citizen.id, client_id=citizen.client_id)


async def _take_over(
    session: AsyncSession, dossier: Dossier, invitation: Invitation, *, name: str, by: Actor, at: datetime
) -> None:
    """The dossier and all that belongs to it is the invitee's; those the former owner asked, or gave a link to,
    take part no more.

    Nothing counts as filled in from the new owner's account: the answers were another's.
    """
    assert by.id is not None
    former_id, live = dossier.owner_id, None
    if dossier.status is Status.DRAFT:
        live = await queries.draft_beside(session, dossier, owner_id=by.id)
        await session.execute(delete(Reuse).where(Reuse.dossier_id == dossier.id))  # papers of another's other dossiers
    elif any(one.found_in for one in await queries.reuses(session, dossier.id)):
        raise PapersLent
    await undergo(
        session,
        dossier,
        Act.TAKE_OVER,
        by=by,
        at=at,
        facts=Facts(other_draft=live, is_part=dossier.parent_id is not None),
        edited={
            "applicant_name": name,
            "applicant_name_folded": fold(name),
            "prefilled": {},
        },
        patch={"invitation_id": invitation.id, "former_owner_id": former_id},
        owner_id=by.id,
    )
    await _hand_over_rest(session, dossier, to=by.id, at=at)
    await end_all(session, dossier, at=at)
    await session.refresh(invitation)
    await emit(session, DossierTransferred(**about(dossier), former_owner_id=former_id, transferred_at=at))


async def _hand_over_rest(session: AsyncSession, dossier: Dossier, *, to: UUID, at: datetime) -> None:
    """Its parts are the new owner's; links and the former owner's address lead nowhere any more. Looks that were taken
    stay with the former owner: at them it was looked.
    """
    parts = update(Dossier).where(Dossier.parent_id == dossier.id).values(owner_id=to, version=Dossier.version + 1)
    await session.execute(parts.execution_options(synchronize_session=False))
    whole = select(Dossier.id).where(or_(Dossier.id == dossier.id, Dossier.parent_id == dossier.id))
    followed = update(TrackingLink).where(TrackingLink.dossier_id.in_(whole), TrackingLink.ended_at.is_(None))
    await session.execute(followed.values(ended_at=at).execution_options(synchronize_session=False))
    wish = update(ReturnWish).where(ReturnWish.dossier_id.in_(whole))
    wish = wish.values(channel=Channel.DIRECT, address=None, chosen_at=at)  # not to the former owner's address
    await session.execute(wish.execution_options(synchronize_session=False))
