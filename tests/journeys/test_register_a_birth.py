"""A birth, the child's home and its health card: one declaration, three agencies."""

from tests.journeys.birth_of_a_child import BirthOfAChild
from tests.journeys.errand import World


async def test_register_a_birth(world: World) -> None:
    await BirthOfAChild(world).run()
