"""Reads of working calendars."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import WorkCalendar
from services.catalog.replicas import Agency


async def newest(session: AsyncSession, code: str) -> WorkCalendar | None:
    """The newest version of a calendar."""
    return await session.scalar(
        select(WorkCalendar).where(WorkCalendar.code == code).order_by(WorkCalendar.version.desc()).limit(1)
    )


async def at_version(session: AsyncSession, code: str, version: int) -> WorkCalendar | None:
    """One version of a calendar."""
    return await session.scalar(select(WorkCalendar).where(WorkCalendar.code == code, WorkCalendar.version == version))


async def every(session: AsyncSession) -> Sequence[WorkCalendar]:
    """The newest version of each calendar, by code."""
    newest_first = select(WorkCalendar).order_by(WorkCalendar.code, WorkCalendar.version.desc())
    rows = await session.scalars(newest_first.ext(distinct_on(WorkCalendar.code)))
    return rows.all()


async def kept_elsewhere(session: AsyncSession, code: str, agency_codes: Collection[str]) -> set[str]:
    """Those of the agencies that keep another calendar of their own already."""
    others = [one for one in await every(session) if one.code != code]
    return {agency for one in others for agency in one.content.get("agency_codes", ())} & set(agency_codes)


async def known_agencies(session: AsyncSession, agency_codes: Collection[str]) -> set[str]:
    """Those of the agencies that exist."""
    return set(await session.scalars(select(Agency.code).where(Agency.code.in_(agency_codes))))


async def is_general_elsewhere(session: AsyncSession, code: str) -> bool:
    """Whether another calendar is that of every agency without one of its own."""
    return any(one.code != code and not one.content.get("agency_codes") for one in await every(session))
