"""Clients are remembered for a few seconds, and nobody is refused for what was true a moment ago."""

from datetime import timedelta

import httpx
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from services.identity.credentials import opaque
from services.identity.models import Authentication, Client
from services.identity.oauth2.clientele import Clientele
from services.identity.tests.holding import Key, ask, client

SELF = {"grant_type": "client_credentials"}


@pytest_asyncio.fixture
async def system(world: FastAPI, session: AsyncSession) -> FastAPI:
    """A partner system, and a provider that remembers clients as it does when it runs."""
    changed = {"scopes": [], "redirect_uris": [], "agency_code": "G18.24"}
    await client(session, "system", grants=["client_credentials"], **changed)
    world.state.provider.clients.life = timedelta(seconds=5)
    return world


async def test_a_client_is_read_anew_after_a_few_seconds(system: FastAPI, session: AsyncSession) -> None:
    at, clients = await now(), Clientele()
    found = await clients.find(session, "system", at=at)
    assert found is not None
    session.expunge_all()
    await session.execute(update(Client).where(Client.id == "system").values(disabled_at=at))
    assert await clients.find(session, "system", at=at + timedelta(seconds=4)) is found
    assert await clients.find(session, "system", at=at, is_anew=True) is None
    assert await clients.find(session, "system", at=at) is None
    assert await clients.find(session, None, at=at) is None
    assert await clients.find(session, "nobody", at=at) is None


async def test_a_disabled_client_gets_nothing_more_after_a_few_seconds(
    system: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    assert (await ask(api, **SELF, auth=("system", "system"))).status_code == 200
    await session.execute(update(Client).where(Client.id == "system").values(disabled_at=await now()))
    await session.commit()
    system.state.provider.clients.forget()
    assert (await ask(api, **SELF, auth=("system", "system"))).json()["error"] == "invalid_client"


async def test_a_new_secret_is_good_at_once(system: FastAPI, api: httpx.AsyncClient, session: AsyncSession) -> None:
    assert (await ask(api, **SELF, auth=("system", "system"))).status_code == 200
    await session.execute(update(Client).where(Client.id == "system").values(secret_hash=opaque.digest("new")))
    await session.commit()
    session.expunge_all()
    assert (await ask(api, **SELF, auth=("system", "new"))).status_code == 200
    assert (await ask(api, **SELF, auth=("system", "wrong"))).status_code == 401


async def test_a_new_key_is_good_at_once(system: FastAPI, api: httpx.AsyncClient, session: AsyncSession) -> None:
    for key in (Key(), Key()):
        change = update(Client).where(Client.id == "system")
        await session.execute(change.values(authentication=Authentication.KEY, jwks={"keys": [key.public]}))
        await session.commit()
        shown = key.assertion("system", header={"kid": None})
        assert (await ask(api, **SELF, **shown)).status_code == 200
        assert (await ask(api, **SELF, **shown)).status_code == 401
