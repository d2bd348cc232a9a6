"""The only way to publish: a fact and its event commit together."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.events import Event
from kit.logs import traceparent

_INSERT = text(
    "INSERT INTO outbox (event_id, type, topic, subject, occurred_at, traceparent, body)"
    " VALUES (:event_id, :type, :topic, :subject, :occurred_at, :traceparent, :body)"
)


async def emit(session: AsyncSession, *said: Event) -> None:
    """Write the events into the outbox in the caller's transaction; the relay sends them after the commit."""
    rows = [
        {
            "event_id": one.id,
            "type": one.type,
            "topic": one.topic(),
            "subject": one.subject,
            "occurred_at": one.occurred_at,
            "traceparent": traceparent(),
            "body": one.model_dump_json().encode(),
        }
        for one in said
    ]
    await session.execute(_INSERT, rows)
    session.info["emitted"] = True
