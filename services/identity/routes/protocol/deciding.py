"""What an authorization request needs next in this browser: the facts are gathered here, sittings.step decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from services.identity import actions, queries, sittings
from services.identity.models import BrowserSession
from services.identity.oauth2 import authorization, consenting, hints
from services.identity.oauth2.authorization import AuthorizationRequest
from services.identity.oauth2.errors import InvalidRequest
from services.identity.provider import SESSION, Here, Provider
from services.identity.routes.protocol.asking import Asking
from services.identity.sittings import Demand, Step


async def sitting(request: Request, session: Session, here: Here, now: Now) -> BrowserSession | None:
    """The browser's live sign-in."""
    return await queries.sittings.find_session(session, request.cookies.get(here.cookie(SESSION)), at=now)


Sitting = Annotated[BrowserSession | None, Depends(sitting)]


@dataclass(frozen=True)
class Decision:
    """The request as it was read and what it needs next; with any other step than SIGN_IN somebody is signed in."""

    asked: AuthorizationRequest
    step: Step


async def decide(
    session: AsyncSession, here: Provider, asking: Asking, *, sitting: BrowserSession | None, at: datetime
) -> Decision:
    """What is next; OAuthError when the request cannot be served at all."""
    asked = authorization.read(asking.parameters, asking.client)
    if asking.client.is_par_required and asking.pushed is None:
        raise InvalidRequest("The client must push its authorization requests (RFC 9126).")
    # a hint is looked into even when nobody is signed in: a bad one is refused before anybody types a password
    hinted = None if asked.hint is None else await _hinted(session, here, asking, hint=asked.hint, at=at)
    known, has_agreed = None, not asking.client.is_third_party
    if sitting is not None:
        known = await _known(session, here, asking, sitting=sitting, hinted=hinted, at=at)
        if not has_agreed:
            agreement = await queries.consents.find_agreement(session, sitting.person_id, asking.client.id)
            has_agreed = consenting.covers(agreement, asked.scope, at=at)
    demand = Demand(prompts=asked.prompts, max_age=asked.max_age, acr=asked.acr, has_agreed=has_agreed)
    return Decision(asked, sittings.step(known, demand, at=at))


async def _hinted(session: AsyncSession, here: Provider, asking: Asking, *, hint: str, at: datetime) -> str:
    """The subject that an `id_token_hint` names; InvalidRequest unless we gave it to this very client."""
    claims = await hints.read(session, here, hint, at=at)
    if claims is None or claims["aud"] != asking.client.id:
        raise InvalidRequest("The id_token_hint is not an ID token that this client was given.")
    return str(claims["sub"])


async def _known(
    session: AsyncSession,
    here: Provider,
    asking: Asking,
    *,
    sitting: BrowserSession,
    hinted: str | None,
    at: datetime,
) -> sittings.Sitting:
    is_recent = at - sitting.authenticated_at < sittings.ANSWER_WINDOW
    opened = await here.ring.open(session, at=at)
    subject = actions.grants.known_as(asking.client, sitting.person_id, key=opened.pairwise)
    return sittings.Sitting(
        authenticated_at=sitting.authenticated_at,
        is_answer=is_recent and sitting.answers_request == asking.fingerprint,
        acr=sitting.acr,
        amr=sitting.amr,
        is_hinted=hinted in (None, subject),
    )
