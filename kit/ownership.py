"""Which partitions this replica hears: those whose advisory lock it holds, up to its fair share."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Place = tuple[str, int]

_ROLL = "hashtext('kit.listen.replicas')"
_JOIN = text(f"SELECT pg_advisory_lock_shared({_ROLL}, 0)")
_COUNT = text(
    "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"  # noqa: S608
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND classid = ({_ROLL}::bigint & 4294967295)::oid AND objid = 0"
)
_TAKE = text("SELECT pg_try_advisory_lock(hashtext('kit.listen.' || :topic), :partition)")
_GIVE = text("SELECT pg_advisory_unlock(hashtext('kit.listen.' || :topic), :partition)")


class Ownership:
    """The locks held on one connection; they end with it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._has_joined = False
        self.owned: set[Place] = set()

    async def settle(self, partitions: Mapping[str, Sequence[int]]) -> bool:
        """Take or give partitions of what is there now until the share is fair; true when `owned` changed.

        Ordered by partition first, so that a busy topic is shared and not kept whole by one replica.
        """
        places = sorted(((topic, one) for topic in partitions for one in partitions[topic]), key=_partition_first)
        share = -(-len(places) // await self._count_replicas())
        before = set(self.owned)
        kept = sorted(before.intersection(places), key=_partition_first)[:share]
        for place in before.difference(kept):
            await self._connection.execute(_GIVE, {"topic": place[0], "partition": place[1]})
            self.owned.discard(place)
        for place in places:
            if len(self.owned) >= share:
                break
            if place not in self.owned and await self._connection.scalar(
                _TAKE, {"topic": place[0], "partition": place[1]}
            ):
                self.owned.add(place)
        return self.owned != before

    async def _count_replicas(self) -> int:
        if not self._has_joined:
            await self._connection.execute(_JOIN)
            self._has_joined = True
        return max(1, await self._connection.scalar(_COUNT) or 1)


def _partition_first(place: Place) -> tuple[int, str]:
    return place[1], place[0]
