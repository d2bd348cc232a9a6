"""`python -m kit.redrive`: let every dead event of the service at MOTCUA_DATABASE_URL be tried again.

For operators, once the cause is mended. Prints how many there were; the running service takes them up within a second.
"""

import asyncio
import sys

from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import new_engine
from kit.effects import redrive
from kit.settings import Settings


async def main(settings: Settings) -> int:
    """How many events were revived."""
    engine = new_engine(settings)
    try:
        async with AsyncSession(engine) as session, session.begin():
            return await redrive(session)
    finally:
        await engine.dispose()


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(main(Settings()))} events will be tried again\n")
