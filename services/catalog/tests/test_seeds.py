"""The seeds are complete, correct and told once."""

from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished, ProcedurePublished
from contracts.terms import Channel, FeeKind, LimitUnit
from kit.testing import said
from kit.vietnamese import fold
from services.catalog import telling
from services.catalog.actions.seeding import plant
from services.catalog.content import Content
from services.catalog.seeds import procedures, seed

CONTENTS: dict[str, Content] = {new.code: new.content for new in procedures()}


def test_all_recorded_procedures_are_read() -> None:
    assert len(CONTENTS) == 76
    assert all(content.agency_kinds() for content in CONTENTS.values())


def test_temporary_residence_is_as_the_law_has_it() -> None:
    content = CONTENTS["1.004194"]
    terms = {offer.channel: next(telling.channel_terms(offer)) for offer in content.channels}
    (online,) = terms[Channel.ONLINE].fees
    assert (online.amount, online.kind) == (7000, FeeKind.CHARGE)
    assert [line.amount for line in terms[Channel.DIRECT].fees] == [10_000]
    limit = terms[Channel.ONLINE].time_limit
    assert limit is not None
    assert (limit.value, limit.unit) == (3, LimitUnit.WORKING_DAY)
    demanded: dict[str | None, list[str]] = {}
    for paper in content.papers:
        if paper.is_mandatory:
            demanded.setdefault(paper.group, []).append(paper.id)
    assert list(demanded.values()) == [
        ["lawful-residence"],
        ["ct01-list", "list-request"],
        ["army-introduction"],
        ["police-introduction"],
    ]


@pytest.mark.parametrize("code", sorted(CONTENTS))
def test_every_case_has_its_own_proof_where_any_case_has(code: str) -> None:
    """So that choosing a case never makes a dossier complete without one."""
    listed = CONTENTS[code].papers
    demanding = {paper.group for paper in listed if paper.is_mandatory}
    cases = {paper.group for paper in listed if paper.group}
    assert not demanding or None in demanding or cases <= demanding


@pytest.mark.parametrize("code", sorted(CONTENTS))
def test_a_heading_for_everybody_is_no_case(code: str) -> None:
    cases = {fold(paper.group) for paper in CONTENTS[code].papers if paper.group}
    assert not [case for case in cases if "giay to phai" in case or case.lstrip("* ").startswith("ho so gom")]


async def test_every_new_procedure_and_calendar_is_told(seeded: FastAPI, session: AsyncSession) -> None:
    events = await said(session)
    told = {event.procedure_code: event for event in events if isinstance(event, ProcedurePublished)}
    assert told.keys() == CONTENTS.keys()
    residence = told["1.004194"]
    assert residence.revision == 1
    assert residence.components[0].model_dump().keys().isdisjoint({"note"})
    (calendar,) = (event for event in events if isinstance(event, CalendarPublished))
    assert calendar.calendar_code == "VN-31"


async def test_seeding_again_changes_and_tells_nothing(seeded: FastAPI, session: AsyncSession) -> None:
    async def counts() -> list[int]:
        tables = ("procedures", "revisions", "areas", "area_successions", "work_calendars", "outbox")
        return [int(await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0) for table in tables]  # noqa: S608

    before = await counts()
    await seed(session)
    assert await counts() == before
    assert before == [76, 76, 518, 453, 1, 77]


async def test_publishing_nothing_tells_nothing(session: AsyncSession) -> None:
    assert await plant(session, [], on=date(2026, 11, 23), at=datetime(2026, 11, 23, tzinfo=UTC)) == 0
