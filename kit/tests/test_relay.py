"""The relay loses nothing: ids that appear late, a broker that is away, a broker that comes back empty."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kit.db import transaction
from kit.outbox import emit
from kit.relay import Progress
from kit.tests.conftest import Broker, Running, ThingHappened


async def say(app: FastAPI, *notes: str) -> list[UUID]:
    said = [ThingHappened(thing_id=uuid4(), note=note) for note in notes]
    async with transaction(app) as session:
        await emit(session, *said)
    return [one.id for one in said]


async def heard(address: str, count: int, *, seconds: float = 8) -> list[KafkaMessage]:
    """The first `count` records of the topic, as they lie in Kafka."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address, group_id=None, auto_offset_reset="earliest", fetch_max_wait_ms=5
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition("sample", one) for one in range(4)])
        found: list[KafkaMessage] = []
        async with asyncio.timeout(seconds):
            while len(found) < count:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += [KafkaMessage(dict(r.headers), r.key, r.value) for r in records]
        return found
    finally:
        await consumer.stop()


def ids(messages: Sequence[KafkaMessage]) -> list[UUID]:
    return [UUID(one.headers["ce_id"].decode()) for one in messages]


async def test_an_event_reaches_kafka_as_a_cloudevent(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker) as app:
        (said,) = await say(app, "fine")
        (message,) = await heard(broker.address, 1)
    event = from_binary_event(message, JSONFormat())
    assert event.get_id() == str(said)
    assert event.get_type() == "sample.happened.v1"
    assert event.get_source() == "/services/sample"
    data = event.get_data()
    assert isinstance(data, dict)
    assert data["note"] == "fine"
    assert message.key == str(event.get_subject()).encode()


async def test_an_id_that_commits_late_is_not_skipped(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker) as app:
        slow = ThingHappened(thing_id=uuid4())
        async with app.state.sessions() as session, session.begin():
            await emit(session, slow)  # draws the lower id and does not commit yet
            (fast,) = await say(app, "fast")
            assert ids(await heard(broker.address, 1)) == [fast]
            settled = await _settled(app)
        assert set(ids(await heard(broker.address, 2))) == {fast, slow.id}
        assert settled == 0, "the position must not pass an id that may still appear"
        await asyncio.sleep(0.2)
        assert await _settled(app) == 2


async def test_what_was_said_while_the_broker_was_away_is_sent_when_it_comes(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker) as app:
        await say(app, "before")
        await heard(broker.address, 1)
        broker.replace()
        said = await say(app, "while away", "still away")
        app.state.address.write_text(broker.address)
        assert set(said) < set(ids(await heard(broker.address, 3, seconds=25)))


async def test_a_rolled_back_fact_says_nothing(sample: Running, broker: Broker) -> None:
    async with sample(broker=broker) as app:
        try:
            async with transaction(app) as session:
                await emit(session, ThingHappened(thing_id=uuid4()))
                raise RuntimeError
        except RuntimeError:
            pass
        (said,) = await say(app, "kept")
        assert ids(await heard(broker.address, 1)) == [said]


async def _settled(app: FastAPI) -> int:
    async with app.state.engine.connect() as connection:
        return await connection.scalar(text("SELECT coalesce(max(sent_to), 0) FROM relays")) or 0


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 8)), max_size=12), st.randoms())
def test_no_order_of_commits_loses_an_id(work: list[tuple[int, int]], random: object) -> None:
    """Transactions draw ids in order, commit in any order; whatever the relay settles has been sent."""
    open_: dict[int, int] = {}  # id -> xid
    visible: set[int] = set()
    sent: set[int] = set()
    progress = Progress(0)
    next_id = 1
    for draws, commits in [*work, (0, 99), (0, 0)]:
        for _ in range(draws):
            open_[next_id] = 100 + next_id
            next_id += 1
        done = random.sample(sorted(open_), min(commits, len(open_)))  # type: ignore[attr-defined]
        visible.update(done)
        for one in done:
            del open_[one]
        xmax = 100 + next_id
        fresh = sorted(one for one in visible if one > progress.settled and one not in progress.ahead)
        sent.update(fresh)
        progress.sent(fresh, xmin=min(open_.values(), default=xmax), xmax=xmax, is_complete=True)
        assert all(one in sent or one > progress.settled for one in range(1, next_id))
    assert sent == set(range(1, next_id))
