"""What is peculiar to SMS."""

import threading
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr, ValidationError

from services.notification.app import create
from services.notification.attempts import Status
from services.notification.channels.sms import NoSms, Sms, verdict
from services.notification.choosing import Route
from services.notification.settings import NotificationSettings
from services.notification.tests.conftest import Gateway
from services.notification.tests.factories import SHORT

SECRETS = {name: SecretStr("x" * 40) for name in ("cursor_key", "code_secret", "confirmation_secret", "database_url")}


@pytest.fixture
async def sms(gateway: Gateway) -> AsyncIterator[Sms]:
    channel = Sms(gateway.url, "our-key", sender="MOT CUA", timeout_seconds=5)
    yield channel
    await channel.aclose()


async def test_the_gateway_learns_who_we_are_and_which_message_it_is(sms: Sms, gateway: Gateway) -> None:
    await sms.send(SHORT)
    [(headers, body)] = gateway.asked
    assert headers["path"] == "/v1/sms?brand=1"
    assert headers["Authorization"] == "Bearer our-key"
    assert headers["Idempotency-Key"] == body["id"] == str(SHORT.id)
    assert body == {"id": str(SHORT.id), "to": SHORT.to, "text": SHORT.text, "sender": "MOT CUA"}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (200, Status.SENT),
        (202, Status.SENT),
        (409, Status.SENT),
        *((code, Status.TEMPORARY_FAILURE) for code in (408, 425, 429, 503)),
        *((code, Status.PERMANENT_FAILURE) for code in (400, 410, 413, 422)),
        *((code, Status.TECHNICAL_FAILURE) for code in (302, 401, 403, 404, 405, 500, 502, 504)),
    ],
)
def test_every_status_is_sent_later_never_or_our_own_fault(code: int, status: Status) -> None:
    receipt = verdict(code)
    assert (receipt.status, receipt.code) == (status, code)


async def test_a_text_whose_answer_was_lost_is_recognised_when_it_comes_again(gateway: Gateway) -> None:
    gateway.delay = threading.Event()
    channel = Sms(gateway.url, "our-key", sender="MOTCUA", timeout_seconds=0.2)
    try:
        lost = await channel.send(SHORT)
        assert (lost.status, lost.reason) == (Status.TECHNICAL_FAILURE, "TimeoutError")
        gateway.delay.set()
        gateway.answer = 409  # it had taken it after all
        assert (await channel.send(SHORT)).status is Status.SENT
    finally:
        await channel.aclose()


async def test_a_gateway_that_is_not_there_is_our_own_failure(closed_port: int) -> None:
    channel = Sms(f"http://127.0.0.1:{closed_port}/sms", "our-key", sender="MOTCUA", timeout_seconds=5)
    receipt = await channel.send(SHORT)
    await channel.aclose()
    assert (receipt.status, receipt.reason) == (Status.TECHNICAL_FAILURE, "ConnectError")


async def test_without_a_gateway_nothing_pretends_to_be_sent() -> None:
    receipt = await NoSms().send(SHORT)
    assert (receipt.status, receipt.reason) == (Status.PERMANENT_FAILURE, "no SMS gateway is configured")


@pytest.mark.parametrize(
    ("url", "key", "sender", "word"),
    [
        ("smtp://x/sms", "key", "MOTCUA", "URL"),
        ("https:///sms", "key", "MOTCUA", "URL"),
        ("https://user:pw@x/sms", "key", "MOTCUA", "URL"),
        ("unix:/run/x.sock", "key", "MOTCUA", "URL"),
        ("https://x/sms", "two words", "MOTCUA", "KEY"),
        ("https://x/sms", "key\r\nX: y", "MOTCUA", "KEY"),
        ("https://x/sms", "", "MOTCUA", "KEY"),
        ("https://x/sms", "key", "", "SENDER"),
        ("https://x/sms", "key", "TWELVELETTER", "SENDER"),
        ("https://x/sms", "key", "Một Cửa", "SENDER"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(url: str, key: str, sender: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"MOTCUA_SMS_{word}"):
        Sms(url, key, sender=sender)


def test_a_gateway_is_never_asked_without_a_key_nor_in_the_clear_in_production() -> None:
    with pytest.raises(ValidationError, match="MOTCUA_SMS_KEY"):
        NotificationSettings(sms_url="https://sms.example/v1")
    with pytest.raises(ValidationError, match="https"):
        NotificationSettings.model_validate(
            SECRETS | {"mode": "production", "sms_url": "http://sms.example/v1", "sms_key": SecretStr("k")}
        )


def test_production_does_not_start_on_the_development_secret_for_codes() -> None:
    with pytest.raises(ValidationError, match="MOTCUA_CODE_SECRET"):
        NotificationSettings.model_validate({**SECRETS, "mode": "production", "code_secret": SecretStr("")})
    assert NotificationSettings.model_validate({**SECRETS, "mode": "production"}).sms_url == ""


async def test_the_service_takes_the_gateway_it_is_told_of() -> None:
    told = NotificationSettings(sms_url="unix:/run/sms.sock:/v1/sms", sms_key=SecretStr("key"))
    channel = create(told, is_connected=False).state.channels[Route.SMS]
    assert isinstance(channel, Sms)
    await channel.aclose()
    assert isinstance(create(NotificationSettings(), is_connected=False).state.channels[Route.SMS], NoSms)
