"""From what somebody asks of a worklist to what the database is asked, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from services.dossier import queries
from services.dossier.lifecycle import Status
from services.dossier.permissions import procedures
from services.dossier.replicas import Procedure
from services.dossier.schemas.worklists import Counts, Filter
from services.dossier.worklists.listing import Narrowing, Window
from services.dossier.worklists.narrowing import COUNTED, ME, NOBODY, WAITING_FOR, Due, window


async def narrowed(
    session: AsyncSession, wanted: Filter, *, clerk: Officer, at: datetime, calendar_code: str
) -> Narrowing:
    """What a member of staff may see of what they want."""
    statuses = WAITING_FOR[wanted.role] if wanted.role else None
    if wanted.status:
        only = frozenset({Status(wanted.status.value)})
        statuses = only if statuses is None else statuses & only
    due = await windows(session, [wanted.due], clerk=clerk, at=at, calendar_code=calendar_code) if wanted.due else None
    holder = None if wanted.assignee in (None, NOBODY) else wanted.assignee
    return Narrowing(
        agency_code=clerk.agency,
        procedures=await _procedures(session, wanted, clerk),
        statuses=statuses,
        step=wanted.step,
        due=due[0] if due else None,
        assigned_to=(clerk.id if holder == ME else UUID(holder)) if holder else None,
        is_unassigned=wanted.assignee == NOBODY,
        channel=wanted.channel,
    )


async def windows(
    session: AsyncSession, wanted: Sequence[Due], *, clerk: Officer, at: datetime, calendar_code: str
) -> list[Window]:
    """The moments each of them means by the working days of the agency."""
    calendar = await queries.calendar(session, clerk.agency, otherwise=calendar_code)
    return [window(one, at, calendar=calendar) for one in wanted]


def counts(rows: Sequence[Row[Any]]) -> Counts:
    """What `listing.counted` found, as people read it."""
    found = Counts(total=0, status={}, step={}, due={}, assignee={"me": 0, "nobody": 0, "others": 0})
    total = 0
    for row in rows:
        status, step, holder, count, *due = tuple(row)
        if status is not None:
            found.status[status] = count
        elif step is not None:
            found.step.update({step: count} if step else {})
        elif holder is not None:
            found.assignee[holder] = count
        else:
            total = count
            found.due.update(zip(COUNTED, due, strict=True))
    return found.model_copy(update={"total": total})


async def _procedures(session: AsyncSession, wanted: Filter, clerk: Officer) -> set[str] | None:
    """The procedures that are wanted and within the clerk's limits; None: all."""
    found = procedures(clerk)
    limits = None if found is None else set(found)
    if wanted.field is not None:
        of_field = select(Procedure.code).where(Procedure.field_code == wanted.field).distinct()
        named = set(await session.scalars(of_field))
        limits = named if limits is None else limits & named
    if wanted.procedure is not None:
        limits = {wanted.procedure} if limits is None else limits & {wanted.procedure}
    return limits
