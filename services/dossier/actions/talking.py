"""What is written in a dossier's thread: the agency speaks to the citizen in its own name."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import MessagePosted
from kit.outbox import emit
from kit.problems import KeyReused
from services.dossier.actions.recording import Actor
from services.dossier.actions.saying import about
from services.dossier.lifecycle import SENT, STATES
from services.dossier.models import Dossier, Message
from services.dossier.problems import NotNow


async def post(session: AsyncSession, dossier: Dossier, *, words: str, by: Actor, at: datetime) -> Message:
    """Somebody who sees a dossier writes to its other side.

    NotNow while the agency has nothing of it; KeyReused for a request whose message stands here already.
    """
    if dossier.status not in SENT:
        here = STATES[dossier.status]
        raise NotNow(
            f"Chỉ trao đổi được khi hồ sơ đã nộp. Hiện tại: {here.vi}.",
            f"Messages are for dossiers that were sent. It is: {here.en}.",
        )
    assert by.id is not None, "people write, the platform does not"
    message = Message(
        id=uuid4(),
        dossier_id=dossier.id,
        author_id=by.id,
        role=min(by.roles),
        agency_code=by.agency_code,
        delegation_id=by.delegation_id,
        words=words,
        posted_at=at,
        transaction_id=session.info.get("request_key"),
    )
    row = {name: getattr(message, name) for name in Message.__table__.columns.keys()}  # noqa: SIM118 - not a dict
    added = insert(Message).values(row).on_conflict_do_nothing().returning(Message.id)
    if await session.scalar(added) is None:
        raise KeyReused
    told = MessagePosted(
        **about(dossier), message_id=message.id, is_from_agency=by.agency_code is not None, posted_at=at
    )
    await emit(session, told)
    return message
