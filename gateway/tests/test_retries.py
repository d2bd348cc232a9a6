"""A service that ends the connection without an answer: who is asked again, and who would then act twice."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from gateway import virtual_host
from gateway.routes import deciding, table
from gateway.tests.conftest import Door, standing, token_of

BILL = "/v1/bills/1/payments"
KEY = {"idempotency-key": "00000000-0000-4000-8000-000000000001"}


class Dying:
    """A service whose first connections end after the request, before the answer."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.deaths, self.heard = line, 0, 0

    def serve(self) -> None:
        """Until the socket is closed."""
        while True:
            try:
                one, _ = self.line.accept()
            except OSError:
                return
            with one:
                if not self._read(one):
                    continue
                self.heard += 1
                if self.deaths > 0:
                    self.deaths -= 1
                    continue
                one.sendall(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    @staticmethod
    def _read(one: socket.socket) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got and (more := one.recv(65_536)):
            got += more
        return got


@contextmanager
def _dying() -> Iterator[Dying]:
    with socket.create_server(("127.0.0.1", 0)) as line:
        one = Dying(line)
        thread = threading.Thread(target=one.serve, daemon=True)
        thread.start()
        try:
            yield one
        finally:
            line.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Door, Dying]]:
    """A gateway and the payment service behind it."""
    with _dying() as service:
        place = f"127.0.0.1:{service.line.getsockname()[1]}"
        with standing(upstreams={"payment": place}) as door:
            yield door, service


@pytest.mark.parametrize(
    ("method", "path", "key", "tries", "status"),
    [
        ("POST", BILL, KEY, 3, 201),
        ("POST", BILL, {}, 1, 503),
        ("GET", "/v1/bills", {}, 3, 201),
    ],
)
def test_after_a_broken_connection_only_what_cannot_act_twice_is_sent_again(
    pair: tuple[Door, Dying], method: str, *, path: str, key: dict[str, str], tries: int, status: int
) -> None:
    door, service = pair
    service.deaths, service.heard = 2, 0
    answer = httpx.request(method, door.url + path, headers={**token_of(door), **key}, timeout=10)
    assert (service.heard, answer.status_code) == (tries, status)


def test_an_answer_from_another_provider_is_never_sent_twice() -> None:
    """The first one uses it up: a second would hide what the first was told."""
    row = deciding(table(has_sandboxes=False), path="/signin/vneid/callback", method="GET")
    assert row is not None
    [told] = virtual_host._to_service(row, host="door.example")
    assert told["route"]["retry_policy"]["retry_on"] == virtual_host.UNSENT
    assert told["route"]["retry_policy"]["retriable_status_codes"] == []
