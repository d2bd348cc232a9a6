"""What is peculiar to mail."""

import asyncio

import pytest

from services.notification.attempts import Status
from services.notification.channels.email import Email
from services.notification.tests.conftest import Mailbox
from services.notification.tests.factories import LETTER, SENDER


async def test_the_subject_arrives_as_written(mailbox: Mailbox) -> None:
    await Email(mailbox.url, SENDER, timeout_seconds=5).send(LETTER)
    assert str(mailbox.letters[0]["Subject"]) == LETTER.subject


async def test_a_recipient_refused_by_the_mail_server_is_final_or_not_by_its_code(mailbox: Mailbox) -> None:
    channel = Email(mailbox.url, SENDER, timeout_seconds=5)
    mailbox.refusal = "550 no such user"
    assert (await channel.send(LETTER)).status is Status.PERMANENT_FAILURE
    mailbox.refusal = "450 greylisted"
    receipt = await channel.send(LETTER)
    assert (receipt.status, receipt.code) == (Status.TEMPORARY_FAILURE, 450)


async def test_a_mail_server_that_is_not_there_is_our_own_failure(closed_port: int) -> None:
    receipt = await Email(f"smtp://127.0.0.1:{closed_port}", SENDER, timeout_seconds=5).send(LETTER)
    assert receipt.status is Status.TECHNICAL_FAILURE


async def test_a_mail_server_that_never_answers_is_left_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        receipt = await Email(f"smtp://127.0.0.1:{port}", SENDER, timeout_seconds=0.2).send(LETTER)
    assert receipt.status is Status.TECHNICAL_FAILURE


async def test_a_server_without_starttls_gets_nothing_when_it_is_demanded(mailbox: Mailbox) -> None:
    channel = Email(mailbox.url.replace("smtp:", "smtp+starttls:"), SENDER, timeout_seconds=5)
    assert (await channel.send(LETTER)).status is Status.TECHNICAL_FAILURE
    assert mailbox.letters == []


@pytest.mark.parametrize(
    ("url", "sender"), [("http://x:25", SENDER), ("smtp://", SENDER), ("smtp://x:25", "a@b.example\nBcc: c@d.example")]
)
def test_settings_that_cannot_work_are_refused_at_start(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match=r"SMTP_URL|MAIL_FROM"):
        Email(url, sender)
