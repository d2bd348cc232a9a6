"""A person's phone, e-mail address and password over the API, and closing the account: its owner, proven recently."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import (
    Conflict,
    Forbidden,
    Invalid,
    KeyReused,
    NotFound,
    Problem,
    TooMany,
    Unavailable,
    answer,
    language_of,
    problems,
)
from services.identity import actions, changing, queries
from services.identity.actions.codes import TooSoon
from services.identity.actions.contacts import PURPOSE, Added, Removed
from services.identity.credentials import opaque
from services.identity.models import Person, PersonKind
from services.identity.problems import NotForYourself
from services.identity.provider import Here
from services.identity.records import contacts
from services.identity.records.identifiers import Kind
from services.identity.routes.entrance.registrations import WRONG, PendingId
from services.identity.routes.me.keepers import KeptBy, OwnAccount
from services.identity.schemas.accounts import CodeIn, ContactIn, ContactOut, ContactsOut, PasswordIn, PendingContactOut

router = APIRouter(prefix="/v1/me", tags=["Me"])

_KEPT = "Needs a sign-in of the last 20 minutes, made with the second factor the account has, if any (else 401 with a "
_KEPT += "challenge of RFC 9470). The owner is told at once."


class ContactTaken(Conflict):
    """Liên lạc này đang thuộc một tài khoản khác."""

    english = "Another account has this contact."


class LastContact(Conflict):
    """Tài khoản phải còn ít nhất một liên lạc."""

    english = "The account must keep at least one contact."


class ContactGuards(Conflict):
    """Liên lạc này đang là cách xác thực thứ hai."""

    english = "This contact is a second factor; remove that first."


def _told(request: Request, problem: Problem) -> Response:
    return answer(problem, language=language_of(request), instance=request.url.path)


@router.get(
    "/contacts",
    summary="Liên lạc của tôi / My contacts",
    description="The proven phone and e-mail address, with which the account also signs in.",
    responses=problems(Forbidden, NotFound),
)
async def list_contacts(account: OwnAccount, session: Session, response: Response) -> ContactsOut:
    """The addresses."""
    response.headers["Cache-Control"] = "no-store"
    return ContactsOut(items=[ContactOut.of(one) for one in await queries.people.contacts(session, account.id)])


@router.post(
    "/contacts",
    status_code=202,
    response_model=PendingContactOut,
    summary="Thêm hoặc thay liên lạc / Add or replace a contact",
    description="Sends a code to a new phone or e-mail address. Once confirmed it replaces the one of its kind. "
    f"{_KEPT}",
    responses=problems(Forbidden, NotFound, TooMany, Conflict, InFlight, KeyReused),
)
async def add_contact(
    body: ContactIn, who: KeptBy, request: Request, *, session: Session, once: Once, here: Here, now: Now
) -> Response:
    """An address that awaits its code."""
    contact = contacts.reach(body.contact)
    if contact is None:
        raise Invalid(errors=contacts.faults(body.contact))
    pending_id = opaque.new()
    sent = await actions.contacts.begin(
        session, here, pending_id, account=who.account, contact=contact, language=language_of(request), at=now
    )
    if isinstance(sent, TooSoon):
        raise TooMany(headers={"Retry-After": str(sent.retry_after)})
    channel: Literal["email", "sms"] = "email" if contact.channel == "email" else "sms"
    return await once.keep(session, 202, PendingContactOut(id=pending_id, channel=channel, expires_at=sent.expires_at))


@router.post(
    "/contacts/{pending_id}/confirmation",
    status_code=204,
    summary="Xác nhận liên lạc / Confirm a contact",
    description=f"With the code that was sent. The address replaced hears of it. {_KEPT}",
    responses=problems(Forbidden, NotFound, ContactTaken, InFlight, KeyReused),
)
async def confirm_contact(
    pending_id: PendingId,
    body: CodeIn,
    who: KeptBy,
    request: Request,
    *,
    session: Session,
    once: Once,
    here: Here,
    now: Now,
) -> Response:
    """The address counts from now on."""
    interaction = await actions.interactions.find(session, pending_id, purpose=PURPOSE, at=now)
    if interaction is None or interaction.account_id != who.account.id:
        raise NotFound
    added = await actions.contacts.confirm(
        session, here, interaction, account=who.account, typed=body.code, where=who.where, at=now
    )
    # answered, not raised: the try must be committed
    if added is Added.WRONG:
        return _told(request, Invalid(errors=[WRONG]))
    if added is Added.TAKEN:
        return _told(request, ContactTaken())
    return await once.keep(session, 204, None)


@router.delete(
    "/contacts/{kind}",
    status_code=204,
    summary="Bỏ liên lạc / Remove a contact",
    description=f"The account no longer signs in with it. One contact must stay. {_KEPT}",
    responses=problems(Forbidden, NotFound, LastContact, ContactGuards),
)
async def remove_contact(
    kind: Annotated[Literal["phone", "email"], Path(description="Điện thoại hay e-mail / which", examples=["phone"])],
    who: KeptBy,
    session: Session,
    here: Here,
    now: Now,
) -> None:
    """It is gone."""
    match await actions.contacts.remove(session, here, who.account, kind=Kind(kind), where=who.where, at=now):
        case Removed.NONE:
            raise NotFound
        case Removed.LAST:
            raise LastContact
        case Removed.GUARDS:
            raise ContactGuards


@router.post(
    "/password",
    status_code=204,
    summary="Đổi mật khẩu / Change the password",
    description=f"Every other sign-in of the account ends. No Idempotency-Key: nothing of a password is kept. {_KEPT}",
    responses=problems(Forbidden, NotFound, TooMany, Unavailable, Conflict),
)
async def change_password(
    body: PasswordIn, who: KeptBy, request: Request, *, session: Session, here: Here, now: Now
) -> Response:
    """The new one counts."""
    try:
        await changing.change_password(
            session, here, who.account, old=body.old or "", new=body.new, where=who.where, at=now
        )
    except Problem as problem:  # answered, not raised: the try must be committed
        return _told(request, problem)
    return Response(status_code=204)


@router.post(
    "/closure",
    status_code=204,
    summary="Đóng tài khoản / Close the account",
    description="Nobody signs in to it any more and every sign-in ends; the record and the dossiers stay. Registering "
    f"again with the same contact and number opens it again. Staff accounts are closed by administrators. {_KEPT}",
    responses=problems(NotForYourself, NotFound, InFlight, KeyReused),
)
async def close_account(who: KeptBy, session: Session, once: Once, now: Now) -> Response:
    """It is closed."""
    person = await session.get_one(Person, who.account.person_id)
    if person.kind is PersonKind.STAFF:
        raise NotForYourself
    await actions.accounts.close(session, who.account, where=who.where, at=now)
    return await once.keep(session, 204, None)
