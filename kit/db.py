"""The service's own database: engine, one transaction per request, column types.

The transaction opens at the door and commits before the answer leaves: `Depends(session, scope="function")`. With
FastAPI's default scope the commit would come after the response, and a failing commit would already have been
answered with 200.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from sqlalchemy import BigInteger, Date, DateTime, Enum, MetaData, Text, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from kit.settings import Settings
from kit.tables import NAMES, add_tables

COLUMN_TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    date: Date(),
    int: BigInteger(),
    str: Text(),
    UUID: Uuid(),
    dict: JSONB(),
    dict[str, Any]: JSONB(),
    list: JSONB(),
    list[str]: JSONB(),
    list[dict[str, Any]]: JSONB(),
    StrEnum: Enum(
        StrEnum, native_enum=False, create_constraint=False, length=40, values_callable=lambda e: [m.value for m in e]
    ),
}
"""`type_annotation_map` of every service: words for enums, timestamptz for times, JSONB for documents."""


STANDING = 2
"""Connections that relay and listener hold as long as they work, beside the pool's."""


def new_metadata() -> MetaData:
    """Metadata with the house's constraint names and kit's own tables."""
    metadata = MetaData(naming_convention=NAMES)
    add_tables(metadata)
    return metadata


def new_engine(settings: Settings) -> AsyncEngine:
    """The pool of connections to the service's database."""
    engine = create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool + STANDING,
        max_overflow=0,  # a connection opened for one burst and closed after it costs more than waiting for another
        pool_timeout=10,
        hide_parameters=True,  # an error's text must not carry what people wrote
        connect_args={"timeout": 10, "command_timeout": 30},
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """A connection that a restarted server has closed is replaced by a new one.

    asyncpg learns of it from the socket; `pool_pre_ping` would ask the server, three round trips before every work.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def transaction(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """One transaction; commits at the end, rolls back on any exception."""
    sessions: async_sessionmaker[AsyncSession] = app.state.sessions
    async with sessions() as session, session.begin():
        session.info["app"] = app
        yield session


@asynccontextmanager
async def statements(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """For a request that only reads, or writes with one statement: each statement is a transaction of its own.

    Without BEGIN and COMMIT it goes to the database once instead of three times; for what is asked for most.
    """
    sessions: async_sessionmaker[AsyncSession] = app.state.statements
    async with sessions() as session, session.begin():
        session.info["app"] = app
        yield session


async def session(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's transaction."""
    async with transaction(request.app) as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session, scope="function")]


@event.listens_for(SyncSession, "after_commit")
def _wake(committed: SyncSession) -> None:
    """Tell the relay and the schedule that there may be work, without NOTIFY (it would serialise commits)."""
    app: FastAPI | None = committed.info.get("app")
    if app is not None:
        for wake in app.state.wakes:
            wake(committed.info)
