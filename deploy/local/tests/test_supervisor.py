"""The supervisor: order, restarts, stopping, and children that do not outlive it."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local.layout import DATABASE_LOCK, REPO, Layout
from deploy.local.pids import Mark, end, gone, is_alive, mark
from deploy.local.postgres import forget_the_dead
from deploy.local.program import Program
from deploy.local.recovery import recover
from deploy.local.state import State, read, take, write
from deploy.local.supervisor import Part, Stage, StartError, Supervisor

SLEEP = ("sleep", "60")
ENVIRONMENT = {"PATH": os.environ["PATH"]}


def sleeper(name: str, *, after: tuple[str, ...] = ()) -> Program:
    return Program(name=name, command=SLEEP, environment=ENVIRONMENT, after=after)


async def until(check: Callable[[], bool], *, patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


async def test_programs_start_after_what_they_need_and_stop_before_it(tmp_path: Path) -> None:
    heard: list[tuple[str, Stage]] = []
    programs = [sleeper("door", after=("service",)), sleeper("service", after=("database",)), sleeper("database")]
    supervisor = Supervisor(
        programs, folder=REPO, logs=tmp_path, tell=lambda part: heard.append((part.program.name, part.stage))
    )
    await supervisor.start()
    await supervisor.stop()
    came = [name for name, stage in heard if stage is Stage.READY]
    went = [name for name, stage in heard if stage is Stage.STOPPED]
    assert came == ["database", "service", "door"]
    assert went == ["door", "service", "database"]


async def test_a_killed_program_is_restarted_and_all_are_stopped_at_the_end(tmp_path: Path) -> None:
    supervisor = Supervisor([sleeper("one"), sleeper("two")], folder=REPO, logs=tmp_path)
    await supervisor.start()
    one = supervisor.parts["one"]
    first = _known(one)
    os.kill(first.pid, signal.SIGKILL)
    await until(lambda: one.restarts == 1 and one.stage is Stage.READY)
    assert _known(one) != first
    await supervisor.stop()
    assert not any(is_alive(_known(part)) for part in supervisor.parts.values())


async def test_a_program_that_does_not_come_up_fails_the_start_with_its_last_words(tmp_path: Path) -> None:
    broken = Program(name="broken", command=("sh", "-c", "echo no such thing; exit 3"), environment=ENVIRONMENT)
    never = Program(name="broken", command=broken.command, environment=ENVIRONMENT, ready=_never)
    supervisor = Supervisor([never, sleeper("other")], folder=REPO, logs=tmp_path)
    with pytest.raises(StartError, match="broken ended with code 3") as failed:
        await supervisor.start()
    assert failed.value.words[-1] == "no such thing"
    await supervisor.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="a mechanism of Linux")
async def test_no_program_can_gain_rights(tmp_path: Path) -> None:
    task = Program(name="asks", command=("grep", "NoNewPrivs", "/proc/self/status"), environment=ENVIRONMENT)
    supervisor = Supervisor([replace(task, is_task=True)], folder=REPO, logs=tmp_path)
    await supervisor.start()
    await supervisor.stop()
    assert (tmp_path / "asks.log").read_text().split() == ["NoNewPrivs:", "1"]


async def test_a_failing_task_is_not_tried_again(tmp_path: Path) -> None:
    task = Program(name="prepare", command=("sh", "-c", "echo once; exit 1"), environment=ENVIRONMENT, is_task=True)
    supervisor = Supervisor([task], folder=REPO, logs=tmp_path)
    with pytest.raises(StartError):
        await supervisor.start()
    await supervisor.stop()
    assert (tmp_path / "prepare.log").read_text() == "once\n"


async def test_a_program_deaf_to_the_signal_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = ("sh", "-c", f"trap '' TERM; touch {ready}; while true; do sleep 0.1; done")
    program = Program(name="deaf", command=deaf, environment=ENVIRONMENT, ready=_exists(ready))
    supervisor = Supervisor([program], folder=REPO, logs=tmp_path)
    await supervisor.start()
    await supervisor.stop(patience=0.3)
    assert not is_alive(_known(supervisor.parts["deaf"]))


async def test_children_do_not_outlive_a_killed_runner(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    runner = _start(sys.executable, "-c", _RUNNER, str(tmp_path), str(pid_file))
    try:
        await until(pid_file.exists, patience=20)
        child = mark(int(pid_file.read_text()))
        runner.kill()
        assert await gone(child, patience=5)
    finally:
        runner.kill()
        runner.wait()


async def test_what_a_killed_runner_left_is_ended_and_forgotten(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    left = _start(*SLEEP)
    try:
        known = mark(left.pid)
        stranger = Mark(pid=os.getpid(), started=1.0)
        write(layout.state, State(runner=stranger, programs={"catalog": known, "dossier": stranger}))
        reaper = asyncio.create_task(asyncio.to_thread(left.wait))
        assert await asyncio.to_thread(recover, layout) == ["catalog"]
        await reaper
        assert read(layout.state) is None
    finally:
        left.kill()


@pytest.mark.parametrize("lives", [True, False], ids=["alive", "a zombie"])
def test_pid_files_of_a_dead_database_are_forgotten_though_nobody_collected_it(tmp_path: Path, lives: bool) -> None:
    layout = Layout(tmp_path)
    server = _start(sys.executable, "-c", "import time; time.sleep(60)", "-D", str(layout.pg))
    files = (layout.pg / "postmaster.pid", layout.run / DATABASE_LOCK)
    try:
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{server.pid}\n{layout.pg}\n")
        if not lives:
            server.kill()
            os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)  # dead, and still holding its number
        forget_the_dead(layout)
        assert [file.exists() for file in files] == [lives, lives]
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(layout.run)


def test_only_one_runner_holds_a_state_folder(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = take(layout)
    assert first is not None
    assert take(layout) is None
    first.close()
    again = take(layout)
    assert again is not None
    again.close()


def test_a_pid_that_now_belongs_to_a_stranger_is_left_alone() -> None:
    assert not end(Mark(pid=os.getpid(), started=1.0))


def _known(part: Part) -> Mark:
    assert part.known is not None
    return part.known


async def _never() -> bool:
    return False


def _exists(path: Path) -> Callable[[], Awaitable[bool]]:
    exists = path.exists

    async def check() -> bool:
        return exists()

    return check


def _start(*command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, cwd=REPO, start_new_session=True)


_RUNNER = """
import asyncio, os, pathlib, sys
from deploy.local.postgres import forget_the_dead
from deploy.local.program import Program
from deploy.local.supervisor import Supervisor

async def main():
    logs = pathlib.Path(sys.argv[1])
    program = Program(name="child", command=("sleep", "60"), environment={"PATH": os.environ["PATH"]})
    supervisor = Supervisor([program], folder=pathlib.Path("."), logs=logs)
    await supervisor.start()
    fresh = pathlib.Path(sys.argv[2] + ".new")
    fresh.write_text(str(supervisor.parts["child"].known.pid))
    fresh.rename(sys.argv[2])
    await asyncio.sleep(60)

asyncio.run(main())
"""
