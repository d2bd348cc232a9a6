"""Whether every service has heard what was said: after a start the embedded broker is refilled from the outboxes."""

import asyncio
import json
import time
from dataclasses import dataclass

from deploy.local.layout import SERVICES, Layout
from deploy.local.readiness import ask

PATIENCE = 20.0
ROUNDS = 3
"""Times in a row that nothing may be left: a relay may be about to send more."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a service tells of itself: `is_ready`, its events not yet handled (None when it hears none), in words."""

    is_ready: bool
    lag: int | None
    words: str

    @property
    def is_done(self) -> bool:
        """Ready and nothing left to handle."""
        return self.is_ready and not self.lag


async def hearing(layout: Layout, service: str) -> Hearing:
    """Asks a service's `/readyz` over its socket."""
    answer = await ask(f"unix:{layout.socket(service)}", "/readyz")
    if answer.status != 200:
        return Hearing(is_ready=False, lag=None, words=f"{answer.status or 'no answer'} {answer.text}"[:200])
    told = json.loads(answer.text)
    is_heard = told.get("broker", "connected") == "connected"
    words = ", ".join(f"{name} {value}" for name, value in told.items() if name != "status")
    return Hearing(is_ready=is_heard, lag=told.get("lag"), words=words)


async def caught_up(layout: Layout) -> list[str]:
    """Waits until no service is behind; those still behind after 20 s (none when all is well)."""
    deadline, rounds, late = time.monotonic() + PATIENCE, 0, list(SERVICES)
    while rounds < ROUNDS and time.monotonic() < deadline:
        heard = await asyncio.gather(*(hearing(layout, service) for service in SERVICES))
        late = [service for service, told in zip(SERVICES, heard, strict=True) if not told.is_done]
        rounds = 0 if late else rounds + 1
        await asyncio.sleep(0.1)
    return late
