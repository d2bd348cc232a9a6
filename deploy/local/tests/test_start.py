"""What happens before anything starts: ports, secrets, accounts, folders, logs; and the broker's address file."""

import asyncio
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from rich.console import Console

from deploy.local import account, journal, ports, secrets
from deploy.local.account import Account
from deploy.local.layout import REPO, SOCKET_LIMIT, Layout
from deploy.local.people import PEOPLE
from deploy.local.readiness import broker_listens
from deploy.local.runner import RefusedError, Run
from deploy.local.settings import LocalSettings

NOBODY = Account("nobody", pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts programs as somebody else")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_names_the_program_that_holds_it(taken: int) -> None:
    held = ports.holder(taken)
    assert held is not None
    assert f"pid {os.getpid()} (" in held
    assert "python" in held


def test_a_free_port_has_no_holder(taken: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert ports.holder(free) is None


async def test_a_run_is_refused_before_anything_starts_and_names_the_setting(taken: int, tmp_path: Path) -> None:
    run = Run(LocalSettings(port=taken, state=tmp_path / "state"), Console(quiet=True))
    with pytest.raises(RefusedError, match=rf"Port {taken}.*pid {os.getpid()}.*set MOTCUA_PORT"):
        await run.keep()
    assert not (tmp_path / "state" / "secrets.json").exists()


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = secrets.load(path)
    assert secrets.load(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(first.people) == {person.name for person in PEOPLE}
    assert len(set(first.roles.values())) == len(first.roles) == 13


def test_a_secret_that_a_newer_version_needs_is_added_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text('{"key_secret": "kept", "people": {"lan": "tre-song-nui-4821"}}')
    found = secrets.load(path)
    assert found.key_secret == "kept"
    assert found.people["lan"] == "tre-song-nui-4821"
    assert found.people["minh"]
    assert secrets.load(path) == found


def test_demo_passwords_can_be_read_aloud_and_are_long_enough() -> None:
    for _ in range(200):
        words = secrets.passphrase()
        assert len(words) >= 12
        assert words.isascii()
        assert words.count("-") == 3


def test_socket_paths_stay_short_enough_for_the_kernel(tmp_path: Path) -> None:
    assert Layout(Path("/srv/motcua/.motcua")).run == Path("/srv/motcua/.motcua/run")
    deep = Layout(tmp_path / ("d" * 60) / ("e" * 60))
    assert deep.run.parent == Path("/tmp")
    assert len(bytes(deep.socket("notification"))) <= SOCKET_LIMIT
    assert deep.broker == deep.root / "run" / "broker"


@needs_root
def test_root_never_runs_programs_as_root() -> None:
    assert account.choose() is not None
    with pytest.raises(LookupError, match="is root itself"):
        account.choose("root")
    with pytest.raises(LookupError, match="MOTCUA_ACCOUNT"):
        account.choose("no-such-user")


@needs_root
def test_a_folder_that_blocks_the_account_is_opened_for_passing_only() -> None:
    with tempfile.TemporaryDirectory() as top:
        place = Path(top) / "inner"
        place.mkdir(mode=0o750)
        changed = account.open_ways([place], NOBODY)
        assert changed == [Path(top), place]
        assert stat.S_IMODE(place.stat().st_mode) == 0o751
        assert account.open_ways([place], NOBODY) == []


@needs_root
def test_a_folder_is_given_to_the_account_with_all_it_holds(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "deep").mkdir(parents=True)
    account.own(folder, NOBODY)
    assert (folder / "deep").stat().st_uid == NOBODY.uid
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@needs_root
def test_a_folder_that_a_stranger_made_first_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    os.chown(folder, 4711, 4711)
    with pytest.raises(PermissionError):
        account.own(folder, NOBODY)


def test_a_log_keeps_its_last_lines_when_it_grows_too_long(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_text("".join(f"line {number}\n" for number in range(1000)))
    assert journal.trim(path, limit=1000, keep=100)
    assert path.read_text().splitlines()[-1] == "line 999"
    assert path.stat().st_size <= 100
    assert not journal.trim(path, limit=1000, keep=100)


def test_a_log_is_followed_by_whole_lines_also_after_it_was_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_text("one\ntwo\nthr")
    place, lines = journal.new_lines(path, 4)
    assert list(lines) == ["two"]
    assert place == 8
    path.write_text("new\n")
    assert list(journal.new_lines(path, place)[1]) == ["new"]
    assert journal.last_lines(tmp_path / "none.log", 5) == []


async def test_the_broker_writes_its_address_and_takes_it_away_when_it_stops(tmp_path: Path) -> None:
    file = tmp_path / "broker"
    broker = _start_broker(file)
    try:
        ready = broker_listens(file)
        deadline = time.monotonic() + 15
        while not await ready():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        producer = AIOKafkaProducer(bootstrap_servers=file.read_text())
        await producer.start()
        await producer.send_and_wait("dossier", b"news")
        assert len(await producer.partitions_for("dossier")) == 4
        await producer.stop()
        broker.send_signal(signal.SIGTERM)
        assert broker.wait(timeout=10) == 0
        assert not file.exists()
    finally:
        broker.kill()
        broker.wait()


def _start_broker(file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "deploy.local.broker", str(file)], cwd=REPO)
