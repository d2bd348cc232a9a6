"""Effects happen once, whatever Kafka does: duplicates, poison, an empty broker, replicas that come and go."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import text

from kit.db import transaction
from kit.effects import redrive
from kit.outbox import emit
from kit.tests.conftest import Broker, Running, ThingHappened, listener_of


async def say(app: FastAPI, *said: ThingHappened) -> None:
    async with transaction(app) as session:
        await emit(session, *said)


async def column(app: FastAPI, query: str) -> list[object]:
    async with app.state.engine.connect() as connection:
        return list((await connection.scalars(text(query))).all())


async def until(check: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - another task commits it
            await asyncio.sleep(0.02)


async def test_an_event_has_its_effect(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker, listener=listener_of()) as app:
        said = ThingHappened(thing_id=uuid4())
        await say(app, said)
        await until(lambda: _has(app, said.id))
        await until(lambda: _is(app, "SELECT sum(next_offset) FROM positions", [1]))


async def test_a_broker_that_comes_back_empty_is_refilled_and_nothing_happens_twice(
    sample: Running, broker: Broker
) -> None:
    async with sample(broker=broker, listener=listener_of()) as app:
        first, second = ThingHappened(thing_id=uuid4()), ThingHappened(thing_id=uuid4())
        await say(app, first)
        await until(lambda: _has(app, first.id))
        broker.replace()
        await say(app, second)
        app.state.address.write_text(broker.address)
        await until(lambda: _has(app, second.id), seconds=30)
        await asyncio.sleep(0.3)
        assert sorted(await column(app, "SELECT event_id FROM effects")) == sorted([first.id, second.id])  # type: ignore[type-var]
        assert len(await column(app, "SELECT DISTINCT cluster FROM positions")) == 2


async def test_events_said_before_the_listener_was_there_are_heard(sample: Running, broker: Broker) -> None:
    said = ThingHappened(thing_id=uuid4())
    async with sample(broker=broker) as app:
        await say(app, said)
    async with sample(broker=broker, listener=listener_of()) as app:
        await until(lambda: _has(app, said.id))


async def test_poison_waits_its_own_subject_waits_behind_it_and_others_go_on(sample: Running, broker: Broker) -> None:
    thing = uuid4()
    poison, behind = ThingHappened(thing_id=thing, note="poison"), ThingHappened(thing_id=thing)
    other = ThingHappened(thing_id=uuid4())
    async with sample(broker=broker, listener=listener_of()) as app:
        await say(app, poison, behind, other)
        await until(lambda: _has(app, other.id))
        await until(lambda: _is(app, "SELECT event_id FROM dead_letters ORDER BY id", [poison.id, behind.id]))
        assert not await _has(app, behind.id)
        (reason,) = await column(app, "SELECT reason FROM dead_letters ORDER BY id LIMIT 1")
        assert str(reason).startswith("RuntimeError")


async def test_an_event_that_came_too_early_has_its_effect_once_its_fact_is_known(
    sample: Running, broker: Broker
) -> None:
    thing, known = uuid4(), set[UUID]()
    early, behind = ThingHappened(thing_id=thing, note="later"), ThingHappened(thing_id=thing)
    async with sample(broker=broker, listener=listener_of(known)) as app:
        await say(app, early, behind)
        await until(lambda: _is(app, "SELECT count(*) FROM dead_letters", [2]))
        known.add(thing)
        await until(lambda: _is(app, "SELECT event_id FROM effects", [early.id, behind.id]))
        assert await column(app, "SELECT count(*) FROM dead_letters") == [0]


async def test_dead_events_come_back_by_redrive(sample: Running, broker: Broker) -> None:
    said = ThingHappened(thing_id=uuid4(), note="later")
    known = set[UUID]()
    async with sample(broker=broker, listener=listener_of(known)) as app:
        await say(app, said)
        await until(lambda: _is(app, "SELECT count(*) FROM dead_letters", [1]))
        async with transaction(app) as session:
            await session.execute(text("UPDATE dead_letters SET tries = 99, retry_at = now()"))
        await until(lambda: _is(app, "SELECT state FROM dead_letters", ["dead"]))
        known.add(said.thing_id)
        async with transaction(app) as session:
            assert await redrive(session) == 1
        await until(lambda: _has(app, said.id))


async def test_replicas_share_the_partitions_and_take_over_from_one_that_died(sample: Running, broker: Broker) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(sample(broker=broker, listener=listener_of()))
        dying = AsyncExitStack()
        second = await dying.enter_async_context(sample(broker=broker, listener=listener_of()))

        async def is_fair() -> bool:
            return [len(app.state.listening.lag) for app in (first, second)] == [2, 2]

        await until(is_fair, seconds=15)
        await dying.aclose()
        said = [ThingHappened(thing_id=uuid4()) for _ in range(20)]
        await say(first, *said)
        await until(lambda: _is(first, "SELECT count(*) FROM effects", [20]), seconds=15)


async def _has(app: FastAPI, event_id: UUID) -> bool:
    return event_id in await column(app, "SELECT event_id FROM effects")


async def _is(app: FastAPI, query: str, expected: list[object]) -> bool:
    return await column(app, query) == expected
