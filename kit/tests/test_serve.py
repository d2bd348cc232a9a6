"""A service starts on its address and, told to stop, finishes what it is answering."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import httpx
import pytest

import kit
from kit.app import build
from kit.serve import main
from kit.settings import Settings

APP = '''"""A service of one slow route."""

import asyncio

from fastapi import APIRouter, Depends, FastAPI

from kit.app import build
from kit.people import anyone
from kit.settings import Settings

router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/slow")
async def read_slowly() -> str:
    await asyncio.sleep(0.7)
    return "finished"


def create() -> FastAPI:
    return build("slow", Settings(), routers=[router], is_connected=False)
'''


@contextmanager
def serving(folder: Path, listen: str) -> Iterator[subprocess.Popen[bytes]]:
    (folder / "services" / "slow").mkdir(parents=True)
    (folder / "services" / "slow" / "app.py").write_text(APP)
    environment = {**os.environ, "MOTCUA_LISTEN": listen, "PYTHONPATH": str(Path(kit.__file__).parents[1])}
    started = subprocess.Popen([sys.executable, "-m", "kit.serve", "slow"], cwd=folder, env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait(10)


def until_alive(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            assert client.get("/livez").json() == {"status": "alive"}
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def until_there(path: Path) -> None:
    for _ in range(300):
        if path.exists():
            return
        time.sleep(0.1)
    raise TimeoutError


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's may not be long."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as made:
        yield Path(made)


def test_a_service_on_a_unix_socket_finishes_its_answer_when_told_to_stop(folder: Path) -> None:
    answers: list[str] = []
    transport = httpx.HTTPTransport(uds=str(folder / "slow.sock"))
    with (
        serving(folder, f"unix:{folder / 'slow.sock'}") as started,
        httpx.Client(transport=transport, base_url="http://local", timeout=10) as client,
    ):
        until_there(folder / "slow.sock")
        until_alive(client)
        asking = threading.Thread(target=lambda: answers.append(client.get("/slow").json()))
        asking.start()
        time.sleep(0.3)
        started.terminate()
        asking.join(10)
        assert started.wait(10) in (0, -15)
    assert answers == ["finished"]


def test_a_service_listens_on_an_address(folder: Path, free_port: int) -> None:
    with (
        serving(folder, f"127.0.0.1:{free_port}") as started,
        httpx.Client(base_url=f"http://127.0.0.1:{free_port}", timeout=10) as client,
    ):
        until_alive(client)
        assert "server" not in client.get("/livez").headers
        started.terminate()
        assert started.wait(10) in (0, -15)


@pytest.mark.parametrize(
    ("listen", "told"),
    [
        ("unix:/run/a.sock", {"uds": "/run/a.sock", "host": "127.0.0.1", "port": 0}),
        ("10.0.0.1:8001", {"uds": None, "host": "10.0.0.1", "port": 8001}),
        ("[::1]:8001", {"uds": None, "host": "::1", "port": 8001}),
    ],
)
def test_the_address_is_a_socket_or_a_host_and_port(
    monkeypatch: pytest.MonkeyPatch, listen: str, told: dict[str, object]
) -> None:
    settings, calls = Settings(listen=listen), list[dict[str, object]]()
    module = ModuleType("services.told.app")
    module.__dict__["create"] = lambda: build("told", settings, routers=[], is_connected=False)
    monkeypatch.setitem(sys.modules, "services.told.app", module)
    monkeypatch.setattr("kit.serve.uvicorn.run", lambda _, **given: calls.append(given))
    main("told")
    assert told.items() <= calls[0].items()
    assert calls[0]["timeout_graceful_shutdown"] == 20


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port
