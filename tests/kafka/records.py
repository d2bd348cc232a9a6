"""What lies in Kafka and in the sample service's database, seen from outside."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from confluent_kafka.admin import AdminClient
from fastapi import FastAPI
from sqlalchemy import text

from kit.db import transaction
from kit.events import Event
from kit.outbox import emit
from kit.tests.conftest import ThingHappened

PARTITIONS = 4
"""Of a topic the broker makes by itself."""
OFTEN = 0.05
"""Seconds between two events of `speak`."""


async def say(app: FastAPI, *said: Event) -> None:
    """Commits the events in one transaction of the service."""
    async with transaction(app) as session:
        await emit(session, *said)


async def speak(app: FastAPI, said: list[UUID], *, seconds: float) -> None:
    """Says an event every 50 ms."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        one = ThingHappened(thing_id=uuid4())
        await say(app, one)
        said.append(one.id)
        await asyncio.sleep(OFTEN)


async def records(
    address: str, count: int, *, topic: str = "sample", seconds: float = 20
) -> "list[ConsumerRecord[bytes, bytes]]":
    """The topic's records as they lie in Kafka, at least `count`; TimeoutError when they do not come."""
    consumer = AIOKafkaConsumer(bootstrap_servers=address, group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, one) for one in range(PARTITIONS)])
        found: list[ConsumerRecord[bytes, bytes]] = []
        async with asyncio.timeout(seconds):
            while len(found) < count:
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    found += batch
        return found
    finally:
        await consumer.stop()


def ids(found: "Sequence[ConsumerRecord[bytes, bytes]]") -> list[UUID]:
    """The events' ids."""
    return [UUID(dict(one.headers)["ce_id"].decode()) for one in found]


async def scalars(app: FastAPI, query: str) -> list[Any]:
    """The first column of a query to the service's database."""
    async with app.state.engine.connect() as connection:
        return list((await connection.scalars(text(query))).all())


async def effects(app: FastAPI) -> list[UUID]:
    """The ids of the events that had their effect, once for each effect."""
    return await scalars(app, "SELECT event_id FROM effects")


async def until(check: Callable[[], Awaitable[bool]], *, seconds: float) -> float:
    """Waits for what other tasks bring about; the seconds it took. TimeoutError when it does not come."""
    began = time.perf_counter()
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - another task or process commits it
            await asyncio.sleep(0.1)
    return time.perf_counter() - began


async def until_heard(app: FastAPI, count: int, *, seconds: float) -> float:
    """Waits until `count` effects are there; the seconds it took."""

    async def is_heard() -> bool:
        return bool(await scalars(app, "SELECT count(*) FROM effects") >= [count])

    return await until(is_heard, seconds=seconds)


def forget_topics(address: str) -> None:
    """Deletes every topic and waits until the broker no longer names any."""
    admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
    deadline = time.monotonic() + 20
    while topics := [name for name in admin.list_topics(timeout=5).topics if not name.startswith("__")]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"topics stay: {topics}")
        for answer in admin.delete_topics(topics).values():
            answer.exception()
        time.sleep(0.2)
