"""A real Envoy on a free loopback port, with small services behind it on unix sockets."""

import asyncio
import base64
import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway import program
from gateway.__main__ import write_envoy
from gateway.envoy import Deployment

KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
ALIVE = ("identity", "dossier", "payment", "feedback", "notification")  # catalog is dead on purpose
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Echo:
    """A service that tells what reached it, and can be told to fail first."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.failures = 0

    async def answer(self, request: Request) -> Response:
        """What reached the service."""
        self.seen[f"{request.method} {request.url.path}"] += 1
        body = await request.body()
        if self.failures > 0:
            self.failures -= 1
            return Response(status_code=503)
        if request.query_params.get("slow"):
            await asyncio.sleep(float(request.query_params["slow"]))
        if request.url.path == "/oauth2/jwks":
            return JSONResponse({"keys": [KEY.as_dict(private=False)]})
        return JSONResponse(
            {
                "method": request.method,
                "path": request.url.path,
                "query": request.url.query,
                "headers": request.headers.items(),
                "bytes": len(body),
            },
            headers={"server": "secret/1.0", "etag": '"1"'},
        )

    def app(self) -> Starlette:
        """The service as an application."""
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=EVERY_METHOD)])


class Door:
    """A running gateway."""

    def __init__(self, *, port: int, run_dir: Path, echo: Echo, envoy: "subprocess.Popen[bytes]") -> None:
        self.url, self.run_dir, self.echo, self.envoy = f"http://127.0.0.1:{port}", run_dir, echo, envoy
        self.port = port

    def log_lines(self, part: str) -> list[dict[str, Any]]:
        """The access log's lines that contain `part`, once there is one (at most 5 s)."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            lines = (self.run_dir / "access.log").read_text().splitlines()
            if found := [json.loads(line) for line in lines if part in line]:
                return found
            time.sleep(0.05)
        return []

    def wait_for(self, request: str) -> None:
        """Until a service heard `request` ("GET /path"), at most 5 s."""
        until = time.monotonic() + 5
        while not self.echo.seen[request]:
            assert time.monotonic() < until, f"nobody heard {request}"
            time.sleep(0.01)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def services(run_dir: Path, echo: Echo) -> Iterator[None]:
    """The living services, in one thread of this process."""
    servers = [
        uvicorn.Server(
            uvicorn.Config(
                echo.app(),
                uds=str(run_dir / f"{name}.sock"),
                log_level="warning",
                ws="none",
                lifespan="off",
                h11_max_incomplete_event_size=1 << 16,
            )
        )
        for name in ALIVE
    ]

    async def serve() -> None:
        await asyncio.gather(*(server.serve() for server in servers))

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 10
        while not all(server.started for server in servers):
            assert time.monotonic() < until, "the services did not start"
            time.sleep(0.01)
        yield
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def standing(**different: Any) -> Iterator[Door]:
    """A gateway of its own; `different` are fields of its Deployment."""
    # short: a socket's path may have 100 bytes
    run_dir, port, echo = Path(tempfile.mkdtemp(prefix="door-")), free_port(), Echo()
    config = run_dir / "envoy" / "envoy.json"
    public_url = f"http://127.0.0.1:{port}"
    facts: dict[str, Any] = {"access_log": str(run_dir / "access.log"), "public_url": public_url, **different}
    place = Deployment(run_dir=run_dir, listen=f"127.0.0.1:{port}", **facts)
    write_envoy(place, out=config)
    with services(run_dir, echo), (run_dir / "envoy.log").open("wb") as log:
        envoy = subprocess.Popen(program.command(config, concurrency=1), stdout=log, stderr=log)
        try:
            door = Door(port=port, run_dir=run_dir, echo=echo, envoy=envoy)
            _wait_until_open(door)
            yield door
        finally:
            envoy.terminate()
            try:
                envoy.wait(10)
            except subprocess.TimeoutExpired:
                envoy.kill()
                envoy.wait(10)
            shutil.rmtree(run_dir, ignore_errors=True)


def _wait_until_open(door: Door) -> None:
    until = time.monotonic() + 15
    while True:
        try:
            socket.create_connection(("127.0.0.1", door.port), timeout=1).close()
        except OSError:
            log = (door.run_dir / "envoy.log").read_text()
            assert door.envoy.poll() is None, log
            assert time.monotonic() < until, log
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    """The gateway most tests share: local sandboxes on, catalog dead."""
    with standing(has_sandboxes=True) as one:
        yield one


@pytest.fixture
def http(door: Door) -> Iterator[httpx.Client]:
    """A client of the shared gateway."""
    with httpx.Client(base_url=door.url, timeout=10) as one:
        yield one


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token without a signature."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join([*parts, ""])


def claims(issuer: str, **different: Any) -> dict[str, Any]:
    """The claims of a live access token."""
    now = int(time.time())
    return {"iss": issuer, "aud": "motcua", "sub": "p", "iat": now, "exp": now + 600, **different}


def told(answer: httpx.Response, status: int, code: str) -> None:
    """Fail unless `answer` is this problem, told as problems are told."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/problems/{code}")
    assert body["title"]
    assert body["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def token_of(door: Door, *, key: ECKey = KEY, **different: Any) -> dict[str, str]:
    """The Authorization header of a token for `door`."""
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "one"}
    return {"authorization": "Bearer " + jwt.encode(header, claims(door.url, **different), key)}


Tokens = Callable[..., dict[str, str]]


@pytest.fixture
def token(door: Door) -> Tokens:
    """`token(exp=..., key=...)`: the Authorization header of a token that differs from a live one as told."""

    return partial(token_of, door)
