"""What happens when time passes: due rows, claimed with SKIP LOCKED, handled one transaction a run.

The rows themselves say when they are due, so a restart forgets nothing and any number of replicas may run. A
transaction that leaves something due (`mark_due`) wakes the schedule of its process at once; `seconds` is the
fallback.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.logs import log, start_trace

Work = Callable[[AsyncSession], Awaitable[int]]
AppWork = Callable[[FastAPI], Awaitable[int]]


def mark_due(session: AsyncSession) -> None:
    """This transaction leaves something due now: wake the schedule when it commits."""
    session.info["due"] = True


@dataclass
class _Task:
    name: str
    seconds: float
    run: Callable[[FastAPI], Awaitable[int]]
    gather: float = 0.0
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Schedule:
    """A service's recurring work."""

    def __init__(self) -> None:
        self._tasks: list[_Task] = []

    def every(self, *, seconds: float) -> Callable[[Work], Work]:
        """Run the decorated function in a transaction every `seconds` and after commits, again at once while it
        returns > 0."""

        def register(work: Work) -> Work:
            async def run(app: FastAPI) -> int:
                async with transaction(app) as session:
                    return await work(session)

            self._tasks.append(_Task(work.__name__, seconds, run))
            return work

        return register

    def every_with_app(self, *, seconds: float, gather: float = 0.0) -> Callable[[AppWork], AppWork]:
        """As `every`, for work that opens its own transactions (it speaks to the outside between two of them).

        After a run that found work the next begins `gather` seconds later: a burst is then handled in few runs.
        """

        def register(work: AppWork) -> AppWork:
            self._tasks.append(_Task(work.__name__, seconds, work, gather))
            return work

        return register

    def wake(self) -> None:
        """There may be something due."""
        for task in self._tasks:
            task.woken.set()

    async def run_once(self, app: FastAPI) -> int:
        """Run each task once, now; how much they handled. For whoever keeps the time themselves, as journeys do."""
        return sum([await task.run(app) for task in self._tasks])

    async def run(self, app: FastAPI) -> None:
        """Run all tasks for ever."""
        async with asyncio.TaskGroup() as group:
            for task in self._tasks:
                group.create_task(_repeat(task, app))


async def _repeat(task: _Task, app: FastAPI) -> None:
    while True:
        task.woken.clear()
        start_trace()
        try:
            if await task.run(app) > 0:
                await asyncio.sleep(task.gather)
                continue
        except Exception as error:
            log.warning("scheduled work failed", task=task.name, error=repr(error))
            await asyncio.sleep(1)
        with suppress(TimeoutError):
            await asyncio.wait_for(task.woken.wait(), task.seconds)
