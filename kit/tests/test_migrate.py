"""Migrations: kit's tables are what its metadata says, and an upgrade that has nothing to do does nothing."""

import asyncio
import sys
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import NullPool

from kit.db import new_metadata
from kit.migrate import MigrationSettings, configuration, upgrade
from kit.tables import Xid8
from kit.testing import Server

FIRST = '''"""Create kit's tables."""

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_mechanisms()
'''
SECOND = '''"""Create things."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE things (id int)")
'''


class Table(DeclarativeBase):
    metadata = new_metadata()


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations folder of a service called `migrated`."""
    package, models = ModuleType("services.migrated"), ModuleType("services.migrated.models")
    package.__file__ = str(tmp_path / "__init__.py")
    models.__dict__["Table"] = Table
    monkeypatch.setitem(sys.modules, "services.migrated", package)
    monkeypatch.setitem(sys.modules, "services.migrated.models", models)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_create_mechanisms.py").write_text(FIRST)
    return tmp_path / "migrations"


def compare(connection: Connection) -> tuple[list[object], object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found = {column["name"]: column["type"] for column in inspect(connection).get_columns("outbox")}
    return list(compare_metadata(context, new_metadata())), found["xid"]


async def version(url: str) -> str | None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(text("SELECT version_num || xmin::text FROM alembic_version"))
    await engine.dispose()
    return found


async def test_the_tables_made_are_those_declared(server: Server, versions: Path) -> None:
    url = await server.empty_database("migrated")
    await upgrade("migrated", url)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        differences, xid = await connection.run_sync(compare)
    await engine.dispose()
    assert differences == []
    assert isinstance(xid, Xid8)


async def test_an_upgrade_does_only_what_is_new(server: Server, versions: Path) -> None:
    url = await server.empty_database("migrated")
    await upgrade("migrated", url)
    first = await version(url)
    await upgrade("migrated", url)
    assert await version(url) == first, "nothing was written"
    (versions / "0002_create_things.py").write_text(SECOND)
    await upgrade("migrated", url)
    assert str(await version(url)).startswith("0002")


async def test_two_upgrades_at_once_are_one(server: Server, versions: Path) -> None:
    url = await server.empty_database("migrated")
    await asyncio.gather(upgrade("migrated", url), upgrade("migrated", url))
    assert str(await version(url)).startswith("0001")


def test_a_services_versions_lie_beside_it(versions: Path) -> None:
    assert configuration("migrated").get_main_option("version_locations") == str(versions)


def test_the_owners_url_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_OWNER_DATABASE_URL", "postgresql+asyncpg://a:very-secret@db/a")
    assert "very-secret" not in repr(MigrationSettings())
