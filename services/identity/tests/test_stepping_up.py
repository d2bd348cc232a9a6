"""Raising a live session to what an application demands, and what happens to those who cannot."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from services.identity.credentials import totp
from services.identity.models import Activity, Attribute, BrowserSession, Identifier
from services.identity.provider import Provider
from services.identity.records.provenance import Source
from services.identity.seeds import person_id
from services.identity.tests.factories import Browser, answer_of, code_from, fields_of, guarded


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def demand(browser: Browser, acr: str = "substantial") -> str:
    """What authorize answers to a signed-in person of too low a level."""
    answer = await browser.authorize(acr_values=acr)
    return answer.headers["location"]


async def test_a_session_is_raised_and_its_cookie_is_new(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    before = (await browser.sign_in()).cookies["motcua_session"]
    location = await demand(browser)
    assert location.startswith("/signin/factor?request=")
    page = await browser.client.get(location)
    assert page.status_code == 200
    await browser.client.post("/signin/factor", data={**fields_of(page.text), "means": "sms", "act": "send"})
    code, _ = await code_from(session, here)
    done = await browser.factor("sms", code=code)
    assert done.cookies["motcua_session"] != before
    assert "code" in answer_of(await browser.client.get(done.headers["location"]))
    raised = (await session.scalars(select(BrowserSession))).one()
    assert (raised.acr, raised.amr) == ("substantial", ["pwd", "otp", "mfa"])
    assert "stepped_up" in set(await session.scalars(select(Activity.kind)))
    browser.client.cookies.set("motcua_session", before, domain="127.0.0.1")
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "login_required"


async def test_reloading_the_page_does_not_free_another_code(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    location = await demand(browser)
    for status in (303, 429, 429):
        page = await browser.client.get(location)
        sent = await browser.client.post(
            "/signin/factor", data={**fields_of(page.text), "means": "email", "act": "send"}
        )
        assert sent.status_code == status


async def test_a_step_up_belongs_to_the_session_it_was_begun_in(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    secret = await guarded(session, here)
    page = await browser.client.get(await demand(browser))
    await session.execute(update(BrowserSession).values(ended_at=await now()))
    await session.commit()
    form = {**fields_of(page.text), "code": totp.code_at(secret, await now())}
    assert (await browser.client.post("/signin/factor", data=form)).headers["location"] == "/signin"
    stolen = {**form, "code": totp.code_at(secret, await now())}
    assert (await other_browser.client.post("/signin/factor", data=stolen)).headers["location"] == "/signin"


@pytest.mark.parametrize("wanted", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}], ids=str)
async def test_a_factor_alone_is_no_fresh_sign_in(
    browser: Browser, session: AsyncSession, here: Provider, wanted: dict[str, str]
) -> None:
    await browser.sign_in()
    await guarded(session, here)
    request = urlencode(browser.query(acr_values="substantial", **wanted))
    answer = await browser.client.get("/signin/factor", params={"request": request})
    assert answer.headers["location"] == f"/oauth2/authorize?{request}"
    assert (await browser.client.get(answer.headers["location"])).headers["location"].startswith("/signin?")


async def test_nobody_signed_in_signs_in_first(browser: Browser) -> None:
    request = urlencode(browser.query(acr_values="substantial"))
    answer = await browser.client.get("/signin/factor", params={"request": request})
    assert answer.headers["location"].startswith("/signin?request=")


async def test_somebody_without_any_second_factor_is_led_to_add_one(browser: Browser, session: AsyncSession) -> None:
    await session.execute(delete(Identifier).where(Identifier.kind.in_(["phone", "email"])))
    await session.commit()
    await browser.sign_in()
    page = await browser.client.get(await demand(browser))
    assert page.status_code == 403
    assert 'href="/account/security"' in page.text
    assert "error=unmet_authentication_requirements" in page.text


@pytest.mark.parametrize("acr", ["substantial", "high"])
async def test_somebody_whose_record_cannot_reach_the_level_is_told_and_sent_back(
    browser: Browser, session: AsyncSession, acr: str
) -> None:
    await session.execute(
        update(Attribute)
        .where(Attribute.person_id == person_id("lan"), Attribute.name == "personal_number")
        .values(source=Source.DECLARED, verified_at=None)
    )
    await session.commit()
    await browser.sign_in()
    page = await browser.client.get(await demand(browser, acr))
    assert page.status_code == 403
    back = [link for link in page.text.split('"') if "unmet_authentication_requirements" in link]
    told = dict(parse_qsl(urlsplit(back[0].replace("&amp;", "&")).query))
    assert (told["error"], told["state"]) == ("unmet_authentication_requirements", "s-1")
    assert told["iss"] == "http://127.0.0.1:8080"


async def test_a_session_that_is_high_enough_goes_straight_on(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    await browser.factor(code=totp.code_at(secret, await now()))
    request = urlencode(browser.query(acr_values="substantial"))
    answer = await browser.client.get("/signin/factor", params={"request": request})
    assert answer.headers["location"] == f"/oauth2/authorize?{request}"


@pytest.mark.parametrize("request_text", ["https://evil.example/", "//evil.example", "client_id=nobody", "/signin"])
async def test_a_made_up_request_leads_nowhere(browser: Browser, request_text: str) -> None:
    await browser.sign_in()
    answer = await browser.client.get("/signin/factor", params={"request": request_text})
    assert answer.status_code == 400
    assert "location" not in answer.headers
