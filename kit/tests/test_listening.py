"""What the listener does when something is wrong: stalls, a lost database, records it cannot read, lost offsets."""

import asyncio
import os
import signal
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from fastapi import FastAPI
from sqlalchemy import text

from kit import bus, listen
from kit.db import transaction
from kit.events import Envelope
from kit.listen import Listening, Stalled
from kit.settings import Settings
from kit.tests.conftest import Broker, Running, ThingHappened, listener_of
from kit.tests.test_listen import _has, say, until


def listening(app: FastAPI | None = None) -> Listening:
    engine: Any = app.state.engine if app else None
    return Listening(
        listener_of(), engine=engine, settings=Settings(), transaction=lambda: transaction(app or FastAPI())
    )


async def briefly(work: Any, *, seconds: float) -> None:
    task = asyncio.create_task(work)
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled(), "it goes on for ever"


async def test_a_listener_that_stalls_again_and_again_ends_its_service(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(_: Listening) -> None:
        raise Stalled

    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(Listening, "_listen", stall)
    monkeypatch.setattr(listen, "MAX_REBUILDS", 2)
    monkeypatch.setattr(os, "kill", lambda *call: killed.append(call))
    await briefly(listening().run(), seconds=0.1)
    assert killed == []
    await briefly(listening().run(), seconds=0.35)
    assert killed == [(os.getpid(), signal.SIGTERM)]


async def test_retrying_outlives_a_lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    async def lost(*_: object) -> bool:
        tries.append(1)
        raise ConnectionResetError

    monkeypatch.setattr(listen, "retry_one", lost)
    await briefly(listening().retry(), seconds=0.7)
    assert len(tries) == 2, "neither ended nor spinning"


def record(offset: int, type_: str | None) -> Any:
    said = Envelope(
        id=uuid4(), type=type_ or "", source="sample", subject="s", occurred_at=datetime.now(UTC),
        body=ThingHappened(thing_id=uuid4()).model_dump_json().encode(),
    )  # fmt: skip
    headers = bus.to_headers(said) if type_ else []
    return SimpleNamespace(topic="sample", partition=0, offset=offset, headers=headers, value=said.body)


@pytest.mark.parametrize(
    ("types", "effects"),
    [
        (["sample.happened.v1", "sample.unheard.v1", None], 1),
        ([None, "sample.unheard.v1", "sample.happened.v1"], 1),
        (["sample.unheard.v1"], 0),
    ],
)
async def test_records_nobody_hears_or_can_read_are_passed(
    sample: Running, types: list[str | None], effects: int
) -> None:
    async with sample() as app:
        await listening(app)._hear([record(offset, one) for offset, one in enumerate(types)], "c")
        async with app.state.engine.connect() as connection:
            assert await connection.scalar(text("SELECT next_offset FROM positions")) == len(types)
            assert await connection.scalar(text("SELECT count(*) FROM effects")) == effects


async def test_an_offset_the_broker_no_longer_knows_begins_anew(sample: Running, broker: Broker) -> None:
    first, second = ThingHappened(thing_id=uuid4()), ThingHappened(thing_id=uuid4())
    async with sample(broker=broker, listener=listener_of()) as app:
        await say(app, first)
        await until(lambda: _has(app, first.id))
    async with sample(broker=broker) as app:
        async with transaction(app) as session:
            await session.execute(text("UPDATE positions SET next_offset = 9999"))
        await say(app, second)
    async with sample(broker=broker, listener=listener_of()) as app:
        await until(lambda: _has(app, second.id))


async def test_a_consumer_that_reads_nothing_while_there_is_something_is_rebuilt(
    sample: Running, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "MEASURE_EVERY", 0.1)
    monkeypatch.setattr(listen, "STALLED_AFTER", 0.3)
    deaf = set[int]()
    getmany = AIOKafkaConsumer.getmany

    async def hears_nothing_at_first(self: AIOKafkaConsumer, **asked: Any) -> Any:
        deaf.add(id(self))
        if len(deaf) > 1:
            return await getmany(self, **asked)
        await asyncio.sleep(0.05)
        return {}

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", hears_nothing_at_first)
    async with sample(broker=broker, listener=listener_of()) as app:
        said = ThingHappened(thing_id=uuid4())
        await say(app, said)
        await until(lambda: _has(app, said.id), seconds=15)
        assert len(deaf) == 2
