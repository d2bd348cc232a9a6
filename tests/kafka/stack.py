"""A second full stack of the house, its events on a real Kafka: own state folder, own ports, ended in any case."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import state
from deploy.local.layout import REPO, Layout
from deploy.local.pids import Mark, end, is_alive, mark
from tests.journeys.errand import World
from tests.journeys.live import live_at

LIFETIME = "600"
"""Seconds after which the stack ends by itself."""
STARTUP = 120.0


class Stack:
    """`python -m deploy.local run` on free ports; a context manager."""

    def __init__(self, broker: str, *, port: int) -> None:
        self.layout = Layout(Path(tempfile.mkdtemp(prefix="motcua-stack-")) / "state")
        self.address = f"http://127.0.0.1:{port}"
        told = {
            "MOTCUA_STATE": str(self.layout.root),
            "MOTCUA_PORT": str(port),
            "MOTCUA_MAIL_PORT": str(port + 1),
            "MOTCUA_HOST": "127.0.0.1",
            "PUBLIC_URL": self.address,
            "KAFKA_BOOTSTRAP_SERVERS": broker,
        }
        passed = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "HOME") if name in os.environ}
        self._environment = passed | told
        self._child: subprocess.Popen[bytes] | None = None
        self._known: Mark | None = None

    def world(self) -> World:
        """Where journeys happen on this stack."""
        return live_at(self.address, self.layout.secrets)

    async def __aenter__(self) -> Self:
        self._begin()
        try:
            async with asyncio.timeout(STARTUP):
                while (now := state.read(self.layout.state)) is None or now.phase != "ready":
                    assert self._child is not None
                    assert self._child.poll() is None, self._last_words()
                    await asyncio.sleep(0.2)
        except BaseException:
            await asyncio.to_thread(self._end)
            raise
        self.seconds = now.seconds
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._end)

    def _begin(self) -> None:
        self.layout.logs.mkdir(parents=True)
        with self.layout.log("runner").open("wb") as log:
            self._child = subprocess.Popen(
                ["timeout", "--kill-after=30", LIFETIME, sys.executable, "-m", "deploy.local", "run", "--detached"],
                cwd=REPO,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._known = mark(self._child.pid)

    def _end(self) -> None:
        assert self._child is not None
        assert self._known is not None
        now = state.read(self.layout.state)
        end(self._known, first=signal.SIGTERM, patience=60)
        self._child.wait()
        for known in now.programs.values() if now else ():
            if is_alive(known):
                end(known, first=signal.SIGTERM, patience=10)
        for folder in (self.layout.run, self.layout.root.parent):
            shutil.rmtree(folder, ignore_errors=True)

    def _last_words(self) -> str:
        return self.layout.log("runner").read_text(errors="replace")[-3000:]
