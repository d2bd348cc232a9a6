"""Entered once: declaring, correcting and taking back; what is kept of it, who hears of it, and what strangers get."""

from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged
from kit.clock import now
from kit.testing import said
from services.identity import actions, seeds
from services.identity.models import Activity, Attribute, AttributeChange, BrowserSession, Family, Person
from services.identity.records.provenance import Source
from services.identity.tests.desk import CLAIM, Desk
from services.identity.tests.factories import Browser

LAN, MINH = seeds.person_id("lan"), seeds.person_id("minh")
PAPER = {"kind": "identity_card", "number": "030194001234", "issued_on": "2024-07-01", "valid_until": "2034-05-12"}


@pytest_asyncio.fixture
async def lan(browser: Browser, api: httpx.AsyncClient) -> Desk:
    return Desk(api, (await browser.tokens())["access_token"])


@pytest_asyncio.fixture
async def minh(other_browser: Browser, api: httpx.AsyncClient) -> Desk:
    return Desk(api, (await other_browser.tokens("031090004321"))["access_token"])


async def make_older(session: AsyncSession, person_id: object, *, minutes: int) -> None:
    """As if they had signed in so long ago."""
    early = await now() - timedelta(minutes=minutes)
    for table in (BrowserSession, Family):
        await session.execute(update(table).where(table.person_id == person_id).values(authenticated_at=early))
    await session.commit()


async def test_a_record_says_where_each_value_comes_from_and_how_it_is_put_right(lan: Desk) -> None:
    shown = (await lan.ask("GET", "/v1/me")).json()["attributes"]
    assert shown["full_name"] | {"verified_at": None} == {
        "label": "Họ và tên",
        "value": "Nguyễn Thị Lan",
        "source": "population_database",
        "verified_at": None,
        "valid_until": None,
        "is_correctable": False,
        "way": "request",
        "scope": "profile",
    }
    assert shown["full_name"]["verified_at"]
    assert shown["phone"]["way"] == "contact"
    assert shown["personal_number"]["way"] == "prove"
    english = (await lan.ask("GET", "/v1/me", headers={"Accept-Language": "en"})).json()
    assert english["attributes"]["full_name"]["label"] == "Full name"


async def test_what_is_declared_is_kept_and_said_with_every_change(
    lan: Desk, world: FastAPI, session: AsyncSession
) -> None:
    before = len(await said(session))
    for value in ("Tày", "Kinh", "Kinh"):
        assert (await lan.declare("ethnicity", value)).status_code == 200
    events = [one for one in (await said(session))[before:] if isinstance(one, PersonChanged)]
    assert [(one.ethnicity, one.sources["ethnicity"].source) for one in events] == [
        ("Tày", "declared"),
        ("Kinh", "declared"),
        ("Kinh", "declared"),
    ]
    kept = (await session.scalars(select(AttributeChange).order_by(AttributeChange.changed_at))).all()
    assert [one.changed_by for one in kept] == [LAN, LAN]
    assert all("Kinh" not in (one.sealed_new or "") and "Tày" not in (one.sealed_old or "") for one in kept)
    told = (await lan.ask("GET", "/v1/me/changes")).json()["items"]
    assert [(one["old"], one["new"], one["is_own"]) for one in told] == [("Tày", "Kinh", True), (None, "Tày", True)]


async def test_a_declared_value_is_taken_back_and_that_it_was_there_is_kept(lan: Desk, session: AsyncSession) -> None:
    await lan.declare("ethnicity", "Kinh")
    gone = await lan.ask("DELETE", "/v1/me/attributes/ethnicity", headers=await lan.tag())
    assert gone.status_code == 204
    assert "ethnicity" not in (await lan.ask("GET", "/v1/me")).json()["attributes"]
    event = (await said(session))[-1]
    assert isinstance(event, PersonChanged)
    assert (event.ethnicity, event.sources.get("ethnicity")) == (None, None)
    told = (await lan.ask("GET", "/v1/me/changes", params={"limit": 1})).json()
    assert (told["items"][0]["old"], told["items"][0]["new"]) == ("Kinh", None)
    older = (await lan.ask("GET", "/v1/me/changes", params={"cursor": told["next"]})).json()
    assert [(one["old"], one["new"]) for one in older["items"]] == [(None, "Kinh")]
    again = await lan.ask("DELETE", "/v1/me/attributes/ethnicity", headers=await lan.tag())
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "status", "code"),
    [
        ("full_name", "Nguyễn Thị Khác", 409, "vouched"),
        ("residence", PAPER, 409, "vouched"),
        ("phone", "0912345999", 409, "elsewhere"),
        ("email", "x@y.example", 409, "elsewhere"),
        ("personal_number", "031090004321", 409, "elsewhere"),
        ("tax_code", "0101243150", 409, "elsewhere"),
        ("shoe_size", 38, 404, "not-found"),
        ("business_name", "Công ty Lan", 404, "not-found"),
        ("ethnicity", {"a": 1}, 400, "invalid"),
        ("ethnicity", "", 400, "invalid"),
        ("ethnicity", None, 400, "invalid"),
        ("identity_paper", {**PAPER, "issued_on": "2999-01-01", "valid_until": None}, 400, "invalid"),
    ],
)
async def test_what_others_vouch_for_or_what_is_no_value_is_not_written(
    lan: Desk, session: AsyncSession, *, name: str, value: object, status: int, code: str
) -> None:
    refused = await lan.declare(name, value)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await session.scalars(select(AttributeChange))).all() == []


