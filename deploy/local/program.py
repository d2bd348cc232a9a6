"""One child program: what to start, when it counts as ready, how it is tied to the runner's life."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.account import Account

DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Check = Callable[[], Awaitable[bool]]
Step = Callable[[], Awaitable[None]]


async def _at_once() -> bool:
    return True


async def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A child of the supervisor.

    `after`: names that must be ready first, and that are stopped only after this one. `before`: awaited ahead of each
    start. `ready`: asked until it is true, `patience` seconds long. `is_task`: runs to its end once and is then done.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    before: Step = _nothing
    leave: Step = _nothing
    ready: Check = _at_once
    stop_signal: int = signal.SIGTERM
    is_task: bool = False
    patience: float = 60.0


async def spawn(
    command: tuple[str, ...],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: int,
    account: Account | None = None,
    stop_signal: int = signal.SIGTERM,
) -> asyncio.subprocess.Process:
    """Starts a command in a session of its own, as the account, with exactly this environment.

    The kernel sends it `stop_signal` when the runner dies, however it dies, and lets neither it nor its children gain
    rights by a set-user-id program.
    """
    parent = os.getpid()

    def tether() -> None:
        # after the change of user (which clears the wish) and before the program starts
        if LIBC is not None:
            LIBC.prctl(DEATH_SIGNAL, stop_signal, 0, 0, 0)
            LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        umask=0o077,
        preexec_fn=tether,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=() if account else None,
    )
