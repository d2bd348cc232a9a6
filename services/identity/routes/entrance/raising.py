"""Raising a live session: begun for an authorization request that demands more, or a page that changes the account."""

from datetime import datetime
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, queries, returning, signing_in, sittings
from services.identity.credentials import assurance, factors
from services.identity.credentials.assurance import Level
from services.identity.models import Account, BrowserSession, Interaction, Person
from services.identity.oauth2 import words
from services.identity.oauth2.errors import OAuthError, UnmetAuthentication
from services.identity.oauth2.redirects import origin, with_answer
from services.identity.pages import page
from services.identity.provider import SESSION, Provider
from services.identity.routes.entrance.entering import see, wish_of
from services.identity.routes.protocol.asking import Asking, read_asking
from services.identity.routes.protocol.deciding import decide
from services.identity.seconding import SIGN_IN, STEP_UP


async def begin_step_up(
    session: AsyncSession, browser: Request, here: Provider, request: str, form: str, *, at: datetime
) -> Interaction | Response:
    """The browser's step-up for this request; or an answer, when there is nobody to raise, no need, or no way."""
    sitting = await queries.sittings.find_session(session, browser.cookies.get(here.cookie(SESSION)), at=at)
    if sitting is None:
        return see(with_answer(words.SIGN_IN, {"request": request}))
    asking = None if returning.is_page(request) else await read_asking(session, request)
    person = await session.get_one(Person, sitting.person_id)
    account = await session.scalar(select(Account).where(Account.person_id == person.id, Account.disabled_at.is_(None)))
    if account is None:
        return see(with_answer(words.SIGN_IN, {"request": request}))
    wish = wish_of(request, asking)
    best = assurance.reached(signing_in.record_level(person, at=at), Level.SUBSTANTIAL)
    if asking is not None and (
        assurance.is_enough(sitting.acr, wish.demanded)
        or await _is_too_soon(session, here, asking, sitting=sitting, at=at)
    ):
        return see(returning.onward(request))
    if asking is not None and not assurance.is_enough(best, wish.demanded):
        return _no_way(browser, here, asking, request, is_missing=False)
    if not factors.offered(await queries.factors.held(session, account.id), amr=sitting.amr):
        is_half = assurance.PASSWORD not in sitting.amr
        return _no_way(browser, here, asking, request, is_missing=not is_half, is_half=is_half)
    answers = asking.fingerprint if asking else None
    return await _begin(session, sitting, request, form, account_id=account.id, answers=answers, at=at)


async def _is_too_soon(
    session: AsyncSession, here: Provider, asking: Asking, *, sitting: BrowserSession, at: datetime
) -> bool:
    """Whether a further factor is not what the request waits for: one alone is no fresh sign-in (prompt, max_age)."""
    try:
        decision = await decide(session, here, asking, sitting=sitting, at=at)
    except OAuthError:
        return True
    return decision.step in (sittings.Step.SIGN_IN, sittings.Step.OTHER_PERSON)


async def _begin(
    session: AsyncSession,
    sitting: BrowserSession,
    request: str,
    form: str,
    *,
    account_id: UUID,
    answers: str | None,
    at: datetime,
) -> Interaction:
    pending = await actions.interactions.find(session, form, purpose=STEP_UP, at=at)
    if pending is not None and pending.request == request and pending.state.get("session") == str(sitting.id):
        return pending  # the page was loaded again: codes sent before are counted on
    left = await actions.interactions.find(session, form, purpose=SIGN_IN, at=at)
    if left is not None:
        await actions.interactions.end(session, left, at=at)
    return await actions.interactions.begin(
        session,
        form,
        purpose=STEP_UP,
        at=at,
        account_id=account_id,
        request=request,
        state={"session": str(sitting.id), "answers": answers},
        amr=list(sitting.amr),
    )


def _no_way(
    browser: Request, here: Provider, asking: Asking | None, request: str, *, is_missing: bool, is_half: bool = False
) -> Response:
    """Tell the person why they cannot reach the level, and the way back to the application. `is_missing`: the account
    has no second factor; `is_half`: they signed in with what goes with the password, and without it.
    """
    unmet = UnmetAuthentication("The person cannot reach the level of assurance asked for.")
    back = None
    if asking is not None:
        told = {"error": unmet.code, "error_description": unmet.description}
        state = asking.parameters.get("state")
        back = with_answer(asking.redirect_uri, {**told, "state": state, "iss": here.issuer})
    return page(
        "unreachable",
        browser=browser,
        ui_locales=asking.parameters.get("ui_locales") if asking else None,
        status=403,
        targets=[origin(asking.redirect_uri)] if asking else [],
        is_missing=is_missing,
        is_half=is_half,
        back=back,
        client_name=asking.client.name if asking else None,
        request=request,
    )
