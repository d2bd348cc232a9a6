"""A person's second factors, over the API.

Whatever is secret is told once, and not kept to be told to a retry: under the same key that is answered without a body,
under a new one it makes another secret, which replaces the one before it.
"""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.idempotency import Idempotent, InFlight, Once
from kit.problems import Conflict, Forbidden, Invalid, KeyReused, NotFound, problems
from services.identity import actions, confirming, queries
from services.identity.credentials import passkeys, totp
from services.identity.credentials.factors import Means
from services.identity.credentials.passkeys import NotAccepted
from services.identity.models import Authenticator, CodeFactor, Passkey
from services.identity.provider import Here
from services.identity.routes.me.keepers import KeptBy, OwnAccount, label_of
from services.identity.schemas.factors import (
    AuthenticatorIn,
    AuthenticatorOut,
    CodesIn,
    ConfirmationIn,
    FactorOut,
    FactorsOut,
    PasskeyIn,
    PasskeyOptionsOut,
    RecoveryCodesOut,
)

router = APIRouter(prefix="/v1/me/factors", tags=["Me"])

PASSKEY = "passkey"
"""The purpose of the interaction in which a passkey is made."""

FactorId = Annotated[
    UUID,
    Path(description="`id` từ GET /v1/me/factors / from the list", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]),
]

_KEPT = "Needs a sign-in of the last 20 minutes, made with the second factor the account has, if any (else 401 with a "
_KEPT += "challenge of RFC 9470). The owner is told at once."


class TooManyFactors(Conflict):
    """Tài khoản đã có đủ số lượng cách xác thực."""

    english = "The account has as many factors as it may have."


class NoContact(Conflict):
    """Tài khoản chưa có địa chỉ được xác nhận trên kênh này."""

    english = "The account has no confirmed address on this channel."


@router.get(
    "",
    summary="Các cách xác thực của tôi / My factors",
    description="Authenticators, passkeys, codes by SMS or e-mail, and how many recovery codes are left.",
    responses=problems(Forbidden, NotFound),
)
async def list_factors(account: OwnAccount, session: Session, response: Response) -> FactorsOut:
    """What the account has."""
    response.headers["Cache-Control"] = "no-store"
    found: list[Authenticator | Passkey | CodeFactor] = [
        *await queries.factors.passkeys(session, account.id),
        *await queries.factors.authenticators(session, account.id),
        *await queries.factors.code_factors(session, account.id),
    ]
    held = await queries.factors.held(session, account.id)
    items = [FactorOut.of(one) for one in found]
    return FactorsOut(items=items, is_guarded=held.is_guarded, recovery_codes_left=held.recovery_codes)


@router.post(
    "/authenticators",
    status_code=201,
    summary="Thêm ứng dụng xác thực / Add an authenticator",
    description=f"Gives a secret for an authenticator application; the next step confirms it. {_KEPT}",
    responses=problems(Forbidden, NotFound, TooManyFactors, InFlight, KeyReused),
    response_model=AuthenticatorOut,
)
async def add_authenticator(
    body: AuthenticatorIn, who: KeptBy, session: Session, *, here: Here, now: Now, once: Once
) -> Response:
    """A secret, told once; asking again makes another and forgets the one not confirmed."""
    held = await queries.factors.held(session, who.account.id)
    if held.authenticators >= actions.factors.MOST:
        raise TooManyFactors
    begun = await actions.factors.begin_authenticator(session, here, who.account, name=body.name, at=now)
    address = totp.address(begun.secret, account=await label_of(session, who.account))
    told = AuthenticatorOut(id=begun.authenticator.id, secret=begun.secret, address=address)
    return await _told_once(session, once, told)


@router.post(
    "/authenticators/{factor_id}/confirmation",
    summary="Xác nhận ứng dụng xác thực / Confirm an authenticator",
    description="With the first code it shows; from then on it is asked for at sign-in.",
    responses=problems(Forbidden, NotFound, Invalid, Conflict, InFlight, KeyReused),
    response_model=FactorOut,
)
async def confirm_authenticator(
    factor_id: FactorId, body: ConfirmationIn, who: KeptBy, *, session: Session, here: Here, now: Now, once: Once
) -> Response:
    """The factor, in force."""
    pending = await session.get(Authenticator, factor_id, with_for_update=True)
    if pending is None or pending.account_id != who.account.id:
        raise NotFound
    if pending.confirmed_at is not None:
        raise Conflict
    is_right = await actions.factors.confirm_authenticator(
        session, here, who.account, pending=pending, typed=body.code, at=now, where=who.where
    )
    if not is_right:
        raise Invalid(errors=[Fault("/code", "wrong", "Mã không đúng.", "The code is not right.")])
    return await once.keep(session, 200, FactorOut.of(pending))


