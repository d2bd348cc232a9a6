"""One event, one effect; one that cannot be handled waits, without holding up anything else or telling secrets."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.effects import BACK_OFF, Position, advance, redrive, retry_one, take
from kit.events import Envelope, Listener
from kit.testing import hear
from kit.tests.conftest import Running, ThingHappened, listener_of

PLACE = Position("c", "sample", 0, 41)


def envelope(event: ThingHappened, *, body: bytes | None = None) -> Envelope:
    return Envelope(
        id=event.id, type=event.type, source="sample", subject=event.subject, occurred_at=event.occurred_at,
        body=event.model_dump_json().encode() if body is None else body,
    )  # fmt: skip


async def rows(app: FastAPI, query: str) -> list[tuple[object, ...]]:
    async with app.state.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


def failing(error: BaseException) -> Listener:
    listener = Listener("sample")

    @listener.on(ThingHappened)
    async def thing_happened(session: AsyncSession, event: ThingHappened) -> None:
        await session.execute(text("INSERT INTO effects (event_id) VALUES (:id)"), {"id": event.id})
        raise error

    return listener


async def test_an_event_heard_twice_has_one_effect_and_one_position(sample: Running) -> None:
    said = envelope(ThingHappened(thing_id=uuid4()))
    async with sample() as app:
        assert await take(lambda: transaction(app), listener_of(), said, position=PLACE)
        assert not await take(lambda: transaction(app), listener_of(), said, position=PLACE)
        assert await rows(app, "SELECT event_id FROM effects") == [(said.id,)]
        assert await rows(app, "SELECT next_offset FROM positions") == [(42,)]


async def test_a_position_never_goes_back(sample: Running) -> None:
    async with sample() as app, transaction(app) as session:
        await advance(session, PLACE)
        await advance(session, Position("c", "sample", 0, 7))
        assert await session.scalar(text("SELECT next_offset FROM positions")) == 42


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("030194001234 lan@motcua.example\nDETAIL: Lan"), "RuntimeError: […] […]"),
        (RuntimeError("a\0b\ud800"), "RuntimeError: ab?"),
        (RuntimeError(), "RuntimeError: "),
        (KeyError("x" * 900), ("KeyError: '" + "x" * 900)[:500]),
    ],
)
async def test_a_handler_that_fails_leaves_a_waiting_letter_and_no_effect(
    sample: Running, error: Exception, reason: str
) -> None:
    said = envelope(ThingHappened(thing_id=uuid4()))
    async with sample() as app:
        assert not await take(lambda: transaction(app), failing(error), said, position=PLACE)
        assert await rows(app, "SELECT state, reason, tries FROM dead_letters") == [("waiting", reason, 1)]
        assert await rows(app, "SELECT 1 FROM effects") == []
        assert await rows(app, "SELECT next_offset FROM positions") == [(42,)]


async def test_a_broken_body_is_told_without_its_values(sample: Running) -> None:
    body = json.dumps({"thing_id": "Nguyễn Bí Mật"}).encode()
    said = envelope(ThingHappened(thing_id=uuid4()), body=body)
    async with sample() as app:
        assert not await take(lambda: transaction(app), listener_of(), said)
        ((reason,),) = await rows(app, "SELECT reason FROM dead_letters")
    assert str(reason).startswith("ValidationError")
    assert "Bí Mật" not in str(reason)
    with pytest.raises(ValidationError):
        said.open()


async def test_a_lost_database_records_nothing_and_is_raised(sample: Running) -> None:
    said = envelope(ThingHappened(thing_id=uuid4()))
    lost = OperationalError("SELECT 1", None, Exception("gone"))
    async with sample() as app:
        for error in (lost, ConnectionResetError("gone")):
            with pytest.raises(type(error)):
                await take(lambda: transaction(app), failing(error), said, position=PLACE)
        assert await rows(app, "SELECT 1 FROM inbox UNION ALL SELECT 1 FROM dead_letters") == []
        assert await take(lambda: transaction(app), listener_of(), said, position=PLACE)


async def test_a_lost_database_while_retrying_leaves_the_letter_as_it_was(sample: Running) -> None:
    said = envelope(ThingHappened(thing_id=uuid4()))
    async with sample() as app:
        await take(lambda: transaction(app), failing(RuntimeError()), said)
        await _due(app)
        with pytest.raises(ConnectionResetError):
            await retry_one(lambda: transaction(app), failing(ConnectionResetError()))
        assert await rows(app, "SELECT state, tries FROM dead_letters") == [("waiting", 1)]


async def test_tries_end_and_redrive_begins_them_anew(sample: Running) -> None:
    thing = uuid4()
    said, behind = (envelope(ThingHappened(thing_id=thing)) for _ in range(2))
    async with sample() as app:
        broken = failing(RuntimeError("still"))
        await take(lambda: transaction(app), broken, said)
        assert not await take(lambda: transaction(app), broken, behind)
        assert await rows(app, "SELECT reason FROM dead_letters ORDER BY id OFFSET 1") == [
            ("waits behind an earlier event",)
        ]
        assert not await retry_one(lambda: transaction(app), broken), "its time has not come"
        for tries in range(1, len(BACK_OFF) + 1):
            assert await rows(app, "SELECT state, tries FROM dead_letters ORDER BY id LIMIT 1") == [("waiting", tries)]
            await _due(app)
            assert await retry_one(lambda: transaction(app), broken)
        assert await rows(app, "SELECT state FROM dead_letters ORDER BY id LIMIT 1") == [("dead",)]
        await _due(app)
        assert not await retry_one(lambda: transaction(app), listener_of()), "what waits behind a dead one waits"
        async with transaction(app) as session:
            assert await redrive(session) == 1
        assert await retry_one(lambda: transaction(app), listener_of())
        assert await retry_one(lambda: transaction(app), listener_of())
        assert not await retry_one(lambda: transaction(app), listener_of())
        assert await rows(app, "SELECT event_id FROM effects") == [(said.id,), (behind.id,)]


async def test_tests_deliver_twice_and_insist_on_success(sample: Running) -> None:
    async with sample(listener=listener_of()) as app:
        event = ThingHappened(thing_id=uuid4())
        await hear(app, event)
        assert await rows(app, "SELECT event_id FROM effects") == [(event.id,)]
        with pytest.raises(AssertionError, match="was not handled"):
            await hear(app, ThingHappened(thing_id=uuid4(), note="poison"))
    assert event.occurred_at <= datetime.now(UTC)


async def _due(app: FastAPI) -> None:
    async with transaction(app) as session:
        await session.execute(text("UPDATE dead_letters SET retry_at = now()"))
