"""Two records were of one person: one inbox, one recipient, whatever is heard first."""

import asyncio
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PeopleMerged
from kit.db import transaction
from kit.testing import hear
from services.notification.channels.email import Email
from services.notification.choosing import Route
from services.notification.models import Message, Notice
from services.notification.replicas import Recipient
from services.notification.schedule import send_due
from services.notification.sending import take
from services.notification.tests.conftest import Mailbox
from services.notification.tests.factories import AT, SENDER, person, submitted

FORMER, KEPT, OTHER = uuid4(), uuid4(), uuid4()


def merged(former_id: UUID = FORMER, kept_id: UUID = KEPT) -> PeopleMerged:
    return PeopleMerged(kept_id=kept_id, merged_id=former_id, merged_at=AT)


async def owners(session: AsyncSession) -> list[UUID]:
    return list(await session.scalars(select(Notice.owner_id).order_by(Notice.created_at)))


async def recipients(session: AsyncSession) -> set[UUID]:
    return set(await session.scalars(select(Recipient.person_id)))


async def test_the_inbox_of_the_former_record_is_the_kept_ones(app: FastAPI, session: AsyncSession) -> None:
    for someone in (FORMER, KEPT, OTHER):
        await hear(app, person(someone))
        await hear(app, submitted(someone))
    await hear(app, merged())
    assert await owners(session) == [KEPT, KEPT, OTHER]
    assert await recipients(session) == {KEPT, OTHER}


async def test_what_is_still_told_of_the_former_record_reaches_the_kept_one(
    app: FastAPI, session: AsyncSession
) -> None:
    await hear(app, person(FORMER, email="old@motcua.example"))
    await hear(app, person(KEPT, email="new@motcua.example"))
    await hear(app, merged())
    await hear(app, person(FORMER, email="late@motcua.example"))
    await hear(app, submitted(FORMER))
    assert await recipients(session) == {KEPT}
    assert await owners(session) == [KEPT]
    assert list(await session.scalars(select(Message.address))) == ["new@motcua.example"]


async def test_a_merge_heard_before_the_people_themselves_holds(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, merged(OTHER, FORMER))
    await hear(app, merged(FORMER, KEPT))
    for someone in (OTHER, FORMER, KEPT):
        await hear(app, person(someone))
    await hear(app, submitted(OTHER))
    assert await recipients(session) == {KEPT}
    assert await owners(session) == [KEPT]


async def test_a_mail_waiting_at_the_merge_still_leaves(live: FastAPI, mailbox: Mailbox) -> None:
    live.state.channels = {Route.EMAIL: Email(mailbox.url, SENDER, timeout_seconds=5)}
    await hear(live, person(FORMER, email="old@motcua.example"))
    await hear(live, person(KEPT))
    await hear(live, submitted(FORMER))
    await hear(live, merged())
    await send_due(live)
    assert [str(mail["To"]) for mail in mailbox.letters] == ["old@motcua.example"]


async def test_notices_told_while_the_merge_goes_on_all_reach_the_kept_one(live: FastAPI) -> None:
    await hear(live, person(FORMER))
    await hear(live, person(KEPT))
    told = [hear(live, submitted(FORMER, tracking_code=f"T{number}"), times=1) for number in range(30)]
    await asyncio.gather(*told[:15], hear(live, merged(), times=1), *told[15:])
    async with transaction(live) as session:
        assert await owners(session) == [KEPT] * 30
        assert len(await take(session, limit=50, at=AT.replace(year=2099), public_url="http://x.example")) == 30
