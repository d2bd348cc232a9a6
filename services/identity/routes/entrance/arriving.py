"""Somebody came back from a provider: whose account they are let in to, or the question that must be answered first.

Where this browser is signed in to an account that may be theirs as well, they are asked (a shared computer's open
session is nobody's consent), and only a recent sign-in counts.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, queries, returning, seconding, signing_in
from services.identity.actions.linking import Vouched
from services.identity.activity import Where
from services.identity.credentials import opaque
from services.identity.credentials.assurance import UPSTREAM, Level
from services.identity.models import Account, BrowserSession, Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.redirects import origin
from services.identity.pages import Said, page, refused
from services.identity.provider import FORM, SESSION, Here, Provider
from services.identity.providers.upstream import Assertion
from services.identity.queries.links import Scene
from services.identity.records import linking
from services.identity.records.linking import Answer, Step
from services.identity.routes.bearers import REAUTHENTICATE_AFTER
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import let_in, on_to_factor, place_of, see, wish_of
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.protocol.asking import Asking, Unaskable, read_asking
from services.identity.signing_in import Entered, How

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

PURPOSE = "linking"
LINKING = f"{words.SIGN_IN}/linking"

STALE = Said(
    "Câu hỏi này đã hết hạn hoặc đã được trả lời. Hãy đăng nhập lại.",
    "This question has expired or was answered. Sign in again.",
)
CLOSED = Said("Tài khoản này đã bị đóng.", "This account is closed.")
PROVE = Said(
    "Số này đã có tài khoản ở đây. Hãy đăng nhập vào tài khoản đó trước (bằng mật khẩu hoặc cách bạn vẫn dùng), "
    "rồi đăng nhập lại theo cách này để liên kết.",
    "This number has an account here. Sign in to that account first, the way you always do, then come back this way "
    "to link them.",
)
DISAGREE = Said(
    "Tài khoản bên ngoài này từng được liên kết với một người có số định danh khác. Hãy liên hệ Trung tâm Phục vụ hành "
    "chính công.",
    "This account elsewhere was linked to a person with another number. Please contact the service centre.",
)


@dataclass(frozen=True)
class Arrived:
    """Who came back from a provider, and what the sign-in is for (an authorization query or a page)."""

    told: Assertion
    request: str
    asking: Asking | None


async def asking_of(session: AsyncSession, request: str) -> Asking | None:
    """The authorization request to go on with; None for a page of the account. Unaskable when it is not right."""
    is_asked = request and not returning.is_page(request)
    return await read_asking(session, request) if is_asked else None


async def arrive(
    session: AsyncSession, browser: Request, here: Provider, arrived: Arrived, *, at: datetime
) -> Response:
    """Decide by services.identity.records.linking, and do it or ask."""
    present = await _present(session, browser, here, at=at)
    await actions.linking.lock(session, arrived.told)
    scene = await queries.links.scene(session, arrived.told, present_id=present.person_id if present else None, at=at)
    step = linking.decide(scene.facts)
    if step is Step.ASK and present is not None:
        key = form_key(browser, here, purpose=PURPOSE)
        state = {"told": arrived.told.written(), "person_id": str(present.person_id)}
        await actions.interactions.begin(
            session,
            key.value,
            purpose=PURPOSE,
            at=at,
            request=arrived.request,
            state={"sealed": here.sealer.seal(json.dumps(state).encode())},
        )
        answer = see(LINKING)
        keep_form_key(answer, here, key)
        return answer
    return await _do(session, browser, here, arrived=arrived, scene=scene, step=step, present=present, at=at)


async def _present(session: AsyncSession, browser: Request, here: Provider, *, at: datetime) -> BrowserSession | None:
    """The browser's sign-in, when it is so recent that it proves the account to be theirs."""
    found = await queries.sittings.find_session(session, browser.cookies.get(here.cookie(SESSION)), at=at)
    is_recent = found is not None and at - found.authenticated_at <= timedelta(seconds=REAUTHENTICATE_AFTER)
    return found if is_recent else None


async def _do(
    session: AsyncSession,
    browser: Request,
    here: Provider,
    *,
    arrived: Arrived,
    scene: Scene,
    step: Step,
    present: BrowserSession | None,
    at: datetime,
) -> Response:
    place = place_of(browser, here, answers=arrived.asking.fingerprint if arrived.asking else None)
    is_theirs = present is not None and step in (Step.JOIN, Step.MERGE)
    where = Where(
        session_id=present.id if present is not None and is_theirs else None,
        device_name=place.device_name,
        network=place.network,
    )
    vouched = Vouched(arrived.told, at, where, here.sealer, present.person_id if present else None)
    if step is Step.PROVE:
        return _turned_away(browser, PROVE, arrived.request)
    if step is Step.DISAGREE:
        if scene.linked is not None:
            await actions.linking.refuse(session, vouched, scene.linked)
        return _turned_away(browser, DISAGREE, arrived.request)
    account = await actions.linking.settle(session, vouched, scene, step=step)
    if account is None:
        return _turned_away(browser, CLOSED, arrived.request)
    cookie = opaque.new()
    entered = await _enter(session, browser, here, arrived=arrived, account=account, form=cookie, at=at)
    if isinstance(entered, Entered):
        return let_in(here, entered, arrived.request)
    return on_to_factor(here, cookie) if entered is not None else _turned_away(browser, PROVE, arrived.request)


