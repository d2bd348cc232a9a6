"""The page of an account's ways in: password, phone and e-mail address, a recovery that waits, closing the account.

The same acts as /v1/me/password, /v1/me/contacts and /v1/me/closure, by forms.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Conflict, Invalid, TooMany, Unavailable
from services.identity import actions, changing, confirming, queries
from services.identity.actions.codes import TooSoon
from services.identity.actions.contacts import PURPOSE, Added, Removed
from services.identity.models import Interaction, PersonKind
from services.identity.oauth2 import words
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import with_answer
from services.identity.pages import Said, locale_of, page
from services.identity.provider import FORM, Here, Provider
from services.identity.records import contacts
from services.identity.records.identifiers import Kind
from services.identity.routes.account.overview import STALE, TO_SIGN_IN, missing, sent
from services.identity.routes.account.returning import AnyVisitor, RecentVisitor, Visitor
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.whereabouts import where_in

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

ACCESS: Final = f"{words.ACCOUNT}/access"
FORM_PURPOSE: Final = "account access"

TAKEN: Final = Said("Liên lạc này đang thuộc một tài khoản khác.", "Another account has this contact.")
LAST: Final = Said("Tài khoản phải còn ít nhất một liên lạc.", "The account must keep at least one contact.")
GUARDS: Final = Said(
    "Liên lạc này đang là cách xác thực thứ hai; hãy gỡ cách đó trước.",
    "This contact is a second factor; remove that first.",
)
CHANGED: Final = Said("Mật khẩu vừa được đổi ở nơi khác.", "The password was just changed elsewhere.")
UNSURE: Final = Said("Hãy đánh dấu xác nhận trước khi đóng.", "Tick the box before you close it.")


@dataclass(frozen=True)
class Visit:
    """Whoever visits the page, and all that an act of theirs needs."""

    who: Visitor
    request: Request
    session: AsyncSession
    here: Provider
    now: datetime


@router.get(
    ACCESS,
    summary="Trang mật khẩu và liên lạc / Password and contacts page",
    description="Forms to change the password and the contacts, to stop a recovery, to close the account.",
    responses=TO_SIGN_IN,
)
async def show_access(
    who: AnyVisitor,
    request: Request,
    *,
    session: Session,
    here: Here,
    now: Now,
    done: Annotated[bool, Query(examples=[False], description="Vừa lưu / just saved")] = False,
) -> Response:
    """The ways in."""
    return await _show(Visit(who, request, session, here, now), is_done=done)


@router.post(
    ACCESS,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đổi mật khẩu, liên lạc / Change password or contacts",
    description="`act`: `password` (with `old`, `new`), `contact` (with `contact`), `confirm` (with `code`), `remove` "
    "(with `kind`), `object` (to a waiting recovery) or `close` (with `sure`). Every fault is at its field (400).",
    responses=HTML
    | TO_SIGN_IN
    | see_other("Back, or out")
    | {
        403: {"description": "Not our form, or not right"},
        404: {"description": "Nothing there"},
        409: {"description": "Not possible now"},
        429: {"description": "Too many tries"},
        503: {"description": "Too many people at once"},
    },
    openapi_extra=form(
        act="*what to do",
        old="the present password",
        new="the new password",
        contact="a new phone or e-mail address",
        code="the code sent there",
        kind="`phone` or `email`",
        sure="`yes`",
        csrf="*from the form",
    ),
)
async def change_access(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """It is changed."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    if not is_form_of(request, here, typed, purpose=FORM_PURPOSE):
        return await _show(Visit(who, request, session, here, now), alert=STALE, status=403)
    visit = Visit(who, request, session, here, now)
    if not await confirming.may_keep(session, who.account, who.sitting, at=now):
        return see(with_answer(words.FACTOR, {"request": ACCESS}))
    acts = {"password": _password, "contact": _contact, "confirm": _confirm, "remove": _remove, "object": _object}
    act = acts.get(typed.get("act", ""), _close if typed.get("act") == "close" else None)
    return await act(visit, typed) if act else missing(request)


async def _password(visit: Visit, typed: Parameters) -> Response:
    who, session, here = visit.who, visit.session, visit.here
    try:
        await changing.change_password(
            session,
            here,
            who.account,
            old=typed.get("old", ""),
            new=typed.get("new", ""),
            where=where_in(who.sitting),
            at=visit.now,
        )
    except Invalid as problem:
        return await _show(visit, faults=problem.errors)
    except TooMany as problem:
        alert = alarms.too_many(int(problem.headers["Retry-After"]))
        return await _show(visit, alert=Said(alert.vi, alert.en), status=429)
    except Unavailable:
        alert = alarms.CROWDED
        return await _show(visit, alert=Said(alert.vi, alert.en), status=503)
    except Conflict:
        return await _show(visit, alert=CHANGED, status=409)
    return see(f"{ACCESS}?done=true")


