"""Starts programs in order, restarts any that dies, stops all in reverse.

Our own and small because honcho, the usual choice, ends everything when one program dies: the opposite of what a
stack under kill -9 needs (docs/adr). Restarts back off from 0.2 s to 10 s; a minute of good health forgives earlier
deaths.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from deploy.local import journal
from deploy.local.account import Account
from deploy.local.pids import Mark, is_alive, mark, send
from deploy.local.program import Program, spawn

FIRST_PAUSE, LONGEST_PAUSE, GOOD_HEALTH = 0.2, 10.0, 60.0
TRIES = 3
"""Starts a program gets before its first readiness; after that it is restarted for ever."""


class Stage(StrEnum):
    """Where one program stands."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    DONE = "done"
    DOWN = "down"
    STOPPED = "stopped"


class StartError(Exception):
    """A program did not come up; `words` are its last lines."""

    def __init__(self, name: str, reason: str, words: list[str]) -> None:
        super().__init__(f"{name} {reason}")
        self.name, self.words = name, words


@dataclass(slots=True)
class Part:
    """One program while the supervisor keeps it."""

    program: Program
    stage: Stage = Stage.WAITING
    child: asyncio.subprocess.Process | None = None
    known: Mark | None = None
    started: float = 0.0
    seconds: float = 0.0
    restarts: int = 0
    came_up: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """Keeps `programs` running as `account`, their words in `logs`; `tell(part)` hears every change of stage."""

    def __init__(
        self,
        programs: Iterable[Program],
        *,
        folder: Path,
        logs: Path,
        account: Account | None = None,
        tell: Callable[[Part], None] = lambda _: None,
    ) -> None:
        self.parts = {program.name: Part(program) for program in programs}
        self._folder, self._logs, self._account, self._tell = folder, logs, account, tell
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Returns when every part is ready; StartError when one does not come up."""
        self._keepers = [asyncio.create_task(self._keep(part)) for part in self.parts.values()]
        self._keepers.append(asyncio.create_task(self._trim_logs()))
        ready = asyncio.create_task(self._all_up())
        waiting: set[asyncio.Task[None]] = {ready, *self._keepers}
        while not ready.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for failed in (task for task in done if task.exception()):
                ready.cancel()
                await failed

    async def stop(self, *, patience: float = 20.0) -> None:
        """Ends every program, dependents before what they need; kills what has not stopped in `patience` seconds."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        left = {
            part.program.name: part
            for part in self.parts.values()
            if part.child is not None and part.stage is not Stage.DONE
        }
        while left:
            needed = {name for part in left.values() for name in part.program.after}
            leaves = [part for name, part in left.items() if name not in needed]
            await asyncio.gather(*(self._end(part, patience) for part in leaves))
            for part in leaves:
                del left[part.program.name]

    async def _all_up(self) -> None:
        await asyncio.gather(*(part.came_up.wait() for part in self.parts.values()))

    async def _keep(self, part: Part) -> None:
        for name in part.program.after:
            await self.parts[name].came_up.wait()
        pause, tries = FIRST_PAUSE, 0
        while True:
            reason = await self._run(part)
            if reason is None:
                return
            tries += 1
            if not part.came_up.is_set() and (part.program.is_task or tries == TRIES):
                words = journal.last_lines(self._log(part), 12)
                raise StartError(part.program.name, reason, words)
            if time.monotonic() - part.started > GOOD_HEALTH:
                pause = FIRST_PAUSE
            part.restarts += 1
            self._move(part, Stage.DOWN)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run(self, part: Part) -> str | None:
        """One life of a program: None when a task is done, else why the program is down."""
        child = await self._begin(part)
        ended = asyncio.create_task(child.wait())
        ready = asyncio.create_task(self._until_ready(part))
        try:
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done() and not part.program.is_task:
                if not ready.result():
                    await self._end(part, 5.0)
                    return f"was not ready after {part.program.patience:.0f} s"
                self._come_up(part, Stage.READY)
            code = await ended
        finally:
            ready.cancel()
            ended.cancel()
        if part.program.is_task and code == 0:
            self._come_up(part, Stage.DONE)
            return None
        return f"ended with code {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"

    async def _begin(self, part: Part) -> asyncio.subprocess.Process:
        part.started = time.monotonic()
        self._move(part, Stage.STARTING)
        program = part.program
        await program.before()
        output = journal.open_log(self._log(part), self._account)
        try:
            part.child = await spawn(
                program.command,
                environment=program.environment,
                folder=self._folder,
                output=output,
                account=self._account,
                stop_signal=program.stop_signal,
            )
        finally:
            os.close(output)
        part.known = mark(part.child.pid)
        self._tell(part)
        return part.child

    async def _until_ready(self, part: Part) -> bool:
        if part.program.is_task:
            return await asyncio.Future()
        deadline = time.monotonic() + part.program.patience
        while time.monotonic() < deadline:
            if await part.program.ready():
                return True
            await asyncio.sleep(0.05)
        return False

    async def _end(self, part: Part, patience: float) -> None:
        if part.child is None or part.known is None:
            return
        if part.child.returncode is None:
            await part.program.leave()
            send(part.known, part.program.stop_signal)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(part.child.wait(), patience)
        if is_alive(part.known):
            send(part.known, signal.SIGKILL)
        await part.child.wait()
        self._move(part, Stage.STOPPED)

    async def _trim_logs(self) -> None:
        while True:
            await asyncio.sleep(5)
            for path in self._logs.glob("*.log"):
                journal.trim(path)

    def _come_up(self, part: Part, stage: Stage) -> None:
        part.seconds = time.monotonic() - part.started
        part.came_up.set()
        self._move(part, stage)

    def _move(self, part: Part, stage: Stage) -> None:
        part.stage = stage
        self._tell(part)

    def _log(self, part: Part) -> Path:
        return self._logs / f"{part.program.name}.log"
