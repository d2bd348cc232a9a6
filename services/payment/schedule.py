"""What happens to payments when time passes."""

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.schedule import Schedule
from services.payment import actions

BATCH = 200

schedule = Schedule()


@schedule.every(seconds=15)
async def expire_attempts(session: AsyncSession) -> int:
    """Attempts past their time are shown as expired; the gateway may still confirm them."""
    return await actions.lapse(session, at=await now(), limit=BATCH)
