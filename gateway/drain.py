"""Leave without dropping anybody: Envoy ends at once on SIGTERM, so it is drained first through its admin socket."""

import socket
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from gateway.envoy import ADMIN_SOCKET

_UNDER_WAY = "http.door.downstream_rq_active"


class _Admin(HTTPConnection):
    """HTTP over the admin socket; `http.client` closes the connection after each answer and opens it again."""

    def __init__(self, path: Path) -> None:
        super().__init__("admin", timeout=2.0)
        self._path = str(path)

    def connect(self) -> None:
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(self.timeout)
        try:
            sock.connect(self._path)
        except OSError:
            sock.close()
            raise
        self.sock = sock

    def ask(self, method: str, path: str) -> str:
        """The body of the answer; HTTPException when it is not 200."""
        self.request(method, path)
        answer = self.getresponse()
        words = answer.read().decode()
        if answer.status != 200:
            raise HTTPException(f"{path}: {answer.status} {words}")
        return words

    def requests_under_way(self) -> int:
        """How many requests have not been answered yet."""
        lines = self.ask("GET", f"/stats?filter=^{_UNDER_WAY}$").splitlines()
        return sum(int(line.rpartition(":")[2]) for line in lines if line.startswith(_UNDER_WAY))


def drain(run_dir: Path, *, seconds: float) -> bool:
    """Stop taking new connections, close each old one after its next answer, and wait at most `seconds` for the rest.

    Returns whether nobody was left. OSError when no Envoy answers on the admin socket of `run_dir`.
    """
    admin = _Admin(run_dir / ADMIN_SOCKET)
    try:
        admin.ask("POST", "/healthcheck/fail")
        admin.ask("POST", "/drain_listeners?graceful&skip_exit")
        until = time.monotonic() + seconds
        while (left := admin.requests_under_way()) and time.monotonic() < until:
            time.sleep(0.1)
    except (OSError, HTTPException) as error:
        raise OSError(f"no Envoy answers in {run_dir}: {error}") from error
    finally:
        admin.close()
    return left == 0
