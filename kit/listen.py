"""Kafka -> effects, without a consumer group.

Partitions are assigned by hand: a replica owns a partition while it holds that partition's advisory lock in the
service's own database, and the next offset is stored in the transaction of the effect. No group, no rebalance,
instant take-over. Replicas share fairly: each counts the others by a shared lock and gives back what exceeds its
share.

Every await has a deadline. A consumer without progress while there is something to read is rebuilt; after
`MAX_REBUILDS` such rebuilds in a row the process ends, for its supervisor to start afresh.
"""

import asyncio
import os
import signal

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kit import bus
from kit.effects import Position, Transaction, advance, retry_one, take
from kit.events import Listener
from kit.logs import log
from kit.ownership import Ownership
from kit.settings import Settings

LOOK_EVERY = 1.0
"""Seconds between two looks at who owns what, and at which partitions there are."""
LOOK_FOR_TOPICS_EVERY = 0.1
"""The same while a topic is missing: a real broker makes one only some time after it was asked for."""
MEASURE_EVERY = 5.0
"""Seconds of silence after which the broker is asked how much there is to read."""
STALLED_AFTER = 30.0
MAX_REBUILDS = 5

Records = list["ConsumerRecord[bytes, bytes]"]


class Stalled(ConnectionError):  # noqa: N818 - what it is
    """There is something to read and nothing comes."""


class Listening:
    """One replica's hearing of all its service listens to."""

    def __init__(
        self, listener: Listener, *, engine: AsyncEngine, settings: Settings, transaction: Transaction
    ) -> None:
        self._listener, self._engine, self._settings = listener, engine, settings
        self._transaction = transaction
        self._rebuilds = 0
        self.lag: dict[str, int] = {}
        self.is_connected = False

    async def run(self) -> None:
        """Listen; whatever breaks, begin again."""
        pause = 0.2
        while True:
            try:
                await self._listen()
            except Stalled:
                self._rebuilds += 1
                log.error("listener stalled", rebuilds=self._rebuilds)
                if self._rebuilds >= MAX_REBUILDS:
                    os.kill(os.getpid(), signal.SIGTERM)
            except Exception as error:  # whatever it met, events must not stop for good
                log.warning("listener interrupted", error=repr(error))
            finally:
                self.is_connected = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def retry(self) -> None:
        """Try waiting events again, for ever."""
        while True:
            try:
                is_busy = await retry_one(self._transaction, self._listener)
            except Exception as error:  # whatever it met, events must not stop for good
                log.warning("retry interrupted", error=repr(error))
                is_busy = False
            if not is_busy:
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with self._engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            try:
                async with bus.cluster(self._settings) as cluster, bus.consumer(self._settings) as consumer:
                    await cluster.during(self._hear_all(connection, cluster, consumer))
            finally:
                self.lag = {}
                await connection.invalidate()  # locks end with their connection

    async def _hear_all(self, connection: AsyncConnection, cluster: bus.Cluster, consumer: AIOKafkaConsumer) -> None:
        ownership = Ownership(connection)
        loop = asyncio.get_running_loop()
        looked_at, measured_at, progress_at, pause = float("-inf"), loop.time(), loop.time(), LOOK_EVERY
        is_whole = True
        while True:
            if loop.time() - looked_at > pause:
                looked_at = loop.time()
                there = await cluster.partitions(self._listener.topics())
                is_whole = all(there.values())
                pause = LOOK_EVERY if is_whole else LOOK_FOR_TOPICS_EVERY
                if await ownership.settle(there):
                    await self._assign(connection, cluster.id, consumer, ownership)
            if not ownership.owned:
                self.is_connected = is_whole
                await asyncio.sleep(pause)
                continue
            found: dict[TopicPartition, Records] = await asyncio.wait_for(
                consumer.getmany(timeout_ms=int(pause * 1000), max_records=500), bus.PATIENCE
            )
            for place, records in found.items():
                await self._hear(records, cluster.id)
                self.lag[f"{place.topic}/{place.partition}"] = (consumer.highwater(place) or 0) - records[-1].offset - 1
            self.is_connected = is_whole
            if not found and loop.time() - measured_at > MEASURE_EVERY:
                measured_at = loop.time()
                await self._measure(consumer, ownership)
            if found or not any(self.lag.values()):
                progress_at = loop.time()
                self._rebuilds = 0 if found else self._rebuilds
            elif loop.time() - progress_at > STALLED_AFTER:
                raise Stalled

    async def _assign(
        self, connection: AsyncConnection, cluster: str, consumer: AIOKafkaConsumer, ownership: Ownership
    ) -> None:
        places = [TopicPartition(topic, partition) for topic, partition in sorted(ownership.owned)]
        consumer.assign(places)
        self.lag = {}
        if not places:
            return
        known = text("SELECT topic, partition, next_offset FROM positions WHERE cluster = :cluster")
        rows = (await connection.execute(known, {"cluster": cluster})).all()
        stored = {(row.topic, row.partition): row.next_offset for row in rows}
        first = await asyncio.wait_for(consumer.beginning_offsets(places), bus.PATIENCE)
        last = await asyncio.wait_for(consumer.end_offsets(places), bus.PATIENCE)
        for place in places:
            offset = stored.get((place.topic, place.partition), first[place])
            if not first[place] <= offset <= last[place]:
                log.error("offset out of range", topic=place.topic, partition=place.partition, stored=offset)
                offset = first[place]
            consumer.seek(place, offset)
            self.lag[f"{place.topic}/{place.partition}"] = last[place] - offset

    async def _measure(self, consumer: AIOKafkaConsumer, ownership: Ownership) -> None:
        """Ask the broker itself: what a stalled consumer last saw says nothing of what it does not see."""
        places = [TopicPartition(topic, partition) for topic, partition in ownership.owned]
        last = await asyncio.wait_for(consumer.end_offsets(places), bus.PATIENCE)
        for place in places:
            read = await asyncio.wait_for(consumer.position(place), bus.PATIENCE)
            self.lag[f"{place.topic}/{place.partition}"] = max(0, last[place] - read)

    async def _hear(self, records: Records, cluster: str) -> None:
        unheard: Position | None = None
        for record in records:
            position = Position(cluster, record.topic, record.partition, record.offset)
            try:
                said = bus.from_record(record)
            except ValueError as error:
                log.error("record without envelope", topic=record.topic, offset=record.offset, error=str(error))
                unheard = position
                continue
            if said.type in self._listener.handlers:
                await take(self._transaction, self._listener, said, position=position)
                unheard = None
            else:
                unheard = position
        if unheard is not None:
            async with self._transaction() as session:
                await advance(session, unheard)
