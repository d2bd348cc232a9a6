"""The demo mailbox: mails arrive by SMTP and are read by people and by tests."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest
from fastapi import FastAPI

from deploy.local.mailbox import create


@pytest.fixture
async def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    monkeypatch.setenv("MOTCUA_MAILBOX_FOLDER", str(tmp_path))
    monkeypatch.setenv("MOTCUA_MAILBOX_PORT", "0")
    app = create()
    async with app.router.lifespan_context(app):
        yield app


async def test_a_mail_is_received_listed_and_read(mailbox: FastAPI) -> None:
    await _send(mailbox, "Hồ sơ đã được tiếp nhận", "Kính gửi <b>bà</b> Nguyễn Thị Lan")
    async with _client(mailbox) as client:
        (mail,) = (await client.get("/sandbox/mail/messages", params={"to": "LAN@motcua.example"})).json()
        assert mail["subject"] == "Hồ sơ đã được tiếp nhận"
        assert mail["from"] == "khong-tra-loi@motcua.example"
        assert mail["text"].startswith("Kính gửi")
        assert mail["received_at"].endswith("+00:00")
        assert (await client.get("/sandbox/mail/messages", params={"to": "minh@motcua.example"})).json() == []
        assert "Hồ sơ đã được tiếp nhận" in (await client.get("/sandbox/mail")).text
        page = (await client.get(f"/sandbox/mail/messages/{mail['id']}")).text
        assert "&lt;b&gt;bà&lt;/b&gt;" in page
        assert (await client.get("/sandbox/mail/")).status_code == 200
        for unknown in ("/sandbox/mail/messages/none", "/sandbox/mail/messages/", "/sandbox/mail/x"):
            answer = await client.get(unknown)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
            assert answer.headers["content-type"] == "application/problem+json"


async def test_the_newest_mail_comes_first_and_a_restart_keeps_them(mailbox: FastAPI) -> None:
    for subject in ("first", "second"):
        await _send(mailbox, subject, "x")
    async with _client(create()) as client:
        mails = (await client.get("/sandbox/mail/messages")).json()
    assert [mail["subject"] for mail in mails] == ["second", "first"]


async def test_an_empty_mailbox_says_so(mailbox: FastAPI) -> None:
    async with _client(mailbox) as client:
        assert "Chưa có thư" in (await client.get("/sandbox/mail")).text


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://local")


async def _send(app: FastAPI, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "khong-tra-loi@motcua.example", "lan@motcua.example", subject
    message.set_content(text)
    await aiosmtplib.send(message, hostname="127.0.0.1", port=app.state.smtp_port, start_tls=False)
