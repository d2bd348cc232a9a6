"""Everything that must be so before the services start: roles, databases, migrations, seeds.

`python -m deploy.local.prepare`, one program for speed: it imports once what six would import six times. The only one
that ever sees the owners' passwords. Runs again at every start and changes nothing that is already there.
"""

import asyncio
import importlib
import importlib.util
import time
from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from deploy.local.databases import database_of, role_url, sqlalchemy_url
from deploy.local.layout import SERVICES
from deploy.local.people import PARTNER
from deploy.local.readiness import database_answers
from deploy.local.roles import establish
from deploy.local.secrets import Secrets
from kit import migrate
from kit.secrecy import conceal

PATIENCE = 60.0


class PrepareSettings(BaseSettings):
    """Set by the runner."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PREPARE_")

    database_url: SecretStr = Field(description="administrator's URL")
    public_url: str = Field(description="the address people use; identity registers redirects under it")
    secrets: Secrets = Field(description="roles' and demo people's passwords")


async def prepare(settings: PrepareSettings) -> None:
    """Brings the databases of all services to where they can start."""
    await _wait_for(settings.database_url.get_secret_value())
    for service in SERVICES:
        since = time.monotonic()
        await _prepare(service, settings)
        print(f"{service} prepared in {time.monotonic() - since:.2f} s", flush=True)


async def _wait_for(administrator: str) -> None:
    """The database may still be starting; TimeoutError when it does not answer in a minute."""
    answers = database_answers(administrator)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if await answers():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("the database does not answer")


async def _prepare(service: str, settings: PrepareSettings) -> None:
    administrator, passwords = settings.database_url.get_secret_value(), settings.secrets.roles
    await establish(administrator, service, passwords=passwords)

    def url(role: str) -> str:
        return sqlalchemy_url(role_url(administrator, role, password=passwords[role], database=database_of(service)))

    await migrate.upgrade(service, url(f"{service}_owner"))
    if importlib.util.find_spec(f"services.{service}.seeds") is not None:
        await _seed(service, url(service), _arguments(service, settings))


def _arguments(service: str, settings: PrepareSettings) -> Mapping[str, Any]:
    """What a service's seeds take beside the session."""
    if service == "identity":
        secrets = settings.secrets
        clients = {PARTNER: secrets.partner}
        return {"passwords": secrets.people, "client_secrets": clients, "public_url": settings.public_url}
    return {}


async def _seed(service: str, url: str, arguments: Mapping[str, Any]) -> None:
    seeds = importlib.import_module(f"services.{service}.seeds")
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with AsyncSession(engine) as session, session.begin():
            await seeds.seed(session, **arguments)
    finally:
        await engine.dispose()


if __name__ == "__main__":
    conceal()
    asyncio.run(prepare(PrepareSettings()))
