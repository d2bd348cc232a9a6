"""Registering over the API: what was declared, then the code. The same answers, whoever is known already (ADR 0023)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request

from kit.clock import LOCAL, Now
from kit.db import transaction
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Conflict, Invalid, NotFound, TooMany, Unavailable, language_of, problems
from services.identity import actions
from services.identity.actions.codes import TooSoon
from services.identity.actions.registrations import PURPOSE, Pending
from services.identity.credentials import opaque
from services.identity.credentials.leaked_passwords import listed
from services.identity.credentials.passwords import Crowded
from services.identity.credentials.rations import REGISTRATIONS
from services.identity.provider import Here
from services.identity.records.claiming import Registering
from services.identity.records.registrations import Registrant, check
from services.identity.routes.entrance.opening import whereabouts
from services.identity.routes.forms import network_of
from services.identity.schemas.accounts import CodeIn, ConfirmedOut, RegistrationIn, RegistrationOut

router = APIRouter(prefix="/v1/registrations", tags=["Registrations"], dependencies=[Depends(anyone)])

PendingId = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_-]{43}$",
        description="`id` của lần đăng ký / of the registration",
        examples=["lZ2oG6m0cQ3nq1l9w8b7v6c5x4z3a2s1d0f9g8h7j6k"],
    ),
]

WRONG = Fault("/code", "wrong", "Mã không đúng hoặc đã hết hạn.", "The code is not right, or has expired.")


class AlreadyRegistered(Conflict):
    """Bạn đã có tài khoản."""

    english = "You have an account already."


@router.post(
    "",
    status_code=202,
    summary="Đăng ký tài khoản / Register",
    description="Checks what was declared, tells every fault at once, and sends a code to the contact. Whether the "
    "person, their number or their contact is known already does not change the answer.",
    responses=problems(TooMany, Unavailable),
)
async def begin_registration(body: RegistrationIn, request: Request, here: Here, now: Now) -> RegistrationOut:
    """A registration that awaits its code. No connection is held while the password is hashed."""
    kind = Registrant(body.kind)
    declared, faults = check(body.typed(), kind=kind, on=now.astimezone(LOCAL).date(), listed=listed())
    if declared is None:
        raise Invalid(errors=faults)
    async with transaction(request.app) as session:
        wait = await actions.rations.take(session, here.sealer, REGISTRATIONS, network=network_of(request), at=now)
    if wait is not None:
        raise TooMany(headers={"Retry-After": str(wait)})
    try:
        password_hash = await here.passwords.hash(body.password)
    except Crowded:
        raise Unavailable(headers={"Retry-After": "1"}) from None
    pending_id, pending = opaque.new(), Pending(declared, password_hash, language_of(request))
    async with transaction(request.app) as session:
        sent = await actions.registrations.begin(session, here, pending_id, pending=pending, request="", at=now)
    if isinstance(sent, TooSoon):
        raise TooMany(headers={"Retry-After": str(sent.retry_after)})
    channel: Literal["email", "sms"] = "email" if declared.contact.channel == "email" else "sms"
    return RegistrationOut(id=pending_id, channel=channel, sent_to=declared.contact.masked, expires_at=sent.expires_at)


@router.post(
    "/{pending_id}/confirmation",
    status_code=201,
    summary="Xác nhận đăng ký / Confirm a registration",
    description="With the code that was sent; the account exists from now on. Six tries. 409 tells the owner of an "
    "address, proven by the code, that it has an account already.",
    responses=problems(NotFound, AlreadyRegistered),
)
async def confirm_registration(
    pending_id: PendingId, body: CodeIn, request: Request, here: Here, now: Now
) -> ConfirmedOut:
    """The account."""
    async with transaction(request.app) as session:  # committed before a wrong code is answered: the try counts
        interaction = await actions.interactions.find(session, pending_id, purpose=PURPOSE, at=now)
        if interaction is None:
            raise NotFound
        done = await actions.registrations.confirm(
            session, here, interaction, typed=body.code, where=whereabouts(request), at=now
        )
    if done is None:
        raise Invalid(errors=[WRONG])
    if done.outcome is Registering.KNOWN:
        raise AlreadyRegistered
    return ConfirmedOut(is_reopened=done.outcome is Registering.REOPENED)
