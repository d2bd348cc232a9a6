"""A whole local stack of its own: other ports, another state folder, ended by pid whatever happens."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from deploy.local import recovery, secrets, state
from deploy.local.caught_up import caught_up
from deploy.local.databases import administrator_url, database_of, role_url
from deploy.local.layout import REPO, Layout
from deploy.local.pids import Mark, end, is_alive, mark, send
from deploy.local.readiness import accepts, ask, connects
from deploy.local.settings import LocalSettings
from tests.journeys.errand import World
from tests.journeys.live import live_at

START, RESTART, STOP = 90.0, 45.0, 45.0
"""Seconds a start, a part's restart and a stop may take here."""
GENEROUS = 10_000


class Stack:
    """One stack in `folder`. Limits per address and per person are lifted: few people do all of it."""

    def __init__(self, folder: Path) -> None:
        port, mail_port = _free_ports(2)
        self.settings = LocalSettings(state=folder, port=port, mail_port=mail_port, rate_scale=GENEROUS)
        self.layout = Layout(self.settings.state)
        self.address = self.settings.address
        self._runner: subprocess.Popen[bytes] | None = None

    async def start(self) -> float:
        """Start it and wait until it is ready; the seconds that took."""
        began = time.monotonic()
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        child = self._runner = self._begin()
        while (now := self._state()) is None or now.runner.pid != child.pid or now.phase != "ready":
            assert child.poll() is None, f"the runner ended: {self.layout.log('runner').read_text()[-2000:]}"
            assert time.monotonic() - began < START, f"not ready after {START:.0f} s"
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop it, and whatever a killed runner left behind."""
        if self._runner is not None:
            end(mark(self._runner.pid), patience=STOP)
            self._runner.wait()
        recovery.recover(self.layout)

    def kill(self, name: str) -> None:
        """SIGKILL for one program; the runner restarts it."""
        send(self._known(name), signal.SIGKILL)

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """SIGKILL for one program, and no restart before the end of the block: the runner is held meanwhile."""
        now = self._state()
        assert now is not None, "the stack does not run"
        send(now.runner, signal.SIGSTOP)
        try:
            self.kill(name)
            yield
        finally:
            send(now.runner, signal.SIGCONT)

    def crash(self) -> None:
        """SIGKILL for the runner and every program at once, as when the machine loses its power."""
        now = self._state()
        assert now is not None
        for known in (now.runner, *now.programs.values()):
            send(known, signal.SIGKILL)
        assert self._runner is not None
        self._runner.wait()
        deadline = time.monotonic() + STOP
        while any(map(is_alive, (now.runner, *now.programs.values()))):
            assert time.monotonic() < deadline, "a program survived SIGKILL"
            time.sleep(0.05)

    async def is_restarted(self, name: str, *, before: int) -> None:
        """Wait until the runner has started the program anew and every part answers again."""
        deadline = time.monotonic() + RESTART
        while self.restarts(name) <= before or not is_alive(self._known(name)) or not await self._answers():
            assert time.monotonic() < deadline, f"{name} is not back after {RESTART:.0f} s"
            await asyncio.sleep(0.05)
        assert await caught_up(self.layout) == [], "events are left unheard"

    def restarts(self, name: str) -> int:
        """How often the runner has restarted the program."""
        now = self._state()
        return now.restarts.get(name, 0) if now else 0

    def world(self) -> World:
        """Where people's errands happen on this stack."""
        return live_at(self.address, self.layout.secrets)

    def database_url(self, service: str) -> str:
        """A service's database as the administrator, who sees every row."""
        kept = secrets.load(self.layout.secrets)
        administrator = administrator_url(self.settings, self.layout, secrets=kept)
        return role_url(administrator, "postgres", password=kept.roles["postgres"], database=database_of(service))

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection to a service's database."""
        connection = await asyncpg.connect(self.database_url(service), timeout=5)
        try:
            yield connection
        finally:
            await connection.close()

    async def _answers(self) -> bool:
        pages = ("/.well-known/openid-configuration", "/v1/procedures", "/sandbox/mail/messages?to=nobody")
        answers = [await ask(self.address, page) for page in pages]
        smtp = await connects("127.0.0.1", self.settings.mail_port)
        return smtp and all(one.status == 200 for one in answers) and await accepts(self.layout.socket("vnpay"))()

    def _begin(self) -> subprocess.Popen[bytes]:
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        with self.layout.log("runner").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "deploy.local", "run", "--detached"],
                cwd=REPO,
                env=os.environ | self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        settings = self.settings
        return {
            "MOTCUA_STATE": str(settings.state),
            "MOTCUA_PORT": str(settings.port),
            "MOTCUA_MAIL_PORT": str(settings.mail_port),
            "MOTCUA_RATE_SCALE": str(settings.rate_scale),
            "MOTCUA_MOST_DRAFTS": str(GENEROUS),
            "MOTCUA_MOST_BYTES": str(GENEROUS << 20),
        }

    def _known(self, name: str) -> Mark:
        now = self._state()
        assert now is not None, "the stack does not run"
        return now.programs[name]

    def _state(self) -> state.State | None:
        return state.read(self.layout.state)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Stack, float]]:
    """A started stack and the seconds its start took; stopped at the end."""
    stack = Stack(folder)
    try:
        yield stack, await stack.start()
    finally:
        await asyncio.to_thread(stack.stop)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
