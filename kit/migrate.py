"""Migrations: one environment for all services, numbered versions beside each, no ini file.

`python -m kit.migrate SERVICE` brings a service's database to the newest version, as the owner role. The first
migration of each service begins with `create_mechanisms()`: kit's own tables.
"""

import asyncio
import importlib
import sys
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from kit.tables import NAMES, add_tables

ENVIRONMENT = Path(__file__).with_name("environment")


class MigrationSettings(BaseSettings):
    """What a migration needs to know."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", extra="ignore")

    owner_database_url: SecretStr = Field(description="the service's database, as the role that owns its tables")


def configuration(service: str) -> Config:
    """Alembic's configuration for a service."""
    config = Config()
    versions = Path(importlib.import_module(f"services.{service}").__file__ or "").with_name("migrations")
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["service"] = service
    return config


async def upgrade(service: str, url: str) -> None:
    """Bring the database at `url` to the newest version; nothing to do when it is there already."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, configuration(service))
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, config: Config) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('kit.migrate', 0))"))  # one at a time
    head = ScriptDirectory.from_config(config).get_current_head()
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) and head == connection.scalar(
        text("SELECT version_num FROM alembic_version")
    ):
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def create_mechanisms() -> None:
    """Create kit's tables (outbox, inbox, positions, relays, dead letters, answers)."""
    metadata = MetaData(naming_convention=NAMES)
    add_tables(metadata)
    metadata.create_all(op.get_bind(), checkfirst=False)


if __name__ == "__main__":
    asyncio.run(upgrade(sys.argv[1], MigrationSettings().owner_database_url.get_secret_value()))
