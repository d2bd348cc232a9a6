"""Prepare on a real server: every service's database migrated and seeded, and nothing new at the second start."""

import asyncpg
from pydantic import SecretStr

from deploy.local.databases import database_of, role_url
from deploy.local.layout import SERVICES
from deploy.local.prepare import PrepareSettings, prepare
from deploy.local.secrets import Secrets


async def test_prepare_makes_every_service_ready_once(administrator: str) -> None:
    settings = PrepareSettings(
        database_url=SecretStr(administrator), public_url="http://127.0.0.1:8080", secrets=Secrets()
    )
    await prepare(settings)
    first = await _said(administrator, settings.secrets)
    await prepare(settings)
    assert await _said(administrator, settings.secrets) == first
    assert first["catalog"] >= 76
    assert first["identity"] > 0


async def _said(administrator: str, secrets: Secrets) -> dict[str, int]:
    """Events in each service's outbox, read as its application role."""
    said = {}
    for service in SERVICES:
        url = role_url(administrator, service, password=secrets.roles[service], database=database_of(service))
        connection = await asyncpg.connect(url)
        said[service] = await connection.fetchval("SELECT count(*) FROM outbox")
        await connection.close()
    return said
