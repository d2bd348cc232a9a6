"""OpenID Connect with one upstream provider: authorization code with PKCE, one answer for one browser, once.

Everything read from the provider is bounded in size and time. Keys are read again when a token names one we do not
know, at most every few seconds.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from kit import http
from services.identity.credentials import opaque
from services.identity.oauth2 import pkce
from services.identity.providers import id_tokens
from services.identity.providers.configuration import ENDPOINTS, UpstreamSettings
from services.identity.providers.id_tokens import Expected
from services.identity.providers.upstream import Begun, Denied, Down, Unbelievable

LARGEST = 256 * 1024
REFETCH_AFTER = 5.0
"""Seconds between two readings of a provider's keys."""

_AWAY = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True)
class Heard:
    """What a provider said of the person: the claims it signed, and those it told the access token."""

    signed: Mapping[str, Any]
    told: Mapping[str, Any]


class Conversation:
    """Asks one provider; `client` is how it is reached (replaced in tests)."""

    def __init__(self, settings: UpstreamSettings) -> None:
        self.settings = settings
        parts = urlsplit(settings.issuer)
        own = f"{parts.scheme}://{parts.netloc}"
        self.client: httpx.AsyncClient = http.client(settings.transport or own, timeout=settings.timeout_seconds)
        told = {name: getattr(settings, name) for name in ENDPOINTS}
        self._endpoints: dict[str, str] | None = told if all(told.values()) else None
        self._keys: list[dict[str, Any]] = []
        self._keys_at = float("-inf")

    async def begin(self, *, callback: str, locale: str, is_fresh: bool = False) -> Begun:
        """The address to send the browser to (see Upstream)."""
        settings, kept = self.settings, {name: opaque.new() for name in ("state", "nonce")}
        asked = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": callback,
            "scope": settings.scope,
            "state": kept["state"],
            "nonce": kept["nonce"],
            "ui_locales": locale,
        }
        if is_fresh:
            asked["prompt"] = "login"
        if settings.acr_values:
            asked["acr_values"] = settings.acr_values
        if settings.has_pkce:
            kept["verifier"] = opaque.new()
            asked |= {"code_challenge": pkce.challenge_of(kept["verifier"]) or "", "code_challenge_method": "S256"}
        async with self._patience():
            endpoint = (await self._found())["authorization_endpoint"]
        return Begun(f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}", kept)

    async def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], *, callback: str, at: datetime) -> Heard:
        """What the provider says of who came back."""
        code = self._code(answer, kept)
        async with self._patience():
            return await self._redeem(code, kept, callback=callback, at=at)

    async def _redeem(self, code: str, kept: Mapping[str, str], *, callback: str, at: datetime) -> Heard:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret.get_secret_value(),
            **({"code_verifier": kept["verifier"]} if "verifier" in kept else {}),
        }
        tokens = await self._ask("POST", (await self._found())["token_endpoint"], data=asked)
        signed, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(signed, str) or not isinstance(access, str) or not access:
            raise Unbelievable("no tokens")
        claims = await self._verified(signed, nonce=kept["nonce"], at=at)
        if not id_tokens.is_half(claims, access):
            raise Unbelievable("the ID token is of another access token")
        bearer = {"Authorization": f"Bearer {access}"}
        told = await self._ask("GET", (await self._found())["userinfo_endpoint"], headers=bearer)
        if told.get("sub", claims["sub"]) != claims["sub"]:
            raise Unbelievable("userinfo is of somebody else")
        return Heard(claims, told)

    async def close(self) -> None:
        """Let the connections go."""
        await self.client.aclose()

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        """However slowly it drips, a provider gets twice its time-out for everything asked of it at once."""
        try:
            async with asyncio.timeout(2 * self.settings.timeout_seconds):
                yield
        except TimeoutError:
            raise Down("too slow") from None

    def _code(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> str:
        given = answer.get("state", "").encode("utf-8", "replace")
        if not compare_digest(given, kept["state"].encode()):
            raise Unbelievable("another sign-in's state")
        issuer = answer.get("iss")
        if issuer != self.settings.issuer and (issuer is not None or self.settings.has_issuer_in_answers):
            raise Unbelievable("answered by another issuer")  # RFC 9207: mix-up
        if "error" in answer:
            raise Down(answer["error"]) if answer["error"] in _AWAY else Denied(answer["error"])
        if "code" not in answer:
            raise Unbelievable("no code")
        return answer["code"]

    async def _verified(self, token: str, *, nonce: str, at: datetime) -> dict[str, Any]:
        settings = self.settings
        expected = Expected(settings.issuer, settings.client_id, nonce, settings.algorithms)
        try:
            try:
                return id_tokens.verify(token, self._keys, expected=expected, at=at.timestamp())
            except KeyError:
                await self._read_keys()
                return id_tokens.verify(token, self._keys, expected=expected, at=at.timestamp())
        except (KeyError, ValueError) as error:
            raise Unbelievable(f"ID token: {error}") from None

    async def _read_keys(self) -> None:
        if time.monotonic() - self._keys_at < REFETCH_AFTER:
            return
        published = (await self._ask("GET", (await self._found())["jwks_uri"])).get("keys")
        self._keys_at = time.monotonic()
        if not isinstance(published, list) or not all(isinstance(one, dict) for one in published):
            raise Unbelievable("no keys")
        self._keys = published

    async def _found(self) -> dict[str, str]:
        """The endpoints: as configured, or by discovery, which must speak of this very issuer."""
        if self._endpoints is None:
            place = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            document = await self._ask("GET", place)
            found = {name: document.get(name) for name in ENDPOINTS}
            if document.get("issuer") != self.settings.issuer:
                raise Unbelievable("discovery speaks of another issuer")
            needed = self.settings.issuer.partition("://")[0]
            if not all(isinstance(one, str) and one.startswith(f"{needed}://") for one in found.values()):
                raise Unbelievable("discovery is not complete")
            self._endpoints = {name: str(one) for name, one in found.items()}
        return self._endpoints

    async def _ask(self, method: str, address: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes them
        """The JSON object at an address. Down when nobody answers in time, Unbelievable when it refuses."""
        if self.settings.transport is not None:
            parts = urlsplit(address)
            address = parts.path + (f"?{parts.query}" if parts.query else "")
        body = bytearray()
        try:
            async with self.client.stream(method, address, **asked) as answer:
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise Unbelievable("the answer is too large")
        except httpx.HTTPError as error:
            raise Down(repr(error)) from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Down(f"{urlsplit(address).path} answers {answer.status_code}")
        if answer.status_code != 200:
            raise Unbelievable(f"{urlsplit(address).path} answers {answer.status_code}")
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise Unbelievable("the answer is not JSON") from None
        if not isinstance(found, dict):
            raise Unbelievable("the answer is not an object")
        return found
