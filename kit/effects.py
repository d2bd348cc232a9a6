"""One event, one effect: recorded in the transaction that records the event's id and the position.

An event that cannot be handled becomes a dead letter in waiting: it is tried again with back-off, later events on the
same subject wait behind it, events on other subjects go on. After the last try it is dead, with its reason, until
`redrive`.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.events import CATALOGUE, Envelope, Listener
from kit.logs import log, redact, start_trace

BACK_OFF = (0.1, 0.3, 1, 2, 5, 10, 30, 60, 300)
"""Seconds before each further try; then the event is dead."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]


@dataclass(frozen=True)
class Position:
    """Where a record lies in a cluster."""

    cluster: str
    topic: str
    partition: int
    offset: int


_ADVANCE = (
    "INSERT INTO positions (cluster, topic, partition, next_offset) VALUES (:cluster, :topic, :partition, :next)"
    " ON CONFLICT (cluster, topic, partition)"
    " DO UPDATE SET next_offset = GREATEST(positions.next_offset, excluded.next_offset)"
)
_HEAR = (
    "INSERT INTO inbox (event_id, type) VALUES (:event_id, :type) ON CONFLICT (event_id) DO NOTHING RETURNING event_id"
)
_OPEN = (
    " SELECT EXISTS (SELECT 1 FROM heard) AS is_new,"
    " EXISTS (SELECT 1 FROM dead_letters WHERE topic = :subject_topic AND subject = :subject) AS is_blocked"
)
_MOVE = text(_ADVANCE)
_HEAR_AT = text(f"WITH moved AS ({_ADVANCE}), heard AS ({_HEAR}){_OPEN}")
_HEAR_ONLY = text(f"WITH heard AS ({_HEAR}){_OPEN}")
_PARK = text(
    "INSERT INTO dead_letters (event_id, type, topic, subject, source, occurred_at, traceparent, body, state, reason,"
    " tries, retry_at) VALUES (:event_id, :type, :topic, :subject, :source, :occurred_at, :traceparent, :body,"
    " 'waiting', :reason, :tries, now() + make_interval(secs => :wait)) ON CONFLICT (event_id) DO NOTHING"
)


async def advance(session: AsyncSession, position: Position) -> None:
    """Move past a record nobody here listens to."""
    await session.execute(_MOVE, _place(position))


async def take(
    transaction: Transaction, listener: Listener, said: Envelope, *, position: Position | None = None
) -> bool:
    """Record the event's effect once; false when it had been recorded before or now waits as a dead letter.

    Raises only what a lost database raises: then nothing was recorded and the event is read again.
    """
    start_trace(said.traceparent)
    try:
        async with transaction() as session:
            is_new, is_blocked = await _hear(session, said, position)
            if is_new and is_blocked:
                await _park(session, said, reason="waits behind an earlier event", tries=0)
            elif is_new:
                await _handle(session, listener, said)
            return is_new and not is_blocked
    except (OperationalError, InterfaceError, OSError):
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        log.warning("event waits", type=said.type, event_id=str(said.id), reason=_reason(error))
        async with transaction() as session:
            is_new, _ = await _hear(session, said, position)
            if is_new:
                await _park(session, said, reason=_reason(error), tries=1)
        return False


async def retry_one(transaction: Transaction, listener: Listener) -> bool:
    """Try the first waiting event whose time has come; false when there is none."""
    async with transaction() as session:
        row = (await session.execute(_HEAD)).one_or_none()
        if row is None:
            return False
        said = Envelope.from_row(row, source=row.source)
        start_trace(said.traceparent)
        try:
            async with session.begin_nested():
                await _handle(session, listener, said)
                await session.execute(text("DELETE FROM dead_letters WHERE id = :id"), {"id": row.id})
        except (OperationalError, InterfaceError, OSError):
            raise
        except Exception as error:
            is_dead = row.tries >= len(BACK_OFF)
            log.warning("event failed again", type=said.type, event_id=str(said.id), is_dead=is_dead)
            await session.execute(
                _FAILED,
                {
                    "id": row.id,
                    "state": "dead" if is_dead else "waiting",
                    "reason": _reason(error),
                    "wait": 0 if is_dead else BACK_OFF[row.tries],
                },
            )
        return True


_HEAD = text(
    "SELECT d.* FROM dead_letters AS d WHERE d.state = 'waiting' AND d.retry_at <= now() AND NOT EXISTS"
    " (SELECT 1 FROM dead_letters AS e WHERE e.topic = d.topic AND e.subject = d.subject AND e.id < d.id)"
    " ORDER BY d.id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_FAILED = text(
    "UPDATE dead_letters SET state = :state, reason = :reason, tries = tries + 1,"
    " retry_at = now() + make_interval(secs => :wait) WHERE id = :id"
)


async def redrive(session: AsyncSession) -> int:
    """Let every dead event be tried again now; how many there were."""
    revived = await session.execute(
        text("UPDATE dead_letters SET state = 'waiting', tries = 0, retry_at = now() WHERE state = 'dead' RETURNING id")
    )
    return len(revived.all())


async def _hear(session: AsyncSession, said: Envelope, position: Position | None) -> tuple[bool, bool]:
    values = {"event_id": said.id, "type": said.type, "subject_topic": _topic(said), "subject": said.subject}
    if position is None:
        row = (await session.execute(_HEAR_ONLY, values)).one()
    else:
        row = (await session.execute(_HEAR_AT, {**values, **_place(position)})).one()
    return bool(row.is_new), bool(row.is_blocked)


async def _handle(session: AsyncSession, listener: Listener, said: Envelope) -> None:
    await listener.handlers[said.type](session, said.open())


async def _park(session: AsyncSession, said: Envelope, *, reason: str, tries: int) -> None:
    values = said.model_dump(exclude={"id"}) | {"event_id": said.id, "topic": _topic(said)}
    await session.execute(_PARK, {**values, "reason": reason, "tries": tries, "wait": BACK_OFF[0] if tries else 0})


def _topic(said: Envelope) -> str:
    return CATALOGUE[said.type].topic()


def _reason(error: Exception) -> str:
    """Why, without the input's values: they may be personal."""
    if isinstance(error, ValidationError):
        return f"ValidationError: {[(e['type'], e['loc']) for e in error.errors(include_input=False)]}"[:500]
    words = str(error).encode("utf-8", "replace").decode().replace("\0", "").splitlines()[:1]
    return f"{type(error).__name__}: {redact(''.join(words))}"[:500]


def _place(position: Position) -> dict[str, object]:
    return {
        "cluster": position.cluster,
        "topic": position.topic,
        "partition": position.partition,
        "next": position.offset + 1,
    }
