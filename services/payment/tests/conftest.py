"""The ledger refuses deletion, so tests that really commit empty the tables as their owner."""

from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from kit.testing import Services
from services.payment.models import Table
from services.payment.replicas import Procedure


@pytest_asyncio.fixture
async def live(services: Services) -> AsyncIterator[FastAPI]:
    """The service with real commits; all its tables are emptied afterwards."""
    assert Procedure.metadata is Table.metadata
    app = await services.app("payment")
    try:
        yield app
    finally:
        url = app.state.settings.database_url.get_secret_value()
        owner = create_async_engine(url.replace("//test_payment:", "//test_payment_owner:"))
        async with owner.begin() as connection:
            await connection.execute(text(f"TRUNCATE {', '.join(Table.metadata.tables)}"))
        await owner.dispose()
