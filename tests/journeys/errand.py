"""One errand, told step by step: who does it, through which door, what is promised.

A step is a method whose docstring is the sentence people read. A broken promise is an AssertionError.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.journeys.phone import Phone, Settle, Told

PATIENCE = 20.0
"""Seconds a promise that follows by event may take before it counts as broken."""

Tell = Callable[[str, list[Told]], None]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""The smallest document a person could send."""


@dataclass
class World:
    """Where the errand happens: the public door, people's passwords, systems' secrets, and how to wait for events.

    `settle` lets events travel: a short sleep on a live stack, carrying them in-process.
    """

    door: Callable[[], httpx.AsyncClient]
    passwords: Mapping[str, str]
    settle: Settle
    tell: Tell = lambda _sentence, _told: None
    journal: list[Told] = field(default_factory=list)
    address: str = ""
    client_secrets: Mapping[str, str] = field(default_factory=dict)

    def phone(self) -> Phone:
        """A new device."""
        return Phone(self.door, self.journal)

    async def until(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Wait for something truthy that follows by event; AssertionError when it does not come."""
        deadline = time.monotonic() + PATIENCE
        while True:
            noted = len(self.journal)
            if found := await look():
                return found
            assert time.monotonic() < deadline, f"still waiting after {PATIENCE:.0f} s"
            del self.journal[noted:]
            await self.settle()

    async def step(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do one step and tell it."""
        self.journal.clear()
        await work()
        self.tell((work.__doc__ or "").strip().splitlines()[0], list(self.journal))


async def pause() -> None:
    """How to let events travel on a live stack."""
    await asyncio.sleep(0.02)
