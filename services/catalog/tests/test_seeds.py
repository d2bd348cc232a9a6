"""The seeds are complete, correct and told once."""

from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished, ProcedurePublished
from contracts.terms import Channel, FeeKind, LimitUnit, OnlineLevel, TimeLimit
from kit.testing import said
from kit.vietnamese import fold
from services.catalog import seeds, telling
from services.catalog.actions.seeding import Seed, plant, plant_life_events, plant_synonyms
from services.catalog.content import Content
from services.catalog.seeds import RECORDED_ON, index, procedures, seed
from services.catalog.seeds.release import release

ALL: dict[str, Content] = {new.code: new.content for new in procedures()}
CONTENTS = {code: content for code, content in ALL.items() if content.source != index.SOURCE}


def test_all_recorded_procedures_are_read() -> None:
    assert len(CONTENTS) == 76
    assert len(ALL) == 2644  # the index and two that are not in it
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
    assert before == [2644, 2644, 518, 453, 1, 77]


async def test_seeds_that_were_planted_by_another_release_change_and_tell_nothing_either(
    seeded: FastAPI, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def state() -> list[int]:
        asked = ("count(*) FROM revisions", "count(*) FROM outbox", "number FROM editions", "count(*) FROM synonyms")
        return [int(await session.scalar(text(f"SELECT {one}")) or 0) for one in asked]

    before = await state()
    monkeypatch.setattr(seeds, "release", lambda: "the next")
    await seed(session)
    assert await state() == before
    assert await session.scalar(text("SELECT seeds FROM editions")) == "the next"


def test_a_release_is_known_by_what_it_is_made_of() -> None:
    assert len(release()) == 64


async def test_life_events_and_synonyms_follow_until_somebody_edits_them(
    seeded: FastAPI, session: AsyncSession
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    event = {"code": "birth", "name": "Có con", "name_en": "A child", "aliases": [], "procedures": []}
    assert await plant_life_events(session, [event], at=at) == 1
    assert await plant_synonyms(session, {"Sổ đỏ": ["giấy chứng nhận"]}, at=at) == 1
    await session.execute(text("UPDATE life_events SET version = 2 WHERE code = 'birth'"))
    await session.execute(text("UPDATE synonyms SET version = 2 WHERE said = 'so do'"))
    assert await plant_life_events(session, [event | {"name": "Khác"}], at=at) == 0
    assert await plant_synonyms(session, {"Sổ đỏ": ["khác"]}, at=at) == 0


async def test_a_seeded_procedure_follows_a_release_and_an_edited_one_does_not(
    seeded: FastAPI, session: AsyncSession
) -> None:
    at, on = datetime(2026, 11, 23, 3, tzinfo=UTC), date(2026, 11, 23)
    newer = ALL["1.000005"].model_copy(update={"name": "Tên mới"})
    assert await plant(session, [Seed("1.000005", newer, RECORDED_ON)], on=on, at=at) == 1
    named = text("SELECT name FROM procedures WHERE code = '1.000005'")
    assert await session.scalar(named) == "Tên mới"
    await session.execute(text("UPDATE revisions SET origin = 'editor' WHERE number = 2"))
    assert await plant(session, [Seed("1.000005", ALL["1.000005"], RECORDED_ON)], on=on, at=at) == 0


def test_a_row_of_the_index_makes_nothing_up() -> None:
    listed = ALL["1.001010"]  # six months
    assert (listed.online_level, listed.competences, listed.forms, listed.papers) == (
        OnlineLevel.INFORMATION,
        [],
        [],
        [],
    )
    (desk,) = listed.channels
    assert (desk.time_limit, desk.note) == (None, "Thời hạn: 6 tháng")
    assert [fee.amount for fee in desk.fees] == [None]
    limited = {one.channel: one.time_limit for one in ALL["1.000005"].channels}
    assert limited == {Channel.ONLINE: TimeLimit(value=120, unit=LimitUnit.WORKING_DAY)}


async def test_publishing_nothing_tells_nothing(session: AsyncSession) -> None:
    assert await plant(session, [], on=date(2026, 11, 23), at=datetime(2026, 11, 23, tzinfo=UTC)) == 0
