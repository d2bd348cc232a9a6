"""Asking an agency to put right what it vouches for, and what its answer makes of the record."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged, SecurityNoted
from kit.testing import said
from services.identity import seeds
from services.identity.models import BrowserSession, Correction, Disclosure, Succession
from services.identity.tests.desk import CLAIM, Desk
from services.identity.tests.factories import Browser


@pytest_asyncio.fixture
async def lan(browser: Browser, api: httpx.AsyncClient) -> Desk:
    return Desk(api, (await browser.tokens())["access_token"])


@pytest_asyncio.fixture
async def dung(
    world: FastAPI, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> AsyncIterator[Desk]:
    """The police officer of Lan's ward, signed in with two factors."""
    await other_browser.sign_in("dung.officer")
    officer = seeds.person_id("dung.officer")
    raised = {"acr": "substantial", "amr": ["pwd", "otp", "mfa"]}
    await session.execute(update(BrowserSession).where(BrowserSession.person_id == officer).values(raised))
    await session.commit()
    tokens = (await other_browser.redeem(await other_browser.code())).json()
    yield Desk(api, tokens["access_token"])


async def test_a_correction_goes_to_the_agency_that_keeps_the_data_and_once(lan: Desk, session: AsyncSession) -> None:
    key = {"Idempotency-Key": "one"}
    asked = await lan.ask("POST", "/v1/me/corrections", json=CLAIM, headers=key)
    assert (asked.status_code, asked.json()["agency"], asked.json()["status"]) == (201, "G01.24.91", "received")
    assert (await lan.ask("POST", "/v1/me/corrections", json=CLAIM, headers=key)).json() == asked.json()
    twice = await lan.ask("POST", "/v1/me/corrections", json=CLAIM)
    assert (twice.status_code, twice.json()["code"]) == (409, "already-asked")
    kept = (await session.scalars(select(Correction))).one()
    assert "Lân" not in kept.sealed_claim
    listed = (await lan.ask("GET", "/v1/me/corrections")).json()["items"]
    assert [one["id"] for one in listed] == [asked.json()["id"]]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"attribute": "ethnicity"}, 409, "not-vouched"),
        ({"attribute": "personal_number", "value": "031090004321"}, 409, "elsewhere"),
        ({"attribute": "phone"}, 409, "elsewhere"),
        ({"attribute": "shoe_size"}, 404, "not-found"),
        ({"value": {"a": 1}}, 400, "invalid"),
        ({"reason": " "}, 400, "invalid"),
    ],
)
async def test_what_cannot_be_corrected_by_asking_is_refused(
    lan: Desk, changed: dict[str, Any], status: int, code: str
) -> None:
    refused = await lan.ask("POST", "/v1/me/corrections", json={**CLAIM, **changed})
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_an_accepted_correction_counts_though_a_registry_outranked_it_and_the_owner_hears(
    lan: Desk, dung: Desk, session: AsyncSession
) -> None:
    asked = (await lan.ask("POST", "/v1/me/corrections", json=CLAIM)).json()
    listed = (await dung.ask("GET", "/v1/corrections")).json()["items"]
    assert [one["id"] for one in listed] == [asked["id"]]
    assert "Lân" not in str(listed)
    whole = (await dung.ask("GET", f"/v1/corrections/{asked['id']}")).json()
    assert (whole["claimed"], whole["present"]["full_name"]["value"]) == ("Nguyễn Thị Lân", "Nguyễn Thị Lan")
    answer = {"verdict": "accept", "words": "Đã đối chiếu giấy khai sinh."}
    done = await dung.ask("POST", f"/v1/corrections/{asked['id']}/answer", json=answer)
    assert (done.status_code, done.json()["status"]) == (201, "accepted")
    shown = (await lan.ask("GET", "/v1/me")).json()["attributes"]["full_name"]
    assert (shown["value"], shown["source"], bool(shown["verified_at"])) == ("Nguyễn Thị Lân", "agency", True)
    changed = [one for one in await said(session) if isinstance(one, PersonChanged)][-1]
    assert changed.full_name == "Nguyễn Thị Lân"
    assert {one.note for one in await said(session) if isinstance(one, SecurityNoted)} >= {
        "record_read",
        "correction_answered",
    }
    read = (await session.scalars(select(Disclosure).where(Disclosure.reader_kind == "officer"))).one()
    assert (read.agency_code, read.attributes) == ("G01.24.91", ["full_name", "personal_number"])
    again = await dung.ask("POST", f"/v1/corrections/{asked['id']}/answer", json={**answer, "verdict": "decline"})
    assert (again.status_code, again.json()["code"]) == (409, "answered")


