"""Two real processes of notification share the partitions; one is killed and the other takes over, losing nothing."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.kafka.node import KafkaNode
from kit.testing import Server
from services.notification.tests.factories import person, submitted
from tests.kafka.conftest import Note, Started
from tests.kafka.records import say, until
from tests.kafka.replica import Replica

pytestmark = pytest.mark.kafka

PARTITIONS = 20
"""Of the five topics notification hears: dossier and identity, the restricted one of each, and payment."""
DOSSIERS = 300

Starting = Callable[[str], Replica]


@pytest_asyncio.fixture
async def database(server: Server) -> AsyncIterator[AsyncEngine]:
    """notification's database, emptied afterwards."""
    engine = create_async_engine(await server.database("notification"))
    yield engine
    await engine.dispose()
    await server.empty("notification")


@pytest.fixture
def start(database: AsyncEngine, broker: KafkaNode) -> Iterator[Starting]:
    """Starts replicas of notification on the same database and broker; all are ended afterwards."""
    folder, replicas = Path(tempfile.mkdtemp(prefix="motcua-two-")), list[Replica]()
    environment = {
        "MOTCUA_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "MOTCUA_KAFKA_BOOTSTRAP_SERVERS": broker.address,
    }

    def one(name: str) -> Replica:
        replicas.append(Replica("notification", folder=folder, name=name, environment=environment))
        return replicas[-1]

    try:
        yield one
    finally:
        for replica in replicas:
            replica.end()
        shutil.rmtree(folder, ignore_errors=True)


async def test_two_replicas_share_fairly_and_one_takes_over_from_the_other_when_it_is_killed(
    start: Starting, sample: Started, broker: KafkaNode, database: AsyncEngine, note: Note
) -> None:
    first, second = start("first"), start("second")
    joined = await until(lambda: _is_fair(first, second), seconds=60)
    async with sample(broker, None) as speaker:
        owner, dossiers = uuid4(), list[UUID]()
        await say(speaker, person(owner, email=None))  # without an address nothing goes out by mail
        async with asyncio.TaskGroup() as flow:
            flow.create_task(_submit(speaker, dossiers, owner))
            await until(lambda: _has_notices(database, DOSSIERS // 4), seconds=60)
            second.kill()
            killed = time.perf_counter()
            await until(lambda: _owns(first, PARTITIONS), seconds=20)
            taken_over = time.perf_counter() - killed
        caught_up = await until(lambda: _has_notices(database, DOSSIERS), seconds=60)
    assert sorted(await _column(database, "SELECT dossier_id FROM notices")) == sorted(dossiers)
    assert await _column(database, "SELECT count(*) FROM inbox") == [DOSSIERS + 1]
    assert await _column(database, "SELECT count(*) FROM dead_letters") == [0]
    assert taken_over < 10
    note(
        f"two replicas: 8 + 8 partitions {joined:.1f} s after both were started; kill -9 of one: the other owns all 16"
    )
    note(
        f"after {taken_over:.1f} s; {DOSSIERS} events, each one effect, level {caught_up:.1f} s after the last was said"
    )


async def _submit(speaker: FastAPI, dossiers: list[UUID], owner: UUID) -> None:
    for _ in range(DOSSIERS):
        one = submitted(owner)
        await say(speaker, one)
        dossiers.append(one.dossier_id)
        await asyncio.sleep(0.02)


async def _is_fair(first: Replica, second: Replica) -> bool:
    one, other = await asyncio.gather(first.lag(), second.lag())
    topics = [{place.partition("/")[0] for place in owned} for owned in (one, other)]
    return len(one) == len(other) == PARTITIONS // 2 and one.keys().isdisjoint(other) and topics[0] == topics[1]


async def _owns(replica: Replica, count: int) -> bool:
    return len(await replica.lag()) == count


async def _has_notices(database: AsyncEngine, count: int) -> bool:
    return bool(await _column(database, "SELECT count(*) FROM notices") >= [count])


async def _column(database: AsyncEngine, query: str) -> list[Any]:
    async with database.connect() as connection:
        return list((await connection.scalars(text(query))).all())