async def test_two_writers_of_one_record_do_not_overwrite_each_other(lan: Desk) -> None:
    first = await lan.tag()
    assert (await lan.declare("ethnicity", "Kinh")).status_code == 200
    late = await lan.ask("PUT", "/v1/me/attributes/nationality", json={"value": "Việt Nam"}, headers=first)
    assert late.status_code == 412
    blind = await lan.ask("PUT", "/v1/me/attributes/nationality", json={"value": "Việt Nam"})
    assert blind.status_code == 428


async def test_a_new_paper_belongs_to_the_same_person_and_an_expired_one_may_be_replaced(
    lan: Desk, browser: Browser, session: AsyncSession
) -> None:
    old = {**PAPER, "issued_on": "2014-07-01", "valid_until": "2020-05-12"}
    verified = Attribute(
        person_id=LAN,
        name="identity_paper",
        source=Source.ELECTRONIC_IDENTITY,
        value=old,
        verified_at=seeds.VERIFIED_AT,
        valid_until=(await now()).date() - timedelta(days=1),
        recorded_at=seeds.VERIFIED_AT,
    )
    session.add(verified)
    await session.commit()
    session.expire_all()
    answer = await lan.declare("identity_paper", {**PAPER, "number": "C1234567", "kind": "passport"})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["id"] == str(LAN)
    paper = shown["attributes"]["identity_paper"]
    assert (paper["value"]["number"], paper["source"], paper["valid_until"]) == ("C1234567", "declared", "2034-05-12")
    anew = await browser.tokens()
    assert (await browser.userinfo(anew["access_token"])).json()["sub"] == str(LAN)


async def test_what_another_provider_says_without_having_seen_the_person_yields_to_their_own_word(
    lan: Desk, session: AsyncSession
) -> None:
    said_elsewhere = Attribute(
        person_id=LAN,
        name="ethnicity",
        source=Source.ELECTRONIC_IDENTITY_1,
        value="Tày",
        recorded_at=seeds.VERIFIED_AT,
    )
    session.add(said_elsewhere)
    await session.commit()
    session.expire_all()
    assert (await lan.ask("GET", "/v1/me")).json()["attributes"]["ethnicity"]["is_correctable"]
    shown = (await lan.declare("ethnicity", "Kinh")).json()["attributes"]["ethnicity"]
    assert (shown["value"], shown["source"]) == ("Kinh", "declared")


async def test_birth_date_must_be_the_one_the_personal_number_speaks_of(lan: Desk, session: AsyncSession) -> None:
    await session.execute(
        update(Attribute)
        .where(Attribute.person_id == LAN, Attribute.name.in_(["birth_date", "personal_number"]))
        .values(source=Source.DECLARED, verified_at=None)
    )
    await session.commit()
    session.expire_all()
    wrong = await lan.declare("birth_date", "1995-05-12")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "contradictory")
    assert (await lan.declare("birth_date", "1994-06-12")).status_code == 200
    kept = await lan.ask("DELETE", "/v1/me/attributes/birth_date", headers=await lan.tag())
    assert (kept.status_code, kept.json()["code"]) == (409, "elsewhere")


async def test_what_says_who_somebody_is_wants_a_recent_sign_in_and_the_rest_does_not(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    tokens = await browser.tokens()
    await make_older(session, LAN, minutes=21)
    later = (await browser.refresh(tokens["refresh_token"])).json()
    desk = Desk(api, later["access_token"])
    refused = await desk.declare("identity_paper", PAPER)
    assert refused.status_code == 401
    assert 'error="insufficient_user_authentication"' in refused.headers["www-authenticate"]
    assert (await desk.declare("ethnicity", "Kinh")).status_code == 200


async def test_a_change_without_who_did_it_is_not_written(world: FastAPI, session: AsyncSession) -> None:
    person = await session.get_one(Person, LAN)
    with pytest.raises(ValueError, match="scribe"):
        await actions.people.record_person(session, person, [], at=await now())


async def test_nobody_sees_changes_corrections_or_activities_of_another(lan: Desk, minh: Desk) -> None:
    await lan.declare("ethnicity", "Kinh")
    await lan.ask("POST", "/v1/me/corrections", json=CLAIM)
    page = await lan.ask("GET", "/v1/me/activity", params={"limit": 1})
    assert page.status_code == 200, page.text
    cursor = page.json()["next"]
    for path in ("changes", "corrections", "disclosures"):
        assert (await minh.ask("GET", f"/v1/me/{path}")).json()["items"] == [], path
        borrowed = await minh.ask("GET", f"/v1/me/{path}", params={"cursor": cursor})
        assert borrowed.json()["items"] == [], path
    own = {one["id"] for one in (await minh.ask("GET", "/v1/me/activity")).json()["items"]}
    hers = {one["id"] for one in (await lan.ask("GET", "/v1/me/activity")).json()["items"]}
    assert own
    assert own & hers == set()


async def test_every_act_on_the_record_is_in_the_activity_log(lan: Desk, session: AsyncSession) -> None:
    await lan.declare("ethnicity", "Kinh")
    await lan.ask("POST", "/v1/me/corrections", json=CLAIM)
    found = (await session.scalars(select(Activity).where(Activity.person_id == LAN))).all()
    assert {("record_changed", "ethnicity"), ("correction_asked", "full_name")} <= {
        (one.kind, one.facts.get("attribute")) for one in found
    }
    assert "Kinh" not in str([one.facts for one in found])
