"""A service starts what it runs, notices when some of it ends, and stops all of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from kit import app as building
from kit.db import transaction
from kit.events import Listener
from kit.relay import Relay
from kit.schedule import Schedule, mark_due
from kit.tests.conftest import Broker, Running, listener_of


class Lines:
    """What was logged."""

    def __init__(self) -> None:
        self.told: list[tuple[int, dict[str, Any]]] = []

    def log(self, level: int, _: str, **fields: Any) -> None:
        self.told.append((level, fields))


async def test_a_services_own_lifespan_is_within_the_databases(sample: Running) -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        seen.append(f"opened {app.state.engine is not None}")
        yield
        seen.append("closed")

    async with sample(lifespan=lifespan):
        assert seen == ["opened True"]
    assert seen == ["opened True", "closed"]


async def test_work_that_ends_by_itself_is_told(
    sample: Running, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Relay) -> None:
        raise RuntimeError("gone")

    lines = Lines()
    monkeypatch.setattr(Relay, "run", fail)
    monkeypatch.setattr(building, "log", lines)
    async with sample(broker=broker):
        await asyncio.sleep(0.05)
        ((level, fields),) = lines.told
        assert (level, str(fields["exc_info"])) == (40, "gone")
    assert all(level == 10 for level, _ in lines.told[1:]), "what we stop ourselves is no error"


async def test_work_that_swallows_a_cancellation_is_stopped_all_the_same(
    sample: Running, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stubborn(_: Relay) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    monkeypatch.setattr(Relay, "run", stubborn)
    async with asyncio.timeout(10):
        async with sample(broker=broker):
            await asyncio.sleep(0.05)


async def test_a_listener_without_handlers_is_not_started(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker, listener=Listener("sample")) as app:
        assert app.state.listening is None


async def test_a_commit_wakes_the_schedule_of_its_service(sample: Running, broker: Broker) -> None:
    schedule, runs = Schedule(), list[int]()

    @schedule.every_with_app(seconds=60)
    async def count(app: FastAPI) -> int:
        runs.append(1)
        return 0

    async with sample(broker=broker, schedule=schedule, listener=listener_of()) as app:
        await asyncio.sleep(0.1)
        assert runs == [1]
        async with transaction(app) as session:
            mark_due(session)
        await asyncio.sleep(0.1)
        assert runs == [1, 1]
        async with transaction(app):
            pass
        await asyncio.sleep(0.1)
        assert runs == [1, 1]
