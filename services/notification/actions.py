"""Writes: telling a person something, keeping whom to reach, keeping a code to be sent, marking a notice read."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier_codes import ConfirmationRequested
from contracts.identity import CodeRequested, PersonChanged
from kit.events import NotYet
from kit.schedule import mark_due
from kit.successors import present, succeed
from services.notification.attempts import Status
from services.notification.choosing import Route, addresses, place_of
from services.notification.kinds import Kind, Purpose
from services.notification.models import Code, Message, Notice
from services.notification.replicas import Merge, Recipient
from services.notification.wording import Fact, Language, render

JUST_NOW = timedelta(minutes=5)

# The lock keeps a merge from taking the recipient away before the notice is written.
_RECIPIENT = text("SELECT person_id, email, phone, language FROM recipients WHERE person_id = :person_id FOR KEY SHARE")

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
    others: Iterable[str] = (),
) -> None:
    """Put a notice in the owner's web inbox, in their language, and a message to each address that should get it.

    `others` are addresses told as well (see choosing). Raises NotYet while the owner is not known here.
    """
    recipient = await _recipient(session, owner_id)
    language = Language(recipient.language)
    words = render(kind, facts, language=language, variant=variant)
    to = addresses(kind, email=recipient.email, phone=recipient.phone, others=others)
    messages = [{"id": str(uuid4()), "channel": route, "address": address} for route, address in to]
    await session.execute(
        _TELL,
        {
            "id": uuid4(),
            "owner_id": recipient.person_id,
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


async def tell_change_also(session: AsyncSession, owner_id: UUID, others: Iterable[str], *, at: datetime) -> bool:
    """Tell `others` of the change of contact the owner was told of just now; false when they were not.

    Identity says such a change twice, as the new record and as a security note: people hear of it once.
    """
    notice_id = await session.scalar(
        select(Notice.id)
        .where(Notice.owner_id == owner_id, Notice.kind == Kind.CONTACT_CHANGED, Notice.created_at > at - JUST_NOW)
        .order_by(Notice.created_at.desc())
        .limit(1)
    )
    if notice_id is None:
        return False
    told = set((await session.scalars(select(Message.address).where(Message.notice_id == notice_id))).all())
    wanted = {place for other in others if (place := place_of(other)) and place[1] not in told}
    session.add_all(
        Message(
            id=uuid4(),
            notice_id=notice_id,
            channel=route,
            address=address,
            status=Status.CREATED,
            attempts=0,
            created_at=at,
            due_at=at,
        )
        for route, address in sorted(wanted)
    )
    mark_due(session)
    return True


async def keep_recipient(session: AsyncSession, person: PersonChanged, *, at: datetime) -> None:
    """Keep how to reach the person; tell them when their name or the ways to reach them changed.

    An older event than the one last kept changes nothing, nor does what is said of somebody who became another.
    """
    known = await session.get(Recipient, person.person_id, with_for_update=True)
    if known is None and await present(session, Merge, person.person_id) != person.person_id:
        return
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
            others=[former[1]] if former[1] else [],
        )


async def keep_code(session: AsyncSession, asked: CodeRequested | ConfirmationRequested, *, at: datetime) -> None:
    """Keep a one-time code, sealed as it came, to be sent at once; of one that came too late only that it did."""
    is_late = asked.expires_at <= at
    code = insert(Code).values(
        id=asked.message_id,
        channel=Route(asked.channel),
        purpose=Purpose(asked.purpose),
        language=Language(asked.language),
        sealed=None if is_late else asked.sealed,
        status=Status.EXPIRED if is_late else Status.CREATED,
        attempts=0,
        asked_at=asked.occurred_at,
        expires_at=asked.expires_at,
        due_at=None if is_late else at,
    )
    await session.execute(code.on_conflict_do_nothing(index_elements=["id"]))
    mark_due(session)


async def merge(session: AsyncSession, former_id: UUID, *, into: UUID, at: datetime) -> None:
    """Two records were of one person: the former one's inbox is the present one's, and only that one is reached."""
    present_id = await succeed(session, Merge, former_id, by=into, at=at)
    if present_id is not None:
        await session.execute(delete(Recipient).where(Recipient.person_id == former_id))
        await session.execute(update(Notice).where(Notice.owner_id == former_id).values(owner_id=present_id))


async def read(session: AsyncSession, notice_id: UUID, *, owner_id: UUID, at: datetime) -> None:
    """Mark the owner's notice as read; the first reading counts. Nothing happens for another owner's notice."""
    await session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.owner_id == owner_id, Notice.read_at.is_(None))
        .values(read_at=at)
    )


async def is_known(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the person, or the one they became, can be reached here."""
    return await _find_recipient(session, person_id) is not None


async def _recipient(session: AsyncSession, person_id: UUID) -> Row[Any]:
    found = await _find_recipient(session, person_id)
    if found is None:
        raise NotYet("the recipient is not known yet")
    return found


async def _find_recipient(session: AsyncSession, person_id: UUID) -> Row[Any] | None:
    """Whom to reach: the person, or the one they became."""
    found = (await session.execute(_RECIPIENT, {"person_id": person_id})).one_or_none()
    if found is None:
        present_id = await present(session, Merge, person_id)
        found = (await session.execute(_RECIPIENT, {"person_id": present_id})).one_or_none()
    return found


def _reach(person: PersonChanged) -> dict[str, str | Language | None]:
    return {
        "full_name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "language": Language(person.language),
    }
