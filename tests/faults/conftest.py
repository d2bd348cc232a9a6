"""One stack for all faults: starting it is most of the time they take."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.faults.stack import Stack, running


@pytest_asyncio.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """A running stack."""
    with tempfile.TemporaryDirectory(prefix="motcua-faults-") as folder:
        async with running(Path(folder)) as (started, _):
            yield started
