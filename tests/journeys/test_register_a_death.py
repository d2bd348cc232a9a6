"""A death, the residence removed, the family's allowance: one declaration, three agencies."""

from tests.journeys.death_in_the_family import DeathInTheFamily
from tests.journeys.errand import World


async def test_register_a_death(world: World) -> None:
    await DeathInTheFamily(world).run()
