"""The PostgreSQL of a test run and the databases made in it."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from kit.migrate import upgrade
from kit.testing.cluster import running


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
            self._urls[service] = await self.own_database(service)
        return self._urls[service]

    async def own_database(self, service: str) -> str:
        """The same, made for one test alone."""
        url = await self.empty_database(service)
        await upgrade(service, url)
        return url.replace(f"test_{service}_owner:", f"test_{service}:")

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
    with running() as admin:
        yield Server(admin)
