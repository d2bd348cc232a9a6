"""The activity log of an account: what happened to it, in words its owner understands.

Every act that matters to security is recorded here in the transaction of the act. The alarming ones are also told to
the owner at once (SecurityNoted), on every address they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.outbox import emit
from services.identity.models import Activity


@dataclass(frozen=True)
class Words:
    """A kind of activity: its word on the wire and the sentence in both languages."""

    word: str
    vi: str
    en: str
    is_alarming: bool = False


class Kind(Enum):
    """What can happen to an account."""

    SIGNED_IN = Words("signed_in", "Đăng nhập", "Signed in")
    NEW_DEVICE = Words("new_device", "Đăng nhập từ một thiết bị mới", "Signed in on a new device", is_alarming=True)
    STEPPED_UP = Words("stepped_up", "Xác thực thêm một bước", "Confirmed with a further factor")
    SIGNED_OUT = Words("signed_out", "Đăng xuất", "Signed out")


@dataclass(frozen=True)
class Where:
    """Where an act came from: browser session, application, device in words, network (lockouts.network)."""

    session_id: UUID | None = None
    client_id: str | None = None
    device_name: str | None = None
    network: str | None = None


async def record(
    session: AsyncSession,
    person_id: UUID,
    kind: Kind,
    *,
    at: datetime,
    where: Where | None = None,
    facts: dict[str, Any] | None = None,
    contacts: Iterable[str] = (),
) -> None:
    """Write one line; an alarming one is also said. `contacts` are told besides the person's present addresses."""
    place = where or Where()
    session.add(
        Activity(
            id=uuid4(),
            person_id=person_id,
            kind=kind.value.word,
            happened_at=at,
            session_id=place.session_id,
            client_id=place.client_id,
            device_name=place.device_name,
            network=place.network,
            facts=facts or {},
        )
    )
    await session.flush()
    if kind.value.is_alarming:
        noted = SecurityNoted(
            person_id=person_id,
            note=kind.value.word,
            noted_at=at,
            place=place.device_name,
            contacts=list(contacts),
        )
        await emit(session, noted)
