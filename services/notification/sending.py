"""Sending a message in three steps, so that no transaction waits for a provider.

take (one transaction: due messages become `sending`, under a lease) -> hand over (no transaction) -> record (another).
A sender that dies between leaves a message whose lease runs out: it is taken again, under the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.notification import attempts
from services.notification.attempts import NOTICES, Status
from services.notification.channels import Letter, Receipt
from services.notification.choosing import Route
from services.notification.models import Attempt, Message, Notice
from services.notification.replicas import Recipient
from services.notification.wording import Words, letter
from services.notification.wording.codes import short


@dataclass(frozen=True, slots=True)
class Taken:
    """A message in this sender's hands: its attempt number and what to hand over to which channel."""

    number: int
    channel: Route
    letter: Letter


async def take(session: AsyncSession, *, limit: int, at: datetime, public_url: str) -> list[Taken]:
    """Take up to `limit` due messages; those held by another sender are passed over."""
    rows = await session.execute(
        select(Message, Notice, Recipient.full_name)
        .join(Notice, Notice.id == Message.notice_id)
        .join(Recipient, Recipient.person_id == Notice.owner_id)
        .where(Message.due_at <= at)
        .order_by(Message.due_at)
        .limit(limit)
        .with_for_update(of=Message, skip_locked=True)
    )
    taken = []
    for message, notice, full_name in rows:
        step = attempts.claim(message.attempts, at=at, pace=NOTICES)
        message.status, message.due_at = step.status, step.due_at
        if step.status is Status.SENDING:
            message.attempts += 1
            taken.append(Taken(message.attempts, message.channel, _letter(message, notice, full_name, public_url)))
    return taken


async def record(session: AsyncSession, taken: Taken, receipt: Receipt, *, at: datetime) -> None:
    """Keep how an attempt ended and move the message on, unless a later attempt has already taken it over."""
    step = attempts.after(receipt.status, attempts=taken.number, at=at, pace=NOTICES)
    session.add(
        Attempt(
            message_id=taken.letter.id,
            number=taken.number,
            result=receipt.status,
            code=receipt.code,
            reason=receipt.reason,
            ended_at=at,
        )
    )
    await session.execute(
        update(Message)
        .where(Message.id == taken.letter.id, Message.attempts == taken.number, Message.status == Status.SENDING)
        .values(status=step.status, due_at=step.due_at, sent_at=at if step.status is Status.SENT else None)
    )


def _letter(message: Message, notice: Notice, full_name: str, public_url: str) -> Letter:
    link = public_url.rstrip("/") + notice.link if notice.link else None
    words = Words(title=notice.title, text=notice.text)
    if message.channel is Route.SMS:
        text = short(words, at=notice.created_at, link=link, language=notice.language)
    else:
        text = letter(words, full_name=full_name, link=link, language=notice.language)
    return Letter(id=message.id, to=message.address, subject=notice.title, text=text, language=notice.language)
