"""What a granted dossier makes true of a person, and what it may not touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import AttributesEstablished
from contracts.identity import PersonChanged
from kit.clock import LOCAL
from kit.events import NotYet
from kit.testing import hear, said
from services.identity import seeds
from services.identity.activity import words_of
from services.identity.models import Activity, Attribute, AttributeChange, Person
from services.identity.records import establishing
from services.identity.records.provenance import Source

LAN = seeds.person_id("lan")
MINH = seeds.person_id("minh")
HOME = {"province_code": "31", "ward_code": "10543", "ward_name": "Phường Việt Hoà", "line": "45 Bình Minh"}
GRANTED_AT = datetime.now(UTC) - timedelta(hours=1)
TODAY = date(2026, 11, 23)


def granted(person_id: UUID = LAN, *, at: datetime = GRANTED_AT, **attributes: Any) -> AttributesEstablished:
    """A dossier of Lan's granted."""
    return AttributesEstablished(
        person_id=person_id,
        dossier_id=uuid4(),
        number="G01.24.91-20261123-0000001",
        procedure_code="1.004222",
        attributes=attributes or {"permanent_residence": HOME},
        established_at=at,
    )


async def record(session: AsyncSession, person_id: UUID = LAN) -> Mapping[str, Attribute]:
    person = await session.get(Person, person_id, populate_existing=True)
    assert person is not None
    return person.record(on=datetime.now(LOCAL).date())


async def told(session: AsyncSession) -> list[PersonChanged]:
    return [event for event in await said(session) if isinstance(event, PersonChanged)]


async def test_a_granted_dossier_gives_a_verified_attribute_and_everybody_hears_of_it(
    world: FastAPI, session: AsyncSession
) -> None:
    await hear(world, granted())
    now_known = (await record(session))["permanent_residence"]
    assert (now_known.value, now_known.source, now_known.verified_at) == (HOME, Source.DOSSIER, GRANTED_AT)
    last = [event for event in await told(session) if event.person_id == LAN][-1]
    assert last.permanent_residence is not None
    assert last.permanent_residence.ward_code == "10543"
    assert last.sources["permanent_residence"].source == "dossier"


async def test_the_owner_reads_in_words_what_changed_and_by_which_dossier(
    world: FastAPI, session: AsyncSession
) -> None:
    await hear(world, granted())
    (line,) = await session.scalars(select(Activity).where(Activity.kind == "record_established"))
    assert words_of(line.kind).vi == "Hồ sơ cá nhân được cập nhật theo kết quả giải quyết hồ sơ"
    assert line.facts == {"attribute": "permanent_residence", "number": "G01.24.91-20261123-0000001"}
    changes = await session.scalars(select(AttributeChange).where(AttributeChange.person_id == LAN))
    assert [(one.name, one.source, one.changed_by) for one in changes] == [
        ("permanent_residence", Source.DOSSIER, None)
    ]


async def test_what_a_registry_said_before_the_decision_counts_no_longer(world: FastAPI, session: AsyncSession) -> None:
    assert (await record(session))["residence"].source is Source.POPULATION_DATABASE
    await hear(world, granted(residence=HOME))
    assert (await record(session))["residence"].value == HOME


async def test_what_was_vouched_for_after_the_decision_stands(world: FastAPI, session: AsyncSession) -> None:
    later = update(Attribute).where(Attribute.person_id == LAN, Attribute.name == "residence")
    await session.execute(later.values(verified_at=GRANTED_AT + timedelta(minutes=1)))
    await session.commit()
    before = (await record(session))["residence"].value
    await hear(world, granted(residence=HOME))
    assert (await record(session))["residence"].value == before != HOME
    assert "dossier" not in {event.sources["residence"].source for event in await told(session) if event.residence}


async def test_an_older_decision_heard_late_does_not_undo_a_newer_one(world: FastAPI, session: AsyncSession) -> None:
    newer = HOME | {"line": "9 Trần Hưng Đạo"}
    await hear(world, granted(permanent_residence=newer))
    await hear(world, granted(at=GRANTED_AT - timedelta(days=1)))
    assert (await record(session))["permanent_residence"].value == newer


async def test_the_word_of_a_merged_record_is_written_into_the_one_that_stays(
    world: FastAPI, session: AsyncSession
) -> None:
    await session.execute(update(Person).where(Person.id == MINH).values(merged_into_id=LAN))
    await session.commit()
    await hear(world, granted(MINH))
    assert (await record(session))["permanent_residence"].value == HOME


async def test_a_person_not_heard_of_yet_is_waited_for(world: FastAPI, session: AsyncSession) -> None:
    handler = world.state.listener.handlers["dossier.attributes_established.v1"]
    with pytest.raises(NotYet):
        await handler(session, granted(uuid4()))


@pytest.mark.parametrize(
    "attributes",
    [
        {"personal_number": "030194009999"},
        {"phone": "0912345999"},
        {"shoe_size": "38"},
        {"business_name": "Công ty"},
        {"permanent_residence": {"ward_code": "10543"}},
        {"permanent_residence": HOME, "sex": "male"},
    ],
    ids=["number", "contact", "unknown", "of-a-business", "half-an-address", "contradiction"],
)
async def test_a_wrong_word_is_refused_whole_and_changes_nothing(
    world: FastAPI, session: AsyncSession, attributes: dict[str, Any]
) -> None:
    before = {name: one.value for name, one in (await record(session)).items()}
    handler = world.state.listener.handlers["dossier.attributes_established.v1"]
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's error among them
        await handler(session, granted(**attributes))
    assert {name: one.value for name, one in (await record(session)).items()} == before


@dataclass
class Value:
    name: str
    source: Source
    verified_at: datetime | None = None
    valid_until: date | None = None


@pytest.mark.parametrize(
    ("known", "is_overtaken"),
    [
        ([], False),
        ([Value("residence", Source.DECLARED, GRANTED_AT + timedelta(days=1))], False),
        ([Value("ethnicity", Source.AGENCY, GRANTED_AT)], False),
        ([Value("residence", Source.AGENCY)], False),
        ([Value("residence", Source.AGENCY, GRANTED_AT - timedelta(seconds=1))], False),
        ([Value("residence", Source.DOSSIER, GRANTED_AT)], True),
    ],
    ids=["nothing", "declared", "another", "undated", "older", "as-new"],
)
def test_only_what_somebody_vouched_for_since_overtakes_a_decision(known: list[Value], *, is_overtaken: bool) -> None:
    assert establishing.is_overtaken(known, "residence", established_at=GRANTED_AT) is is_overtaken


def test_the_attributes_are_stored_in_their_shapes() -> None:
    stored = establishing.read({"residence": HOME}, is_business=False, record={}, on=TODAY)
    assert stored == {"residence": HOME}
    for wrong in ({"tax_code": "0101243150"}, {"birth_date": "2027-01-01"}):
        with pytest.raises(ValueError):  # noqa: PT011 - any of them
            establishing.read(wrong, is_business=False, record={}, on=TODAY)
    with pytest.raises(ValueError, match="contradicts"):
        establishing.read({"sex": "male"}, is_business=False, record={"personal_number": "030194001234"}, on=TODAY)