@router.post(
    "/passkeys/options",
    summary="Chuẩn bị tạo khóa truy cập / Prepare a passkey",
    description=f"What the browser needs to make a passkey. {_KEPT}",
    responses=problems(Forbidden, NotFound, InFlight, KeyReused),
    response_model=PasskeyOptionsOut,
)
async def prepare_passkey(who: KeptBy, session: Session, here: Here, now: Now, once: Once) -> Response:
    """Options with a challenge bound to this sign-in; good once."""
    asked = passkeys.challenge()
    await actions.interactions.begin(
        session,
        who.key,
        purpose=PASSKEY,
        at=now,
        account_id=who.account.id,
        state={"challenge": asked},
    )
    existing = [one.credential_id for one in await queries.factors.passkeys(session, who.account.id)]
    options = passkeys.options_to_make(
        confirming.site_of(here),
        asked=asked,
        account_id=who.account.id,
        name=await label_of(session, who.account),
        existing=existing,
    )
    return await once.keep(session, 200, PasskeyOptionsOut(options=json.loads(options)))


@router.post(
    "/passkeys",
    status_code=201,
    summary="Thêm khóa truy cập / Add a passkey",
    description=f"With what the browser answered to the options. {_KEPT}",
    responses=problems(Forbidden, NotFound, Invalid, TooManyFactors, InFlight, KeyReused),
    response_model=FactorOut,
)
async def add_passkey(body: PasskeyIn, who: KeptBy, session: Session, *, here: Here, now: Now, once: Once) -> Response:
    """The factor, in force."""
    refused = Invalid(
        errors=[
            Fault("/credential", "not_accepted", "Khóa truy cập không được chấp nhận.", "The passkey was not accepted.")
        ]
    )
    pending = await actions.interactions.find(session, who.key, purpose=PASSKEY, at=now, is_locked=True)
    if pending is None or not await actions.interactions.end(session, pending, at=now):
        raise refused
    if (await queries.factors.held(session, who.account.id)).passkeys >= actions.factors.MOST:
        raise TooManyFactors
    try:
        made = passkeys.made(confirming.site_of(here), json.dumps(body.credential), asked=pending.state["challenge"])
    except NotAccepted:
        raise refused from None
    added = await actions.factors.add_passkey(session, who.account, made, name=body.name, at=now, where=who.where)
    if added is None:
        raise refused
    return await once.keep(session, 201, FactorOut.of(added))


@router.post(
    "/codes",
    status_code=201,
    summary="Bật mã qua tin nhắn hoặc e-mail / Switch codes on",
    description=f"Codes to the confirmed address become a second factor. {_KEPT}",
    responses=problems(Forbidden, NotFound, NoContact, Conflict, InFlight, KeyReused),
    response_model=FactorOut,
)
async def switch_codes_on(body: CodesIn, who: KeptBy, session: Session, now: Now, once: Once) -> Response:
    """The factor, in force; Conflict when it is already."""
    held = await queries.factors.held(session, who.account.id)
    if Means(body.channel) not in held.contacts:
        raise NoContact
    added = await actions.factors.switch_codes_on(session, who.account, channel=body.channel, at=now, where=who.where)
    if added is None:
        raise Conflict
    return await once.keep(session, 201, FactorOut.of(added))


@router.post(
    "/recovery-codes",
    status_code=201,
    summary="Tạo mã dự phòng / Make recovery codes",
    description=f"Ten codes for paper; those before are worth nothing. {_KEPT}",
    responses=problems(Forbidden, NotFound, Conflict, InFlight, KeyReused),
    response_model=RecoveryCodesOut,
)
async def make_recovery_codes(who: KeptBy, session: Session, here: Here, now: Now, once: Once) -> Response:
    """The codes, told once; Conflict when there is no factor they could stand in for."""
    if not (await queries.factors.held(session, who.account.id)).is_guarded:
        raise Conflict
    codes = await actions.factors.make_recovery_codes(session, here, who.account, at=now, where=who.where)
    return await _told_once(session, once, RecoveryCodesOut(codes=codes))


@router.delete(
    "/{factor_id}",
    status_code=204,
    summary="Gỡ một cách xác thực / Remove a factor",
    description=f"404 for anything that is not the caller's. {_KEPT}",
    responses=problems(Forbidden, NotFound),
)
async def remove_factor(factor_id: FactorId, who: KeptBy, session: Session, now: Now) -> None:
    """It opens nothing any more."""
    if not await actions.factors.remove(session, who.account, factor_id, at=now, where=who.where):
        raise NotFound


async def _told_once(session: AsyncSession, once: Idempotent, told: AuthenticatorOut | RecoveryCodesOut) -> Response:
    """The answer with the secret; what is kept for a retry is only that it was given."""
    await once.keep(session, 201, None)
    return Response(told.model_dump_json(), 201, {"Content-Type": "application/json", "Cache-Control": "no-store"})
