"""Writes: telling a citizen something, keeping whom to reach, marking a notice read."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, text, update
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged
from kit.events import NotYet
from kit.schedule import mark_due
from services.notification.attempts import Status
from services.notification.choosing import addresses
from services.notification.kinds import Kind
from services.notification.models import Notice
from services.notification.replicas import Recipient
from services.notification.wording import Fact, Language, render

_RECIPIENT = text("SELECT email, language FROM recipients WHERE person_id = :person_id")

# One statement for the notice and all its messages: this is the path between an event and the citizen's inbox.
_TELL = text(
    """
    WITH notice AS (
        INSERT INTO notices (id, owner_id, kind, title, text, link, dossier_id, language, created_at)
        VALUES (:id, :owner_id, :kind, :title, :text, :link, :dossier_id, :language, :at)
        RETURNING id
    )
    INSERT INTO messages (id, notice_id, channel, address, status, attempts, created_at, due_at)
    SELECT m.id, notice.id, m.channel, m.address, :status, 0, :at, :at
    FROM notice, jsonb_to_recordset(CAST(:messages AS jsonb)) AS m(id uuid, channel text, address text)
    """
).bindparams(bindparam("at", type_=TIMESTAMP(timezone=True)))


async def tell(
    session: AsyncSession,
    owner_id: UUID,
    *,
    kind: Kind,
    facts: Mapping[str, Fact],
    at: datetime,
    variant: str | None = None,
    link: str | None = None,
    dossier_id: UUID | None = None,
    former_email: str | None = None,
) -> None:
    """Put a notice in the owner's web inbox, in their language, and a message to each address that should get it.

    `former_email` is told as well (see choosing). Raises NotYet while the owner is not known here.
    """
    recipient = (await session.execute(_RECIPIENT, {"person_id": owner_id})).one_or_none()
    if recipient is None:
        raise NotYet("the recipient is not known yet")
    language = Language(recipient.language)
    words = render(kind, facts, language=language, variant=variant)
    to = addresses(kind, email=recipient.email, former_email=former_email)
    messages = [{"id": str(uuid4()), "channel": route, "address": address} for route, address in to]
    await session.execute(
        _TELL,
        {
            "id": uuid4(),
            "owner_id": owner_id,
            "kind": kind.value,
            "title": words.title,
            "text": words.text,
            "link": link,
            "dossier_id": dossier_id,
            "language": language.value,
            "status": Status.CREATED.value,
            "messages": json.dumps(messages),
            "at": at,
        },
    )
    mark_due(session)


async def keep_recipient(session: AsyncSession, person: PersonChanged, *, at: datetime) -> None:
    """Keep how to reach the person; tell them when their name or the ways to reach them changed.

    An older event than the one last kept changes nothing.
    """
    known = await session.get(Recipient, person.person_id, with_for_update=True)
    if known is None:
        session.add(Recipient(person_id=person.person_id, changed_at=person.occurred_at, **_reach(person)))
        await session.flush()
        return
    if person.occurred_at <= known.changed_at:
        return
    former = (known.full_name, known.email, known.phone)
    for name, value in _reach(person).items():
        setattr(known, name, value)
    known.changed_at = person.occurred_at
    await session.flush()
    if former != (known.full_name, known.email, known.phone):
        await tell(
            session,
            person.person_id,
            kind=Kind.CONTACT_CHANGED,
            facts={"changed_at": person.occurred_at},
            at=at,
            former_email=former[1],
        )


async def read(session: AsyncSession, notice_id: UUID, *, owner_id: UUID, at: datetime) -> None:
    """Mark the owner's notice as read; the first reading counts. Nothing happens for another owner's notice."""
    await session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.owner_id == owner_id, Notice.read_at.is_(None))
        .values(read_at=at)
    )


def _reach(person: PersonChanged) -> dict[str, str | Language | None]:
    return {
        "full_name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "language": Language(person.language),
    }
