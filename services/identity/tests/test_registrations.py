"""Registering over the API: the same rules as on pages, one account however many confirm at once."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.db import transaction
from kit.testing import client_of, said
from services.identity.models import Account, Identifier, Person
from services.identity.provider import Provider
from services.identity.tests.factories import Browser, code_from

MAI = {
    "kind": "citizen",
    "full_name": "Hoàng Thị Mai",
    "personal_number": "030195004321",
    "birth_date": "1995-05-12",
    "sex": "female",
    "contact": "mai@motcua.example",
    "password": "hoa sen vang nho",
}
MANY = 30


async def begin(api: httpx.AsyncClient, **changed: Any) -> httpx.Response:
    return await api.post("/v1/registrations", json={**MAI, **changed})


async def confirm(api: httpx.AsyncClient, pending_id: str, code: str) -> httpx.Response:
    return await api.post(f"/v1/registrations/{pending_id}/confirmation", json={"code": code})


async def test_somebody_registers_and_signs_in(
    api: httpx.AsyncClient, browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    begun = await begin(api)
    assert begun.status_code == 202, begun.text
    assert (begun.json()["channel"], begun.json()["sent_to"]) == ("email", "m***@m***")
    code, address = await code_from(session, world.state.provider)
    assert address == MAI["contact"]
    done = await confirm(api, begun.json()["id"], code)
    assert (done.status_code, done.json()) == (201, {"is_reopened": False})
    assert (await confirm(api, begun.json()["id"], code)).status_code == 404, "used up"
    assert (await browser.sign_in(MAI["contact"], MAI["password"])).status_code == 303


async def test_every_fault_is_told_at_once_and_no_value_comes_back(api: httpx.AsyncClient) -> None:
    answer = await begin(api, full_name=None, personal_number="12345", sex="x", contact="nowhere", password="ngan")
    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/full_name", "missing"),
        ("/personal_number", "malformed"),
        ("/sex", "not-a-choice"),
        ("/contact", "malformed"),
        ("/password", "too-short"),
    ]
    assert "12345" not in answer.text
    english = await api.post("/v1/registrations", json={**MAI, "contact": ""}, headers={"Accept-Language": "en"})
    assert english.json()["errors"][0]["detail"] == "It is missing."


@pytest.mark.parametrize(
    "body", [{}, {**MAI, "kind": "staff"}, {**MAI, "role": "administrator"}, {**MAI, "password": 1234567890}]
)
async def test_what_is_no_registration_is_refused(api: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await api.post("/v1/registrations", json=body)).status_code == 400


async def test_a_known_contact_or_number_gets_the_same_answer_and_its_owner_hears_after_the_code(
    api: httpx.AsyncClient, session: AsyncSession, world: FastAPI
) -> None:
    def shape(answer: httpx.Response) -> tuple[int, list[str], list[str]]:
        return answer.status_code, sorted(answer.headers.keys()), sorted(answer.json())

    known = await begin(api, contact="lan@motcua.example")
    code, _ = await code_from(session, world.state.provider)
    new = await begin(api)
    number = await begin(api, contact="b@motcua.example", personal_number="030194001234", birth_date="1994-05-12")
    assert shape(known) == shape(new) == shape(number)
    told = await confirm(api, known.json()["id"], code)
    assert (told.status_code, told.json()["code"]) == (409, "already-registered")


async def test_six_codes_are_heard(api: httpx.AsyncClient, session: AsyncSession, world: FastAPI) -> None:
    pending_id = (await begin(api)).json()["id"]
    code, _ = await code_from(session, world.state.provider)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert [(await confirm(api, pending_id, wrong)).status_code for _ in range(6)] == [400] * 6
    assert (await confirm(api, pending_id, code)).status_code == 400
    assert (await confirm(api, "x" * 43, code)).status_code == 404


async def test_a_page_and_the_api_do_not_share_what_waits(api: httpx.AsyncClient, session: AsyncSession) -> None:
    pending_id = (await begin(api)).json()["id"]
    told = [one for one in await said(session) if isinstance(one, CodeRequested)]
    assert pending_id not in json.dumps([one.model_dump(mode="json") for one in told])


async def _codes(town: FastAPI) -> list[str]:
    here: Provider = town.state.provider
    async with transaction(town) as session:
        asked = [one for one in await said(session) if isinstance(one, CodeRequested)]
    return [json.loads(here.messages.unseal(one.sealed))["code"] for one in asked]


async def test_one_registration_confirmed_by_many_at_once_makes_one_account(town: FastAPI) -> None:
    async with client_of(town) as api:
        pending_id = (await begin(api)).json()["id"]
        code = (await _codes(town))[-1]
        answers = await asyncio.gather(*(confirm(api, pending_id, code) for _ in range(MANY)))
    statuses = [one.status_code for one in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 400, 404}
    async with transaction(town) as session:
        named = select(func.count()).select_from(Identifier).where(Identifier.value == MAI["contact"])
        assert await session.scalar(named) == 1


async def test_two_registrations_for_one_address_and_number_at_once_make_one_account(town: FastAPI) -> None:
    async with client_of(town) as api:
        pending = [(await begin(api)).json()["id"] for _ in range(4)]
        codes = await _codes(town)
        answers = await asyncio.gather(*(confirm(api, one, code) for one, code in zip(pending, codes, strict=True)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    async with transaction(town) as session:
        mai = select(func.count()).select_from(Account).join(Person).where(Person.kind == "citizen")
        assert await session.scalar(mai) == 3, "lan, minh and one mai"


async def test_one_number_declared_by_many_at_once_leads_to_one_of_them(town: FastAPI) -> None:
    async with client_of(town) as api:
        pending = [(await begin(api, contact=f"mai{n}@motcua.example")).json()["id"] for n in range(8)]
        codes = await _codes(town)
        answers = await asyncio.gather(*(confirm(api, one, code) for one, code in zip(pending, codes, strict=True)))
    assert {one.status_code for one in answers} == {201}
    async with transaction(town) as session:
        named = select(func.count()).select_from(Identifier).where(Identifier.value == MAI["personal_number"])
        assert await session.scalar(named) == 1
