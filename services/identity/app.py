"""Builds the identity service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from kit.app import build
from kit.db import transaction
from services.identity import keyring
from services.identity.credentials.leaked_passwords import listed
from services.identity.handlers import listening
from services.identity.provider import install, sealer_of
from services.identity.routes import ROUTERS
from services.identity.routes.account.returning import ask_to_sign_in
from services.identity.schedule import schedule
from services.identity.settings import IdentitySettings


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    settings: IdentitySettings = app.state.settings
    provider = install(app, settings)
    listed()  # without the list of leaked passwords nobody may register: found out now, not then
    async with transaction(app) as session:
        await keyring.create(session, provider.sealer, at=datetime.now(UTC))
    try:
        yield
    finally:
        provider.passwords.close()
        for upstream in provider.providers.values():
            await upstream.close()
        await provider.outward.aclose()


def create(settings: IdentitySettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The service, ready to be served."""
    settings = settings or IdentitySettings()
    app = build(
        "identity",
        settings,
        routers=ROUTERS,
        listener=listening(sealer_of(settings)),
        schedule=schedule,
        lifespan=_life,
        is_connected=is_connected,
    )
    ask_to_sign_in(app)
    return app
