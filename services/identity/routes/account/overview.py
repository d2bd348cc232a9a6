"""The pages of an account: who it is, where it is signed in, what happened to it. By the browser's sign-in, not tokens.

What is changed here wants a sign-in of the last 20 minutes, and a form that only this browser's own page can send.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.pages import decode_place, encode_place
from kit.people import anyone
from kit.problems import Invalid
from services.identity import actions, activity, attention, queries, signing_in
from services.identity.credentials.assurance import Level
from services.identity.credentials.lockouts import NOWHERE
from services.identity.models import Client, Consent
from services.identity.oauth2 import scopes
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.words import ACCOUNT
from services.identity.pages import Said, page, refused
from services.identity.provider import Here, Provider
from services.identity.records import provenance, showing
from services.identity.records.attributes import KNOWN
from services.identity.routes.account.returning import AnyVisitor, RecentVisitor, Visitor
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.whereabouts import where_in
from services.identity.schemas.sittings import SittingOut

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

SESSIONS: Final = f"{ACCOUNT}/sessions"
CONSENTS: Final = f"{ACCOUNT}/consents"
ACTIVITY: Final = f"{ACCOUNT}/activity"
STALE: Final = Said("Biểu mẫu đã hết hạn. Hãy thử lại.", "The form has expired. Try again.")
TO_SIGN_IN: Final = HTML | see_other("Nobody is signed in: to the sign-in page, and back")
AT_A_TIME: Final = 20
MOST_CONSENTS: Final = 100
OTHERS: Final = "others"

_FORM: Final = "account"
_NOT_OURS: Final[dict[int | str, dict[str, Any]]] = {
    403: {"description": "Not our form"},
    404: {"description": "Not theirs"},
}
_SHOWN = ("full_name", "business_name", "personal_number", "tax_code", "birth_date", "phone", "email")
_LEVELS: Final = {
    Level.LOW: ("Thấp", "Low"),
    Level.SUBSTANTIAL: ("Đáng kể", "Substantial"),
    Level.HIGH: ("Cao", "High"),
}


@router.get(
    ACCOUNT,
    summary="Trang tài khoản / Account page",
    description="Who is signed in, what of it is verified, and what needs attention.",
    responses=TO_SIGN_IN,
)
async def show_account(who: AnyVisitor, request: Request, session: Session, now: Now) -> Response:
    """The first page of the account."""
    today = now.astimezone(LOCAL).date()
    record = who.person.record(on=today)
    rows: list[dict[str, Any]] = [
        {
            "vi": KNOWN[name].vi,
            "en": KNOWN[name].en,
            "text": showing.in_words(name, record[name].value),
            "is_verified": provenance.is_verified(record[name], on=today),
        }
        for name in _SHOWN
        if name in record
    ]
    held = await queries.factors.held(session, who.account.id)
    return page(
        "account_overview",
        browser=request,
        tab=ACCOUNT,
        rows=rows,
        matters=attention.matters(
            record,
            level=signing_in.record_level(who.person, at=now),
            held=held,
            on=today,
            has_recovery=await actions.recoveries.open_request(session, who.account.id, at=now) is not None,
        ),
        level=_LEVELS[Level(who.sitting.acr)],
        signed_in_at=who.sitting.authenticated_at,
    )


@router.get(
    SESSIONS,
    summary="Trang các phiên đăng nhập / Sign-ins page",
    description="Where the account is signed in, and what applications may see, with a form to end each.",
    responses=HTML | TO_SIGN_IN,
)
async def show_sessions(
    who: AnyVisitor, request: Request, *, session: Session, here: Here, now: Now, done: bool = False
) -> Response:
    """The list."""
    return await _sessions(who, request, session, here, now, is_done=done)


@router.post(
    SESSIONS,
    status_code=303,
    response_class=RedirectResponse,
    summary="Kết thúc phiên đăng nhập / End sign-ins",
    description="`session` is one of the list, or `others` for every other one; 404 for anything else. 403 when "
    "another site sent the form.",
    responses=HTML | see_other("Back to the list") | _NOT_OURS,
    openapi_extra=form(session="*the sign-in to end, or `others`", csrf="*from the form"),
)
async def end_sessions(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """They are ended."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    if not is_form_of(request, here, typed, purpose=_FORM):
        return await _sessions(who, request, session, here, now, alert=STALE)
    where = where_in(who.sitting)
    if typed.get("session") == OTHERS:
        await actions.sittings.end_others(session, who.person.id, at=now, where=where)
        return see(f"{SESSIONS}?done=true")
    wanted = _id(typed.get("session", ""))
    sitting = await queries.sittings.find_own(session, wanted, person_id=who.person.id) if wanted else None
    if sitting is None:
        return missing(request)
    await actions.sittings.end(session, sitting, at=now, where=where)
    return see(f"{SESSIONS}?done=true")


