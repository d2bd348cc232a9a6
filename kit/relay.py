"""Outbox -> Kafka. One at a time per service, in order, never losing a row.

Ids do not follow commit order: a transaction may draw id 5, be slow, and commit after id 6 was seen. So rows are sent
as they appear, but the stored position (`relays.sent_to`) moves only past ids that can no longer appear: an id is
settled once every transaction that was running when we saw a higher one has ended (`pg_snapshot_xmin`). A crash
between sending and marking is a duplicate, never a loss. The commit wakes us in-process; other replicas' commits are
found by polling.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kit import bus
from kit.events import Envelope
from kit.logs import log
from kit.settings import Settings

BATCH = 500

_NEXT = text(
    "SELECT s.xmin, s.xmax, o.* FROM (SELECT pg_snapshot_xmin(c)::text::bigint AS xmin,"
    "   pg_snapshot_xmax(c)::text::bigint AS xmax FROM pg_current_snapshot() AS c) AS s"
    " LEFT JOIN LATERAL (SELECT id, event_id, type, topic, subject, occurred_at, traceparent, body FROM outbox"
    "   WHERE id > :settled AND id <> ALL(:ahead) ORDER BY id LIMIT :batch) AS o ON true ORDER BY o.id"
)
_MARK = text(
    "INSERT INTO relays (cluster, sent_to) VALUES (:cluster, :sent_to)"
    " ON CONFLICT (cluster) DO UPDATE SET sent_to = excluded.sent_to, updated_at = now()"
)


@dataclass
class Progress:
    """Which ids are sent: all up to `settled`, and those in `ahead` above it."""

    settled: int
    ahead: set[int] = field(default_factory=set)
    _barrier: tuple[int, int] | None = None

    def sent(self, ids: list[int], *, xmin: int, xmax: int, is_complete: bool) -> bool:
        """Note ids just sent from a snapshot; true when `settled` moved.

        `is_complete`: the snapshot's rows were not cut off by the batch size below the barrier.
        """
        self.ahead.update(ids)
        before = self.settled
        if self._barrier is None and self.ahead:
            self._barrier = (max(self.ahead), xmax)
        if self._barrier is not None:
            top, ends = self._barrier
            if xmin >= ends and (is_complete or (ids and max(ids) >= top)):
                self.settled = top
                self.ahead = {one for one in self.ahead if one > top}
                self._barrier = (max(self.ahead), xmax) if self.ahead else None
        return self.settled != before


class Relay:
    """Sends one service's outbox for as long as it runs."""

    def __init__(self, service: str, *, engine: AsyncEngine, settings: Settings) -> None:
        self._service, self._engine, self._settings = service, engine, settings
        self._woken = asyncio.Event()
        self.is_leading = False

    def wake(self) -> None:
        """There may be new rows."""
        self._woken.set()

    async def run(self) -> None:
        """Lead whenever possible; whatever breaks, begin again."""
        pause = 0.2
        while True:
            try:
                await self._lead()
            except Exception as error:  # whatever it met, events must not stop for good
                log.warning("relay interrupted", error=repr(error))
            finally:
                self.is_leading = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _lead(self) -> None:
        async with self._engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            lock = text("SELECT pg_try_advisory_lock(hashtextextended('kit.relay', 0))")
            while not await connection.scalar(lock):  # noqa: ASYNC110 - another process holds it
                await asyncio.sleep(1)
            try:
                async with bus.cluster(self._settings) as cluster, bus.producer(self._settings) as producer:
                    await cluster.during(self._send_all(connection, producer, cluster.id))
            finally:
                await connection.invalidate()  # the lock must go with the connection, whatever state it is in

    async def _send_all(self, connection: AsyncConnection, producer: AIOKafkaProducer, cluster: str) -> None:
        known = text("SELECT sent_to FROM relays WHERE cluster = :cluster")
        progress = Progress(await connection.scalar(known, {"cluster": cluster}) or 0)
        log.info("relay leads", cluster=cluster, settled=progress.settled)
        self.is_leading = True
        while True:
            self._woken.clear()
            if await self._send_some(connection, producer, progress, cluster) < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._settings.relay_poll_ms / 1000)

    async def _send_some(
        self, connection: AsyncConnection, producer: AIOKafkaProducer, progress: Progress, cluster: str
    ) -> int:
        found = await connection.execute(
            _NEXT, {"settled": progress.settled, "ahead": list(progress.ahead), "batch": BATCH}
        )
        rows = found.all()
        xmin, xmax = rows[0].xmin, rows[0].xmax
        rows = [row for row in rows if row.id is not None]
        if rows:
            async with asyncio.timeout(bus.PATIENCE):
                await asyncio.gather(*[await producer.send(row.topic, **self._record(row)) for row in rows])
        if progress.sent([row.id for row in rows], xmin=xmin, xmax=xmax, is_complete=len(rows) < BATCH):
            await connection.execute(_MARK, {"cluster": cluster, "sent_to": progress.settled})
        return len(rows)

    def _record(self, row: Row[tuple[object, ...]]) -> dict[str, object]:
        said = Envelope.from_row(row, source=self._service)
        return {"value": said.body, "key": said.subject.encode(), "headers": bus.to_headers(said)}
