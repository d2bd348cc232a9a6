"""The desk finds a dossier by number, name, personal number or phone: its own agency's, sent, and nobody else's."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from kit.testing import citizen, hear
from services.dossier.blind import Blind
from services.dossier.replicas import Person
from services.dossier.schedule import index_people
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHERS
from services.dossier.worklists.searching import query

NUMBER, PHONE = "030188000001", "+84912345001"


async def found(office: Office, by: Officer | None = None, **wanted: str) -> list[str]:
    """The ids of what is found."""
    answer = await office.ask("POST", "/v1/worklist/search", by or office.hoa, json=wanted)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return [one["id"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("Nguyễn Thị Lan", True),
        ("lan nguyen", True),
        ("THỊ  LAN", True),
        ("lan thi ng", True),
        ("ng lan", False),
        ("tuấn", False),
        ("%%", False),
        ("' | 'lan", False),
        ("lan:* | x", False),
        ("\\ lan", False),
    ],
)
async def test_a_name_is_found_by_its_words_in_any_order(office: Office, name: str, is_found: bool) -> None:
    sent = await office.submitted()
    assert await found(office, name=name) == ([sent["id"]] if is_found else [])


def test_words_are_quoted_for_the_search() -> None:
    assert query(" Lan  O'Neil\\ ") == "'lan' & 'o''neil\\\\':*"
    assert query("  ") == ""


async def test_a_number_is_found_whole_or_by_its_beginning(office: Office) -> None:
    sent = await office.in_progress()
    for number in (sent["number"], sent["number"][:12], sent["tracking_code"].lower()):
        assert await found(office, number=number) == [sent["id"]], number
    for number in ("%%%", "G01.24.91-1", sent["number"] + "0", sent["number"][1:]):
        assert await found(office, number=number) == [], number
    assert await found(office, number=sent["number"], name="tuấn") == []


async def test_people_are_found_by_whole_numbers_and_by_the_present_ones(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await hear(office.app, factories.person(office.lan.id, personal_number=NUMBER, phone=PHONE))
    assert await found(office, phone="0912345001") == []
    assert await index_people(office.app) > 0
    assert await index_people(office.app) == 0
    for phone in ("0912345001", "+84912345001", "0912 345 001"):
        assert await found(office, phone=phone) == [sent["id"]], phone
    assert await found(office, personal_number="030 188 000 001") == [sent["id"]]
    for part in ("0301880000", "03018800000%", "030188000002", "abc"):
        assert await found(office, personal_number=part) == [], part
    kept = (await session.execute(select(Person.personal_number_mac, Person.phone_mac))).all()
    assert all(NUMBER not in f"{one}" and "912345001" not in f"{one}" for one in kept)
    await hear(office.app, factories.person(office.lan.id, personal_number=NUMBER, phone="+84912345999"))
    await index_people(office.app)
    assert await found(office, phone=PHONE) == []
    assert await found(office, phone="0912345999") == [sent["id"]]


async def test_after_an_exchange_of_the_key_everybody_is_digested_anew(office: Office) -> None:
    await index_people(office.app)
    settings = office.app.state.settings
    assert await index_people(office.app) == 0
    office.app.state.settings = settings.model_copy(update={"index_key": type(settings.index_key)("another")})
    try:
        assert await index_people(office.app) == 1
        assert await index_people(office.app) == 0
    finally:
        office.app.state.settings = settings


def test_a_digest_depends_on_key_and_kind() -> None:
    one, other = Blind("one"), Blind("other")
    assert one.mark != other.mark
    assert one.personal_number(NUMBER) != other.personal_number(NUMBER)
    assert one.phone("0912345001") == one.phone("+84 912 345 001")
    assert one.phone("12") is one.personal_number("12") is None
    assert (one.of({}).phone, one.of({}).personal_number) == (None, None)


async def test_drafts_and_other_agencies_are_not_found(office: Office, session: AsyncSession) -> None:
    await office.offer(OTHERS[0])
    draft = await office.opened(procedure=OTHERS[0])
    assert await found(office, name="lan") == []
    sent = await office.submitted()
    assert draft["id"] not in await found(office, name="lan")
    assert await found(office, office.stranger, name="lan") == []
    assert await found(office, office.stranger, number=sent["tracking_code"]) == []
    await as_person(session, office.stranger)
    assert (await session.scalars(text("SELECT dossiers_named('lan', 9)"))).all() == []
    await as_person(session, office.hoa)
    assert len((await session.scalars(text("SELECT dossiers_named('lan', 9)"))).all()) == 1
    for nobody in (office.lan, citizen()):
        answer = await office.ask("POST", "/v1/worklist/search", nobody, json={"name": "lan"})
        assert answer.status_code == 403


async def test_what_is_over_is_found_too(office: Office) -> None:
    sent = await office.submitted()
    await office.act(sent, "refusal", office.hoa, reason="Không thuộc thẩm quyền")
    answer = await office.ask("POST", "/v1/worklist/search", office.hoa, json={"name": "lan"})
    shown = answer.json()
    assert [(one["id"], one["status"], one["national_code"]) for one in shown["items"]] == [(sent["id"], "declined", 3)]
    assert shown["is_cut"] is False


@pytest.mark.parametrize("body", [{}, {"q": "lan"}, {"number": "ab"}, {"name": ""}, {"phone": 912345001}], ids=str)
async def test_a_search_for_nothing_is_refused(office: Office, body: dict[str, Any]) -> None:
    assert (await office.ask("POST", "/v1/worklist/search", office.hoa, json=body)).status_code == 400


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (
            "SELECT id FROM dossiers WHERE agency_code = 'A' AND number ~>=~ 'G' AND number ~<~ 'H'",
            "ix_dossiers_number",
        ),
        ("SELECT id FROM people WHERE phone_mac = 'x'", "ix_people_phone_mac"),
        ("SELECT id FROM people WHERE personal_number_mac = 'x'", "ix_people_personal_number_mac"),
    ],
    ids=["number", "phone", "personal-number"],
)
async def test_a_search_goes_by_an_index(office: Office, session: AsyncSession, asked: str, index: str) -> None:
    await as_person(session, office.hoa)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "\n".join((await session.scalars(text(f"EXPLAIN (COSTS OFF) {asked}"))).all())
    assert index in plan
    assert "Index Cond" in plan
