"""A real broker for the tests of this folder, and the figures they print at the end."""

import gc
import os
import random
import shutil
import socket
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.kafka import jars
from deploy.kafka.node import KafkaNode
from kit.app import build
from kit.events import Listener
from kit.settings import Settings
from kit.tests.conftest import emptied, sample_url
from tests.kafka.records import forget_topics

__all__ = ["emptied", "sample_url"]

LIFETIME = 900.0
"""Seconds after which a broker ends by itself, whatever became of the test run."""

Note = Callable[[str], None]
Started = Callable[[KafkaNode, Listener | None], AbstractAsyncContextManager[FastAPI]]
_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def note(request: pytest.FixtureRequest) -> Note:
    """Keeps a figure for the end of the run."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints the figures, whether the tests passed or not."""
    if figures := config.stash.get(_FIGURES, []):
        terminalreporter.section("figures on a real Apache Kafka")
        for line in figures:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def outage() -> float:
    """Seconds a broker stays away."""
    return float(os.environ.get("MOTCUA_TEST_OUTAGE_SECONDS", "60"))


@pytest.fixture(scope="session")
def node() -> Iterator[KafkaNode]:
    """A broker of this run, started; skipped where Java or Maven are missing."""
    try:
        jars.java()
        jars.resolve()
    except jars.MissingToolError as missing:
        pytest.skip(str(missing))
    folder = Path(tempfile.mkdtemp(prefix="motcua-kafka-"))
    made = KafkaNode(folder, free_ports(2), lifetime=LIFETIME)
    try:
        made.start()
        yield made
    finally:
        made.wipe()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def broker(node: KafkaNode) -> KafkaNode:
    """The broker, running and without topics."""
    node.start()
    forget_topics(node.address)
    return node


@pytest.fixture
def sample(emptied: str) -> Started:
    """Starts a sample service on a broker, with the settings it would have in production."""

    @asynccontextmanager
    async def start(broker: KafkaNode, listener: Listener | None = None) -> AsyncIterator[FastAPI]:
        settings = Settings(database_url=SecretStr(emptied), kafka_bootstrap_servers=broker.address)
        app = build("sample", settings, routers=[], listener=listener)
        async with app.router.lifespan_context(app):
            yield app

    return start


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """aiokafka leaves a connection whose first question was cut short to the garbage collector: collect it here."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def free_ports(count: int) -> int:
    """The first of `count` free loopback ports in a row.

    Below the ports that the kernel gives to clients: a client that calls a stopped broker from the broker's own port
    would be connected to itself, and hold the port.
    """
    while True:
        first = random.randrange(20_000, 32_000)  # noqa: S311 - a port, not a secret
        if all(_is_free(first + one) for one in range(count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
