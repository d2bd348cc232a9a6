"""Who visits the pages of an account: by the browser's sign-in, not by tokens; whoever is not signed in does so first.

The page asked for travels through the sign-in as its `request` (services.identity.returning).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from kit.clock import Now
from kit.db import Session
from services.identity import queries, signing_in
from services.identity.models import Account, BrowserSession, Person
from services.identity.oauth2 import words
from services.identity.provider import SESSION, Here
from services.identity.returning import is_page, page_of
from services.identity.routes.bearers import REAUTHENTICATE_AFTER


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in in this browser: their record, the account they sign in with, this sign-in."""

    person: Person
    account: Account
    sitting: BrowserSession


class SignInFirst(Exception):  # noqa: N818 - not a fault: the page comes afterwards
    """Nobody is signed in, or not recently enough for what they want to change."""


async def visitor(request: Request, session: Session, here: Here, now: Now) -> Visitor:
    """Who is signed in in this browser; SignInFirst when nobody is."""
    sitting = await queries.sittings.find_session(session, request.cookies.get(here.cookie(SESSION)), at=now)
    if sitting is None:
        raise SignInFirst
    person = await queries.people.find_person(session, sitting.person_id)
    account = await queries.people.find_open_account(session, sitting.person_id)
    if person is None or account is None:
        raise SignInFirst
    await signing_in.touch(session, sitting, at=now)
    return Visitor(person, account, sitting)


AnyVisitor = Annotated[Visitor, Depends(visitor)]


async def recent_visitor(who: AnyVisitor, now: Now) -> Visitor:
    """Who is signed in in this browser and proved it in the last 20 minutes; SignInFirst otherwise."""
    if now - who.sitting.authenticated_at > timedelta(seconds=REAUTHENTICATE_AFTER):
        raise SignInFirst
    return who


RecentVisitor = Annotated[Visitor, Depends(recent_visitor)]


async def _on_sign_in_first(request: Request, _: Exception) -> Response:
    path = request.url.path
    back = urlencode({"request": path if request.method == "GET" and is_page(path) else page_of(path)})
    return RedirectResponse(f"{words.SIGN_IN}?{back}", status_code=303, headers={"Cache-Control": "no-store"})


def ask_to_sign_in(app: FastAPI) -> None:
    """Send whoever must sign in first to do so and back."""
    app.add_exception_handler(SignInFirst, _on_sign_in_first)
