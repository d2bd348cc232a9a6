"""The cheapest honest client: HTTP/1.1 by hand on kept connections, so that the generator takes little of the CPU."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of one exchange."""

    status: int
    body: bytes


class Wire:
    """One connection to the public door."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, *, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
    ) -> Answer:
        """One exchange; the connection is opened when there is none."""
        told = [("Host", f"{self._host}:{self._port}"), ("Content-Length", str(len(body))), *headers]
        lines = "".join(f"{name}: {value}\r\n" for name, value in told)
        async with asyncio.timeout(PATIENCE):
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._host, self._port)
            reader, writer = self._streams
            writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
            return await self._read(reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while size := int(await reader.readline(), 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readline()
            return Answer(int(head[0].split(" ")[1]), b"".join(parts))
        return Answer(int(head[0].split(" ")[1]), await reader.readexactly(int(headers.get("content-length", "0"))))

    async def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()
            self._streams = None


@asynccontextmanager
async def wires(count: int, *, host: str, port: int) -> AsyncIterator[list[Wire]]:
    """So many connections."""
    opened = [Wire(host, port) for _ in range(count)]
    try:
        yield opened
    finally:
        for wire in opened:
            await wire.close()
