"""Something that happens in a life brings procedures: editors say which."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.problems import ChangedMeanwhile, Invalid
from services.catalog.actions.editions import raise_edition
from services.catalog.models import LifeEvent, Procedure


class Told(NamedTuple):
    """What is said of a life event; columns as in `models.LifeEvent`."""

    name: str
    name_en: str
    position: int
    aliases: list[str]
    procedures: list[dict[str, Any]]


async def put_life_event(session: AsyncSession, code: str, told: Told, *, seen: int, at: datetime) -> LifeEvent:
    """The event is this from now on.

    Raises ChangedMeanwhile unless `seen` is its version (0: there is none), Invalid for procedures nobody knows.
    """
    await raise_edition(session)  # first: editors queue here, so two of them cannot both find nothing
    present = await session.get(LifeEvent, code, populate_existing=True)
    if (present.version if present is not None else 0) != seen:
        raise ChangedMeanwhile
    await _check(session, told)
    if present is None:
        present = LifeEvent(code=code, version=0)
        session.add(present)
    for column, value in told._asdict().items():
        setattr(present, column, value)
    present.version, present.changed_at = seen + 1, at
    await session.flush()
    return present


async def _check(session: AsyncSession, told: Told) -> None:
    codes = [step["code"] for step in told.procedures]
    known = set(
        await session.scalars(select(Procedure.code).where(Procedure.code.in_(codes), Procedure.changed_in > 0))
    )
    faults = [
        Fault(f"/body/procedures/{at}/code", "unknown", "Không có thủ tục này.", "There is no such procedure.")
        for at, code in enumerate(codes)
        if code not in known
    ]
    faults += [
        Fault(f"/body/procedures/{at}/code", "repeated", "Thủ tục bị lặp lại.", "The procedure is there twice.")
        for at, code in enumerate(codes)
        if code in codes[:at]
    ]
    if faults:
        raise Invalid(errors=faults)
