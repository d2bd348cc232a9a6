"""Making an export: page after page, each in a short transaction of its own, into a file, then into the file store.

Reads what who asked may read, as the row-level policies show it to them. Writing happens beside the event loop.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import Channel
from kit.clock import LOCAL, now
from kit.db import transaction
from kit.files import Store
from kit.people import Officer
from services.dossier.actions import exporting
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import IS_OPEN, Dossier, Export
from services.dossier.permissions import Specialist
from services.dossier.schemas.worklists import Filter
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_person, as_system
from services.dossier.worklists import asking
from services.dossier.worklists.files import Cells, Writer
from services.dossier.worklists.listing import ROW, Narrowing

PAGE = 1000

CHANNELS = {Channel.ONLINE: "Trực tuyến", Channel.DIRECT: "Trực tiếp", Channel.POST: "Bưu chính"}


async def make(app: FastAPI) -> int:
    """Make the export that waits longest; 0 when none waits."""
    async with transaction(app) as session:
        await as_system(session)
        export = await exporting.take(session, at=await now())
    if export is None:
        return 0
    files: Store = app.state.files
    with TemporaryDirectory(prefix="motcua-export-") as folder:
        path = Path(folder) / "rows"
        if not await _write(app, export, path):
            return 1
        key, size = await files.save_file(path), path.stat().st_size
    async with transaction(app) as session:
        await as_system(session)
        is_kept = await exporting.finish(session, export, key=key, size=size, at=await now())
    if not is_kept:
        await files.delete(key)
    return 1


async def _write(app: FastAPI, export: Export, path: Path) -> bool:
    """Write all pages; False when another took the export over."""
    place: tuple[datetime, UUID] | None = None
    done = 0
    writer = Writer(path, export.format)
    await asyncio.to_thread(writer.__enter__)
    try:
        while done < exporting.MOST_ROWS:
            async with transaction(app) as session:
                await as_person(session, asker(export))
                rows = await _page(session, app, export, after=place, limit=min(PAGE, exporting.MOST_ROWS - done))
                done += len(rows)
                await as_system(session)
                if not await exporting.go_on(session, export, rows, done=done, at=await now()):
                    return False
            if not rows:
                break
            await asyncio.to_thread(writer.write, [cells(row) for row in rows])
            place = rows[-1].ranked_at, rows[-1].id
    finally:
        await asyncio.to_thread(writer.__exit__)
    return True


async def _page(
    session: AsyncSession, app: FastAPI, export: Export, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row[Any]]:
    settings: DossierSettings = app.state.settings
    found: Narrowing = await asking.narrowed(
        session,
        Filter.model_validate(export.content),
        clerk=asker(export),
        at=export.asked_at,
        calendar_code=settings.calendar_code,
    )
    columns = [Dossier.__table__.c[name] for name in (*ROW, "owner_id", "ranked_at", "fee_paid_at")]
    wanted = select(*columns).where(IS_OPEN, *found.conditions())
    if after is not None:
        wanted = wanted.where(tuple_(Dossier.ranked_at, Dossier.id) > after)
    return list((await session.execute(wanted.order_by(Dossier.ranked_at, Dossier.id).limit(limit))).all())


def asker(export: Export) -> Officer:
    """Who asked, as they were when they asked."""
    officer = Officer(
        id=export.person_id,
        client_id=export.client_id,
        scopes=frozenset(),
        agency=export.agency_code,
        roles=frozenset({export.role.value}),
    )
    if export.procedures is None:
        return officer
    return Specialist(**vars(officer), procedures=frozenset(export.procedures))


def cells(row: Row[Any]) -> Cells:
    """A row as people read it (files.HEADINGS)."""
    return [
        row.number or "",
        row.tracking_code,
        row.procedure_code,
        row.procedure_name,
        row.applicant_name,
        STATES[Status(row.status)].vi,
        row.step or "",
        CHANNELS[Channel(row.channel)],
        *(_moment(one) for one in (row.submitted_at, row.received_at, row.due_at, row.paused_since)),
        str(row.fee_due),
        "có" if row.fee_paid_at else "",
        str(row.assigned_to or ""),
    ]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}" if at else ""
