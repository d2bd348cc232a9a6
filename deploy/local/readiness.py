"""The questions that tell whether a part is ready: does its socket, port or database answer."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx

from deploy.local.program import Check

TROUBLE = (OSError, TimeoutError, httpx.HTTPError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What something that is not there yet raises."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said over HTTP: `status` 0 and the reason as text when it said nothing."""

    status: int
    text: str


async def ask(address: str, path: str, *, patience: float = 2.0) -> Answer:
    """GET `path` from `http://host:port` or `unix:/path.sock`, both on this machine (no certificates are checked)."""
    uds = address.removeprefix("unix:") if address.startswith("unix:") else None
    url = f"http://local{path}" if uds else f"{address}{path}"
    transport = httpx.AsyncHTTPTransport(uds=uds, verify=False)
    try:
        async with httpx.AsyncClient(transport=transport, timeout=patience, trust_env=False) as client:
            answer = await client.get(url)
            return Answer(answer.status_code, answer.text)
    except TROUBLE as error:
        return Answer(0, f"{type(error).__name__} {error}".strip())


def answers(address: str, path: str) -> Check:
    """Ready when `path` answers 200."""

    async def check() -> bool:
        return (await ask(address, path)).status == 200

    return check


def socket_answers(socket: Path, path: str) -> Check:
    """Ready when the program behind a unix socket answers `path` with 200; no question while the socket is absent."""
    over_http = answers(f"unix:{socket}", path)

    async def check() -> bool:
        return _exists(socket) and await over_http()

    return check


def accepts(socket: Path) -> Check:
    """Ready when the program behind a unix socket accepts connections."""

    async def check() -> bool:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_unix_connection(str(socket)), 2)
        except TROUBLE:
            return False
        writer.close()
        return True

    return check


def database_answers(url: str) -> Check:
    """Ready when a connection to the PostgreSQL URL can be opened."""

    async def check() -> bool:
        try:
            connection = await asyncpg.connect(url, timeout=2)
            await connection.close()
        except TROUBLE:
            return False
        return True

    return check


async def connects(host: str, port: int) -> bool:
    """True when something accepts connections there."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 2)
    except TROUBLE:
        return False
    writer.close()
    return True


def broker_listens(file: Path) -> Check:
    """Ready when the embedded broker has written its address and accepts connections there."""

    async def check() -> bool:
        place = _written(file)
        return place is not None and await connects(*place)

    return check


def _exists(path: Path) -> bool:
    return path.exists()


def _written(file: Path) -> tuple[str, int] | None:
    if not file.exists():
        return None
    place = urlsplit(f"//{file.read_text().strip()}")
    return (place.hostname, place.port) if place.hostname and place.port else None
