"""What is asked of the stack: submits at a pace or as fast as they go, and the reads people ask for most."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

import asyncpg

from tests.faults.citizen import Applicant
from tests.faults.stack import Stack
from tests.journeys.phone import Phone
from tests.load.wire import Wire, wires

MILLI = 1000
LOOK_EVERY = 0.002
"""Seconds between two looks at the inbox table: how much too late a row may seem to appear."""
PATIENCE = 60.0

Headers = list[tuple[str, str]]


@dataclass
class Times:
    """Milliseconds of many exchanges of one kind, and how many a second."""

    taken: list[float] = field(default_factory=list)
    per_second: float = 0.0

    def quantile(self, share: float) -> float:
        """The time below which this share of them lies."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.taken)


@dataclass(frozen=True)
class Town:
    """The stack under load and the people who load it."""

    stack: Stack
    lan: Applicant
    clerk: Phone

    def doors(self, count: int) -> AbstractAsyncContextManager[list[Wire]]:
        """So many connections to the public door."""
        host, _, port = self.stack.settings.here.rpartition(":")
        return wires(count, host=host, port=int(port))


def signed(phone: Phone) -> Headers:
    """The headers of somebody signed in."""
    return [("Authorization", f"Bearer {phone.tokens[phone.client_id]['access_token']}")]


async def prepare(town: Town, count: int) -> list[str]:
    """So many drafts that lack nothing, made through the door."""
    made = await town.lan.drafts(town.stack, count)
    town.lan.phone.journal.clear()
    return made


async def submit(wire: Wire, town: Town, draft: str) -> None:
    """Submit one; AssertionError unless it is answered with 201."""
    headers = [*signed(town.lan.phone), ("Idempotency-Key", uuid4().hex)]
    answer = await wire.ask("POST", f"/v1/dossiers/{draft}/submission", headers=headers)
    assert answer.status == 201, answer.body[:500]


async def submits(town: Town, drafts: Sequence[str], *, clients: int) -> Times:
    """As fast as so many clients get their answers."""
    left, times = iter(drafts), Times()
    async with town.doors(clients) as opened:

        async def work(wire: Wire) -> None:
            for draft in left:
                began = time.perf_counter()
                await submit(wire, town, draft)
                times.taken.append((time.perf_counter() - began) * MILLI)

        began = time.perf_counter()
        await asyncio.gather(*map(work, opened))
        times.per_second = len(times.taken) / (time.perf_counter() - began)
    return times


async def submit_to_inbox(town: Town, drafts: Sequence[str], *, per_second: float) -> tuple[Times, Times]:
    """Submits at a steady pace. The time of each answer, and from the answer until the notice's row is visible.

    Both by this program's clock; a row is seen at the first look after its commit.
    """
    answers, rows = Times(), Times()
    answered: dict[UUID, float] = {}
    async with town.stack.database("notification") as connection, town.doors(64) as opened:
        free = asyncio.Queue[Wire]()
        for wire in opened:
            free.put_nowait(wire)

        async def one(draft: str) -> None:
            wire, began = await free.get(), time.perf_counter()
            await submit(wire, town, draft)
            answered[UUID(draft)] = time.perf_counter()
            answers.taken.append((answered[UUID(draft)] - began) * MILLI)
            free.put_nowait(wire)

        watching = asyncio.create_task(_watch(connection, answered, rows, count=len(drafts)))
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, draft in enumerate(drafts):
                await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
                group.create_task(one(draft))
        answers.per_second = len(drafts) / (time.perf_counter() - began)
        await asyncio.wait_for(watching, PATIENCE)
    return answers, rows


async def _watch(connection: asyncpg.Connection, answered: dict[UUID, float], rows: Times, *, count: int) -> None:
    look = await connection.prepare(
        "SELECT dossier_id FROM notices WHERE dossier_id = ANY($1) AND kind = 'dossier_submitted' AND created_at > $2"
    )
    since = await connection.fetchval("SELECT now()")
    seen: set[UUID] = set()
    while len(rows.taken) < count:
        if pending := [one for one in answered if one not in seen]:
            found = await look.fetch(pending, since)
            at = time.perf_counter()
            for row in found:
                seen.add(row["dossier_id"])
                rows.taken.append((at - answered[row["dossier_id"]]) * MILLI)
        await asyncio.sleep(LOOK_EVERY)


async def asked(town: Town, path: str, *, phone: Phone | None, clients: int, seconds: float) -> Times:
    """The same read again and again."""
    headers = signed(phone) if phone else []

    async def one(wire: Wire) -> None:
        answer = await wire.ask("GET", path, headers=headers)
        assert answer.status == 200, answer.body[:500]
        assert answer.body[:1] == b"{", "not the JSON that was promised"

    async with town.doors(clients) as opened:
        return await repeated([partial(one, wire) for wire in opened], seconds=seconds)


async def repeated(works: Sequence[Callable[[], Awaitable[None]]], *, seconds: float) -> Times:
    """Each of the works again and again, side by side."""
    times = Times()
    began = time.perf_counter()

    async def work(do: Callable[[], Awaitable[None]]) -> None:
        while (at := time.perf_counter()) < began + seconds:
            await do()
            times.taken.append((time.perf_counter() - at) * MILLI)

    await asyncio.gather(*map(work, works))
    times.per_second = len(times.taken) / (time.perf_counter() - began)
    return times


async def quiet(town: Town) -> None:
    """Wait until every notice has left as a mail: what was asked before must not slow what comes next."""
    deadline = time.monotonic() + PATIENCE
    async with town.stack.database("notification") as connection:
        while await connection.fetchval("SELECT count(*) FROM messages WHERE due_at IS NOT NULL"):
            assert time.monotonic() < deadline, "mails are still on their way"
            await asyncio.sleep(0.2)
