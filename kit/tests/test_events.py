"""What an event is; how it goes into the outbox and comes out of a record."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.bus import from_record, to_headers
from kit.db import transaction
from kit.events import CATALOGUE, Envelope, Event, Listener
from kit.logs import start_trace
from kit.outbox import emit
from kit.testing import said as heard_said
from kit.tests.conftest import Running, ThingHappened


class SecretTold(Event, type="sample.told.v1", about="thing_id", restricted_to=("trusted",)):
    thing_id: UUID


def test_the_first_word_of_a_type_speaks_and_names_the_topic() -> None:
    event = ThingHappened(thing_id=uuid4())
    assert (event.speaker(), event.topic(), event.subject) == ("sample", "sample", str(event.thing_id))
    assert SecretTold.topic() == "sample.restricted"
    assert CATALOGUE["sample.happened.v1"].__name__ == "ThingHappened"
    assert event.occurred_at.tzinfo is UTC
    assert event.id != ThingHappened(thing_id=event.thing_id).id


def test_an_event_about_nothing_or_declared_twice_is_a_fault_of_the_programmer() -> None:
    with pytest.raises(TypeError, match="names no field"):
        type("Wrong", (Event,), {"__module__": "x"}, type="sample.wrong.v1", about="nothing")
    with pytest.raises(TypeError, match="declared twice"):
        type(
            "Other", (Event,), {"__module__": "elsewhere", "__annotations__": {"thing_id": UUID}},
            type="sample.told.v1", about="thing_id",
        )  # fmt: skip


def test_only_its_readers_hear_a_restricted_event_and_each_event_has_one_handler() -> None:
    async def heard(session: AsyncSession, event: Any) -> None:
        raise AssertionError

    with pytest.raises(TypeError, match="may not hear"):
        Listener("stranger").on(SecretTold)
    trusted = Listener("trusted")
    trusted.on(SecretTold)(heard)
    trusted.on(ThingHappened)(heard)
    assert trusted.topics() == ["sample", "sample.restricted"]
    with pytest.raises(TypeError, match="twice"):
        trusted.on(SecretTold)(heard)


async def test_a_said_event_lies_in_the_outbox_with_its_trace(sample: Running) -> None:
    trace = start_trace()
    said = ThingHappened(thing_id=uuid4(), note="đ")
    async with sample() as app, transaction(app) as session:
        await emit(session, said)
        (told,) = await heard_said(session)
        assert (told.id, told.occurred_at) == (said.id, said.occurred_at)
        row = (await session.execute(text("SELECT *, pg_current_xact_id()::text AS now FROM outbox"))).one()
    assert (row.event_id, row.type, row.topic, row.subject) == (said.id, said.type, "sample", said.subject)
    assert (row.traceparent, str(row.xid)) == (trace, row.now)
    assert ThingHappened.model_validate_json(row.body).model_dump() == said.model_dump()


def envelope() -> Envelope:
    return Envelope(
        id=uuid4(), type="sample.happened.v1", source="sample", subject="s", occurred_at=datetime.now(UTC),
        traceparent=start_trace(), body=b'{"thing_id": "7a1c1f0e-3c5d-4a52-9a3e-0a3f2f1d5b11", "newer": 1}',
    )  # fmt: skip


def record(headers: list[tuple[str, Any]], value: bytes | None = b"{}") -> Any:
    return SimpleNamespace(headers=headers, value=value)


def test_an_envelope_survives_kafka_and_opens_as_its_event() -> None:
    sent = envelope()
    received = from_record(record(to_headers(sent), sent.body))
    assert received == sent
    opened = received.open()
    assert (opened.id, opened.occurred_at) == (sent.id, sent.occurred_at)
    assert "newer" not in opened.model_dump()
    assert from_record(record(to_headers(sent), None)).body == b""
    with pytest.raises(ValidationError):
        from_record(record(to_headers(sent), None)).open()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b"not an id"), ("ce_id", None), ("ce_type", None), ("ce_time", b"yesterday"),
        ("ce_time", b"2026-11-23T09:00:00"), ("ce_subject", b"a\0b"), ("ce_subject", b"\xff"), ("traceparent", b"\0"),
    ],
)  # fmt: skip
def test_a_record_without_a_sound_envelope_is_told_apart(name: str, value: bytes | None) -> None:
    headers = [(key, value if key == name else kept) for key, kept in to_headers(envelope())]
    with pytest.raises(ValueError, match=r"envelope|UUID|isoformat|decode"):
        from_record(record(headers))
