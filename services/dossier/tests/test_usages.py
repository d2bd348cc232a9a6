"""Every look of an official at a citizen's file is the citizen's to see, and to object to."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Executable, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import UsageObjected
from kit.clock import LOCAL, now
from kit.db import transaction
from kit.people import Person
from kit.testing import citizen, delegate, hear, said
from services.dossier.lifecycle import Role
from services.dossier.models import Usage
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_merges import merged

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)


async def looks(office: Office, by: Person, **query: Any) -> list[dict[str, Any]]:
    answer = await office.ask("GET", "/v1/me/usage", by, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_each_look_of_an_official_is_shown_to_the_owner(office: Office, clock_at: Any) -> None:
    sent = await office.submitted()
    clock_at(AT)
    paper = (await office.seen(sent, office.lan))["papers"][0]
    for part, by in (("", office.hoa), ("/timeline", office.hoa), (f"/papers/{paper['id']}", office.dung)):
        assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}{part}", by)).status_code == 200
        clock_at(AT + timedelta(minutes=1))
    shown = await looks(office, office.lan)
    assert {(one["what"], one["role"], one["paper_id"]) for one in shown} == {
        ("dossier", "counter", None),
        ("timeline", "counter", None),
        ("papers", "officer", paper["id"]),
    }
    assert {one["agency_code"] for one in shown} == {office.agency}
    assert all(sent["tracking_code"] in one["purpose"] for one in shown)
    assert str(office.hoa.id) not in str(shown), "the journal names the agency, not the person"


async def test_who_looks_at_their_own_file_is_not_written_down(office: Office) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.lan)
    assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}", office.stranger)).status_code == 404
    assert await looks(office, office.lan) == []


async def test_a_look_repeated_within_minutes_is_one_and_a_file_is_one_each_time(office: Office, clock_at: Any) -> None:
    sent = await office.submitted()
    paper = (await office.seen(sent, office.lan))["papers"][0]["id"]
    for minutes in (0, 4, 6):
        clock_at(AT + timedelta(minutes=minutes))
        await office.seen(sent, office.hoa)
        assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}/papers/{paper}", office.hoa)).status_code == 200
    told = [one["what"] for one in await looks(office, office.lan)]
    assert (told.count("dossier"), told.count("papers")) == (2, 3)


async def test_a_line_of_a_search_is_a_look_and_says_by_what(office: Office) -> None:
    sent = await office.submitted()
    for wanted in (
        {"name": "lan"},
        {"name": "lan"},
        {"name": "lan", "number": sent["tracking_code"]},
        {"name": "tuấn"},
    ):
        assert (await office.ask("POST", "/v1/worklist/search", office.hoa, json=wanted)).status_code == 200
    shown = await looks(office, office.lan)
    assert [one["purpose"] for one in shown] == ["Tra cứu theo họ tên, số hồ sơ", "Tra cứu theo họ tên"]
    assert {(one["what"], one["role"], one["dossier_id"]) for one in shown} == {("search", "counter", sent["id"])}


async def test_what_can_be_done_is_no_look(office: Office) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa, "/actions")
    assert await looks(office, office.lan) == []


async def test_the_journal_is_the_owners_alone(office: Office) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    assert await looks(office, citizen()) == []
    assert (await office.ask("GET", "/v1/me/usage", office.hoa)).status_code == 403
    acting = delegate(office.lan, sent["id"])
    assert (await office.ask("GET", "/v1/me/usage", acting)).status_code == 403
    assert len(await looks(office, office.lan, dossier=sent["id"])) == 1
    assert await looks(office, office.lan, dossier=str(office.lan.id)) == []


async def test_pages_follow_each_other(office: Office, clock_at: Any) -> None:
    sent = await office.submitted()
    for minutes in (0, 10, 20):
        clock_at(AT + timedelta(minutes=minutes))
        await office.seen(sent, office.hoa)
    first = (await office.ask("GET", "/v1/me/usage", office.lan, params={"limit": 2})).json()
    rest = (await office.ask("GET", "/v1/me/usage", office.lan, params={"limit": 2, "cursor": first["next"]})).json()
    times = [one["looked_at"] for one in first["items"] + rest["items"]]
    assert times == sorted(times, reverse=True)
    assert (len(times), rest["next"]) == (3, None)


async def test_an_objection_is_made_once_and_by_the_owner(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    [look] = await looks(office, office.lan)
    path, body = f"/v1/me/usage/{look['id']}/objections", {"words": "Vì sao xem hồ sơ của tôi?"}
    assert (await office.ask("POST", path, citizen(), json=body)).status_code == 404
    objected = await office.ask("POST", path, office.lan, json=body)
    assert objected.status_code == 201
    assert objected.json()["objected_at"] is not None
    again = await office.ask("POST", path, office.lan, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already-objected")
    [told] = [one for one in await said(session) if isinstance(one, UsageObjected)]
    assert (told.person_id, told.agency_code, told.words) == (office.lan.id, office.agency, body["words"])


async def test_looks_follow_a_merged_person(office: Office) -> None:
    sent, present = await office.submitted(), citizen()
    await office.seen(sent, office.hoa)
    await hear(office.app, factories.person(present.id))
    await hear(office.app, merged(office.lan.id, present.id))
    assert len(await looks(office, present)) == 1


async def test_the_database_shows_looks_to_their_owner_only(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    for person, expected in ((office.lan, 1), (citizen(), 0), (office.stranger, 0)):
        await as_person(session, person)
        assert len((await session.scalars(select(Usage))).all()) == expected


CHANGES = {
    "remove": "DELETE FROM usages",
    "reword": "UPDATE usages SET purpose = 'khác'",
    "redate": "UPDATE usages SET looked_at = now()",
    "give away": "UPDATE usages SET owner_id = gen_random_uuid()",
    "take back": "UPDATE usages SET objected_at = NULL",
}


async def touched(office: Office, statement: str | Executable, *, by: Person, **values: object) -> list[object]:
    """The rows a statement of the service reaches for somebody."""
    async with transaction(office.app) as session:
        await as_person(session, by)
        wanted = text(statement) if isinstance(statement, str) else statement
        return list((await session.execute(wanted, values)).all())


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("by", ["lan", "hoa"])
async def test_a_look_is_neither_changed_nor_removed_by_who_sees_it(
    live_office: Office, statement: str, by: str
) -> None:
    office = live_office
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    [look] = await looks(office, office.lan)
    path = f"/v1/me/usage/{look['id']}/objections"
    assert (await office.ask("POST", path, office.lan, json={"words": "Vì sao?"})).status_code == 201
    before = await looks(office, office.lan)
    with suppress(DBAPIError):
        assert (
            await touched(office, f"{statement} WHERE id = :id RETURNING 1", by=getattr(office, by), id=look["id"])
            == []
        )
    assert await looks(office, office.lan) == before


async def test_an_agency_writes_looks_of_its_own_only(live_office: Office) -> None:
    office = live_office
    sent = await office.submitted()
    row: dict[str, object] = {"role": Role.COUNTER, "agency_code": "G99.99", "client_id": "x", "what": "dossier"}
    row |= {"purpose": "x", "looked_at": AT}
    of = {"id": uuid4(), "dossier_id": UUID(sent["id"]), "owner_id": office.lan.id, "looked_by": office.hoa.id}
    with pytest.raises(DBAPIError, match="row-level security"):
        await touched(office, insert(Usage).values(**row, **of).returning(Usage.id), by=office.hoa)


async def test_looks_are_told_of_the_days_asked_for(office: Office) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    today = (await now()).astimezone(LOCAL).date()
    for days, count in (
        ({"from": today, "to": today}, 1),
        ({"from": today + timedelta(days=1)}, 0),
        ({"to": today - timedelta(days=1)}, 0),
        ({"to": today}, 1),
    ):
        asked = {name: day.isoformat() for name, day in days.items()}
        assert len(await looks(office, office.lan, **asked)) == count, asked
    assert (await office.ask("GET", "/v1/me/usage", office.lan, params={"from": "yesterday"})).status_code == 400
