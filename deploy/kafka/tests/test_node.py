"""A real broker started, stopped, killed and wiped; and what is said where Java or Maven are missing."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka.admin import AdminClient
from typer.testing import CliRunner

from deploy.kafka import jars
from deploy.kafka.__main__ import app
from deploy.kafka.node import KafkaNode
from deploy.local import account

needs_java = pytest.mark.skipif(not (shutil.which("java") and shutil.which("mvn")), reason="needs Java and Maven")


def _free_pair() -> int:
    """A free port whose successor is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture
def top() -> Iterator[Path]:
    """A folder another user may pass through; every new pytest on the machine closes those of `tmp_path` again."""
    with tempfile.TemporaryDirectory(prefix="motcua-test-") as made:
        yield Path(made)


@pytest.fixture
def node(top: Path) -> Iterator[KafkaNode]:
    made = KafkaNode(top / "kafka", _free_pair(), account=account.choose())
    yield made
    made.wipe()


def _cluster(node: KafkaNode) -> str:
    told = AdminClient({"bootstrap.servers": node.address}).list_topics(timeout=5)
    return str(told.cluster_id)


async def _say(node: KafkaNode, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=node.address, acks="all", enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait("dossier", value, key=b"1")
    assert len(await producer.partitions_for("dossier")) == 4
    await producer.stop()


async def _hear(node: KafkaNode) -> bytes | None:
    consumer = AIOKafkaConsumer("dossier", bootstrap_servers=node.address, auto_offset_reset="earliest")
    await consumer.start()
    record = await asyncio.wait_for(consumer.getone(), 20)
    await consumer.stop()
    value: bytes | None = record.value
    return value


@pytest.mark.kafka
@needs_java
async def test_a_broker_keeps_events_when_killed_and_comes_back_empty_when_wiped(node: KafkaNode) -> None:
    await asyncio.to_thread(node.start)
    await _say(node, b"news")
    first = _cluster(node)
    assert node.kill()
    assert not node.is_running
    assert not node.answers()
    await asyncio.to_thread(node.start)
    assert await _hear(node) == b"news"
    assert _cluster(node) == first
    assert await asyncio.to_thread(node.stop)
    assert not node.stop()
    node.wipe()
    await asyncio.to_thread(node.start)
    assert _cluster(node) != first


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts programs as somebody else")
def test_root_starts_it_as_an_account_that_owns_the_data_and_nothing_else(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools, user = top / "bin", account.choose()
    assert user is not None
    tools.mkdir()
    (tools / "mvn").write_text("#!/bin/sh\n")
    # tells who it is instead of being a broker
    (tools / "java").write_text('#!/bin/sh\nid -u > "$HOME/who-$(echo "$*" | wc -w)"\nenv >> "$HOME/env"\nsleep 30\n')
    for tool in tools.iterdir():
        tool.write_text(tool.read_text().replace("sleep 30", 'case "$*" in *Storage*) ;; *) sleep 30 ;; esac'))
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("TOP_SECRET", "of root")
    monkeypatch.setattr(jars, "resolve", lambda: tools)
    node = KafkaNode(top / "kafka", _free_pair(), account=user)
    # both have told: the shell makes a file before it writes into it
    monkeypatch.setattr(node, "answers", lambda: sum(one.stat().st_size > 0 for one in node.data.glob("who-*")) == 2)
    opened: list[str] = []
    try:
        node.start(patience=10, tell=opened.append)
    finally:
        node.kill()
    assert {file.read_text().strip() for file in node.data.glob("who-*")} == {str(user.uid)}
    assert "TOP_SECRET" not in (node.data / "env").read_text()
    assert node.data.stat().st_uid == user.uid
    assert {place.stat().st_uid for place in (node.folder, node.log, node.folder / "server.properties")} == {0}
    assert "o+x" in opened[0]


def test_a_machine_without_java_is_told_so_plainly_with_code_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = CliRunner().invoke(app, ["start", "--port", str(_free_pair())])
    assert told.exit_code == 3
    assert "needs `java`" in told.stderr


def test_a_taken_port_is_named_with_its_holder() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        told = CliRunner().invoke(app, ["start", "--port", str(listening.getsockname()[1])])
    assert told.exit_code == 1


def test_nothing_is_stopped_where_nothing_runs() -> None:
    port = str(_free_pair())
    assert "was not running" in CliRunner().invoke(app, ["stop", "--port", port]).output
    assert "does not run" in CliRunner().invoke(app, ["status", "--port", port]).output


def test_jars_are_resolved_again_only_when_the_list_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, calls = tmp_path / "bin", tmp_path / "calls"
    tools.mkdir()
    maven = tools / "mvn"
    maven.write_text(f'#!/bin/sh\necho called >> "{calls}"\n')
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    for _ in range(2):
        assert jars.resolve(tmp_path / "lib") == tmp_path / "lib"
    assert calls.read_text() == "called\n"
    maven.write_text("#!/bin/sh\necho no network\nexit 1\n")
    with pytest.raises(RuntimeError, match="no network"):
        jars.resolve(tmp_path / "other")
