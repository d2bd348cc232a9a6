"""Ending tasks for certain: one cancellation is a wish that a library may swallow."""

import asyncio
from collections.abc import Iterable
from typing import Any


async def stop(tasks: "Iterable[asyncio.Task[Any]]") -> None:
    """Cancel the tasks and return when all have ended: ask until they obey."""
    while left := {task for task in tasks if not task.done()}:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=0.5)
