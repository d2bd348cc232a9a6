"""What the provider has at hand while it runs: settings, sealer, password threads, key ring; and its cookies."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request, Response

from kit import http
from kit.sealing import Sealer
from services.identity.credentials.passwords import Passwords
from services.identity.keyring import KeyRing
from services.identity.oauth2.clientele import Clientele
from services.identity.providers import connect
from services.identity.providers.upstream import Upstream
from services.identity.settings import IdentitySettings

AT_ONCE = 4
"""Sign-ins that use the database at a time."""

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Provider:
    """One per process, on `app.state.provider`."""

    settings: IdentitySettings
    sealer: Sealer
    messages: Sealer
    """Seals what only notification may read: one-time codes and where they go."""
    passwords: Passwords
    ring: KeyRing
    outward: httpx.AsyncClient
    """Speaks to addresses that clients registered; this machine's own only in a demo."""
    clients: Clientele
    turnstile: asyncio.Semaphore
    """Passed by sign-ins to use the database: tries for one login wait for each other there, and must not take the
    connections of everybody else along."""
    providers: Mapping[str, Upstream]
    """Where else people may sign in, by name, in the order they are offered."""

    @property
    def issuer(self) -> str:
        """The `iss` of every token and answer."""
        return self.settings.issuer

    def cookie(self, purpose: str) -> str:
        """The name of a cookie: `motcua` (session), `motcua_form`, `motcua_device`, `motcua_locale`;
        bound to the host over TLS."""
        if self.settings.is_secure:
            return f"__Host-{purpose}"
        return "motcua_session" if purpose == SESSION else purpose

    def set_cookie(self, response: Response, purpose: str, *, value: str) -> None:
        """Give the browser a cookie no script and no other site's form can use."""
        response.set_cookie(
            self.cookie(purpose),
            value,
            max_age=_YEAR if purpose in (DEVICE, LOCALE) else None,
            path="/",
            secure=self.settings.is_secure,
            httponly=True,
            samesite="lax",
        )

    def forget_cookie(self, response: Response, purpose: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(
            self.cookie(purpose), path="/", secure=self.settings.is_secure, httponly=True, samesite="lax"
        )


SESSION = "motcua"
FORM = "motcua_form"
DEVICE = "motcua_device"
LOCALE = "motcua_locale"


def sealer_of(settings: IdentitySettings) -> Sealer:
    """What seals the service's own secrets and the values kept of records."""
    older = (settings.older_key_secret.get_secret_value(),) if settings.older_key_secret else ()
    return Sealer(settings.key_secret.get_secret_value(), older=older, name="identity")


def install(app: FastAPI, settings: IdentitySettings) -> Provider:
    """Build the provider and put it on the application."""
    sealer = sealer_of(settings)
    messages = Sealer(settings.code_secret.get_secret_value(), name="messages")
    provider = Provider(
        settings,
        sealer,
        messages,
        Passwords(workers=settings.hash_workers),
        KeyRing(sealer),
        http.outward(is_loopback_allowed=settings.mode == "demo"),
        Clientele(),
        asyncio.Semaphore(AT_ONCE),
        connect(settings.upstreams),
    )
    app.state.provider = provider
    return provider


async def provider(request: Request) -> Provider:
    """The running provider."""
    found: Provider = request.app.state.provider
    return found


Here = Annotated[Provider, Depends(provider)]
