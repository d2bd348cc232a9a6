"""What happens when time passes: dossiers are looked at before they are late, orphaned files are swept up, dossiers
follow their agencies.
"""

from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.files import Store
from kit.schedule import Schedule
from services.dossier import queries
from services.dossier.actions import parts, succeeding, watching
from services.dossier.queries import parts as rows
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_system

BATCH = 500
WHOLES = 100
UNCLAIMED_FOR = timedelta(hours=1)
"""Longer than any upload takes: a younger file may belong to a transaction that has not committed yet."""

schedule = Schedule()


@schedule.every_with_app(seconds=3600)
async def sweep_files(app: FastAPI) -> int:
    """Delete old files no paper names, as a crash between store and commit leaves them; the store is ours alone."""
    files: Store = app.state.files
    swept = 0
    async for keys in files.older(await now() - UNCLAIMED_FOR, batch=BATCH):
        async with transaction(app) as session:
            await as_system(session)
            claimed = await queries.claimed(session, keys)
        for key in set(keys) - claimed:
            await files.delete(key)
            swept += 1
    return swept


@schedule.every_with_app(seconds=30)
async def look_at_what_is_due(app: FastAPI) -> int:
    """Warnings, drafted apologies, escalations and stops whose moment has come, each in a transaction of its own."""
    settings: DossierSettings = app.state.settings
    async with transaction(app) as session:
        await as_system(session)
        return await watching.look(session, at=await now(), calendar_code=settings.calendar_code)


@schedule.every(seconds=300)
async def follow_successors(session: AsyncSession) -> int:
    """Dossiers of an agency that was merged or split go to its successors, some at a time."""
    await as_system(session)
    return await succeeding.follow(session, at=await now())


@schedule.every_with_app(seconds=60)
async def follow_parts(app: FastAPI) -> int:
    """Joint dossiers are brought to where their parts are, each in a transaction of its own: a part that was stopped,
    an agency heard of late, a repair nobody made in time.
    """
    followed, last = 0, None
    while True:
        async with transaction(app) as session:
            await as_system(session)
            page = await rows.under_way(session, after=last, limit=WHOLES)
        for whole_id in page:
            async with transaction(app) as session:
                await parts.follow(session, whole_id, at=await now())
        followed += len(page)
        if len(page) < WHOLES:
            return followed
        last = page[-1]
