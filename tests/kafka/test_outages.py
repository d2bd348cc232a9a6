"""A real broker killed in full flow or back empty: everything is heard, nothing twice."""

import asyncio
import time
from uuid import UUID, uuid4

import pytest

from deploy.kafka.node import KafkaNode
from kit.tests.conftest import ThingHappened, listener_of
from tests.kafka.conftest import Note, Started
from tests.kafka.records import effects, ids, records, say, scalars, speak, until_heard

pytestmark = pytest.mark.kafka

KEPT = 1_000


async def test_a_power_cut_in_full_flow_loses_and_doubles_nothing(
    sample: Started, broker: KafkaNode, note: Note
) -> None:
    said: list[UUID] = []
    async with sample(broker, listener_of()) as app:
        async with asyncio.TaskGroup() as flow:
            flow.create_task(speak(app, said, seconds=10))
            await asyncio.sleep(2)
            assert await asyncio.to_thread(broker.kill)
            await asyncio.to_thread(broker.start)
        spent = await until_heard(app, len(said), seconds=30)
        heard = await effects(app)
    assert sorted(heard) == sorted(said)
    note(f"kill -9 of the broker in full flow: {len(said)} events, level again {spent:.1f} s after the last was said")


async def test_a_wiped_broker_is_refilled_from_the_outbox_and_effects_stay_single(
    sample: Started, broker: KafkaNode, note: Note
) -> None:
    events = [ThingHappened(thing_id=uuid4()) for _ in range(KEPT)]
    last = ThingHappened(thing_id=uuid4(), note="after the wipe")
    async with sample(broker, listener_of()) as app:
        await say(app, *events)
        await until_heard(app, KEPT, seconds=40)
        await asyncio.to_thread(broker.wipe)
        await say(app, last)
        await asyncio.to_thread(broker.start)
        began = time.perf_counter()
        refilled = ids(await records(broker.address, KEPT + 1, seconds=40))
        refill = time.perf_counter() - began
        await until_heard(app, KEPT + 1, seconds=40)
        spent = time.perf_counter() - began
        heard = await effects(app)
        clusters = await scalars(app, "SELECT DISTINCT cluster FROM positions")
    wanted = sorted(one.id for one in [*events, last])
    assert sorted(set(refilled)) == wanted
    assert sorted(heard) == wanted
    assert len(clusters) == 2
    note(f"wiped broker: {KEPT + 1} events refilled {refill:.1f} s after it answered, all heard at {spent:.1f} s")
