"""One stack for all foreign clients, and the people who use them."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.stack import Stack, running
from tests.oidc.administrator import Administrator
from tests.oidc.person import Person


@pytest_asyncio.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """A running stack."""
    with tempfile.TemporaryDirectory(prefix="motcua-oidc-") as folder:
        async with running(Path(folder)) as (started, _):
            yield started


@pytest_asyncio.fixture(scope="session")
async def administrator(stack: Stack) -> AsyncIterator[Administrator]:
    """The province's administrator, signed in with two factors."""
    found = await Administrator.of(stack)
    yield found
    await found.phone.close()


@pytest_asyncio.fixture
async def lan(stack: Stack) -> AsyncIterator[Person]:
    """Lan at a fresh browser."""
    world = stack.world()
    person = Person(world.door, "lan@motcua.example", world.passwords["lan"])
    yield person
    await person.close()


@pytest.fixture
def here() -> Path:
    """The folder of the clients."""
    return Path(__file__).parent
