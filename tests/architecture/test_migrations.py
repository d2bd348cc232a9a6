"""One head per service, and the migrations build exactly what the models say."""

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from kit.migrate import configuration
from kit.testing import Server
from tests.architecture import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_one_migration_head(service: str) -> None:
    assert len(ScriptDirectory.from_config(configuration(service)).get_heads()) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_are_numbered_in_order(service: str) -> None:
    numbers = [one.revision for one in ScriptDirectory.from_config(configuration(service)).walk_revisions()]
    assert numbers[::-1] == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("service", SERVICES)
async def test_migrations_build_what_the_models_say(service: str, server: Server) -> None:
    package = importlib.import_module(f"services.{service}")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in ("models", "replicas"):
            importlib.import_module(f"services.{service}.{module.name}")
    metadata = importlib.import_module(f"services.{service}.models").Table.metadata
    engine = create_async_engine(await server.database(service))

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        differences = await connection.run_sync(compare)
    await engine.dispose()
    assert differences == []
