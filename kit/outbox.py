"""The only way to publish: a fact and its event commit together."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.events import Event
from kit.logs import traceparent

_INSERT = text(
    "INSERT INTO outbox (event_id, type, topic, subject, occurred_at, traceparent, body)"
    " VALUES (:event_id, :type, :topic, :subject, :occurred_at, :traceparent, :body)"
)


def row(said: Event) -> dict[str, object]:
    """The outbox row of an event, for hot paths that insert it inside their own statement."""
    return {
        "event_id": said.id,
        "type": said.type,
        "topic": said.topic(),
        "subject": said.subject,
        "occurred_at": said.occurred_at,
        "traceparent": traceparent(),
        "body": said.model_dump_json().encode(),
    }


async def emit(session: AsyncSession, *said: Event) -> None:
    """Write the events into the outbox in the caller's transaction; the relay sends them after the commit."""
    await session.execute(_INSERT, [row(one) for one in said])
    session.info["emitted"] = True
