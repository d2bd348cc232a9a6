"""One-time codes: sent at once, never late, tried again in time, erased when done."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kit.clock import now
from kit.db import transaction
from kit.sealing import Sealer
from kit.settings import DEVELOPMENT_SECRET
from kit.testing import hear
from services.notification import codes
from services.notification.attempts import CODES, Status
from services.notification.channels import Letter, Receipt
from services.notification.choosing import Route
from services.notification.models import Code
from services.notification.schedule import schedule, send_codes_by_mail, send_codes_by_sms
from services.notification.tests.conftest import Mailbox
from services.notification.tests.factories import ADDRESS, DIGITS, IDENTITYS, asked, sealed


async def kept(app: FastAPI) -> Code:
    async with transaction(app) as session:
        return (await session.scalars(select(Code))).one()


async def set_due(app: FastAPI, *, at: datetime) -> None:
    async with transaction(app) as session:
        await session.execute(text("UPDATE codes SET due_at = :at"), {"at": at})


async def test_a_code_heard_twice_is_one_mail(posting: FastAPI, mailbox: Mailbox) -> None:
    event = await asked()
    await hear(posting, event)
    assert [await send_codes_by_mail(posting), await send_codes_by_mail(posting)] == [1, 0]
    [mail] = mailbox.letters
    assert (mail["To"], mail["Message-ID"]) == (ADDRESS, f"<{event.message_id}@motcua.example>")
    assert DIGITS in mail.get_content()
    assert DIGITS not in mail["Subject"]
    assert "10 phút" in mail.get_content()
    assert "Không ai có quyền hỏi mã này" in mail.get_content()


async def test_the_same_code_asked_for_in_two_events_is_kept_once(posting: FastAPI, mailbox: Mailbox) -> None:
    event = await asked()
    await hear(posting, event, times=1)
    await hear(posting, event.with_envelope(id=uuid4(), occurred_at=event.occurred_at), times=1)
    await send_codes_by_mail(posting)
    assert len(mailbox.letters) == 1


async def test_a_code_that_expired_before_it_was_heard_is_never_kept(posting: FastAPI, mailbox: Mailbox) -> None:
    await hear(posting, await asked(lives=timedelta(0)))
    late = await kept(posting)
    assert (late.status, late.sealed, late.due_at) == (Status.EXPIRED, None, None)
    assert await send_codes_by_mail(posting) == 0
    assert mailbox.letters == []


async def test_a_code_that_expires_while_it_waits_is_erased_unsent(posting: FastAPI, mailbox: Mailbox) -> None:
    await hear(posting, await asked(lives=timedelta(seconds=0.2)))
    await asyncio.sleep(0.25)
    await send_codes_by_mail(posting)
    late = await kept(posting)
    assert (late.status, late.sealed, late.due_at) == (Status.EXPIRED, None, None)
    assert mailbox.letters == []


async def test_a_code_is_not_handed_over_longer_than_it_lives(posting: FastAPI) -> None:
    class Slow:
        async def send(self, letter: Letter) -> Receipt:
            await asyncio.sleep(30)
            return Receipt(Status.SENT)

    posting.state.channels = {Route.EMAIL: Slow()}
    await hear(posting, await asked(lives=timedelta(seconds=0.5)))
    began = time.monotonic()
    await send_codes_by_mail(posting)
    assert time.monotonic() - began < 5
    given_up = await kept(posting)
    assert (given_up.status, given_up.sealed) == (Status.TECHNICAL_FAILURE, None)


async def test_a_server_that_says_later_is_asked_again_within_seconds(posting: FastAPI, mailbox: Mailbox) -> None:
    mailbox.answer = "451 later"
    await hear(posting, await asked())
    await send_codes_by_mail(posting)
    waiting = await kept(posting)
    assert (waiting.status, waiting.provider_code) == (Status.TEMPORARY_FAILURE, 451)
    assert waiting.sealed is not None
    assert waiting.due_at is not None
    assert waiting.due_at - await now() <= CODES.waits[0]
    mailbox.answer = "250 OK"
    await set_due(posting, at=await now())
    await send_codes_by_mail(posting)
    assert len(mailbox.letters) == 1
    assert (await kept(posting)).status is Status.SENT


async def test_the_tries_are_counted_and_then_it_is_erased(posting: FastAPI, mailbox: Mailbox) -> None:
    mailbox.answer = "451 later"
    await hear(posting, await asked())
    for _ in range(CODES.most):
        await set_due(posting, at=await now())
        assert await send_codes_by_mail(posting) == 1
    given_up = await kept(posting)
    assert (given_up.attempts, given_up.sealed, given_up.due_at) == (CODES.most, None, None)


async def test_a_firm_no_erases_the_code_at_once(posting: FastAPI, mailbox: Mailbox) -> None:
    mailbox.refusal = f"550 no {ADDRESS} here"
    await hear(posting, await asked())
    await send_codes_by_mail(posting)
    refused = await kept(posting)
    assert (refused.status, refused.sealed, refused.provider_code) == (Status.PERMANENT_FAILURE, None, 550)
    assert "@" not in str(refused.reason)


async def test_a_sender_that_died_leaves_a_code_for_the_next_after_its_lease(posting: FastAPI) -> None:
    await hear(posting, await asked())
    at = await now()
    lost = await take(posting, at=at)
    assert [await take(posting, at=at + CODES.lease / 2), lost.number] == [None, 1]
    again = await take(posting, at=at + CODES.lease)
    async with transaction(posting) as session:
        await codes.record(session, lost, Receipt(Status.PERMANENT_FAILURE), at=at)
    assert (await kept(posting)).status is Status.SENDING
    async with transaction(posting) as session:
        await codes.record(session, again, Receipt(Status.SENT), at=at)
    assert (await kept(posting)).status is Status.SENT


async def take(app: FastAPI, *, at: datetime) -> codes.TakenCode:
    async with transaction(app) as session:
        found = await codes.take(session, Route.EMAIL, limit=10, at=at)
    return found[0] if found else None  # type: ignore[return-value]


@pytest.mark.parametrize(
    "content",
    [
        lambda: sealed(box=Sealer("another secret", name="messages")),
        lambda: sealed(box=Sealer(DEVELOPMENT_SECRET, name="keys")),
        lambda: IDENTITYS.seal(b"not json"),
        lambda: IDENTITYS.seal(b'{"address": "lan@motcua.example"}'),
        lambda: sealed(code="12\r\n34"),
    ],
    ids=["other_secret", "other_name", "no_json", "no_code", "no_plain_code"],
)
async def test_what_cannot_be_opened_is_tried_again_and_never_sent(
    posting: FastAPI, mailbox: Mailbox, content: Callable[[], str]
) -> None:
    await hear(posting, await asked(sealed=content()))
    await send_codes_by_mail(posting)
    failed = await kept(posting)
    assert (failed.status, failed.reason) == (Status.TECHNICAL_FAILURE, "cannot be opened")
    assert mailbox.letters == []


async def test_a_code_sealed_with_the_older_secret_is_still_opened(posting: FastAPI, mailbox: Mailbox) -> None:
    kept_box = posting.state.codes_box
    posting.state.codes_box = Sealer("the new one", name="messages", older=(DEVELOPMENT_SECRET,))
    try:
        await hear(posting, await asked())
        await send_codes_by_mail(posting)
    finally:
        posting.state.codes_box = kept_box
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    "address", [f"{ADDRESS}\r\nBcc: x@y.example", f"{ADDRESS}, x@y.example", "+84912345001", f"{ADDRESS}\x00"]
)
async def test_an_address_that_would_break_out_of_its_header_gets_nothing(
    posting: FastAPI, mailbox: Mailbox, address: str
) -> None:
    await hear(posting, await asked(sealed=sealed(address)))
    await send_codes_by_mail(posting)
    refused = await kept(posting)
    assert (refused.status, refused.sealed) == (Status.PERMANENT_FAILURE, None)
    assert mailbox.letters == []


async def test_without_an_sms_gateway_a_code_by_sms_is_never_said_to_be_sent(posting: FastAPI) -> None:
    await hear(posting, await asked(channel="sms", sealed=sealed("+84912345001")))
    assert await send_codes_by_mail(posting) == 0
    assert await send_codes_by_sms(posting) == 1
    refused = await kept(posting)
    assert (refused.status, refused.sealed) == (Status.PERMANENT_FAILURE, None)
    assert refused.reason == "no SMS gateway is configured"


async def test_many_senders_at_once_send_each_code_once(posting: FastAPI, mailbox: Mailbox) -> None:
    for _ in range(20):
        await hear(posting, await asked(), times=1)
    while sum(await asyncio.gather(*(send_codes_by_mail(posting) for _ in range(4)))):
        pass
    ids = [mail["Message-ID"] for mail in mailbox.letters]
    assert len(ids) == len(set(ids)) == 20


async def test_a_code_reaches_the_mail_server_within_moments_of_its_event(posting: FastAPI, mailbox: Mailbox) -> None:
    """From the commit of the event to the mail server, the schedule running as it does in service."""
    posting.state.wakes.append(lambda info: schedule.wake() if info.get("due") else None)
    running = asyncio.create_task(schedule.run(posting))
    try:
        await asyncio.sleep(0.2)  # every task has looked once and waits
        took = []
        for number in range(1, 6):
            began = time.monotonic()
            await hear(posting, await asked())
            while len(mailbox.letters) < number:
                assert time.monotonic() - began < 5
                await asyncio.sleep(0.002)
            took.append(time.monotonic() - began)
        assert sorted(took)[2] < 0.5, took
    finally:
        running.cancel()
        await asyncio.wait([running])
        posting.state.wakes.clear()


async def test_the_database_itself_keeps_no_code_that_is_done_with(posting: FastAPI) -> None:
    await hear(posting, await asked())
    with pytest.raises(IntegrityError):
        async with transaction(posting) as session:
            await session.execute(text("UPDATE codes SET due_at = NULL"))
