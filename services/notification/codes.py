"""Sending one-time codes: the three steps of sending.py, in a hurry, with words that exist only in between.

A code is opened in memory when it is handed over, is never handed over once it has expired, and what identity sealed is
erased as soon as nothing more is done with it.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.logs import log
from kit.sealing import Sealer
from services.notification import attempts
from services.notification.attempts import CODES, Status
from services.notification.channels import Channel, Letter, Receipt
from services.notification.choosing import Route, place_of
from services.notification.kinds import Purpose
from services.notification.models import Code
from services.notification.wording import Language
from services.notification.wording.codes import code_words

PATIENCE = 10.0
"""Seconds a channel may take for a code; less than the lease. A slow one keeps the codes behind it waiting."""

_DIGITS = re.compile(r"[0-9A-Za-z-]{4,12}")


@dataclass(frozen=True, slots=True)
class TakenCode:
    """A code in this sender's hands, still sealed: its attempt number and all that is said with it."""

    id: UUID
    number: int
    channel: Route
    purpose: Purpose
    language: Language
    sealed: str
    asked_at: datetime
    expires_at: datetime
    taken_at: datetime


async def take(session: AsyncSession, channel: Route, *, limit: int, at: datetime) -> list[TakenCode]:
    """Take up to `limit` due codes of a channel; those that expired meanwhile are erased."""
    found = await session.scalars(
        select(Code)
        .where(Code.channel == channel, Code.due_at <= at)
        .order_by(Code.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = []
    for code in found:
        step = attempts.claim(code.attempts, at=at, pace=CODES, until=code.expires_at)
        code.status, code.due_at = step.status, step.due_at
        if step.status is Status.SENDING and code.sealed is not None:
            code.attempts += 1
            taken.append(_taken(code, code.sealed, at))
        else:
            code.sealed = None
            log.warning("one-time code was not sent", code_id=str(code.id), status=step.status)
    return taken


async def hand_over(taken: TakenCode, channel: Channel, *, box: Sealer) -> Receipt:
    """Open the code and give it to its channel, unless that takes longer than anybody can use it."""
    try:
        letter = _letter(taken, box)
    except ValueError:
        return Receipt(Status.TECHNICAL_FAILURE, reason="cannot be opened")
    left = (taken.expires_at - taken.taken_at).total_seconds()
    try:
        async with asyncio.timeout(min(PATIENCE, left)):
            return await channel.send(letter)
    except TimeoutError:
        return Receipt(Status.TECHNICAL_FAILURE, reason="TimeoutError")


async def record(session: AsyncSession, taken: TakenCode, receipt: Receipt, *, at: datetime) -> None:
    """Keep how an attempt ended and move the code on, unless a later attempt has already taken it over."""
    step = attempts.after(receipt.status, attempts=taken.number, at=at, pace=CODES, until=taken.expires_at)
    moved = {
        "status": step.status,
        "due_at": step.due_at,
        "sent_at": at if step.status is Status.SENT else None,
        "provider_code": receipt.code,
        "reason": receipt.reason,
    }
    await session.execute(
        update(Code)
        .where(Code.id == taken.id, Code.attempts == taken.number, Code.status == Status.SENDING)
        .values(**moved if step.due_at else moved | {"sealed": None})
    )
    if step.due_at is None and step.status is not Status.SENT:
        log.warning("one-time code was not sent", code_id=str(taken.id), status=step.status, reason=receipt.reason)


def _taken(code: Code, sealed: str, at: datetime) -> TakenCode:
    return TakenCode(
        id=code.id,
        number=code.attempts,
        channel=code.channel,
        purpose=code.purpose,
        language=code.language,
        sealed=sealed,
        asked_at=code.asked_at,
        expires_at=code.expires_at,
        taken_at=at,
    )


def _letter(taken: TakenCode, box: Sealer) -> Letter:
    """What is handed over; ValueError when what was sealed is not an address and a code, or not for us."""
    match json.loads(box.unseal(taken.sealed)):
        case {"address": str(address), "code": str(digits)} if _DIGITS.fullmatch(digits):
            place = place_of(address)
            words = code_words(
                taken.purpose,
                digits,
                route=taken.channel,
                language=taken.language,
                asked_at=taken.asked_at,
                expires_at=taken.expires_at,
            )
            # an address of another form than its channel's is the channel's to refuse
            to = place[1] if place and place[0] is taken.channel else address
            return Letter(id=taken.id, to=to, subject=words.title, text=words.text, language=taken.language)
    raise ValueError("neither address nor code")
