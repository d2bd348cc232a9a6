"""What happens when time passes: dossiers are looked at before they are late, orphaned files are swept up, dossiers
follow their agencies, papers in quarantine are scanned.
"""

from datetime import timedelta

from fastapi import FastAPI
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.files import Store
from kit.logs import log
from kit.problems import NotFound
from kit.schedule import Schedule
from services.dossier import queries
from services.dossier.actions import (
    exporting,
    following,
    indexing,
    parts,
    scanning,
    succeeding,
    uploading,
    watching,
)
from services.dossier.blind import Blind
from services.dossier.queries import parts as rows
from services.dossier.scanning import Scanner, ScannerAway
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_system
from services.dossier.worklists.exporting import make

BATCH = 500
WHOLES = 100
UNCLAIMED_FOR = timedelta(hours=1)
"""Longer than any upload takes: a younger file may belong to a transaction that has not committed yet."""

schedule = Schedule()
scans = Counter("motcua_paper_scans", "Papers looked at by the virus scanner", ["verdict"])


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
async def scan_papers(app: FastAPI) -> int:
    """Have papers in quarantine looked at, one after another; the rest waits when the scanner does not answer.

    Without a scanner what is in quarantine stays there: a setting lost by mistake must not let anything out.
    """
    scanner: Scanner | None = app.state.scanner
    files: Store = app.state.files
    looked = 0
    while scanner is not None and looked < BATCH:
        async with transaction(app) as session:
            await as_system(session)
            paper = await scanning.take(session, at=await now())
        if paper is None:
            break
        try:
            found = await scanner.look(b"".join([piece async for piece in files.open(paper.file_key)]))
        except (ScannerAway, NotFound) as error:
            scans.labels("away").inc()
            log.warning("a paper stays in quarantine", paper_id=str(paper.id), error=repr(error))
            break
        async with transaction(app) as session:
            await as_system(session)
            await scanning.settle(session, paper.id, is_harmful=found is not None, at=await now())
        scans.labels("clean" if found is None else "infected").inc()
        if found is not None:
            log.warning("a paper is harmful", paper_id=str(paper.id), found=found)
            await files.delete(paper.file_key)
        looked += 1
    return looked


@schedule.every(seconds=600)
async def expire_uploads(session: AsyncSession) -> int:
    """Forget files that did not come within a day; what came of them is swept up like every file nobody names."""
    await as_system(session)
    return await uploading.expire(session, at=await now(), most=BATCH)


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


@schedule.every_with_app(seconds=30)
async def follow_shipments(app: FastAPI) -> int:
    """Tell the carrier what is to be carried, and ask it where things are; spoken to between two transactions."""
    if app.state.carrier is None:
        return 0
    return await following.follow(app)


@schedule.every_with_app(seconds=300)
async def index_people(app: FastAPI) -> int:
    """People who changed are found by their new numbers, some at a time."""
    settings: DossierSettings = app.state.settings
    async with transaction(app) as session:
        return await indexing.index(session, Blind(settings.index_key.get_secret_value()))


@schedule.every_with_app(seconds=15)
async def make_exports(app: FastAPI) -> int:
    """Exports somebody waits for, one at a time."""
    return await make(app)


@schedule.every(seconds=3600)
async def forget_exports(session: AsyncSession) -> int:
    """Exports are kept for a day."""
    await as_system(session)
    await exporting.forget(session, at=await now())
    return 0


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
