"""What a service said, and events for it to hear."""

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.effects import take
from kit.events import Envelope, Event


async def said(session: AsyncSession) -> list[Event]:
    """The events in the outbox, oldest first."""
    rows = await session.execute(text("SELECT * FROM outbox ORDER BY id"))
    return [Envelope.from_row(row, source="test").open() for row in rows]


async def hear(app: FastAPI, event: Event, *, times: int = 2) -> None:
    """Deliver an event to a service as Kafka may: more than once. AssertionError when it could not be handled."""
    letter = Envelope(
        id=event.id,
        type=event.type,
        source=event.speaker(),
        subject=event.subject,
        occurred_at=event.occurred_at,
        body=event.model_dump_json().encode(),
    )
    outcomes = [await take(lambda: transaction(app), app.state.listener, letter) for _ in range(times)]
    assert outcomes == [True, *[False] * (times - 1)], f"{event.type} was not handled"
