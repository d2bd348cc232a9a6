"""Which partitions this replica hears: those whose advisory lock it holds, up to its fair share."""

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

    def __init__(self, connection: AsyncConnection, partitions: dict[str, list[int]]) -> None:
        self._connection = connection
        self._all: list[Place] = [(topic, one) for topic in sorted(partitions) for one in partitions[topic]]
        self._has_joined = False
        self.owned: set[Place] = set()

    async def settle(self) -> bool:
        """Take or give partitions until the share is fair; true when `owned` changed."""
        if not self._has_joined:
            await self._connection.execute(_JOIN)
            self._has_joined = True
        replicas = max(1, await self._connection.scalar(_COUNT) or 1)
        share = -(-len(self._all) // replicas)
        before = set(self.owned)
        for place in sorted(self.owned)[share:]:
            await self._connection.execute(_GIVE, {"topic": place[0], "partition": place[1]})
            self.owned.discard(place)
        for place in self._all:
            if len(self.owned) >= share:
                break
            if place not in self.owned and await self._connection.scalar(
                _TAKE, {"topic": place[0], "partition": place[1]}
            ):
                self.owned.add(place)
        return self.owned != before
