"""Nguyễn Thị Lan registers a temporary residence, from sign-in to rating."""

from tests.journeys.errand import World
from tests.journeys.temporary_residence import TemporaryResidence


async def test_register_temporary_residence(world: World) -> None:
    await TemporaryResidence(world).run()
