"""A real SMTP server and a real SMS gateway on loopback ports, which can be told how to answer."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI

from services.notification.channels.email import Email
from services.notification.channels.sms import NoSms
from services.notification.choosing import Route
from services.notification.tests.factories import SENDER


@dataclass
class Mailbox:
    """What arrived; `answer` is the reply to a letter's content, `refusal` to its recipient."""

    port: int = 0
    answer: str = "250 OK"
    refusal: str | None = None
    letters: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
            self.letters.append(letter)
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that accepts everything unless told otherwise."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Mailbox(port=port)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


@dataclass
class Gateway:
    """What arrived as (headers, body); `answer` is the status, `delay` holds it back until it is set."""

    port: int = 0
    answer: int = 202
    delay: threading.Event | None = None
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/sms?brand=1"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An SMS gateway that accepts everything unless told otherwise."""
    place = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if place.delay is not None:
                place.delay.wait(5)
            if place.answer < 300:
                place.asked.append(({**self.headers, "path": self.path}, body))
            self.send_response(place.answer)
            said = f"no {body['to']} here".encode()
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        place.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield place
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> int:
    """A loopback port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def posting(live: FastAPI, mailbox: Mailbox) -> FastAPI:
    """The service with a mail server, without an SMS gateway."""
    live.state.channels = {Route.EMAIL: Email(mailbox.url, SENDER, timeout_seconds=5), Route.SMS: NoSms()}
    return live
