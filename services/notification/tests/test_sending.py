"""Messages leave, are retried, and are given up; a sender that dies loses nothing."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from kit.clock import now
from kit.db import transaction
from kit.testing import hear
from services.notification import sending
from services.notification.attempts import NOTICES, Status
from services.notification.channels import Letter, Receipt
from services.notification.channels.email import Email
from services.notification.choosing import Route
from services.notification.models import Attempt, Message
from services.notification.schedule import send_due
from services.notification.tests.conftest import Mailbox
from services.notification.tests.factories import person, submitted

SENDER = "khong-tra-loi@motcua.example"


@pytest.fixture
async def posted(live: FastAPI, mailbox: Mailbox) -> FastAPI:
    """The service with one message due, and a mail server."""
    live.state.channels = {Route.EMAIL: Email(mailbox.url, SENDER, timeout_seconds=5)}
    lan = uuid4()
    await hear(live, person(lan))
    await hear(live, submitted(lan))
    return live


async def message(app: FastAPI) -> Message:
    async with transaction(app) as session:
        return (await session.scalars(select(Message))).one()


async def take(app: FastAPI, *, at: datetime) -> list[sending.Taken]:
    async with transaction(app) as session:
        return await sending.take(session, limit=10, at=at, public_url="http://127.0.0.1:8080/")


async def test_a_due_message_leaves_as_mail_and_is_marked_sent(posted: FastAPI, mailbox: Mailbox) -> None:
    assert await send_due(posted) == 1
    assert await send_due(posted) == 0
    [mail] = mailbox.letters
    assert mail["To"] == "lan@motcua.example"
    assert mail["From"] == SENDER
    assert mail["Subject"] == "Hồ sơ 7QK2M9XA4D đã được nộp"
    assert mail["Auto-Submitted"] == "auto-generated"
    text_ = mail.get_content()
    assert "Kính gửi ông/bà Nguyễn Thị Lan," in text_
    assert "http://127.0.0.1:8080/v1/tracking/7QK2M9XA4D" in text_
    sent = await message(posted)
    assert (sent.status, sent.due_at, sent.attempts) == (Status.SENT, None, 1)
    assert sent.sent_at is not None
    assert mail["Message-ID"] == f"<{sent.id}@motcua.example>"


async def test_a_mail_server_that_says_later_is_asked_again_after_a_minute(posted: FastAPI, mailbox: Mailbox) -> None:
    mailbox.answer = "451 later"
    await send_due(posted)
    waiting = await message(posted)
    assert waiting.status is Status.TEMPORARY_FAILURE
    assert waiting.due_at is not None
    assert timedelta(seconds=50) < waiting.due_at - await now() <= NOTICES.waits[0]
    assert await send_due(posted) == 0
    async with transaction(posted) as session:
        attempt = (await session.scalars(select(Attempt))).one()
        assert (attempt.number, attempt.result, attempt.code) == (1, Status.TEMPORARY_FAILURE, 451)


async def test_a_firm_no_is_final(posted: FastAPI, mailbox: Mailbox) -> None:
    mailbox.refusal = "550 no such user"
    await send_due(posted)
    refused = await message(posted)
    assert (refused.status, refused.due_at) == (Status.PERMANENT_FAILURE, None)


async def test_a_sender_that_died_leaves_a_message_that_is_sent_after_its_lease(
    posted: FastAPI, mailbox: Mailbox
) -> None:
    at = await now()
    [lost] = await take(posted, at=at)
    assert (await message(posted)).status is Status.SENDING
    assert await take(posted, at=at + NOTICES.lease / 2) == []
    [again] = await take(posted, at=at + NOTICES.lease)
    assert again.letter.id == lost.letter.id
    assert (lost.number, again.number) == (1, 2)


async def test_the_result_of_a_sender_overtaken_by_another_does_not_count(posted: FastAPI) -> None:
    at = await now()
    [slow] = await take(posted, at=at)
    [quick] = await take(posted, at=at + NOTICES.lease)
    async with transaction(posted) as session:
        await sending.record(session, quick, Receipt(Status.SENT), at=at)
    async with transaction(posted) as session:
        await sending.record(session, slow, Receipt(Status.TECHNICAL_FAILURE), at=at)
    assert (await message(posted)).status is Status.SENT


async def test_a_message_that_kills_every_sender_is_given_up(posted: FastAPI) -> None:
    async with transaction(posted) as session:
        await session.execute(text("UPDATE messages SET attempts = :most, status = 'sending'"), {"most": NOTICES.most})
    assert await take(posted, at=await now()) == []
    dead = await message(posted)
    assert (dead.status, dead.due_at) == (Status.TECHNICAL_FAILURE, None)


class _Recorder:
    """A channel that remembers what it was given, slowly."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []

    async def send(self, letter: Letter) -> Receipt:
        self.ids.append(letter.id)
        await asyncio.sleep(0.02)
        return Receipt(Status.SENT)


async def test_several_senders_at_once_send_each_message_once(live: FastAPI) -> None:
    recorder = _Recorder()
    live.state.channels = {Route.EMAIL: recorder}
    lan = uuid4()
    await hear(live, person(lan))
    for number in range(30):
        await hear(live, submitted(lan, tracking_code=f"T{number}"), times=1)
    rounds = await asyncio.gather(*(send_due(live) for _ in range(4)))
    while await send_due(live):
        pass
    assert sum(rounds) <= 30
    assert len(recorder.ids) == len(set(recorder.ids)) == 30
