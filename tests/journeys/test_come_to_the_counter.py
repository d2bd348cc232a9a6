"""Nguyễn Thị Lan comes to the counter with her papers."""

from tests.journeys.at_the_counter import AtTheCounter
from tests.journeys.errand import World


async def test_come_to_the_counter(world: World) -> None:
    await AtTheCounter(world).run()
