"""Trần Văn Minh submits for Nguyễn Thị Lan, by her leave and on the record."""

from tests.journeys.acting_for_another import ActingForAnother
from tests.journeys.errand import World


async def test_act_for_another(world: World) -> None:
    await ActingForAnother(world).run()
