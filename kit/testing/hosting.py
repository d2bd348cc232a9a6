"""Services in-process: rolled back after each test, or with real commits."""

import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from kit.testing.people import PUBLIC_URL, PUBLISHED_KEYS
from kit.testing.postgres import Server


class Services:
    """Services of this process, each started once."""

    def __init__(self, server: Server, files: Path, stack: AsyncExitStack) -> None:
        self.server, self._files, self._stack = server, files, stack
        self._apps: dict[str, FastAPI] = {}

    async def app(self, service: str) -> FastAPI:
        """The service, started, without relay and listener: tests carry events themselves."""
        if service not in self._apps:
            url = await self.server.database(service)
            settings = importlib.import_module(f"services.{service}.settings")
            chosen = next(kind for name, kind in vars(settings).items() if name == f"{service.title()}Settings")
            app: FastAPI = importlib.import_module(f"services.{service}.app").create(
                chosen(
                    database_url=SecretStr(url),
                    public_url=PUBLIC_URL,
                    **{"files_url": self._files.as_uri()} if "files_url" in chosen.model_fields else {},
                ),
                is_connected=False,
            )
            await self._stack.enter_async_context(app.router.lifespan_context(app))
            app.state.verifier._keys = dict(PUBLISHED_KEYS)
            self._apps[service] = app
        return self._apps[service]


@pytest_asyncio.fixture(scope="session")
async def services(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Services]:
    """The services, by name."""
    async with AsyncExitStack() as stack:
        yield Services(server, tmp_path_factory.mktemp("files"), stack)


@pytest.fixture
def service_name(request: pytest.FixtureRequest) -> str:
    """The service whose folder the test lies in."""
    parts = request.path.parts
    return parts[parts.index("services") + 1]


@pytest_asyncio.fixture
async def app(services: Services, service_name: str) -> AsyncIterator[FastAPI]:
    """The service, everything it writes rolled back after the test."""
    app = await services.app(service_name)
    kept = app.state.sessions, app.state.statements
    async with app.state.engine.connect() as connection:
        outer = await connection.begin()
        app.state.sessions = async_sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        app.state.statements = app.state.sessions
        try:
            yield app
        finally:
            app.state.sessions, app.state.statements = kept
            await outer.rollback()


@pytest_asyncio.fixture
async def live(services: Services, service_name: str) -> AsyncIterator[FastAPI]:
    """The service with real commits; all its tables are emptied afterwards."""
    app = await services.app(service_name)
    try:
        yield app
    finally:
        await services.server.empty(service_name)


@pytest_asyncio.fixture
async def session(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """A session in the test's transaction."""
    async with app.state.sessions() as opened:
        opened.info["app"] = app
        yield opened
        await opened.commit()


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an in-process service."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as opened:
        yield opened


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the rolled-back service."""
    async with client_of(app) as opened:
        yield opened


@pytest_asyncio.fixture
async def live_client(live: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the committing service."""
    async with client_of(live) as opened:
        yield opened
