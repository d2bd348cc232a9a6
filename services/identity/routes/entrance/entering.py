"""What every page has in common that lets somebody in: where they are, what they want, and the way on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from services.identity import device_names, returning
from services.identity.credentials import assurance
from services.identity.credentials.assurance import Level
from services.identity.oauth2 import words
from services.identity.provider import DEVICE, FORM, SESSION, Provider
from services.identity.routes.forms import network_of
from services.identity.routes.protocol.asking import Asking
from services.identity.seconding import Wish
from services.identity.signing_in import Entered, Place


@asynccontextmanager
async def turn(browser: Request, here: Provider) -> AsyncIterator[AsyncSession]:
    """A short transaction of a sign-in, one of a few at a time: guesses for one account wait for each other."""
    async with here.turnstile, transaction(browser.app) as session:
        yield session


def place_of(browser: Request, here: Provider, *, answers: str | None = None) -> Place:
    """Where the browser is; `answers` is the digest of the authorization request it answers."""
    return Place(
        cookie=browser.cookies.get(here.cookie(SESSION)),
        device=browser.cookies.get(here.cookie(DEVICE)),
        device_name=device_names.name_of(browser.headers.get("user-agent", "")),
        network=network_of(browser),
        answers=answers,
    )


def wish_of(request: str, asking: Asking | None) -> Wish:
    """What the sign-in is for; the client's own level counts when the request names none."""
    if asking is None:
        return Wish(request)
    parameters = asking.parameters
    by_client = Level(asking.client.default_acr) if asking.client.default_acr else None
    return Wish(
        request,
        demanded=assurance.demanded(parameters.get("acr_values", "")) or by_client,
        is_fresh="max_age" in parameters or "login" in parameters.get("prompt", "").split(),
    )


def see(address: str) -> RedirectResponse:
    """Send the browser on."""
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def on_to_factor(here: Provider, cookie: str) -> Response:
    """To the page for one more proof. `cookie` is the form cookie the interaction was begun with, a new one: whoever
    planted the one before it in this browser does not know it.
    """
    answer = see(words.FACTOR)
    here.set_cookie(answer, FORM, value=cookie)
    return answer


def let_in(here: Provider, entered: Entered, request: str) -> Response:
    """The person is signed in: the cookies, and on to what the sign-in was for."""
    answer = see(returning.onward(request))
    here.set_cookie(answer, SESSION, value=entered.session_cookie)
    here.set_cookie(answer, DEVICE, value=entered.device_cookie)
    here.forget_cookie(answer, FORM)
    return answer
