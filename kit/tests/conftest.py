"""What kit's own tests need: a database holding only kit's tables and one for effects, and a broker of the test run."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from confluent_kafka import Producer
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from kit.app import build
from kit.db import new_metadata
from kit.events import Event, Listener, NotYet
from kit.settings import Settings
from kit.testing import Server


class ThingHappened(Event, type="sample.happened.v1", about="thing_id"):
    """An event of these tests."""

    thing_id: UUID
    note: str = "fine"


class Broker:
    """A broker speaking the real protocol, in memory; `replace()` gives an empty one at a new address."""

    def __init__(self) -> None:
        self.replace()

    def replace(self) -> None:
        """Forget everything and come back as another cluster."""
        self._producer = Producer({"test.mock.num.brokers": 1, "log_level": 0})
        found = next(iter(self._producer.list_topics(timeout=5).brokers.values()))
        self.address = f"{found.host}:{found.port}"


@pytest.fixture
def broker() -> Broker:
    """A broker for one test."""
    return Broker()


@pytest_asyncio.fixture(scope="session")
async def sample_url(server: Server) -> str:
    """The database of the sample service."""
    url = await server.empty_database("sample")
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(new_metadata().create_all)
        await connection.execute(text("CREATE TABLE effects (event_id uuid NOT NULL, thing_id uuid, note text)"))
    await engine.dispose()
    return url


@pytest_asyncio.fixture
async def emptied(sample_url: str) -> str:
    """The sample database, empty."""
    engine = create_async_engine(sample_url)
    async with engine.begin() as connection:
        await connection.execute(
            text("TRUNCATE outbox, inbox, positions, relays, dead_letters, answers, effects RESTART IDENTITY")
        )
    await engine.dispose()
    return sample_url


def listener_of(known: set[UUID] | None = None) -> Listener:
    """A listener whose effect is a row; a note `poison` cannot be handled, `later` only once the thing is `known`."""
    listener = Listener("sample")

    @listener.on(ThingHappened)
    async def thing_happened(session: AsyncSession, event: ThingHappened) -> None:
        if event.note == "poison":
            raise RuntimeError("poison 031090004321")
        if event.note == "later" and event.thing_id not in (known or set()):
            raise NotYet("the thing is not known yet")
        await session.execute(
            text("INSERT INTO effects VALUES (:event_id, :thing_id, :note)"),
            {"event_id": event.id, "thing_id": event.thing_id, "note": event.note},
        )

    return listener


Running = Callable[..., Any]


@pytest.fixture
def sample(emptied: str, tmp_path: Any) -> Running:
    """Start a sample service; `broker=` connects it."""

    @asynccontextmanager
    async def start(
        *, broker: Broker | None = None, listener: Listener | None = None, **more: Any
    ) -> AsyncIterator[FastAPI]:
        address = tmp_path / f"broker-{uuid4().hex}"
        address.write_text(broker.address if broker else "127.0.0.1:1")
        settings = Settings(
            database_url=SecretStr(emptied),
            database_pool=4,
            kafka_bootstrap_servers=f"file:{address}",
            kafka_fetch_wait_ms=5,
            relay_poll_ms=20,
        )
        app = build(
            "sample",
            settings,
            routers=more.pop("routers", []),
            listener=listener,
            is_connected=broker is not None,
            **more,
        )
        app.state.address = address
        async with app.router.lifespan_context(app):
            yield app

    return start
