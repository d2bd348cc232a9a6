"""Replicas share partitions fairly, never own one twice, and leave theirs when they go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from kit.ownership import Ownership

PARTITIONS = {"b": [0, 1, 2], "a": [0, 1]}
ALL = {(topic, one) for topic, found in PARTITIONS.items() for one in found}


@asynccontextmanager
async def replica(url: str) -> AsyncIterator[Ownership]:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        yield Ownership(connection)
    await engine.dispose()


async def test_one_replica_owns_all_and_nothing_changes_after(emptied: str) -> None:
    async with replica(emptied) as alone:
        assert await alone.settle(PARTITIONS)
        assert alone.owned == ALL
        assert not await alone.settle(PARTITIONS)


async def test_replicas_share_and_the_last_inherits(emptied: str) -> None:
    async with replica(emptied) as first:
        await first.settle(PARTITIONS)
        async with replica(emptied) as second:
            assert not await second.settle(PARTITIONS), "the first has not given any back yet"
            assert await first.settle(PARTITIONS)
            assert await second.settle(PARTITIONS)
            assert {len(first.owned), len(second.owned)} == {2, 3}
            assert first.owned | second.owned == ALL
            async with replica(emptied) as third:
                for _ in range(2):
                    for one in (first, second, third):
                        await one.settle(PARTITIONS)
                shares = [one.owned for one in (first, second, third)]
                assert sorted(map(len, shares)) == [1, 2, 2]
                assert set().union(*shares) == ALL
        assert await first.settle(PARTITIONS)
        assert first.owned == ALL


async def test_each_topic_is_shared(emptied: str) -> None:
    busy = {"busy": [0, 1], "quiet": [0, 1]}
    async with replica(emptied) as first, replica(emptied) as second:
        for one in (first, second, first, second):
            await one.settle(busy)
        assert [sorted(topic for topic, _ in one.owned) for one in (first, second)] == [["busy", "quiet"]] * 2


async def test_a_partition_that_appears_is_taken_and_one_that_is_gone_is_left(emptied: str) -> None:
    async with replica(emptied) as alone:
        await alone.settle({"a": [0, 1]})
        assert await alone.settle({"a": [0, 1, 2]})
        assert alone.owned == {("a", 0), ("a", 1), ("a", 2)}
        assert await alone.settle({"a": [1]})
        assert alone.owned == {("a", 1)}


async def test_nothing_to_own_is_fine(emptied: str) -> None:
    engine = create_async_engine(emptied, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        assert not await Ownership(connection).settle({})
    await engine.dispose()