@router.post(
    CONSENTS,
    status_code=303,
    response_class=RedirectResponse,
    summary="Thu hồi quyền xem dữ liệu của ứng dụng / Take back an application's access",
    description="What the application was given ends at once. 403 when another site sent the form, 404 for an "
    "application that has no access.",
    responses=HTML | see_other("Back to the list") | _NOT_OURS,
    openapi_extra=form(client="*the application", csrf="*from the form"),
)
async def take_back_consent(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """The application sees nothing more."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    if not is_form_of(request, here, typed, purpose=_FORM):
        return await _sessions(who, request, session, here, now, alert=STALE)
    client = await session.get(Client, typed.get("client", ""))
    if client is None or not await actions.consents.revoke(session, who.person.id, client, at=now):
        return missing(request)
    return see(f"{SESSIONS}?done=true")


@router.get(
    ACTIVITY,
    summary="Trang nhật ký tài khoản / Activity page",
    description="What happened to the account, the latest first.",
    responses=HTML | TO_SIGN_IN,
)
async def show_activity(
    who: AnyVisitor,
    request: Request,
    session: Session,
    here: Here,
    cursor: Annotated[str | None, Query(max_length=600, description="trang sau / from the page before")] = None,
) -> Response:
    """A page of the log."""
    key = here.settings.cursor_key
    try:
        after = decode_place(key, cursor) if cursor else None
    except Invalid:
        return refused("Trang này không còn.", "There is no such page.", browser=request)
    found = await queries.activities.list_activities(session, who.person.id, after=after, limit=AT_A_TIME + 1)
    items = [
        {
            "words": activity.words_of(one.kind),
            "at": one.happened_at,
            "places": [text for text in (application, one.device_name, one.network) if text and text != NOWHERE],
        }
        for one, application in found[:AT_A_TIME]
    ]
    last = found[AT_A_TIME - 1][0] if len(found) > AT_A_TIME else None
    onward = encode_place(key, (last.happened_at, last.id)) if last else None
    return page("account_activity", browser=request, tab=ACTIVITY, items=items, onward=onward)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def sent(request: Request, here: Provider) -> Parameters | Response:
    """The fields of a form that was sent; the page that refuses it when another site sent it or it cannot be read."""
    if not is_own_form(request, here):
        return refused(*FOREIGN, status=403, browser=request)
    try:
        return await read_form(request)
    except InvalidRequest:
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.", browser=request)


def missing(request: Request) -> Response:
    """The page for something that is not there, or not theirs."""
    return refused("Không tìm thấy.", "Not found.", status=404, browser=request)


async def _sessions(
    who: Visitor,
    request: Request,
    session: AsyncSession,
    here: Provider,
    now: Now,
    *,
    is_done: bool = False,
    alert: Said | None = None,
) -> Response:
    key = form_key(request, here, purpose=_FORM)
    opened = await queries.sittings.list_open(session, who.person.id, at=now)
    given = await queries.consents.list_consents(session, who.person.id, at=now, after=None, limit=MOST_CONSENTS)
    answer = page(
        "account_sessions",
        browser=request,
        tab=SESSIONS,
        status=403 if alert else 200,
        items=[SittingOut.of(one, current=who.sitting.id) for one in opened],
        consents=[_consent(consent, client) for consent, client in given],
        csrf=key.csrf,
        is_done=is_done,
        alert=alert,
    )
    keep_form_key(answer, here, key)
    return answer


def _consent(consent: Consent, client: Client) -> dict[str, Any]:
    words = [scopes.WORDS[word] for word in scopes.words(consent.scope) if word in scopes.WORDS]
    return {
        "id": client.id,
        "name": client.name,
        "what": [", ".join(vi for vi, _ in words), ", ".join(en for _, en in words)],
        "given_at": consent.given_at,
        "expires_at": consent.expires_at,
    }
