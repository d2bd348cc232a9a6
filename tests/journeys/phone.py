"""A frontend of somebody else: it knows the public address and the standards, nothing of the inside."""

import base64
import hashlib
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx

REDIRECT = "http://127.0.0.1:41999/callback"
MILLISECONDS = 1000


@dataclass
class Told:
    """One exchange, as the tour prints it."""

    request: str
    status: int
    milliseconds: float


@dataclass
class Phone:
    """A browser with its cookies and the tokens of one signed-in person.

    `door` makes clients of the public address; `journal` collects every exchange.
    """

    door: Callable[[], httpx.AsyncClient]
    journal: list[Told]
    language: str = "vi"
    browser: httpx.AsyncClient = field(init=False)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    client_id: str = "demo-web"

    def __post_init__(self) -> None:
        self.browser = self.door()

    async def close(self) -> None:
        """Put the phone away."""
        await self.browser.aclose()

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """An exchange with the public door, noted in the journal."""
        began = time.perf_counter()
        answer = await self.browser.request(method, path, **more)
        spent = (time.perf_counter() - began) * MILLISECONDS
        self.journal.append(Told(f"{method} {urlsplit(str(path)).path}", answer.status_code, spent))
        return answer

    async def api(self, method: str, path: str, *, expect: int, key: str | None = None, **more: Any) -> Any:
        """An API call as the signed-in person; AssertionError unless `expect` is answered. Gives the JSON."""
        answer = await self.ask(method, path, key=key, **more)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.headers.get("content-type", "").endswith("json") else answer.content

    async def ask(self, method: str, path: str, *, key: str | None = None, **more: Any) -> httpx.Response:
        """The same, whatever is answered. Every POST carries an Idempotency-Key."""
        headers = {"Accept-Language": self.language, **more.pop("headers", {})}
        if self.client_id in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[self.client_id]['access_token']}"
        if method == "POST":
            headers["Idempotency-Key"] = key or uuid4().hex
        return await self.call(method, path, headers=headers, **more)

    # signing in, as OpenID Connect prescribes

    async def discover(self) -> dict[str, Any]:
        """The provider's own description."""
        answer = await self.call("GET", "/.well-known/openid-configuration")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def authorize(self, client_id: str, *, verifier: str, state: str) -> httpx.Response:
        """Ask for a code with PKCE S256."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        provider = await self.discover()
        asked = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": REDIRECT,
            "scope": "openid profile email phone identity",
            "state": state,
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return await self.call("GET", provider["authorization_endpoint"], params=asked)

    async def sign_in(self, login: str, password: str, *, client_id: str = "demo-web") -> bool:
        """Sign in, or use the sign-in there already is; whether a password was asked for."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
        answer = await self.authorize(client_id, verifier=verifier, state=state)
        is_asked = not answer.headers.get("location", "").startswith(REDIRECT)
        if is_asked:
            answer = await self._fill_in(answer, login, password)
        found = parse_qs(urlsplit(answer.headers["location"]).query)
        assert found["state"] == [state], "the answer belongs to another question"
        await self._redeem(client_id, found["code"][0], verifier=verifier)
        return is_asked

    async def _fill_in(self, answer: httpx.Response, login: str, password: str) -> httpx.Response:
        """The plain HTML form: what a browser without JavaScript does."""
        page = await self.call("GET", answer.headers["location"]) if answer.is_redirect else answer
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        form = {name: unescape(value) for name, value in hidden.items()} | {"login": login, "password": password}
        posted = await self.call(
            "POST", "/signin", data=form, headers={"Origin": str(self.browser.base_url).rstrip("/")}
        )
        while posted.is_redirect and not posted.headers["location"].startswith(REDIRECT):
            posted = await self.call("GET", posted.headers["location"])
        assert posted.is_redirect, f"not signed in: {posted.status_code}"
        return posted

    async def _redeem(self, client_id: str, code: str, *, verifier: str) -> None:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "client_id": client_id,
            "code_verifier": verifier,
        }
        answer = await self.call("POST", "/oauth2/token", data=form)
        assert answer.status_code == 200, answer.text
        self.tokens[client_id], self.client_id = answer.json(), client_id

    async def refresh(self, client_id: str) -> httpx.Response:
        """Ask for new tokens of a client."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.tokens[client_id]["refresh_token"],
            "client_id": client_id,
        }
        answer = await self.call("POST", "/oauth2/token", data=form)
        if answer.status_code == 200:
            self.tokens[client_id] = answer.json()
        return answer

    async def sign_out(self) -> None:
        """RP-initiated logout with the ID token as the hint."""
        hint = {"id_token_hint": self.tokens[self.client_id]["id_token"], "client_id": self.client_id}
        answer = await self.call("GET", "/oauth2/logout", params=hint)
        assert answer.status_code in (200, 303), answer.text


Settle = Callable[[], Awaitable[None]]
