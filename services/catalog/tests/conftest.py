"""The seeded catalog, put into the test database once: its tests only read it."""

import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.testing import Services
from services.catalog.models import LifeEvent, Procedure, Revision, Synonym
from services.catalog.search import freshness
from services.catalog.seeds import seed


@pytest_asyncio.fixture(scope="session")
async def seeded(services: Services) -> FastAPI:
    """The catalog service with its seeds committed."""
    app = await services.app("catalog")
    async with transaction(app) as session:
        await seed(session)
    return app


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that answers before its index is ready would go on reading over the connection of the test after it."""
    monkeypatch.setattr(freshness, "PATIENCE", 120.0)
    monkeypatch.setattr(freshness, "PATIENCE_AT_FIRST", 120.0)


@pytest_asyncio.fixture
async def emptied(session: AsyncSession) -> None:
    """No procedures, life events or synonyms, whatever other tests of this run have seeded; rolled back after it."""
    for table in (Revision, Procedure, LifeEvent, Synonym):
        await session.execute(delete(table))
    await session.commit()
