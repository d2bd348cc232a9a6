"""One Apache Kafka node: started, stopped, killed and wiped by a person (`make kafka`) or by a test of the bus."""

import base64
import json
import os
import shutil
import signal
import stat
import string
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.kafka import jars
from deploy.local.account import Account, open_ways, own
from deploy.local.pids import Mark, end, is_alive, mark

HEAP = ("-Xms128m", "-Xmx512m", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=50")
TOOL_PATIENCE = 60.0
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME", "JAVA_TOOL_OPTIONS")


class KafkaNode:
    """A single-node cluster whose data lives in `folder`; its client port is `port`, its controller's `port` + 1.

    With a `lifetime` (seconds) the broker ends by itself, whatever became of whoever started it. With an `account` its
    programs run as that user, who owns the data and nothing else.
    """

    def __init__(
        self, folder: Path, port: int = 9092, *, lifetime: float | None = None, account: Account | None = None
    ) -> None:
        self.folder = folder
        self._account = account
        self.port = port
        self.data = folder / "data"
        self.log = folder / "kafka.log"
        self._state = folder / "node.json"
        self._properties = folder / "server.properties"
        self._child: subprocess.Popen[bytes] | None = None
        ending = shutil.which("timeout") if lifetime else None
        self._bounds = [ending, "--kill-after=5", str(lifetime)] if ending else []

    @property
    def address(self) -> str:
        """What KAFKA_BOOTSTRAP_SERVERS is set to."""
        return f"127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """True while the broker this folder started runs."""
        known = self._known()
        return known is not None and is_alive(known)

    def start(self, *, patience: float = 60.0, tell: Callable[[str], None] = lambda _: None) -> None:
        """Starts the broker and returns when it answers; does nothing when it already runs.

        `tell` hears which folders had to be opened for the account to pass through. Errors: jars.MissingToolError;
        RuntimeError with the log's last lines when it does not answer.
        """
        if self.is_running:
            return
        java, lib = jars.java(), jars.resolve()
        self._write_properties()
        if self._account is not None:
            opened = self._hand_over(self._account, lib, java=Path(java))
            if opened:
                tell(f"Kafka runs as {self._account.name}: added o+x (pass through) to {' '.join(map(str, opened))}")
        if not (self.data / "meta.properties").exists():
            self._format(java, lib)
        with self.log.open("ab") as log:
            self._child = child = subprocess.Popen(  # noqa: S603 - fixed words and our own paths
                [*self._bounds, *self._java(java, lib), "kafka.Kafka", str(self._properties)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._as_whom(),
            )
        self._state.write_text(json.dumps(asdict(mark(child.pid))))
        self._wait(child, patience=patience)

    def stop(self) -> bool:
        """Asks the broker to stop, kills it after 30 s; False when none ran."""
        return self._end(first=signal.SIGTERM)

    def kill(self) -> bool:
        """Kills the broker as a power cut would; False when none ran."""
        return self._end(first=signal.SIGKILL)

    def wipe(self) -> None:
        """Stops the broker and forgets everything it kept: it comes back empty, under another cluster id."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)

    def _known(self) -> Mark | None:
        return Mark(**json.loads(self._state.read_text())) if self._state.exists() else None

    def _end(self, *, first: int) -> bool:
        known = self._known()
        ended = known is not None and end(known, first=first, patience=30.0)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self._state.unlink(missing_ok=True)
        return ended

    def _java(self, java: str, lib: Path) -> list[str]:
        logging = jars.HERE / "log4j2.properties"
        return [java, *HEAP, f"-Dlog4j2.configurationFile={logging}", "-cp", f"{lib}/*"]

    def _write_properties(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        template = string.Template((jars.HERE / "server.properties").read_text())
        values = {"port": self.port, "controller_port": self.port + 1, "data": self.data}
        # the comment's own ${...} stays as it is
        self._properties.write_text(template.safe_substitute(values))

    def _hand_over(self, account: Account, lib: Path, *, java: Path) -> list[Path]:
        """Gives the account its data and lets it read the rest; the folders opened on the way."""
        own(self.data, account)
        for place in (lib, *lib.iterdir(), self._properties):
            found = place.stat().st_mode
            place.chmod(stat.S_IMODE(found) | (0o055 if stat.S_ISDIR(found) else 0o044))
        return open_ways((self.folder, lib, jars.HERE, java), account)

    def _as_whom(self) -> dict[str, Any]:
        """How a program of ours is started: by whom, and with nothing of our environment that it does not need."""
        told = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"HOME": str(self.data)}
        if self._account is None:
            return {"env": told}
        return {"env": told, "user": self._account.uid, "group": self._account.gid, "extra_groups": (), "umask": 0o077}

    def _format(self, java: str, lib: Path) -> None:
        tool = [*self._java(java, lib), "kafka.tools.StorageTool"]
        cluster = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        command = [*tool, "format", f"--cluster-id={cluster}", "-c", str(self._properties)]
        answer = subprocess.run(  # noqa: S603 - fixed words and our own paths
            command, check=False, capture_output=True, text=True, timeout=TOOL_PATIENCE, cwd="/", **self._as_whom()
        )
        if answer.returncode:
            raise RuntimeError(f"Kafka could not format its storage:\n{answer.stdout}{answer.stderr}")

    def _wait(self, child: "subprocess.Popen[bytes]", *, patience: float) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if child.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.2)
        self.kill()
        raise RuntimeError(f"Kafka did not answer on {self.address}:\n{self._last_words()}")

    def answers(self) -> bool:
        """True when the broker tells its cluster within a second."""
        client = AdminClient({"bootstrap.servers": self.address, "log_level": 0, "socket.timeout.ms": 1000})
        try:
            return bool(client.list_topics(timeout=1).brokers)
        except KafkaException:
            return False

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
