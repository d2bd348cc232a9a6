"""One run, from the first check to the last stop."""

import asyncio
import compileall
import os
import signal
import sys
import time
from pathlib import Path

from rich.console import Console

from deploy.local import account as accounts
from deploy.local import ports, recovery, secrets, state
from deploy.local.account import Account
from deploy.local.caught_up import caught_up
from deploy.local.layout import REPO, Layout
from deploy.local.pids import Mark, mark
from deploy.local.plan import Plan
from deploy.local.screen import Screen, show_welcome
from deploy.local.settings import LocalSettings
from deploy.local.supervisor import Part, StartError, Supervisor

PACKAGES = ("contracts", "deploy", "gateway", "kit", "services")


class RefusedError(Exception):
    """The run cannot begin; the message tells what to change."""


class Run:
    """The stack of one state folder, kept until SIGINT or SIGTERM."""

    def __init__(self, settings: LocalSettings, console: Console) -> None:
        self.settings, self.console = settings, console
        self.layout = Layout(settings.state)
        self.screen = Screen(console)
        self.state = state.State(runner=mark_of_runner(), address=settings.address)

    async def keep(self, *, is_detached: bool = False) -> int:
        """Starts everything, stays, stops everything; the exit code. RefusedError before anything was started."""
        lock = state.take(self.layout)
        if lock is None:
            raise RefusedError(
                "Một Cửa đang chạy ở đây (already runs here): make down, or MOTCUA_STATE=another/folder."
            )
        with lock:
            for name in recovery.recover(self.layout):
                self.console.print(f"Ended {name}, left behind by a runner that was killed.")
            self._refuse_taken_ports()
            account = self._choose_account()
            self._make_folders(account)
            kept = secrets.load(self.layout.secrets)
            plan = Plan(self.settings, self.layout, secrets=kept, account=account)
            supervisor = Supervisor(
                plan.programs(), folder=REPO, logs=self.layout.logs, account=account, tell=self._changed
            )
            return await self._live(supervisor, kept, is_detached=is_detached)

    async def _live(self, supervisor: Supervisor, kept: secrets.Secrets, *, is_detached: bool) -> int:
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, enough.set)
        self.screen.open(supervisor.parts)
        code = 0
        try:
            if await self._start(supervisor, enough):
                seconds = self._ready()
                if not is_detached:
                    show_welcome(self.console, self.settings, secrets=kept, seconds=seconds)
                    self.console.print("Ctrl-C để dừng (to stop).")
                await enough.wait()
        except (StartError, RuntimeError, OSError) as error:
            code = 1
            self._explain(error)
        finally:
            self.screen.close()
            self.state.phase = "stopping"
            self._remember()
            await supervisor.stop()
            self.layout.state.unlink(missing_ok=True)
        return code

    async def _start(self, supervisor: Supervisor, enough: asyncio.Event) -> bool:
        """True when all is up and every event heard; False when a signal came first."""
        start = asyncio.create_task(self._come_up(supervisor))
        stop = asyncio.create_task(enough.wait())
        await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
        if start.done():
            stop.cancel()
            await start
        else:
            start.cancel()
            await asyncio.gather(start, return_exceptions=True)
        return not enough.is_set()

    async def _come_up(self, supervisor: Supervisor) -> None:
        await supervisor.start()
        if late := await caught_up(self.layout):
            self.console.print(f"[yellow]Events are still being handled by {', '.join(late)}: see make doctor.[/]")

    def _ready(self) -> float:
        self.screen.close()
        self.state.seconds = time.time() - self.state.runner.started
        self.state.phase = "ready"
        self._remember()
        return self.state.seconds

    def _changed(self, part: Part) -> None:
        if part.known is not None:
            self.state.programs[part.program.name] = part.known
            self.state.restarts[part.program.name] = part.restarts
            self._remember()
        self.screen.changed(part)

    def _remember(self) -> None:
        state.write(self.layout.state, self.state)

    def _refuse_taken_ports(self) -> None:
        wanted = [("gateway", self.settings.host, self.settings.port, "MOTCUA_PORT")]
        if self.settings.has_own_mailbox:
            wanted.append(("demo mailbox", "127.0.0.1", self.settings.mail_port, "MOTCUA_MAIL_PORT"))
        for part, host, port, name in wanted:
            if taken := ports.holder(port, host):
                raise RefusedError(f"Port {port}, wanted by the {part}, is held by {taken}. Stop it or set {name}.")

    def _choose_account(self) -> Account | None:
        try:
            account = accounts.choose(self.settings.account)
        except LookupError as error:
            raise RefusedError(str(error)) from error
        if account is not None:
            places = (REPO, Path(sys.prefix), Path(sys.executable), Path(sys.base_prefix), self.layout.root)
            if opened := accounts.open_ways(places, account):
                folders = " ".join(str(folder) for folder in opened)
                self.console.print(f"Programs run as {account.name}: added o+x (pass through) to {folders}")
            # the account may not write into the repository: compile for it, once
            compileall_quietly()
        return account

    def _make_folders(self, account: Account | None) -> None:
        try:
            for folder in (*self.layout.folders(), self.layout.pg):
                accounts.own(folder, account)
        except PermissionError as error:
            raise RefusedError(str(error)) from error

    def _explain(self, error: Exception) -> None:
        self.screen.close()
        self.console.print(f"[bold red]{error}[/]", highlight=False)
        if isinstance(error, StartError):
            self.console.print("\n".join(error.words), markup=False, highlight=False, soft_wrap=True)
            self.console.print(f"All of it: {self.layout.log(error.name)}")


def mark_of_runner() -> Mark:
    """The mark of this very program."""
    return mark(os.getpid())


def compileall_quietly() -> None:
    """Byte code of our own packages, so that six programs do not each compile them."""
    for package in PACKAGES:
        compileall.compile_dir(REPO / package, quiet=2)
