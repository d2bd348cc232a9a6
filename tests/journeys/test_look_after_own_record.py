"""Nguyễn Thị Lan looks after her own record."""

from tests.journeys.errand import World
from tests.journeys.own_record import OwnRecord


async def test_look_after_own_record(world: World) -> None:
    await OwnRecord(world).run()
