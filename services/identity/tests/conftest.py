"""The demo world, inside the test's transaction or (for races) committed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.testing import PUBLIC_URL, client_of
from services.identity import keyring, seeds
from services.identity.credentials.passwords import Passwords
from services.identity.providers.configuration import Kind
from services.identity.tests.factories import PASSWORD, SECRET, Browser
from services.identity.tests.hall import Hall
from services.identity.tests.upstreams import FakeProvider, person_of, provided, settings_of

_hashes: dict[str, str] = {}


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeding hashes the one test password once a run."""
    real = Passwords.hash

    async def remembered(self: Passwords, password: str) -> str:
        if password not in _hashes:
            _hashes[password] = await real(self, password)
        return _hashes[password]

    monkeypatch.setattr(Passwords, "hash", remembered)


async def _found(app: FastAPI, session: AsyncSession) -> None:
    await keyring.create(session, app.state.provider.sealer, at=await now())
    users = seeds._read("people")
    passwords = {user: PASSWORD for group in users.values() for user in group}
    await seeds.seed(session, passwords=passwords, client_secrets={"bhxh-partner": SECRET}, public_url=PUBLIC_URL)


@pytest.fixture
def fresh_ring(app: FastAPI) -> Iterator[None]:
    """No key is remembered from, or for, another test."""
    app.state.provider.ring._opened = None
    app.state.provider.clients.life = timedelta(0)
    yield
    app.state.provider.ring._opened = None


@pytest_asyncio.fixture
async def world(app: FastAPI, quick_hashing: None, fresh_ring: None) -> FastAPI:
    """The service with the demo world in it, rolled back afterwards."""
    async with transaction(app) as session:
        await _found(app, session)
    return app


@pytest_asyncio.fixture
async def town(live: FastAPI, quick_hashing: None) -> AsyncIterator[FastAPI]:
    """The service with the demo world committed, for races."""
    live.state.provider.ring._opened = None
    live.state.provider.clients.life = timedelta(0)
    async with transaction(live) as session:
        await _found(live, session)
    yield live
    live.state.provider.ring._opened = None


@pytest_asyncio.fixture
async def browser(world: FastAPI) -> AsyncIterator[Browser]:
    """Lan's browser, with its own cookies."""
    async with client_of(world) as client:
        yield Browser(client)


@pytest_asyncio.fixture
async def other_browser(world: FastAPI) -> AsyncIterator[Browser]:
    """Somebody else's browser."""
    async with client_of(world) as client:
        yield Browser(client)


@pytest_asyncio.fixture
async def racer(town: FastAPI) -> AsyncIterator[Browser]:
    """A browser of the committing service."""
    async with client_of(town) as client:
        yield Browser(client)


@pytest_asyncio.fixture
async def api(world: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without cookies; the service fetches the keys from itself, as it does when it runs."""
    async with client_of(world) as client, client_of(world) as own:
        kept, world.state.verifier._client = world.state.verifier._client, own
        world.state.verifier._fetched_at = float("-inf")
        yield client
        world.state.verifier._client = kept


@pytest_asyncio.fixture
async def hall(api: httpx.AsyncClient, session: AsyncSession) -> Hall:
    """The API as signed-in people use it."""
    return Hall(api, session)


@asynccontextmanager
async def _beside_vneid(app: FastAPI) -> AsyncIterator[FakeProvider]:
    """VNeID and another provider; the other one names no numbers and vouches for nobody."""
    here = app.state.provider
    fake = FakeProvider(settings_of(Kind.VNEID).issuer, person_of(Kind.VNEID))
    other = FakeProvider(settings_of(Kind.OIDC).issuer, person_of(Kind.OIDC, acr="1", national_id=None))
    fake.beside = other
    both = {"vneid": provided(Kind.VNEID, fake), "oidc": provided(Kind.OIDC, other)}
    app.state.provider = replace(here, providers=both)
    yield fake
    app.state.provider = here


@pytest_asyncio.fixture
async def vneid(world: FastAPI) -> AsyncIterator[FakeProvider]:
    """VNeID, whose accounts sign in to the demo world."""
    async with _beside_vneid(world) as fake:
        yield fake


@pytest_asyncio.fixture
async def town_vneid(town: FastAPI) -> AsyncIterator[FakeProvider]:
    """The same for the committing service."""
    async with _beside_vneid(town) as fake:
        yield fake
