"""Talking with a client written in JavaScript: one process per sign-in, one line of JSON each way."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0
SCRIPT = Path(__file__).with_name("openid_client.mjs")


class Foreign:
    """openid-client in the middle of one sign-in."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child

    async def told(self) -> dict[str, Any]:
        """What it says next; AssertionError with its complaint when it ended instead."""
        assert self._child.stdout is not None
        assert self._child.stderr is not None
        line = await asyncio.wait_for(self._child.stdout.readline(), PATIENCE)
        if not line:
            complaint = await asyncio.wait_for(self._child.stderr.read(), PATIENCE)
            raise AssertionError(complaint.decode()[-3000:])
        told: dict[str, Any] = json.loads(line)
        return told

    async def tell(self, address: str) -> None:
        """The address the browser came back to."""
        assert self._child.stdin is not None
        self._child.stdin.write(address.encode() + b"\n")
        await self._child.stdin.drain()


@asynccontextmanager
async def openid_client(**asked: Any) -> AsyncIterator[Foreign]:
    """A sign-in with these settings (see openid_client.mjs); its process ends with the block."""
    child = await asyncio.create_subprocess_exec(
        "node",
        str(SCRIPT),
        json.dumps(asked),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Foreign(child)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
