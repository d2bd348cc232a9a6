"""The door to Kafka: addresses, records, and which cluster this is.

An event is a CloudEvents 1.0 record in binary mode: attributes in `ce_*` headers, the event's fields as the JSON
value, the subject as the key. A cluster that comes back empty has another id; relay and listener then start anew from
the outboxes.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from kit.events import Envelope
from kit.logs import log
from kit.settings import Settings
from kit.stopping import stop

PATIENCE = 15.0
"""Seconds any single exchange with the broker may take."""

GOODBYE = 2.0
"""Seconds a broker that may be gone is given to say goodbye."""

CHECK_EVERY = 1.0
"""Seconds between two looks at whether the broker is still there and the same."""

TROUBLE = (KafkaError, OSError, asyncio.TimeoutError)
"""What an unreachable or restarting broker raises."""


def bootstrap(settings: Settings) -> list[str]:
    """The broker's addresses, read anew at each connection when they live in a file."""
    servers = settings.kafka_bootstrap_servers
    if servers.startswith("file:"):
        servers = Path(servers.removeprefix("file:")).read_text(encoding="ascii").strip()
    return servers.split(",")


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """An idempotent producer, acknowledged by all replicas."""
    opened = AIOKafkaProducer(
        bootstrap_servers=bootstrap(settings),
        acks="all",
        enable_idempotence=True,
        request_timeout_ms=10_000,
        max_request_size=4 << 20,
    )
    async with _started(opened):
        yield opened


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group: partitions are assigned by hand, offsets are ours to keep."""
    opened = AIOKafkaConsumer(
        bootstrap_servers=bootstrap(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=settings.kafka_fetch_wait_ms,
        request_timeout_ms=10_000,
        metadata_max_age_ms=30_000,
    )
    async with _started(opened):
        yield opened


@asynccontextmanager
async def _started(opened: AIOKafkaProducer | AIOKafkaConsumer | AIOKafkaAdminClient) -> AsyncIterator[None]:
    """Every task and connection of the client ends with the block; aiokafka alone would leave some after an outage."""
    is_producer = isinstance(opened, AIOKafkaProducer)
    client = opened.client if is_producer else opened._client
    starting = asyncio.create_task(opened.start())
    try:
        if not (await asyncio.wait({starting}, timeout=PATIENCE))[0]:
            raise TimeoutError("the broker does not answer")
        starting.result()
        yield
    finally:
        await asyncio.wait({starting}, timeout=GOODBYE)  # a start cut short leaves its connection open
        await stop({starting})
        lasting = client._sync_task  # may swallow the one cancellation that aiokafka sends it
        is_closed = await _attempt(opened.close() if hasattr(opened, "close") else opened.stop())
        if not is_closed and is_producer:
            await _attempt(opened._sender.close())  # it would try its last batch for ever, even from the grave
        await stop({lasting} if lasting else set())
        for left in list(client._conns.values()):
            left.close()


async def _attempt(farewell: Coroutine[Any, Any, None]) -> bool:
    """Whether it ended in time; in a task of its own, because aiokafka cancels what waits on a broker that is gone."""
    task = asyncio.create_task(farewell)
    done, _ = await asyncio.wait({task}, timeout=GOODBYE)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=GOODBYE)
    elif not task.cancelled() and (error := task.exception()):
        log.debug("the broker heard no goodbye", error=repr(error))
    return bool(done)


@dataclass
class Cluster:
    """The cluster we speak to; `id` changes when the broker comes back empty."""

    id: str
    admin: AIOKafkaAdminClient

    async def during(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work for as long as this same cluster answers.

        ConnectionResetError when another answers at the address, what TROUBLE names when none does: within a second or
        two, where a producer or consumer left alone would wait for its own, longer, time-outs.
        """
        tasks = {asyncio.create_task(work), asyncio.create_task(self._watch())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.cancelled():  # not by us: a client that lost its broker cancels what waits on it
                    raise ConnectionResetError("the broker's client gave up")
                task.result()
        finally:
            await stop(tasks)

    async def _watch(self) -> None:
        while await self._read_id() == self.id:  # noqa: ASYNC110 - the broker has no event to wait for
            await asyncio.sleep(CHECK_EVERY)
        raise ConnectionResetError("another cluster answers at this address")

    async def partitions(self, topics: Sequence[str]) -> dict[str, list[int]]:
        """The partitions of each topic; asking creates a topic where the broker allows it."""
        async with asyncio.timeout(PATIENCE):
            found = await self.admin.describe_topics(list(topics))
        return {one["topic"]: sorted(p["partition"] for p in one["partitions"]) for one in found}

    async def _read_id(self) -> str:
        async with asyncio.timeout(PATIENCE):
            described = await self.admin.describe_cluster()
        return str(described["cluster_id"])


@asynccontextmanager
async def cluster(settings: Settings) -> AsyncIterator[Cluster]:
    """The cluster at the configured address."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap(settings), request_timeout_ms=10_000)
    async with _started(admin):
        found = Cluster("", admin)
        found.id = await found._read_id()
        yield found


def to_headers(said: Envelope) -> list[tuple[str, bytes]]:
    """The record headers of an event."""
    told = {
        "ce_specversion": "1.0",
        "ce_id": str(said.id),
        "ce_source": f"/services/{said.source}",
        "ce_type": said.type,
        "ce_subject": said.subject,
        "ce_time": said.occurred_at.isoformat(),
        "content-type": "application/json",
    }
    if said.traceparent:
        told["traceparent"] = said.traceparent
    return [(name, value.encode()) for name, value in told.items()]


def from_record(record: "ConsumerRecord[bytes, bytes]") -> Envelope:
    """The event of a record; ValueError when its envelope is broken."""
    try:
        told: Mapping[str, str] = {name: value.decode() for name, value in record.headers if value is not None}
        if any("\0" in value for value in told.values()):
            raise ValueError("no envelope: a NUL is not text")
        occurred_at = datetime.fromisoformat(told["ce_time"])
        if occurred_at.tzinfo is None:
            raise ValueError("no envelope: a time without offset")
        return Envelope(
            id=UUID(told["ce_id"]),
            type=told["ce_type"],
            source=told["ce_source"].removeprefix("/services/"),
            subject=told["ce_subject"],
            occurred_at=occurred_at,
            traceparent=told.get("traceparent"),
            body=record.value or b"",
        )
    except (KeyError, UnicodeDecodeError) as error:
        raise ValueError(f"no envelope: {error}") from error
