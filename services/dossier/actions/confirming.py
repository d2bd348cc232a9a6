"""One-time codes: sent to a dossier's owner for one purpose, checked, used up.

Notification is told by ConfirmationRequested, sealed for it alone; here only a keyed digest of a code is kept.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier_codes import ConfirmationRequested
from kit.outbox import emit
from kit.problems import TooMany
from kit.sealing import Sealer
from services.dossier import confirming
from services.dossier.models import CodePurpose, Confirmation, Dossier
from services.dossier.problems import Unreachable
from services.dossier.queries import confirmations
from services.dossier.replicas import Person


@dataclass(frozen=True, slots=True)
class Sent:
    """The code is on its way to an address, shown so that only its owner recognises it."""

    to: str
    expires_at: datetime


async def ask(
    session: AsyncSession, dossier: Dossier, purpose: CodePurpose, *, by: UUID, at: datetime, box: Sealer
) -> Sent:
    """Send the dossier's owner a fresh code; those before it for the same purpose are worth nothing now.

    It goes by mail, or by SMS to who has no mail. Raises Unreachable, or TooMany with the seconds to wait.
    """
    owner = await session.get(Person, dossier.owner_id, with_for_update=True)  # codes of one person one by one
    address = (owner.record.get("email") or owner.record.get("phone")) if owner else None
    if not address:
        raise Unreachable
    await _refuse_many(session, dossier, purpose, at=at)
    await session.execute(
        update(Confirmation)
        .where(_live(dossier.id, purpose), Confirmation.expires_at > at)
        .values(expires_at=at - timedelta(microseconds=1))
        .execution_options(synchronize_session=False)
    )
    code = confirming.new()
    content = await confirmations.content_of(session, dossier)
    row = Confirmation(
        id=uuid4(),
        dossier_id=dossier.id,
        person_id=dossier.owner_id,
        purpose=purpose,
        content=content,
        digest=_digest(box, code, dossier_id=dossier.id, purpose=purpose, content=content),
        tries=0,
        asked_by=by,
        asked_at=at,
        expires_at=at + confirming.LIFE,
    )
    session.add(row)
    await session.flush()
    await emit(session, _event(row, address=address, code=code, box=box))
    return Sent(confirming.masked(address), row.expires_at)


@dataclass(frozen=True, slots=True)
class Trial:
    """How typing a code went; `tries_left`: 0 when another code must be asked for."""

    is_confirmed: bool
    tries_left: int


async def check(
    session: AsyncSession, dossier: Dossier, purpose: CodePurpose, *, code: str, at: datetime, box: Sealer
) -> Trial:
    """Whether `code` is the one last sent for this, and nothing it confirms has changed since.

    Counting the try and using the code up are one statement: however many try at once, six are heard. A wrong code is
    an answer and no Problem: that would undo the count.
    """
    content = await confirmations.content_of(session, dossier)
    is_right = Confirmation.digest == _digest(
        box, confirming.written(code), dossier_id=dossier.id, purpose=purpose, content=content
    )
    row = (
        await session.execute(
            update(Confirmation)
            .where(_live(dossier.id, purpose), Confirmation.expires_at > at, Confirmation.tries < confirming.TRIES)
            .values(tries=Confirmation.tries + 1, used_at=case((is_right, at), else_=None))
            .returning(Confirmation.used_at, Confirmation.tries)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if row is None:
        return Trial(is_confirmed=False, tries_left=0)
    is_confirmed = row.used_at is not None
    return Trial(is_confirmed, 0 if is_confirmed else confirming.TRIES - row.tries)


async def _refuse_many(session: AsyncSession, dossier: Dossier, purpose: CodePurpose, *, at: datetime) -> None:
    times = select(Confirmation.asked_at).where(Confirmation.asked_at > at - confirming.HOUR)
    of_this = times.where(Confirmation.dossier_id == dossier.id, Confirmation.purpose == purpose)
    to_them = times.where(Confirmation.person_id == dossier.owner_id)
    for_dossier, to_person = (await session.scalars(of_this)).all(), (await session.scalars(to_them)).all()
    if left := confirming.seconds_left(for_dossier, to_person, at=at):
        raise TooMany(headers={"Retry-After": str(left)})


def _live(dossier_id: UUID, purpose: CodePurpose) -> ColumnElement[bool]:
    return and_(Confirmation.dossier_id == dossier_id, Confirmation.purpose == purpose, Confirmation.used_at.is_(None))


def _digest(box: Sealer, code: str, *, dossier_id: UUID, purpose: CodePurpose, content: str) -> str:
    return box.mac("one-time code", str(dossier_id), purpose, content, code)


def _event(row: Confirmation, *, address: str, code: str, box: Sealer) -> ConfirmationRequested:
    return ConfirmationRequested(
        message_id=row.id,
        channel="email" if "@" in address else "sms",
        purpose=row.purpose.value,
        sealed=box.seal(json.dumps({"address": address, "code": code}).encode()),
        expires_at=row.expires_at,
    )
