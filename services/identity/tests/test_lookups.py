"""Who read somebody's record: staff at the counter, applications; and what keeps staff from browsing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.clock import now
from kit.db import transaction
from kit.testing import client_of, said
from services.identity import actions, seeds
from services.identity.actions.lookups import PER_HOUR
from services.identity.models import Activity, Attribute, Disclosure, Identifier, Lookup, Person
from services.identity.records.provenance import Source
from services.identity.tests.factories import Browser

LAN, MINH = seeds.person_id("lan"), seeds.person_id("minh")
WHY = "Điền tờ khai đăng ký tạm trú"
WANTED = {"personal_number": "030194001234", "purpose": WHY, "dossier_code": "G01.24.91-20261123-0000001"}
Look = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def look(api: httpx.AsyncClient) -> Look:
    async def up(token: str, *, key: str | None = None, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or uuid4().hex}
        return await api.post("/v1/people/lookup", json=body or WANTED, headers=headers)

    return up


async def clerk(browser: Browser, user: str = "hoa.counter") -> str:
    token: str = (await browser.tokens(user))["access_token"]
    return token


async def disclosures(session: AsyncSession) -> list[Disclosure]:
    session.expire_all()
    return list(await session.scalars(select(Disclosure).order_by(Disclosure.read_at)))


async def test_a_counter_sees_what_a_form_needs_and_the_person_sees_who_looked(
    browser: Browser, other_browser: Browser, look: Look, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    shown = await look(await clerk(browser))
    assert shown.status_code == 200, shown.text
    assert shown.headers["cache-control"] == "no-store"
    values = {name: one["value"] for name, one in shown.json()["attributes"].items()}
    assert (values["full_name"], values["phone"]) == ("Nguyễn Thị Lan", "0912345001")
    token = (await other_browser.tokens())["access_token"]
    read = (await api.get("/v1/me/disclosures", headers={"Authorization": f"Bearer {token}"})).json()["items"]
    assert (read[0]["reader_kind"], read[0]["reader"], read[0]["agency"]) == (
        "officer",
        "Phạm Thị Hoa",
        "Công an phường Tứ Minh",
    )
    assert read[0]["purpose"] == f"{WHY} (G01.24.91-20261123-0000001)"
    assert "Họ và tên" in read[0]["attributes"]
    assert len(read[0]["attributes"]) == len(values)
    noted = [one for one in await said(session) if isinstance(one, SecurityNoted) and one.note == "record_read"]
    assert [one.person_id for one in noted] == [LAN]


async def test_a_retried_look_up_is_one_reading(browser: Browser, look: Look, session: AsyncSession) -> None:
    token = await clerk(browser)
    answers = [await look(token, key="same") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert answers[0].json() == answers[2].json()
    assert len(await disclosures(session)) == 1
    assert await session.scalar(select(func.count()).select_from(Lookup)) == 1


async def test_an_agency_alarms_a_person_once_a_day_and_another_agency_again(
    browser: Browser, other_browser: Browser, look: Look, session: AsyncSession
) -> None:
    hoa, mai = await clerk(browser), await clerk(other_browser, "mai.counter")
    for token in (hoa, hoa, mai):
        assert (await look(token)).status_code == 200
    assert len(await disclosures(session)) == 3
    told = (await session.scalars(select(Activity.facts).where(Activity.kind == "record_read"))).all()
    assert sorted(one["agency"] for one in told) == ["G01.24.91", "G01.24.92"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"personal_number": "030194001235"},
        {"personal_number": "031090004320"},
        {"phone": "0912345999"},
        {"phone": "+84912345999"},
    ],
)
async def test_a_number_nobody_has_is_one_answer_counted_and_nobodys_reading(
    browser: Browser, look: Look, session: AsyncSession, wanted: dict[str, str]
) -> None:
    nobody = await look(await clerk(browser), **wanted, purpose=WHY)
    assert nobody.status_code == 404
    assert {name: nobody.json()[name] for name in ("code", "title")} == {
        "code": "not-found",
        "title": "Không tìm thấy.",
    }
    assert await disclosures(session) == []
    assert await session.scalar(select(func.count()).select_from(Lookup)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"purpose": WHY},
        {"personal_number": "030194001234"},
        {"personal_number": "030194001234", "phone": "0912345001", "purpose": WHY},
        {"personal_number": "030194%", "purpose": WHY},
        {"personal_number": "0301940012340", "purpose": WHY},
        {"phone": "0912345", "purpose": WHY},
        {"personal_number": "030194001234", "purpose": " "},
        {"personal_number": "030194001234", "purpose": WHY, "dossier_code": "x y"},
        {"full_name": "Nguyễn Thị Lan", "purpose": WHY},
    ],
)
async def test_without_one_exact_number_and_a_purpose_nobody_is_looked_up(
    browser: Browser, look: Look, session: AsyncSession, body: dict[str, str]
) -> None:
    assert (await look(await clerk(browser), **body)).status_code == 400
    assert await session.scalar(select(func.count()).select_from(Lookup)) == 0


@pytest.mark.parametrize("user", ["030194001234", "tuan.leader", "admin"])
async def test_a_citizen_and_staff_without_the_role_look_nobody_up(
    browser: Browser, look: Look, session: AsyncSession, user: str
) -> None:
    assert (await look(await clerk(browser, user))).status_code == 403
    assert await disclosures(session) == []


async def test_staff_who_signed_out_look_nobody_up(browser: Browser, look: Look) -> None:
    tokens = await browser.tokens("hoa.counter")
    await browser.client.get("/oauth2/logout", params={"id_token_hint": tokens["id_token"]})
    assert (await look(tokens["access_token"])).status_code == 401


async def test_a_phone_leads_to_whom_it_was_confirmed_for_and_staff_are_not_looked_up(
    browser: Browser, look: Look, session: AsyncSession
) -> None:
    token = await clerk(browser)
    for phone in ("0912345002", "+84912345002"):
        assert (await look(token, phone=phone, purpose=WHY)).json()["id"] == str(MINH)
    session.add(
        Attribute(
            person_id=seeds.person_id("admin"),
            name="personal_number",
            source=Source.AGENCY,
            value="030190000001",
            verified_at=seeds.VERIFIED_AT,
            recorded_at=seeds.VERIFIED_AT,
        )
    )
    await session.commit()
    assert (await look(token, personal_number="030190000001", purpose=WHY)).status_code == 404


async def test_a_look_alike_who_declared_the_number_does_not_stand_in_for_its_person(
    browser: Browser, look: Look, session: AsyncSession
) -> None:
    """Minh signs in with Lan's number (declared); the registry knows it to be Lan's."""
    mine = await session.get_one(Identifier, ("personal_number", "031090004321"))
    hers = await session.get_one(Identifier, ("personal_number", "030194001234"))
    await session.delete(hers)
    await session.flush()
    mine.value = "030194001234"
    await session.commit()
    assert (await look(await clerk(browser))).json()["id"] == str(LAN)


async def test_nobody_collects_records_not_even_with_numbers_that_do_not_exist(
    browser: Browser, look: Look, session: AsyncSession
) -> None:
    token = await clerk(browser)
    officer, at = seeds.person_id("hoa.counter"), await now()
    for minutes in [5] * (PER_HOUR - 1) + [61]:
        early = at - timedelta(minutes=minutes)
        session.add(Lookup(id=uuid4(), officer_id=officer, agency_code="G01.24.91", purpose=WHY, looked_at=early))
    await session.commit()
    assert (await look(token, personal_number="030194001235", purpose=WHY)).status_code == 404
    refused = await look(token)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert await disclosures(session) == []


async def test_thirty_look_ups_at_once_are_counted_and_alarm_once(town: FastAPI, racer: Browser) -> None:
    tokens = await racer.tokens("hoa.counter")
    async with client_of(town) as api, client_of(town) as own:
        kept, town.state.verifier._client = town.state.verifier._client, own
        town.state.verifier._fetched_at = float("-inf")

        async def one() -> int:
            headers = {"Authorization": f"Bearer {tokens['access_token']}", "Idempotency-Key": uuid4().hex}
            return (await api.post("/v1/people/lookup", json=WANTED, headers=headers)).status_code

        assert await asyncio.gather(*[one() for _ in range(30)]) == [200] * 30
        town.state.verifier._client = kept
    async with transaction(town) as session:
        assert await session.scalar(select(func.count()).select_from(Disclosure)) == 30
        assert await session.scalar(select(func.count()).select_from(Lookup)) == 30
        alarms = select(func.count()).select_from(Activity).where(Activity.kind == "record_read")
        assert await session.scalar(alarms) == 1


async def test_an_application_is_one_line_a_day_for_each_scope(world: FastAPI, session: AsyncSession) -> None:
    at = await now()
    for scope, moment in (
        ("openid email", at),
        ("email openid", at),
        ("openid profile", at),
        ("openid email", at + timedelta(days=1)),
    ):
        await actions.disclosures.of_client(
            session, LAN, client_id="demo-web", scope=scope, attributes=["email"], at=moment
        )
    await actions.disclosures.of_client(session, LAN, client_id="demo-web", scope="openid", attributes=[], at=at)
    found = await disclosures(session)
    assert [(one.reader_kind, one.reader_name, one.attributes) for one in found] == [
        ("client", "Cổng dịch vụ thử nghiệm", ["email"])
    ] * 3


async def test_no_reading_is_written_down_when_the_reading_does_not_happen(world: FastAPI) -> None:
    async def read() -> None:
        async with transaction(world) as session:
            person = await session.get_one(Person, LAN)
            reader = actions.disclosures.Reader(actions.disclosures.ReaderKind.OFFICER, "x", "X", "G01.24.91")
            await actions.disclosures.of_officer(
                session, person, reader=reader, purpose=WHY, attributes=["email"], at=await now()
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await read()
    async with transaction(world) as session:
        assert await session.scalar(select(func.count()).select_from(Disclosure)) == 0


async def test_a_client_reading_userinfo_is_seen_once_a_day_with_what_it_was_shown(
    browser: Browser, api: httpx.AsyncClient
) -> None:
    tokens = await browser.tokens(scope="openid email")
    for _ in range(3):
        assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "Accept-Language": "en"}
    read = (await api.get("/v1/me/disclosures", headers=headers)).json()["items"]
    assert [(one["reader"], one["purpose"], one["attributes"]) for one in read] == [
        ("Cổng dịch vụ thử nghiệm", "Sign-in to the application", ["E-mail"])
    ]


async def test_a_client_that_is_shown_nothing_reads_nothing(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens(scope="openid")
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    assert await disclosures(session) == []
