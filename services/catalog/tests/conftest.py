"""The seeded catalog, put into the test database once: its tests only read it."""

import pytest_asyncio
from fastapi import FastAPI

from kit.db import transaction
from kit.testing import Services
from services.catalog.seeds import seed


@pytest_asyncio.fixture(scope="session")
async def seeded(services: Services) -> FastAPI:
    """The catalog service with its seeds committed."""
    app = await services.app("catalog")
    async with transaction(app) as session:
        await seed(session)
    return app
