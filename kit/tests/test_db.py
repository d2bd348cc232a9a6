"""The commit comes before the answer; a problem rolls back; a commit wakes whoever waits for work."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.db import COLUMN_TYPES, Session, new_engine, new_metadata, statements, transaction
from kit.outbox import emit
from kit.people import anyone
from kit.problems import NotFound
from kit.schedule import mark_due
from kit.settings import Settings
from kit.testing import client_of
from kit.tests.conftest import Running, ThingHappened

router = APIRouter(dependencies=[Depends(anyone)])
INSERT = text("INSERT INTO effects (event_id, note) VALUES (:id, :note)")


@router.post("/kept")
async def keep(session: Session) -> str:
    await session.execute(INSERT, {"id": uuid4(), "note": "kept"})
    return "kept"


@router.post("/refused")
async def refuse(session: Session) -> str:
    await session.execute(INSERT, {"id": uuid4(), "note": "refused"})
    raise NotFound


@router.post("/twice")
async def break_at_commit(session: Session) -> str:
    for _ in range(2):
        await session.execute(text("INSERT INTO deferred VALUES (1)"))
    return "told too early"


@pytest_asyncio.fixture
async def app(sample: Running, emptied: str) -> AsyncIterator[FastAPI]:
    async with sample(routers=[router]) as running:
        async with transaction(running) as session:
            await session.execute(text("CREATE TABLE deferred (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        yield running
        async with transaction(running) as session:
            await session.execute(text("DROP TABLE deferred"))


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened


async def notes(app: FastAPI) -> list[str]:
    async with app.state.engine.connect() as connection:
        return list(await connection.scalars(text("SELECT note FROM effects")))


async def test_a_fulfilled_request_commits(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await client.post("/kept")).status_code == 200
    assert await notes(app) == ["kept"]


async def test_a_problem_rolls_back(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await client.post("/refused")).status_code == 404
    assert await notes(app) == []


async def test_a_commit_that_fails_is_not_answered_with_success(client: httpx.AsyncClient) -> None:
    answer = await client.post("/twice")
    assert (answer.status_code, answer.json()["code"]) == (500, "problem")
    assert "too early" not in answer.text


async def test_a_commit_tells_what_it_leaves_to_do_and_a_rollback_tells_nothing(app: FastAPI) -> None:
    told: list[dict[str, Any]] = []
    app.state.wakes.append(lambda info: told.append({name: info.get(name) for name in ("emitted", "due")}))
    async with transaction(app) as session:
        await emit(session, ThingHappened(thing_id=uuid4()))
    async with transaction(app) as session:
        mark_due(session)
    with suppress(RuntimeError):
        async with transaction(app) as session:
            await emit(session, ThingHappened(thing_id=uuid4()))
            raise RuntimeError
    assert told == [{"emitted": True, "due": None}, {"emitted": None, "due": True}]
    async with app.state.sessions() as plain, plain.begin():
        await plain.execute(text("SELECT 1"))  # a session that knows no service wakes nobody
    assert len(told) == 2


async def test_an_error_of_the_database_does_not_carry_what_people_wrote(app: FastAPI) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with transaction(app) as session:
            await session.execute(text("INSERT INTO effects (note) VALUES (:note)"), {"note": "Nguyễn Bí Mật"})
    assert "Bí Mật" not in str(failed.value).split("DETAIL")[0]


class Colour(StrEnum):
    RED = "red"


class Table(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class Painted(Table):
    __tablename__ = "painted"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    colour: Mapped[Colour]
    amount: Mapped[int]
    at: Mapped[datetime]
    on: Mapped[date]
    facts: Mapped[dict[str, Any]]


async def test_columns_are_what_the_house_says(app: FastAPI) -> None:
    async with app.state.engine.connect() as connection, connection.begin() as outer:
        await connection.run_sync(Table.metadata.tables["painted"].create)
        found = await connection.execute(
            text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'painted'")
        )
        types = {row.column_name: row.data_type for row in found}
        await connection.execute(
            text("INSERT INTO painted VALUES (:id, 'red', 1, now(), now(), '{}')").bindparams(id=uuid4())
        )
        stored = (await connection.execute(Painted.__table__.select())).one()
        await outer.rollback()
    assert types == {
        "id": "uuid", "colour": "character varying", "amount": "bigint", "at": "timestamp with time zone",
        "on": "date", "facts": "jsonb",
    }  # fmt: skip
    assert stored.colour is Colour.RED
    assert stored.at.tzinfo is not None


async def test_an_engine_waits_at_most_ten_seconds_for_a_connection() -> None:
    engine = new_engine(Settings(database_url=SecretStr("postgresql+asyncpg://x@127.0.0.1:1/x"), database_pool=3))
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        async with engine.connect():
            pass
    await engine.dispose()


async def test_a_statement_alone_is_a_transaction_of_its_own(app: FastAPI) -> None:
    async def write_and_fail() -> None:
        async with statements(app) as session:
            await session.execute(INSERT, {"id": uuid4(), "note": "alone"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_fail()
    async with transaction(app) as session:
        kept = list(await session.scalars(text("SELECT note FROM effects")))
        await session.execute(text("DELETE FROM effects"))
    assert kept == ["alone"]
    with pytest.raises(DBAPIError):
        async with statements(app) as session:
            await session.execute(text("SELECT 1 / 0"))


async def test_a_connection_used_for_statements_serves_transactions_again(app: FastAPI) -> None:
    for _ in range(20):
        async with statements(app) as session:
            await session.execute(text("SELECT 1"))
        with suppress(ZeroDivisionError):
            async with transaction(app) as session:
                await session.execute(INSERT, {"id": uuid4(), "note": "undone"})
                raise ZeroDivisionError
    async with transaction(app) as session:
        assert await session.scalar(text("SELECT count(*) FROM effects")) == 0
