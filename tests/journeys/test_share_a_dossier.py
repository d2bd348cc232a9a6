"""Nguyễn Thị Lan and Trần Văn Minh fill in a dossier together, and it becomes his."""

from tests.journeys.errand import World
from tests.journeys.sharing_a_dossier import SharingADossier


async def test_share_a_dossier(world: World) -> None:
    await SharingADossier(world).run()
