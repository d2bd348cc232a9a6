"""One real process of a service, as a supervisor would start it, and what it tells about itself."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.layout import REPO
from deploy.local.readiness import ask

LIFETIME = "300"
"""Seconds after which a replica ends by itself."""

_LAG = re.compile(r'^motcua_listener_lag\{topic_partition="([^"]+)"\} (\S+)$', re.MULTILINE)


class Replica:
    """A process `python -m kit.serve SERVICE` on a socket of its own."""

    def __init__(self, service: str, *, folder: Path, name: str, environment: Mapping[str, str]) -> None:
        self.socket = folder / f"{name}.sock"
        ends = ["timeout", "--kill-after=5", LIFETIME]
        told = {"PATH": os.environ["PATH"], "MOTCUA_LISTEN": f"unix:{self.socket}", **environment}
        with (folder / f"{name}.log").open("wb") as log:
            self._child = subprocess.Popen(
                [*ends, sys.executable, "-m", "kit.serve", service],
                cwd=REPO,
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def lag(self) -> dict[str, int]:
        """Events not yet heard on each partition it owns; empty while it does not answer."""
        if not self.socket.exists():
            return {}
        told = await ask(f"unix:{self.socket}", "/metrics")
        return {place: int(float(count)) for place, count in _LAG.findall(told.text)} if told.status == 200 else {}

    def kill(self) -> None:
        """kill -9: no farewell to broker or database."""
        os.killpg(self._child.pid, 9)  # its own session: `timeout` and the service, nobody else
        self._child.wait()

    def end(self) -> None:
        """Ends it, however it is."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(25)
            except subprocess.TimeoutExpired:
                self.kill()
