"""The outgoing clients speak to an address and to a unix socket, and never where a stranger must not send them."""

import asyncio
import socket
import tempfile
from pathlib import Path

import httpx
import pytest

from kit import http


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nfine")
    await writer.drain()
    writer.close()


async def test_a_client_speaks_over_tcp() -> None:
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with http.client(f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/keys")).text == "fine"


async def test_a_client_speaks_over_a_unix_socket() -> None:
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "a.sock"
        async with await asyncio.start_unix_server(answer, path), http.client(f"unix:{path}") as client:
            assert (await client.get("/keys")).text == "fine"


async def test_a_silent_server_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with http.client(f"http://127.0.0.1:{port}", timeout=0.1) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/")


INSIDE = [
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
    "http://93.184.216.34/",
    "ftp://93.184.216.34/",
]


@pytest.mark.parametrize("address", INSIDE)
async def test_strangers_do_not_make_us_speak_to_our_own_network(address: str) -> None:
    async with http.outward(timeout=0.5) as client:
        with pytest.raises((http.Refused, httpx.UnsupportedProtocol)):
            await client.post(address, data={"a": "b"})


async def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name stands for these addresses."""

    async def getaddrinfo(*_: object, **__: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def test_a_name_that_stands_for_one_of_our_addresses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (("10.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::ffff:192.168.0.1",)):
        await answers(monkeypatch, *found)
        async with http.outward() as client:
            with pytest.raises(http.Refused):
                await client.get("https://innocent.example/")


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[httpx.Request] = []

    async def reach(_: object, request: httpx.Request) -> httpx.Response:
        reached.append(request)
        return httpx.Response(302, headers={"location": "https://10.0.0.1/"})

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", reach)
    await answers(monkeypatch, "93.184.216.34")
    async with http.outward() as client:
        answer = await client.post("https://client.example/out", data={"a": "b"})
    assert answer.status_code == 302
    (sent,) = reached
    assert str(sent.url) == "https://93.184.216.34/out"
    assert sent.headers["host"] == "client.example"
    assert sent.extensions["sni_hostname"] == "client.example"


async def test_an_unknown_name_is_a_failed_connection() -> None:
    async with http.outward() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://nobody.invalid/")


async def test_a_demo_may_speak_to_its_own_machine_and_to_no_other() -> None:
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with http.outward(is_loopback_allowed=True) as client:
            assert (await client.post(f"http://127.0.0.1:{port}/", data={"a": "b"})).text == "fine"
            with pytest.raises(http.Refused):
                await client.get("http://10.0.0.1/")
            with pytest.raises(http.Refused):
                await client.get("http://93.184.216.34/")
