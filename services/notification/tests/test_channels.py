"""The conformance suite every channel passes, and what is peculiar to each."""

import asyncio
from dataclasses import replace
from typing import Protocol
from uuid import uuid4

import pytest

from services.notification.attempts import Status
from services.notification.channels import Channel, Letter
from services.notification.channels.email import Email
from services.notification.tests.conftest import Mailbox

LETTER = Letter(
    id=uuid4(),
    to="lan@motcua.example",
    subject="Hồ sơ 7QK2M9XA4D đã được nộp",
    text="Kính gửi bà Nguyễn Thị Lan,\n\nHồ sơ đã được nộp.\n.\n",
    language="vi",
)
SENDER = "khong-tra-loi@motcua.example"


class Provider(Protocol):
    """The other end of a channel, told how to answer."""

    def channel(self) -> Channel: ...
    def answers(self, status: Status) -> None: ...
    def received(self) -> list[tuple[str, str, str, str]]: ...


class MailProvider:
    """A mail server."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def channel(self) -> Channel:
        return Email(self.mailbox.url, SENDER, timeout_seconds=5)

    def answers(self, status: Status) -> None:
        replies = {Status.TEMPORARY_FAILURE: "451 later", Status.PERMANENT_FAILURE: "550 no lan@motcua.example"}
        self.mailbox.answer = replies[status]

    def received(self) -> list[tuple[str, str, str, str]]:
        return [
            (str(one["Message-ID"]), str(one["To"]), str(one["Subject"]), one.get_content())
            for one in self.mailbox.letters
        ]


@pytest.fixture(params=[MailProvider])
def provider(request: pytest.FixtureRequest, mailbox: Mailbox) -> Provider:
    """Each provider in turn."""
    provider: Provider = request.param(mailbox)
    return provider


async def test_a_letter_arrives_whole(provider: Provider) -> None:
    receipt = await provider.channel().send(LETTER)
    assert receipt.status is Status.SENT
    [(_, to, subject, text)] = provider.received()
    assert (to, subject, text.replace("\r\n", "\n")) == (LETTER.to, LETTER.subject, LETTER.text)


async def test_two_attempts_at_one_letter_are_recognisable(provider: Provider) -> None:
    channel = provider.channel()
    await channel.send(LETTER)
    await channel.send(LETTER)
    await channel.send(replace(LETTER, id=uuid4()))
    first, second, other = (one[0] for one in provider.received())
    assert first == second != other
    assert str(LETTER.id) in first


@pytest.mark.parametrize("status", [Status.TEMPORARY_FAILURE, Status.PERMANENT_FAILURE])
async def test_later_and_never_are_told_apart_without_personal_data(provider: Provider, status: Status) -> None:
    provider.answers(status)
    receipt = await provider.channel().send(LETTER)
    assert receipt.status is status
    assert "@" not in f"{receipt.reason}"


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "lan@motcua.example\r\nBcc: x@y.example"},
        {"to": "lan@motcua.example, x@y.example"},
        {"subject": "Hồ sơ\r\nBcc: x@y.example"},
        {"subject": "Hồ sơ\nX: y"},
        {"subject": "Hồ sơ\x00"},
    ],
)
async def test_a_letter_that_would_break_out_of_its_header_is_never_sent(
    provider: Provider, changed: dict[str, str]
) -> None:
    receipt = await provider.channel().send(Letter(**{**_fields(LETTER), **changed}))  # type: ignore[arg-type]
    assert receipt.status is Status.PERMANENT_FAILURE
    assert provider.received() == []


def _fields(letter: Letter) -> dict[str, object]:
    return {name: getattr(letter, name) for name in ("id", "to", "subject", "text", "language")}


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
