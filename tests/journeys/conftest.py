"""Where journeys happen: in this process, or on the stack at `BASE_URL`."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from kit.testing import Server
from tests.architecture import ROOT
from tests.journeys.errand import World, pause
from tests.journeys.town import PASSWORDS, founded


def live(address: str) -> World:
    """The stack at `address`, with the passwords its runner made."""
    secrets = Path(os.environ.get("MOTCUA_SECRETS", ROOT / ".motcua" / "secrets.json"))
    passwords = json.loads(secrets.read_text("utf-8"))["people"]
    return World(lambda: httpx.AsyncClient(base_url=address, timeout=30), passwords, pause)


@pytest_asyncio.fixture
async def world(server: Server, tmp_path: Path) -> AsyncIterator[World]:
    """The world of a journey."""
    if address := os.environ.get("BASE_URL"):
        yield live(address)
        return
    async with founded(server, tmp_path) as town:
        yield World(town.door, PASSWORDS, town.carry)
