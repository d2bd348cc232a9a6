"""A browser and a client that do what real ones do, step by step."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.clock import now
from kit.testing import said
from services.identity import actions, seeds
from services.identity.activity import Where
from services.identity.credentials import totp
from services.identity.models import Account, BrowserSession
from services.identity.oauth2 import pkce
from services.identity.provider import Provider

PASSWORD = "Mật khẩu rất dài 2026"
SECRET = "a-random-secret-of-the-partner-0123456789"
REDIRECT = "http://127.0.0.1:49152/callback"


def answer_of(response: httpx.Response) -> dict[str, str]:
    """What an answer carries to the client."""
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


async def account_of(session: AsyncSession, user: str) -> Account:
    """The account of somebody of the demo world."""
    return (await session.scalars(select(Account).where(Account.person_id == seeds.person_id(user)))).one()


async def guarded(session: AsyncSession, here: Provider, user: str = "lan") -> str:
    """Somebody of the demo world gets a confirmed authenticator; its secret."""
    at, account = await now(), await account_of(session, user)
    begun = await actions.factors.begin_authenticator(session, here, account, name="Điện thoại", at=at)
    code = totp.code_at(begun.secret, at - timedelta(seconds=30))  # so that the code of now is still good
    assert await actions.factors.confirm_authenticator(
        session, here, account, pending=begun.authenticator, typed=code, at=at, where=Where()
    )
    await session.commit()
    return begun.secret


async def assured(session: AsyncSession) -> None:
    """Whoever is signed in showed two factors: what guards a known person's account is not changed with less."""
    shown = {"amr": ["pwd", "otp", "mfa"], "acr": "substantial"}
    await session.execute(update(BrowserSession).values(shown).execution_options(synchronize_session=False))
    await session.commit()


async def code_from(session: AsyncSession, here: Provider) -> tuple[str, str]:
    """The code asked for last and the address it goes to, as notification reads them."""
    asked = [event for event in await said(session) if isinstance(event, CodeRequested)]
    letter = json.loads(here.messages.unseal(asked[-1].sealed))
    return letter["code"], letter["address"]


@dataclass
class Browser:
    """A browser (cookies) together with the client it was sent by (verifier)."""

    client: httpx.AsyncClient
    verifier: str = field(default_factory=lambda: token_urlsafe(48))

    def query(self, **changed: str | None) -> dict[str, str]:
        """A good authorization request; a None leaves a parameter out."""
        challenge = pkce.challenge_of(self.verifier)
        good = {
            "client_id": "demo-web",
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid profile email phone address identity",
            "state": "s-1",
            "nonce": "n-1",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changed,
        }
        return {name: value for name, value in good.items() if value is not None}

    async def authorize(self, **changed: str | None) -> httpx.Response:
        """Ask for a code."""
        return await self.client.get("/oauth2/authorize", params=self.query(**changed))

    async def form(self, **changed: str | None) -> tuple[httpx.Response, dict[str, str]]:
        """The sign-in page of a request, and its hidden fields."""
        page = await self.client.get("/signin", params={"request": urlencode(self.query(**changed))})
        return page, fields_of(page.text)

    async def sign_in(
        self, login: str = "030194001234", password: str = PASSWORD, **changed: str | None
    ) -> httpx.Response:
        """Fill in the form and send it."""
        _, hidden = await self.form(**changed)
        return await self.client.post("/signin", data={**hidden, "login": login, "password": password})

    async def factor(self, means: str = "", **shown: str) -> httpx.Response:
        """Open the page for one more proof and send what is shown there."""
        opened = await self.client.get("/signin/factor", params={"means": means} if means else {})
        assert opened.status_code == 200, opened.text
        return await self.client.post("/signin/factor", data={**fields_of(opened.text), **shown})

    async def code(self, **changed: str | None) -> str:
        """A code, the person being signed in."""
        return answer_of(await self.authorize(**changed))["code"]

    async def redeem(self, code: str, **changed: str | None) -> httpx.Response:
        """A code for tokens; a None leaves a parameter out."""
        good = {
            "grant_type": "authorization_code",
            "client_id": "demo-web",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": self.verifier,
            **changed,
        }
        data = {name: value for name, value in good.items() if value is not None}
        return await self.client.post("/oauth2/token", data=data)

    async def tokens(self, login: str = "030194001234", **changed: str | None) -> dict[str, Any]:
        """Sign in and get tokens."""
        await self.sign_in(login, PASSWORD, **changed)
        answer = await self.redeem(await self.code(**changed), client_id=changed.get("client_id", "demo-web"))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def refresh(self, token: str, **changed: str) -> httpx.Response:
        """New tokens for a refresh token."""
        data = {"grant_type": "refresh_token", "client_id": "demo-web", "refresh_token": token, **changed}
        return await self.client.post("/oauth2/token", data=data)

    async def userinfo(self, token: str) -> httpx.Response:
        """The claims an access token shows."""
        return await self.client.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})
