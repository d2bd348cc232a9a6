"""Work comes back when its time or a commit says so, again at once while there is some, and outlives failures."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.schedule import Schedule, mark_due
from kit.tests.conftest import Running


@asynccontextmanager
async def running(schedule: Schedule, app: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(schedule.run(app))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(runs: list[float], count: int) -> None:
    async with asyncio.timeout(8):
        while len(runs) < count:  # noqa: ASYNC110 - another task counts
            await asyncio.sleep(0.01)


def counting(schedule: Schedule, runs: list[float], *, seconds: float, results: list[int | Exception]) -> None:
    @schedule.every_with_app(seconds=seconds)
    async def count(app: FastAPI) -> int:
        runs.append(time.monotonic())
        result = results.pop(0) if results else 0
        if isinstance(result, Exception):
            raise result
        return result


async def test_work_runs_at_start_again_at_once_while_there_is_some_and_then_rests() -> None:
    schedule, runs = Schedule(), list[float]()
    counting(schedule, runs, seconds=60, results=[3, 1])
    async with running(schedule, None):
        await until(runs, 3)
        await asyncio.sleep(0.2)
    assert len(runs) == 3, "no busy loop"


async def test_time_brings_work_back() -> None:
    schedule, runs = Schedule(), list[float]()
    counting(schedule, runs, seconds=0.1, results=[])
    async with running(schedule, None):
        await until(runs, 3)
    assert runs[2] - runs[0] >= 0.19


async def test_a_wake_brings_work_back_before_its_time() -> None:
    schedule, runs = Schedule(), list[float]()
    counting(schedule, runs, seconds=60, results=[])
    async with running(schedule, None):
        await until(runs, 1)
        schedule.wake()
        await until(runs, 2)


async def test_failing_work_does_not_end_it_and_does_not_spin() -> None:
    schedule, runs, others = Schedule(), list[float](), list[float]()
    counting(schedule, runs, seconds=0.01, results=[RuntimeError("030194001234"), ValueError()])
    counting(schedule, others, seconds=0.05, results=[])
    async with running(schedule, None):
        await until(runs, 3)
    assert runs[2] - runs[0] >= 2, "a pause after each failure"
    assert len(others) > 3, "other work goes on meanwhile"


async def test_work_in_a_transaction_commits_and_what_it_leaves_due_wakes_it(sample: Running) -> None:
    schedule = Schedule()
    seen: list[int] = []

    @schedule.every(seconds=60)
    async def take_due(session: AsyncSession) -> int:
        taken = await session.execute(text("DELETE FROM effects RETURNING 1"))
        seen.append(len(taken.all()))
        return seen[-1]

    async with sample() as app:
        app.state.wakes.append(lambda info: schedule.wake() if info.get("due") else None)
        async with running(schedule, app):
            await asyncio.sleep(0.2)
            async with transaction(app) as session:
                await session.execute(text("INSERT INTO effects (event_id) VALUES (gen_random_uuid())"))
                mark_due(session)
            async with asyncio.timeout(5):
                while 1 not in seen:  # noqa: ASYNC110 - another task sees
                    await asyncio.sleep(0.01)
        assert await schedule.run_once(app) == 0