async def _enter(
    session: AsyncSession,
    browser: Request,
    here: Provider,
    *,
    arrived: Arrived,
    account: Account,
    form: str,
    at: datetime,
) -> Entered | Interaction | None:
    """The person is signed in; an account guarded by a second factor wants it of a provider that is not sure, too."""
    place = place_of(browser, here, answers=arrived.asking.fingerprint if arrived.asking else None)
    told = arrived.told
    if told.level is Level.LOW and (await queries.factors.held(session, account.id)).is_guarded:
        wish = wish_of(arrived.request, arrived.asking)
        return await seconding.go_on(session, account, amr=(UPSTREAM,), place=place, wish=wish, form=form, at=at)
    how = How((UPSTREAM,), upstream=told.level)
    entered = await signing_in.open_session(session, account, how=how, place=place, at=at)
    opened = await queries.sittings.find_session(session, entered.session_cookie, at=at)
    if opened is not None:
        # when they proved it there, which may have been a while ago
        opened.authenticated_at = min(opened.authenticated_at, told.authenticated_at)
    return entered


def _turned_away(browser: Request, why: Said, request: str) -> HTMLResponse:
    return page("turned_away", browser=browser, status=403, alert=why, request=request)


async def _asked(
    session: AsyncSession, browser: Request, here: Provider, *, at: datetime, is_locked: bool = False
) -> tuple[Interaction, Arrived, BrowserSession] | None:
    """The question this browser is asked, while it is still signed in to the account it is about."""
    pending = await actions.interactions.find(
        session, browser.cookies.get(here.cookie(FORM)), purpose=PURPOSE, at=at, is_locked=is_locked
    )
    present = await _present(session, browser, here, at=at)
    if pending is None or present is None:
        return None
    state = json.loads(here.sealer.unseal(pending.state["sealed"]))
    if present.person_id != UUID(state["person_id"]):
        return None
    asking = await asking_of(session, pending.request)
    return pending, Arrived(Assertion.read(state["told"]), pending.request, asking), present


@router.get(
    LINKING,
    response_class=HTMLResponse,
    summary="Tài khoản này cũng là của bạn? / Is this account yours as well?",
    description="Asked when somebody signs in with a provider in a browser that is signed in to an account.",
    responses=HTML,
)
async def show_linking(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """The question."""
    try:
        found = await _asked(session, browser, here, at=now)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    if found is None:
        return refused(STALE.vi, STALE.en, browser=browser)
    _, arrived, present = found
    scene = await queries.links.scene(session, arrived.told, present_id=present.person_id, at=now)
    key = form_key(browser, here, purpose=PURPOSE)
    upstream = here.providers.get(arrived.told.provider)
    return page(
        "linking",
        browser=browser,
        targets=[origin(arrived.asking.redirect_uri)] if arrived.asking else [],
        csrf=key.csrf,
        provider=upstream.settings if upstream else None,
        there=arrived.told.attributes,
        here_name=_name_of(scene, at=now),
        is_merge=linking.decide(scene.facts, Answer.YES) is Step.MERGE,
    )


def _name_of(scene: Scene, *, at: datetime) -> str:
    record = scene.present.record(on=at.date()) if scene.present else {}
    said = record.get("full_name") or record.get("business_name") or record.get("email")
    return str(said.value) if said else ""


@router.post(
    LINKING,
    status_code=303,
    response_class=RedirectResponse,
    summary="Trả lời về tài khoản / Answer about the account",
    description="`yes`: both are of one person, who is signed in to the verified record from now on; `no`: the person "
    "who came from the provider is signed in alone.",
    responses=HTML | see_other("On with what was asked for") | {403: {"description": "Not accepted"}},
    openapi_extra=form(answer="*`yes` or `no`", csrf="*from the form"),
)
async def answer_linking(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """Do what they said."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
        said = Answer(typed.get("answer", ""))
        found = await _asked(session, browser, here, at=now, is_locked=True)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except (InvalidRequest, ValueError):
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.", browser=browser)
    if found is None or said is Answer.UNASKED or not is_form_of(browser, here, typed, purpose=PURPOSE):
        return refused(STALE.vi, STALE.en, status=403, browser=browser)
    pending, arrived, present = found
    await actions.interactions.end(session, pending, at=now)
    await actions.linking.lock(session, arrived.told)
    scene = await queries.links.scene(session, arrived.told, present_id=present.person_id, at=now)
    step = linking.decide(scene.facts, said)
    return await _do(session, browser, here, arrived=arrived, scene=scene, step=step, present=present, at=now)
