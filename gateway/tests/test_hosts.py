"""Whoever asks under a name that is not ours gets nothing that bears that name."""

import socket

import httpx
import pytest

from gateway import hosts
from gateway.tests.conftest import Door, standing, told


def ask(door: Door, host: str, *, path: str = "/v1/tracking/abc") -> httpx.Response:
    """Ask for `path` with exactly this Host header."""
    return httpx.get(door.url + path, headers={"host": host})


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "127.0.0.1:@evil.example", "127.0.0.1:80@evil.example", "127.0.0.1.nip.io"],
)
def test_another_host_is_refused_and_never_comes_back_in_the_answer(door: Door, host: str) -> None:
    heard = door.echo.seen.copy()
    for path in ("/v1/tracking/abc", "/v1/ratings/", "/", "/sandbox/mail/"):
        answer = ask(door, host, path=path)
        told(answer, 421, "wrong-host")
        assert "evil" not in answer.text
        assert "location" not in answer.headers
    assert door.echo.seen == heard


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:99", "localhost", "LOCALHOST:8080", "[::1]", "[::1]:1"])
def test_loopback_names_are_answered_and_services_hear_the_public_one(door: Door, host: str) -> None:
    heard = dict(ask(door, host).json()["headers"])
    assert heard["host"] == f"127.0.0.1:{door.port}"


def test_an_absolute_address_counts_as_the_host_it_names(door: Door) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as line:
        line.sendall(b"GET http://evil.example/v1/areas HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 421")


def test_the_public_host_and_the_extra_ones_are_answered_with_and_without_a_port() -> None:
    with standing(public_url="https://motcua.example", extra_hosts=("dvc.example",)) as real:
        for host in ("motcua.example", "motcua.example:443", "dvc.example", "dvc.example:8443"):
            assert dict(ask(real, host).json()["headers"])["host"] == "motcua.example"
        told(ask(real, "other.example"), 421, "wrong-host")


def test_names_are_told_once_without_ports_and_the_public_one_first() -> None:
    assert hosts.answered("http://[::1]:8080") == ("[::1]", "127.0.0.1", "localhost")
    assert hosts.answered("https://A.example", ["B.example", "a.example"])[0] == "a.example"
    assert hosts.public("https://A.example:8443/") == "a.example:8443"


@pytest.mark.parametrize("name", ["*", "*.example", "a.example:80", "a b", "a/b", "", "user@a.example"])
def test_what_is_no_host_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a host name"):
        hosts.answered("https://a.example", [name])
