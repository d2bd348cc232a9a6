"""The demo mailbox: a real SMTP server on loopback and a page to read what arrived, in place of people's own mail.

Local deployment only, one program with the demo phone (sms.py) and the demo post (post.py). The last 500 messages are
shown; all are appended to `messages.jsonl`, so a restart keeps them.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local import post, sms
from deploy.local.pages import moment, show
from kit.problems import NotFound, speak_problems

KEPT = 500
SIZE_LIMIT = 4 << 20


class MailboxSettings(BaseSettings):
    """Set by the runner."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_MAILBOX_")

    folder: Path = Field(description="folder of messages.jsonl, texts.jsonl and parcels.jsonl")
    port: int = Field(default=8025, description="loopback port of SMTP; 0 takes any")
    sms_key: SecretStr = Field(
        default=SecretStr(""), description="what notification shows to have an SMS taken; empty: none are taken"
    )
    post_key: SecretStr = Field(
        default=SecretStr(""), description="what dossier shows to have a result carried; empty: none is"
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """One message received; `received_at` RFC 3339, `text` its plain part."""

    id: str
    to: str
    sender: str
    subject: str
    text: str
    received_at: str

    @property
    def shown_at(self) -> str:
        """When it came, as people here write it."""
        return moment(self.received_at)

    def as_json(self) -> dict[str, str]:
        """The public shape, where the sender is called `from`."""
        told = asdict(self)
        told["from"] = told.pop("sender")
        return told


class Mailbox:
    """The messages, newest last; also aiosmtpd's handler."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.mails: deque[Mail] = deque(maxlen=KEPT)
        if file.exists():
            self.mails.extend(Mail(**json.loads(line)) for line in file.read_text().splitlines()[-KEPT:])

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Keeps a message for each of its recipients."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        for recipient in envelope.rcpt_tos:
            self._keep(
                Mail(
                    id=uuid4().hex,
                    to=recipient,
                    sender=envelope.mail_from or "",
                    subject=str(message.get("subject", "")),
                    text=str(body.get_content()) if body else "",
                    received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                )
            )
        return "250 OK"

    def _keep(self, mail: Mail) -> None:
        self.mails.append(mail)
        with self._file.open("a") as file:
            file.write(json.dumps(asdict(mail), ensure_ascii=False) + "\n")


def _mailbox(request: Request) -> Mailbox:
    found = request.app.state.mailbox
    assert isinstance(found, Mailbox)
    return found


Box = Annotated[Mailbox, Depends(_mailbox)]
router = APIRouter(prefix="/sandbox/mail")


@router.get("", response_class=HTMLResponse)
@router.get("/", response_class=HTMLResponse)
def read_mailbox(box: Box) -> HTMLResponse:
    """Hộp thư: thư mới nhất trước."""
    return show("mailbox", mails=list(reversed(box.mails)))


@router.get("/messages")
def list_messages(box: Box, to: Annotated[str | None, Query(max_length=254)] = None) -> list[dict[str, str]]:
    """Thư gửi tới một địa chỉ, mới nhất trước."""
    return [mail.as_json() for mail in reversed(box.mails) if to is None or mail.to.lower() == to.lower()]


@router.get("/messages/{mail_id}", response_class=HTMLResponse)
def read_message(box: Box, mail_id: str) -> HTMLResponse:
    """Một thư."""
    for mail in box.mails:
        if mail.id == mail_id:
            return show("mail", mail=mail)
    raise NotFound("Không có thư này.", "There is no such mail.")


def create() -> FastAPI:
    """The app of mailbox, phone and post; SMTP lives as long as it."""
    settings = MailboxSettings()
    box = Mailbox(settings.folder / "messages.jsonl")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(box, hostname="mailbox", enable_SMTPUTF8=True, data_size_limit=SIZE_LIMIT, loop=loop),
            "127.0.0.1",
            settings.port,
        )
        app.state.smtp_port = server.sockets[0].getsockname()[1]
        yield
        server.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    speak_problems(app)
    app.state.mailbox = box
    app.state.phone = sms.Phone(settings.folder / "texts.jsonl", settings.sms_key)
    app.state.post = post.Post(settings.folder / "parcels.jsonl", settings.post_key)
    for part in (router, sms.router, post.router):
        app.include_router(part)
    return app
