"""The conformance suite every channel passes. What is peculiar to each: test_email.py, test_sms.py."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Protocol
from uuid import uuid4

import pytest

from services.notification.attempts import Status
from services.notification.channels import Channel, Letter
from services.notification.channels.email import Email
from services.notification.channels.sms import Sms
from services.notification.tests.conftest import Gateway, Mailbox
from services.notification.tests.factories import LETTER, SENDER, SHORT


class Provider(Protocol):
    """The other end of a channel, told how to answer; `received` are id, address and text of what it took."""

    letter: Letter
    channel: Channel

    def answers(self, status: Status) -> None: ...
    def received(self) -> list[tuple[str, str, str]]: ...
    async def close(self) -> None: ...


class MailProvider:
    """A mail server."""

    letter = LETTER

    def __init__(self, mailbox: Mailbox, _: Gateway) -> None:
        self.mailbox = mailbox
        self.channel: Channel = Email(mailbox.url, SENDER, timeout_seconds=5)

    def answers(self, status: Status) -> None:
        replies = {
            Status.TEMPORARY_FAILURE: "451 later",
            Status.PERMANENT_FAILURE: "550 no lan@motcua.example",
            Status.TECHNICAL_FAILURE: "421 closing",
        }
        self.mailbox.answer = replies[status]

    def received(self) -> list[tuple[str, str, str]]:
        return [
            (str(one["Message-ID"]), str(one["To"]), one.get_content().replace("\r\n", "\n"))
            for one in self.mailbox.letters
        ]

    async def close(self) -> None:
        """It keeps no connection."""


class SmsProvider:
    """An SMS gateway."""

    letter = SHORT

    def __init__(self, _: Mailbox, gateway: Gateway) -> None:
        self.gateway = gateway
        self._sms = Sms(gateway.url, "key", sender="MOTCUA", timeout_seconds=5)
        self.channel: Channel = self._sms

    def answers(self, status: Status) -> None:
        replies = {
            Status.TEMPORARY_FAILURE: 429,
            Status.PERMANENT_FAILURE: 422,
            Status.TECHNICAL_FAILURE: 401,
        }
        self.gateway.answer = replies[status]

    def received(self) -> list[tuple[str, str, str]]:
        return [(body["id"], body["to"], body["text"]) for _, body in self.gateway.asked]

    async def close(self) -> None:
        await self._sms.aclose()


@pytest.fixture(params=[MailProvider, SmsProvider])
async def provider(request: pytest.FixtureRequest, mailbox: Mailbox, gateway: Gateway) -> AsyncIterator[Provider]:
    """Each provider in turn."""
    provider: Provider = request.param(mailbox, gateway)
    yield provider
    await provider.close()


async def test_a_letter_arrives_whole(provider: Provider) -> None:
    receipt = await provider.channel.send(provider.letter)
    assert receipt.status is Status.SENT
    [(_, to, text)] = provider.received()
    assert (to, text) == (provider.letter.to, provider.letter.text)


async def test_two_attempts_at_one_letter_are_recognisable(provider: Provider) -> None:
    await provider.channel.send(provider.letter)
    await provider.channel.send(provider.letter)
    await provider.channel.send(replace(provider.letter, id=uuid4()))
    first, second, other = (one[0] for one in provider.received())
    assert first == second != other
    assert str(provider.letter.id) in first


@pytest.mark.parametrize("status", [Status.TEMPORARY_FAILURE, Status.PERMANENT_FAILURE])
async def test_later_and_never_are_told_apart_without_personal_data(provider: Provider, status: Status) -> None:
    provider.answers(status)
    receipt = await provider.channel.send(provider.letter)
    assert receipt.status is status
    assert receipt.code is not None
    assert provider.letter.to not in f"{receipt.reason}"
    assert provider.received() == []


async def test_a_provider_that_failed_once_takes_the_next(provider: Provider) -> None:
    provider.answers(Status.TEMPORARY_FAILURE)
    await provider.channel.send(provider.letter)
    if isinstance(provider, MailProvider):
        provider.mailbox.answer = "250 OK"
    if isinstance(provider, SmsProvider):
        provider.gateway.answer = 202
    assert (await provider.channel.send(provider.letter)).status is Status.SENT


@pytest.mark.parametrize("more", ["\r\nBcc: x@y.example", ", x@y.example", "\n", "\x00", " "])
async def test_an_address_that_is_more_than_one_address_gets_nothing(provider: Provider, more: str) -> None:
    receipt = await provider.channel.send(replace(provider.letter, to=provider.letter.to + more))
    assert receipt.status is Status.PERMANENT_FAILURE
    assert provider.received() == []


@pytest.mark.parametrize("subject", ["Hồ sơ\r\nBcc: x@y.example", "Hồ sơ\nX: y", "Hồ sơ\x00"])
async def test_a_letter_whose_subject_would_break_out_of_its_header_is_never_sent(
    provider: Provider, subject: str
) -> None:
    receipt = await provider.channel.send(replace(provider.letter, subject=subject))
    assert receipt.status is Status.PERMANENT_FAILURE
    assert provider.received() == []
