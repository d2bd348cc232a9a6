"""The books of events: everything said was heard exactly once by everybody who listens, or waits as a dead letter."""

import asyncio
import importlib
import time
from dataclasses import dataclass
from uuid import UUID

from deploy.local.layout import SERVICES
from tests.faults.stack import Stack

PATIENCE = 20.0
HEARERS = ("dossier", "payment", "notification", "feedback")


@dataclass(frozen=True)
class Balance:
    """`said`: events that somebody hears; `missing`: (hearer, event) without a row; `waiting`: dead letters."""

    said: int
    missing: frozenset[tuple[str, UUID]]
    waiting: frozenset[UUID]


def heard_types() -> dict[str, frozenset[str]]:
    """What each hearer listens to."""
    found = {name: importlib.import_module(f"services.{name}.handlers").listener for name in HEARERS}
    return {name: frozenset(listener.handlers) for name, listener in found.items()}


async def balance(stack: Stack) -> Balance:
    """The books as they stand."""
    said: dict[UUID, str] = {}
    for service in SERVICES:
        async with stack.database(service) as connection:
            said |= {row["event_id"]: row["type"] for row in await connection.fetch("SELECT * FROM outbox")}
    missing: set[tuple[str, UUID]] = set()
    waiting: set[UUID] = set()
    for hearer, types in heard_types().items():
        async with stack.database(hearer) as connection:
            heard = {row["event_id"] for row in await connection.fetch("SELECT event_id FROM inbox")}
            waiting |= {row["event_id"] for row in await connection.fetch("SELECT event_id FROM dead_letters")}
        missing |= {(hearer, event_id) for event_id, kind in said.items() if kind in types and event_id not in heard}
    listened = frozenset().union(*heard_types().values())
    return Balance(sum(kind in listened for kind in said.values()), frozenset(missing), frozenset(waiting))


async def balanced(stack: Stack, *, poison: frozenset[UUID] = frozenset()) -> Balance:
    """Wait until everything said was heard, and nothing but the poison waits; AssertionError when it stays uneven."""
    deadline = time.monotonic() + PATIENCE
    while (now := await balance(stack)).missing or now.waiting - poison:
        assert time.monotonic() < deadline, f"unheard {sorted(now.missing)[:5]}, waiting {sorted(now.waiting)[:5]}"
        await asyncio.sleep(0.1)
    return now