async def test_a_declined_correction_changes_nothing_and_says_why(lan: Desk, dung: Desk) -> None:
    asked = (await lan.ask("POST", "/v1/me/corrections", json=CLAIM)).json()
    answer = {"verdict": "decline", "words": "Giấy khai sinh ghi Lan."}
    assert (await dung.ask("POST", f"/v1/corrections/{asked['id']}/answer", json=answer)).status_code == 201
    told = (await lan.ask("GET", "/v1/me/corrections")).json()["items"][0]
    assert (told["status"], told["answer"]) == ("declined", "Giấy khai sinh ghi Lan.")
    assert (await lan.ask("GET", "/v1/me")).json()["attributes"]["full_name"]["value"] == "Nguyễn Thị Lan"


async def test_what_was_asked_of_an_agency_before_it_was_merged_is_answered_by_its_successor(
    lan: Desk, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    asked = (await lan.ask("POST", "/v1/me/corrections", json=CLAIM)).json()
    mai = Desk(api, (await other_browser.tokens("mai.counter"))["access_token"])
    merged = Succession(
        predecessor_code="G01.24.91", successor_code="G01.24.92", happened_on=date(2100, 1, 1), legal_basis="X"
    )
    session.add(merged)
    await session.commit()
    path = f"/v1/corrections/{asked['id']}"
    assert (await mai.ask("GET", path)).status_code == 404, "not before its day"
    merged.happened_on = date(2026, 1, 1)
    await session.commit()
    assert [one["id"] for one in (await mai.ask("GET", "/v1/corrections")).json()["items"]] == [asked["id"]]
    assert (await mai.ask("GET", path)).status_code == 200


async def test_another_agency_a_citizen_and_a_weak_sign_in_do_not_answer(
    lan: Desk, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    asked = (await lan.ask("POST", "/v1/me/corrections", json=CLAIM)).json()
    path, answer = f"/v1/corrections/{asked['id']}", {"verdict": "accept", "words": "x"}
    assert (await lan.ask("GET", path)).status_code == 403
    assert (await lan.ask("POST", f"{path}/answer", json=answer)).status_code == 403
    mai = Desk(api, (await other_browser.tokens("mai.counter"))["access_token"])
    assert (await mai.ask("GET", path)).status_code == 404
    assert (await mai.ask("GET", "/v1/corrections")).json()["items"] == []
    dung = Desk(api, (await other_browser.tokens("dung.officer"))["access_token"])
    weak = await dung.ask("POST", f"{path}/answer", json=answer)
    assert (weak.status_code, "acr_values" in weak.headers["www-authenticate"]) == (401, True)
    assert (await session.scalars(select(Correction.status))).one() == "received"


async def test_nobody_answers_for_themselves(browser: Browser, api: httpx.AsyncClient, session: AsyncSession) -> None:
    await browser.sign_in("admin")
    raised = {"acr": "substantial", "amr": ["pwd", "otp", "mfa"]}
    await session.execute(update(BrowserSession).values(raised))
    await session.commit()
    admin = Desk(api, (await browser.redeem(await browser.code())).json()["access_token"])
    asked = (await admin.ask("POST", "/v1/me/corrections", json=CLAIM)).json()
    assert asked["agency"] == "H24.01"
    answer = {"verdict": "accept", "words": "Đúng."}
    assert (await admin.ask("POST", f"/v1/corrections/{asked['id']}/answer", json=answer)).status_code == 403
    assert (await session.scalars(select(Correction.status))).one() == "received"


async def test_a_request_that_does_not_exist_is_not_found(dung: Desk) -> None:
    answer = {"verdict": "accept", "words": "Đúng."}
    path = f"/v1/corrections/{seeds.person_id('lan')}"
    assert (await dung.ask("GET", path)).status_code == 404
    assert (await dung.ask("POST", f"{path}/answer", json=answer)).status_code == 404


async def test_requests_are_paged_the_oldest_first(lan: Desk, dung: Desk) -> None:
    for name, value in (("full_name", "Lân"), ("sex", "female"), ("birth_date", "1994-05-12")):
        body = {**CLAIM, "attribute": name, "value": value}
        assert (await lan.ask("POST", "/v1/me/corrections", json=body)).status_code == 201
    first = (await dung.ask("GET", "/v1/corrections", params={"limit": 2})).json()
    second = (await dung.ask("GET", "/v1/corrections", params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["attribute"] for one in first["items"] + second["items"]] == ["full_name", "sex", "birth_date"]
