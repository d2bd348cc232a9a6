"""Telling the merchant: the signed callback (IPN), repeated until the merchant has understood.

The real gateway tries up to 10 times, 5 minutes apart; here the pauses start at one second and grow.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.local.vnpay.orders import Order
from deploy.local.vnpay.signature import signed_query

PAUSES = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0)
UNDERSTOOD = frozenset({"00", "02"})
SLOW_SECONDS = 5.0

Pause = Callable[[float], Coroutine[Any, Any, None]]


@dataclass
class Notifier:
    """Sends callbacks; `pause` is how it waits between tries."""

    client: httpx.AsyncClient
    ipn_url: str
    secret: str
    pause: Pause = asyncio.sleep
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)

    async def tell(self, order: Order) -> bool:
        """One try: whether the merchant answered 00 or 02."""
        joint = "&" if "?" in self.ipn_url else "?"
        try:
            answer = await self.client.get(f"{self.ipn_url}{joint}{signed_query(order.told(), self.secret)}")
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            return False
        return answer.status_code == httpx.codes.OK and isinstance(said, dict) and said.get("RspCode") in UNDERSTOOD

    async def insist(self, order: Order) -> None:
        """The tries after a first one that was not understood."""
        for seconds in PAUSES:
            await self.pause(seconds)
            if await self.tell(order):
                return

    async def tell_late(self, order: Order) -> None:
        """What a slow bank looks like: the payer is back in the shop long before the callback."""
        await self.pause(SLOW_SECONDS)
        if not await self.tell(order):
            await self.insist(order)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it without making the payer wait."""
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def close(self) -> None:
        """Stop what is still waiting."""
        for task in list(self._at_work):
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self.client.aclose()
