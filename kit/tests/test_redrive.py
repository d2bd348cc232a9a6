"""The operator's command revives what is dead, once."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from kit.db import transaction
from kit.redrive import main
from kit.testing import hear
from kit.tests.conftest import Running, ThingHappened, listener_of


async def test_the_command_revives_dead_events(sample: Running) -> None:
    async with sample(listener=listener_of()) as app:
        with pytest.raises(AssertionError):
            await hear(app, ThingHappened(thing_id=uuid4(), note="poison"))
        async with transaction(app) as session:
            await session.execute(text("UPDATE dead_letters SET state = 'dead'"))
        assert await main(app.state.settings) == 1
        assert await main(app.state.settings) == 0
