"""A broker that is gone, or another one, ends the work that counted on it."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kit import bus
from kit.settings import Settings


def cluster(*ids: str) -> bus.Cluster:
    """A cluster called `a` whose broker answers with `ids`, the last one for ever."""
    answers = list(ids)

    async def describe_cluster() -> dict[str, str]:
        return {"cluster_id": answers.pop(0) if len(answers) > 1 else answers[0]}

    admin: Any = SimpleNamespace(describe_cluster=describe_cluster)
    return bus.Cluster("a", admin)


async def test_work_lasts_while_its_cluster_answers() -> None:
    done: list[int] = []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append(1)

    await cluster("a").during(work())
    assert done == [1]


async def test_another_cluster_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "CHECK_EVERY", 0.01)
    with pytest.raises(ConnectionResetError, match="another cluster"):
        await cluster("a", "b").during(asyncio.sleep(60))


async def test_work_cancelled_by_its_client_is_trouble_not_an_end() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(ConnectionResetError, match="gave up"):
        await cluster("a").during(cancelled())


async def test_work_that_swallows_its_end_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "CHECK_EVERY", 0.01)

    async def stubborn() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    async with asyncio.timeout(5):
        with pytest.raises(ConnectionResetError):
            await cluster("a", "b").during(stubborn())


async def test_a_goodbye_nobody_hears_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "GOODBYE", 0.05)

    async def fail() -> None:
        raise OSError("gone")

    assert not await bus._attempt(asyncio.sleep(60))
    assert await bus._attempt(fail())
    assert await bus._attempt(asyncio.sleep(0))


def test_the_address_may_live_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "broker"
    file.write_text("127.0.0.1:1,127.0.0.1:2\n")
    assert bus.bootstrap(Settings(kafka_bootstrap_servers=f"file:{file}")) == ["127.0.0.1:1", "127.0.0.1:2"]
    assert bus.bootstrap(Settings(kafka_bootstrap_servers="a:9092")) == ["a:9092"]
