"""What comes in a bundle beside the procedures: life events, synonyms, calendars."""

from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault, from_validation
from kit.vietnamese import fold
from services.catalog import bundles, calendars
from services.catalog.actions.calendars import agency_faults, publish_calendar
from services.catalog.actions.editions import raise_edition
from services.catalog.actions.importing import Entry, Importer
from services.catalog.models import LifeEvent, Synonym
from services.catalog.queries.calendars import newest
from services.catalog.schemas.calendars import CalendarIn
from services.catalog.schemas.exchange import EntryKind, Outcome


async def life_event(session: AsyncSession, one: bundles.BundledLifeEvent, *, importer: Importer) -> Entry:
    """A life event enters or changes."""
    values = one.model_dump()
    row = LifeEvent(**values, version=2, changed_at=importer.at)
    outcome = await _settled(session, row, await session.get(LifeEvent, one.code), values=values)
    return Entry(kind=EntryKind.LIFE_EVENT, code=one.code, outcome=outcome)


async def synonym(session: AsyncSession, one: bundles.BundledSynonym, *, importer: Importer) -> Entry:
    """A synonym enters or changes."""
    said = fold(one.said)
    values: dict[str, Any] = {"said": said, "meant": list(one.meant)}
    row = Synonym(**values, version=2, changed_at=importer.at)
    outcome = await _settled(session, row, await session.get(Synonym, said), values=values)
    return Entry(kind=EntryKind.SYNONYM, code=said, outcome=outcome)


async def calendar(session: AsyncSession, one: bundles.BundledCalendar, *, importer: Importer, at: str) -> Entry:
    """A calendar enters, or its next version comes into force; refused when no office could keep it."""
    try:
        said = CalendarIn.model_validate(one.content | {"name": one.name})
        content = calendars.CalendarContent.model_validate(said.model_dump(exclude={"name"}), strict=False)
        faults = [*calendars.faults(content), *await agency_faults(session, one.code, content.agency_codes)]
    except ValidationError as error:
        faults = from_validation(error.errors())
    if faults:
        placed: tuple[Fault, ...] = tuple(replace(fault, pointer=f"{at}/content{fault.pointer}") for fault in faults)
        return Entry(kind=EntryKind.CALENDAR, code=one.code, outcome=Outcome.REFUSED, faults=placed)
    present = await newest(session, one.code)
    if present is not None and present.name == one.name and calendars.read(present.content) == content:
        return Entry(kind=EntryKind.CALENDAR, code=one.code, outcome=Outcome.UNCHANGED)
    version = present.version + 1 if present is not None else 1
    await publish_calendar(session, one.code, content, name=one.name, version=version, at=importer.at, by=importer.by)
    outcome = Outcome.CREATED if present is None else Outcome.REVISED
    return Entry(kind=EntryKind.CALENDAR, code=one.code, outcome=outcome)


async def _settled(
    session: AsyncSession, row: LifeEvent | Synonym, present: LifeEvent | Synonym | None, *, values: dict[str, Any]
) -> Outcome:
    """`row` enters where none is there, else the present one says what `values` say.

    An imported row counts as edited, so that seeds no longer change it.
    """
    if present is None:
        session.add(row)
    elif all(getattr(present, name) == value for name, value in values.items()):
        return Outcome.UNCHANGED
    else:
        for name, value in values.items():
            setattr(present, name, value)
        present.version, present.changed_at = present.version + 1, row.changed_at
    await raise_edition(session)
    await session.flush()
    return Outcome.CREATED if present is None else Outcome.REVISED
