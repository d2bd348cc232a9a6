"""Whose number is it: a pid alone may belong to a stranger after a crash, a pid with its start time never does."""

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

CLOCK_DRIFT = 5.0  # seconds; psutil derives start times from the wall clock, which may have been set


@dataclass(frozen=True, slots=True)
class Mark:
    """One program that ran: `pid` and `started` (seconds since 1970)."""

    pid: int
    started: float


def mark(pid: int) -> Mark:
    """The mark of a program that was just started; one that matches nothing alive when it has already ended."""
    try:
        return Mark(pid=pid, started=psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return Mark(pid=pid, started=0.0)


def command_line(pid: int) -> str:
    """How a program was started; empty when it is gone or may not be looked at."""
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return ""


def is_alive(known: Mark) -> bool:
    """True while that very program runs: same number, same start, not a zombie."""
    try:
        found = psutil.Process(known.pid)
        return bool(abs(found.create_time() - known.started) < CLOCK_DRIFT and found.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def send(known: Mark, number: int) -> None:
    """Signals the program (and its group when it leads one); silent when it is gone."""
    if not is_alive(known):
        return
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGKILL and os.getpgid(known.pid) == known.pid:
            os.killpg(known.pid, number)
        else:
            os.kill(known.pid, number)


def end(known: Mark, *, first: int = signal.SIGTERM, patience: float = 20.0) -> bool:
    """Asks the program to stop, kills it after `patience` seconds. False when it was gone before."""
    if not is_alive(known):
        return False
    send(known, first)
    deadline = time.monotonic() + patience
    while is_alive(known) and time.monotonic() < deadline:
        time.sleep(0.05)
    send(known, signal.SIGKILL)
    return True


async def gone(known: Mark, *, patience: float) -> bool:
    """Waits until the program has ended; False after `patience` seconds."""
    deadline = time.monotonic() + patience
    while is_alive(known):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


def family(pid: int) -> list[int]:
    """The program and everything it started; empty when it is gone."""
    try:
        parent = psutil.Process(pid)
        return [pid, *(child.pid for child in parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []
