"""Events over a real broker: CloudEvents, late ids, order, thousands at once."""

import asyncio
import time
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from deploy.kafka.node import KafkaNode
from kit.events import Listener
from kit.outbox import emit
from kit.tests.conftest import ThingHappened, listener_of
from tests.kafka.conftest import Note, Started
from tests.kafka.records import effects, ids, records, say, scalars, until, until_heard

pytestmark = pytest.mark.kafka

MANY = 5_000


async def test_an_event_arrives_as_a_cloudevent_and_has_its_effect(sample: Started, broker: KafkaNode) -> None:
    said = ThingHappened(thing_id=uuid4(), note="tạm trú")
    async with sample(broker, listener_of()) as app:
        await say(app, said)
        (record,) = await records(broker.address, 1)
        await until_heard(app, 1, seconds=20)
    event = from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat())
    assert event.get_id() == str(said.id)
    assert event.get_type() == "sample.happened.v1"
    assert event.get_source() == "/services/sample"
    assert event.get_time() == said.occurred_at
    assert event.get_subject() == str(said.thing_id) == record.key.decode()
    assert event.get_data() == {"thing_id": str(said.thing_id), "note": "tạm trú"}


async def test_a_service_that_listens_before_its_topic_exists_hears_the_first_event(
    sample: Started, broker: KafkaNode
) -> None:
    async with sample(broker, listener_of()) as app:
        await asyncio.sleep(3)  # a real broker makes a topic some time after it was asked for
        await say(app, ThingHappened(thing_id=uuid4()))
        await until_heard(app, 1, seconds=10)


async def test_an_id_that_commits_late_is_not_skipped(sample: Started, broker: KafkaNode) -> None:
    slow, fast = ThingHappened(thing_id=uuid4(), note="slow"), ThingHappened(thing_id=uuid4(), note="fast")
    async with sample(broker, listener_of()) as app:
        async with app.state.sessions() as session, session.begin():
            await emit(session, slow)  # draws the lower id and does not commit yet
            await say(app, fast)
            await until_heard(app, 1, seconds=20)
            assert await effects(app) == [fast.id]
            assert await scalars(app, "SELECT max(sent_to) FROM relays") in ([None], [0])
        await until_heard(app, 2, seconds=10)
        await until(lambda: _is(app, "SELECT max(sent_to) FROM relays", [2]), seconds=5)
    assert set(ids(await records(broker.address, 2))) == {fast.id, slow.id}


async def test_events_on_one_subject_keep_their_order(sample: Started, broker: KafkaNode) -> None:
    things = [uuid4() for _ in range(20)]
    heard: dict[UUID, list[str]] = {thing: [] for thing in things}
    listener = Listener("sample")

    @listener.on(ThingHappened)
    async def thing_happened(_: AsyncSession, event: ThingHappened) -> None:
        heard[event.thing_id].append(event.note)

    async with sample(broker, listener) as app:
        for number in range(30):
            await say(app, *(ThingHappened(thing_id=thing, note=f"{number}") for thing in things))
        await until(lambda: _is(app, "SELECT count(*) FROM inbox", [600]), seconds=30)
    assert heard == {thing: [f"{number}" for number in range(30)] for thing in things}
    partitions: dict[bytes, set[int]] = {}
    for record in await records(broker.address, 600):
        partitions.setdefault(record.key, set()).add(record.partition)
    assert {len(places) for places in partitions.values()} == {1}
    assert len(set().union(*partitions.values())) > 1, "all subjects on one partition"


async def test_thousands_of_events_are_relayed_in_batches_and_all_heard_once(
    sample: Started, broker: KafkaNode, note: Note
) -> None:
    said: list[UUID] = []

    async def speak(app: FastAPI, count: int) -> None:
        for _ in range(count // 50):
            events = [ThingHappened(thing_id=uuid4()) for _ in range(50)]
            await say(app, *events)
            said.extend(one.id for one in events)

    async with sample(broker, listener_of()) as app:
        began = time.perf_counter()
        await asyncio.gather(*(speak(app, MANY // 4) for _ in range(4)))
        await until(lambda: _is(app, "SELECT max(sent_to) FROM relays", [MANY]), seconds=60)
        relayed = time.perf_counter() - began
        await until_heard(app, MANY, seconds=90)
        spent = time.perf_counter() - began
        heard = await effects(app)
    assert len(heard) == len(set(heard)) == MANY
    assert set(heard) == set(said)
    assert sorted(ids(await records(broker.address, MANY))) == sorted(said), "a record was sent twice without need"
    note(f"{MANY} events: said and relayed in {relayed:.1f} s, every effect after {spent:.1f} s ({MANY / spent:.0f}/s)")


async def _is(app: FastAPI, query: str, expected: list[object]) -> bool:
    return await scalars(app, query) == expected