async def _contact(visit: Visit, typed: Parameters) -> Response:
    who, session, here = visit.who, visit.session, visit.here
    address = typed.get("contact", "")
    contact = contacts.reach(address)
    if contact is None:
        return await _show(visit, faults=contacts.faults(address), contact=address)
    cookie, language = visit.request.cookies[here.cookie(FORM)], locale_of(visit.request)
    begun = await actions.contacts.begin(
        session, here, cookie, account=who.account, contact=contact, language=language, at=visit.now
    )
    if isinstance(begun, TooSoon):
        alert = alarms.code_too_soon(begun.retry_after)
        return await _show(visit, alert=Said(alert.vi, alert.en), status=429)
    return see(ACCESS)


async def _confirm(visit: Visit, typed: Parameters) -> Response:
    who, session, here = visit.who, visit.session, visit.here
    pending = await _pending(visit)
    if pending is None:
        return see(ACCESS)
    added = await actions.contacts.confirm(
        session,
        here,
        pending,
        account=who.account,
        typed=typed.get("code", ""),
        where=where_in(who.sitting),
        at=visit.now,
    )
    if added is Added.WRONG:
        wrong = Fault("/code", "wrong", alarms.WRONG_CODE.vi, alarms.WRONG_CODE.en)
        return await _show(visit, faults=[wrong])
    if added is Added.TAKEN:
        return await _show(visit, alert=TAKEN, status=409)
    return see(f"{ACCESS}?done=true")


async def _remove(visit: Visit, typed: Parameters) -> Response:
    who, session, here = visit.who, visit.session, visit.here
    kind = typed.get("kind", "")
    if kind not in (Kind.PHONE, Kind.EMAIL):
        return missing(visit.request)
    removed = await actions.contacts.remove(
        session, here, who.account, kind=Kind(kind), where=where_in(who.sitting), at=visit.now
    )
    if removed is Removed.NONE:
        return missing(visit.request)
    if removed is Removed.DONE:
        return see(f"{ACCESS}?done=true")
    alert = LAST if removed is Removed.LAST else GUARDS
    return await _show(visit, alert=alert, status=409)


async def _object(visit: Visit, _: Parameters) -> Response:
    who = visit.who
    await actions.recoveries.cancel(visit.session, who.account, where=where_in(who.sitting), at=visit.now)
    return see(f"{ACCESS}?done=true")


async def _close(visit: Visit, typed: Parameters) -> Response:
    who = visit.who
    if who.person.kind is PersonKind.STAFF:
        return missing(visit.request)
    if typed.get("sure") != "yes":
        return await _show(visit, alert=UNSURE, status=400)
    await actions.accounts.close(visit.session, who.account, where=where_in(who.sitting), at=visit.now)
    return see(words.SIGNED_OUT)


async def _pending(visit: Visit) -> Interaction | None:
    """The address of this account that awaits its code in this browser."""
    cookie = visit.request.cookies.get(visit.here.cookie(FORM))
    found = await actions.interactions.find(visit.session, cookie, purpose=PURPOSE, at=visit.now)
    return found if found is not None and found.account_id == visit.who.account.id else None


async def _show(
    visit: Visit,
    *,
    is_done: bool = False,
    alert: Said | None = None,
    status: int = 200,
    faults: list[Fault] | None = None,
    contact: str = "",
) -> Response:
    who, session, here = visit.who, visit.session, visit.here
    key = form_key(visit.request, here, purpose=FORM_PURPOSE)
    pending = await _pending(visit)
    answer = page(
        "access",
        browser=visit.request,
        tab=f"{words.ACCOUNT}/security",
        status=400 if faults else status,
        csrf=key.csrf,
        alert=alert,
        is_done=is_done,
        faults={one.pointer.removeprefix("/"): one for one in reversed(faults or [])},
        contact=contact,
        contacts=await queries.people.contacts(session, who.account.id),
        awaited=actions.contacts.pending_of(here, pending).identifier.value if pending else None,
        waiting=await actions.recoveries.open_request(session, who.account.id, at=visit.now),
        has_password=who.account.password_hash is not None,
        is_staff=who.person.kind is PersonKind.STAFF,
    )
    keep_form_key(answer, here, key)
    return answer
