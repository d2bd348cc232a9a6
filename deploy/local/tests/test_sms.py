"""The demo phone: texts arrive from notification alone and are read by people and by tests."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from deploy.local.mailbox import create
from gateway.routes import deciding, table
from services.notification.attempts import Status
from services.notification.channels import Letter
from services.notification.channels.sms import Sms

KEY = "the-generated-key"
BEARER = {"Authorization": f"Bearer {KEY}"}
MESSAGES = "/sandbox/sms/messages"
LAN = "+84912345001"


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setenv("MOTCUA_MAILBOX_FOLDER", str(tmp_path))
    monkeypatch.setenv("MOTCUA_MAILBOX_PORT", "0")
    monkeypatch.setenv("MOTCUA_MAILBOX_SMS_KEY", KEY)
    return create()


@pytest.fixture
async def client(phone: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(phone) as opened:
        yield opened


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://local")


def text(**changed: str) -> dict[str, str]:
    return {"id": str(uuid4()), "to": LAN, "text": "Mot Cua: 493027 la ma", "sender": "MOTCUA"} | changed


async def test_a_text_is_received_listed_and_read(client: httpx.AsyncClient) -> None:
    sent = text(text="<b>493027</b>")
    assert (await client.post(MESSAGES, json=sent, headers=BEARER)).status_code == 202
    (found,) = (await client.get(MESSAGES, params={"to": LAN})).json()
    assert (found["id"], found["to"], found["from"], found["text"]) == (sent["id"], LAN, "MOTCUA", "<b>493027</b>")
    assert found["received_at"].endswith("+00:00")
    assert (await client.get(f"{MESSAGES}?to={LAN}")).json() == [found]  # typed as it is, the plus becomes a space
    assert (await client.get(MESSAGES, params={"to": "+84912345002"})).json() == []
    for page in ("/sandbox/sms", "/sandbox/sms/", f"{MESSAGES}/{sent['id']}"):
        shown = await client.get(page)
        assert "&lt;b&gt;493027&lt;/b&gt;" in shown.text
        assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert (await client.get(f"{MESSAGES}/none")).json()["code"] == "not-found"


async def test_the_newest_text_comes_first_and_a_restart_keeps_them(client: httpx.AsyncClient) -> None:
    for words in ("first", "second"):
        await client.post(MESSAGES, json=text(text=words), headers=BEARER)
    async with _client(create()) as again:
        texts = (await again.get(MESSAGES)).json()
    assert [one["text"] for one in texts] == ["second", "first"]


async def test_a_text_that_comes_again_is_refused_and_kept_once(client: httpx.AsyncClient) -> None:
    sent = text()
    answers = [(await client.post(MESSAGES, json=sent, headers=BEARER)).status_code for _ in range(2)]
    assert answers == [202, 409]
    assert len((await client.get(MESSAGES)).json()) == 1


@pytest.mark.parametrize("header", [None, "", "Bearer ", "Bearer wrong", KEY, f"Basic {KEY}", "Bearer khoá"])
async def test_nobody_without_the_key_sends_a_text(client: httpx.AsyncClient, header: str | None) -> None:
    headers = {b"Authorization": header.encode()} if header is not None else {}
    assert (await client.post(MESSAGES, json=text(), headers=headers)).status_code == 401
    assert (await client.get(MESSAGES)).json() == []


def test_the_public_door_lets_texts_be_read_and_none_be_sent() -> None:
    assert deciding(table(has_sandboxes=True), path=MESSAGES, method="GET") is not None
    assert deciding(table(has_sandboxes=True), path=MESSAGES, method="POST") is None
    assert deciding(table(has_sandboxes=False), path=MESSAGES, method="GET") is None


async def test_a_phone_that_was_given_no_key_takes_no_text(monkeypatch: pytest.MonkeyPatch, phone: FastAPI) -> None:
    monkeypatch.delenv("MOTCUA_MAILBOX_SMS_KEY")
    async with _client(create()) as client:
        for header in ("Bearer ", f"Bearer {KEY}"):
            answer = await client.post(MESSAGES, json=text(), headers={"Authorization": header})
            assert answer.status_code == 401


@pytest.mark.parametrize(
    "changed", [{"to": "0912345001"}, {"to": "lan"}, {"text": ""}, {"text": "x" * 1001}, {"id": "1"}, {"more": "x"}]
)
async def test_a_text_of_another_shape_is_refused(client: httpx.AsyncClient, changed: dict[str, str]) -> None:
    assert (await client.post(MESSAGES, json=text(**changed), headers=BEARER)).status_code == 400


async def test_an_empty_phone_says_so(client: httpx.AsyncClient) -> None:
    assert "Chưa có tin" in (await client.get("/sandbox/sms")).text


async def test_notifications_channel_and_the_phone_agree_over_its_socket(phone: FastAPI, tmp_path: Path) -> None:
    socket = tmp_path / "mailbox.sock"
    server = uvicorn.Server(uvicorn.Config(phone, uds=str(socket), log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    channel = Sms(f"unix:{socket}:{MESSAGES}", KEY, sender="MOTCUA")
    stranger = Sms(f"unix:{socket}:{MESSAGES}", "another", sender="MOTCUA")
    letter = Letter(id=uuid4(), to=LAN, subject="", text="Mot Cua: 493027 la ma", language="vi")
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.01)
        assert [(await channel.send(letter)).status for _ in range(2)] == [Status.SENT, Status.SENT]
        assert (await stranger.send(letter)).status is Status.TECHNICAL_FAILURE
    finally:
        await channel.aclose()
        await stranger.aclose()
        server.should_exit = True
        await serving
    assert [one.text for one in phone.state.phone.texts] == [letter.text]
