"""The outgoing client speaks to an address and to a unix socket."""

import asyncio
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
