"""The page of delegations: let somebody act for oneself, and answer who would have one act for them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Conflict, Invalid
from services.identity import actions, delegations, queries
from services.identity.actions.delegations import Addressee, Terms
from services.identity.delegations import Act, Side, State
from services.identity.models import PersonKind
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.words import ACCOUNT
from services.identity.pages import Said, page
from services.identity.provider import Here, Provider
from services.identity.queries.delegations import Named
from services.identity.routes.account.overview import STALE, TO_SIGN_IN, missing, sent
from services.identity.routes.account.returning import AnyVisitor, RecentVisitor, Visitor
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.whereabouts import where_in

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

DELEGATIONS: Final = f"{ACCOUNT}/delegations"
AT_A_TIME: Final = 50
OFFER: Final = "offer"

_FORM = "account delegations"
_NUMBER = re.compile(r"[0-9]{12}")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_APART = re.compile(r"[\s,;]+")
_MALFORMED = Said("Không đúng định dạng.", "It is malformed.")
_FIELDS = ("full_name", "personal_number", "procedures", "valid_from", "valid_to", "note")
STATES: Final = {
    State.OFFERED: ("đang chờ chấp nhận", "waiting to be accepted"),
    State.ACCEPTED: ("đã chấp nhận", "accepted"),
    State.DECLINED: ("đã từ chối", "declined"),
    State.REVOKED: ("đã chấm dứt", "revoked"),
}


@router.get(
    DELEGATIONS,
    summary="Trang ủy quyền / Delegations page",
    description="Those given and those received, with a form to give one.",
    responses=TO_SIGN_IN,
)
async def show_delegations(
    who: AnyVisitor, request: Request, *, session: Session, here: Here, now: Now, done: bool = False
) -> Response:
    """Both lists."""
    return await _shown(session, who, request, here, at=now, is_done=done)


@router.post(
    DELEGATIONS,
    status_code=303,
    response_class=RedirectResponse,
    summary="Lập, trả lời hoặc chấm dứt ủy quyền / Give, answer or revoke a delegation",
    description="As the page's forms say: `act` is `offer`, or `accept`, `decline`, `revoke` of one `delegation`. 400 "
    "with the faults, 403 when another site sent the form, 404 for a delegation of others, 409 when it is too late.",
    responses=HTML
    | see_other("Back to the page")
    | {403: {"description": "Not our form"}, 404: {"description": "Not theirs"}, 409: {"description": "Not now"}},
    openapi_extra=form(
        act="*offer, accept, decline or revoke",
        delegation="which one",
        full_name="of the delegate",
        personal_number="of the delegate",
        procedures="codes, apart by spaces",
        valid_from="first day",
        valid_to="last day",
        note="for the delegate",
        csrf="*from the form",
    ),
)
async def write_delegation(who: RecentVisitor, request: Request, *, session: Session, here: Here, now: Now) -> Response:
    """It is done."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    if who.person.kind is PersonKind.STAFF:
        return missing(request)
    if not is_form_of(request, here, typed, purpose=_FORM):
        return await _shown(session, who, request, here, at=now, typed=typed, alert=STALE, status=403)
    try:
        async with session.begin_nested():  # what is refused leaves nothing behind
            is_found = await _write(session, who, typed, at=now)
    except Invalid as problem:
        faults = _faults(problem.errors)
        return await _shown(session, who, request, here, at=now, typed=typed, faults=faults, status=400)
    except Conflict as problem:
        alert = Said(problem.title("vi"), problem.title("en"))
        return await _shown(session, who, request, here, at=now, typed=typed, alert=alert, status=409)
    return see(f"{DELEGATIONS}?done=true") if is_found else missing(request)


async def _write(session: AsyncSession, who: Visitor, typed: Parameters, *, at: datetime) -> bool:
    """Do what the form asks; False when it is about a delegation of others."""
    where = where_in(who.sitting)
    if typed.get("act") == OFFER:
        to, terms = _offered(typed)
        await actions.delegations.offer(session, who.person, to=to, terms=terms, at=at, where=where)
        return True
    wanted = _id(typed.get("delegation", ""))
    given = None
    if wanted is not None and typed.get("act") in frozenset(Act):
        given = await queries.delegations.find_own(session, wanted, person_id=who.person.id, is_locked=True)
    if given is None:
        return False
    await actions.delegations.undergo(session, given, Act(typed["act"]), by=who.person.id, at=at, where=where)
    return True


def _offered(typed: Parameters) -> tuple[Addressee, Terms]:
    """What the form offers; Invalid for every field that cannot be read."""
    name, number = typed.get("full_name", "").strip(), typed.get("personal_number", "").replace(" ", "")
    codes = [one for one in _APART.split(typed.get("procedures", "")) if one]
    first, last = _day(typed.get("valid_from", "")), _day(typed.get("valid_to", ""))
    note = typed.get("note", "").strip()
    readable = {
        "full_name": 0 < len(name) <= 500,
        "personal_number": _NUMBER.fullmatch(number) is not None,
        "procedures": bool(codes) and all(_CODE.fullmatch(one) for one in codes),
        "valid_from": first is not None,
        "valid_to": last is not None,
        "note": len(note) <= 1000,
    }
    if wrong := [Fault(f"/{field}", "malformed", *_MALFORMED) for field, is_good in readable.items() if not is_good]:
        raise Invalid(errors=wrong)
    assert first is not None
    assert last is not None
    return Addressee(name, number), Terms(codes, first, last, note or None)


async def _shown(
    session: AsyncSession,
    who: Visitor,
    request: Request,
    here: Provider,
    *,
    at: datetime,
    typed: Mapping[str, str] | None = None,
    faults: dict[str, Said] | None = None,
    alert: Said | None = None,
    is_done: bool = False,
    status: int = 200,
) -> Response:
    on, key = at.astimezone(LOCAL).date(), form_key(request, here, purpose=_FORM)
    lists = {}
    for side in Side:
        found = await queries.delegations.list_own(session, who.person.id, side=side, after=None, limit=AT_A_TIME)
        named = await queries.delegations.named(session, found, on=on)
        lists[side] = [_row(one, side, on) for one in named]
    answer = page(
        "account_delegations",
        browser=request,
        tab=DELEGATIONS,
        status=status,
        is_done=is_done,
        is_staff=who.person.kind is PersonKind.STAFF,
        given=lists[Side.PRINCIPAL],
        received=lists[Side.DELEGATE],
        values={name: (typed or {}).get(name, "") for name in _FIELDS},
        today=on.isoformat(),
        csrf=key.csrf,
        faults=faults or {},
        alert=alert,
    )
    keep_form_key(answer, here, key)
    return answer


def _row(named: Named, side: Side, on: date) -> dict[str, Any]:
    one = named.delegation
    return {
        "id": str(one.id),
        "name": one.delegate_name if side is Side.PRINCIPAL else named.principal,
        "number_ends": one.delegate_hint if side is Side.PRINCIPAL else None,
        "procedures": one.procedures,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "note": one.note,
        "words": STATES[delegations.state(one)],
        "is_usable": delegations.is_usable(one, on=on),
        "acts": [act.value for act in delegations.acts(one, by=side, on=on)],
    }


def _faults(errors: list[Fault]) -> dict[str, Said]:
    """The first fault of each field."""
    told: dict[str, Said] = {}
    for fault in errors:
        told.setdefault(fault.pointer.rpartition("/")[2], Said(fault.vi, fault.en))
    return told


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
