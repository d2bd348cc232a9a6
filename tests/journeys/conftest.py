"""Where journeys happen: in this process, or on the stack at `BASE_URL`."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from deploy.local.people import PARTNER
from kit.testing import Server
from tests.journeys.errand import World
from tests.journeys.live import live
from tests.journeys.town import PASSWORDS, SECRET, founded


@pytest_asyncio.fixture
async def world(server: Server, tmp_path: Path) -> AsyncIterator[World]:
    """The world of a journey."""
    if "BASE_URL" in os.environ:
        yield live()
        return
    async with founded(server, tmp_path) as town:
        yield World(town.door, PASSWORDS, town.carry, client_secrets={PARTNER: SECRET})
