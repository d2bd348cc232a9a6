"""What happens in the catalog when time passes: revisions come into force and end, tried dossiers grow old."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, now
from kit.schedule import Schedule
from services.catalog.actions.publishing import prune, turn

KEPT = 1_000
"""Accepted dossiers kept for each procedure: the newest, twice what a simulation asks for at most."""

schedule = Schedule()


@schedule.every(seconds=600)
async def turn_revisions(session: AsyncSession) -> int:
    """What begins or ends today (in Vietnam) begins or ends."""
    return await turn(session, on=(await now()).astimezone(LOCAL).date())


@schedule.every(seconds=3600)
async def prune_dossiers(session: AsyncSession) -> int:
    """Accepted dossiers beyond the newest of each procedure are forgotten."""
    return await prune(session, keep=KEPT)


@schedule.every_with_app(seconds=60)
async def freshen_search(app: FastAPI) -> int:
    """The search is built when the program starts and kept up to date, so that nobody waits for it."""
    await app.state.search.catalogue(await app.state.search.edition())
    return 0
