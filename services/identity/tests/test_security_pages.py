"""The security page: what its owner adds and removes, and what a thief of the password cannot."""

import html
import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.clock import now
from kit.testing import said
from services.identity.credentials import totp
from services.identity.models import Authenticator, BrowserSession, CodeFactor, Device, RecoveryCode
from services.identity.provider import Provider
from services.identity.tests.factories import Browser, assured, fields_of, guarded

PAGE = "/account/security"
FORMS = [
    (PAGE, {"act": "recovery"}),
    (PAGE, {"act": "authenticator", "name": "x"}),
    (PAGE, {"act": "codes", "channel": "email"}),
    (PAGE, {"act": "remove", "factor": "0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"}),
    (PAGE, {"act": "forget", "device": "0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"}),
    (f"{PAGE}/authenticator", {"code": "123456"}),
    (f"{PAGE}/passkey", {"answer": "{}", "name": "x"}),
]
NAMES = [f"{path.rpartition('/')[2]}-{fields.get('act', 'add')}" for path, fields in FORMS]


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def change(browser: Browser, **fields: str) -> httpx.Response:
    csrf = fields_of((await browser.client.get(PAGE)).text)["csrf"]
    return await browser.client.post(PAGE, data={"csrf": csrf, **fields})


async def notes(session: AsyncSession) -> list[str]:
    return [one.note for one in await said(session) if isinstance(one, SecurityNoted)]


async def add_authenticator(browser: Browser) -> str:
    """By the forms, as a person does it; the secret."""
    assert (await change(browser, act="authenticator", name="Điện thoại")).headers[
        "location"
    ] == f"{PAGE}/authenticator"
    page = await browser.client.get(f"{PAGE}/authenticator")
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)
    assert found, page.text
    assert "<svg" in page.text
    secret = found[1].replace(" ", "")
    code = totp.code_at(secret, await now() - timedelta(seconds=30))
    form = {**fields_of(page.text), "code": code}
    wrong = await browser.client.post(f"{PAGE}/authenticator", data={**form, "code": "000000"})
    assert wrong.status_code == 403
    assert 'aria-invalid="true"' in wrong.text
    assert (await browser.client.post(f"{PAGE}/authenticator", data=form)).headers["location"] == f"{PAGE}?done=true"
    return secret


async def test_an_authenticator_is_added_and_asked_for_from_then_on(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    await assured(session)
    secret = await add_authenticator(browser)
    assert await notes(session) == ["factor_added"]
    assert (await browser.sign_in()).headers["location"] == "/signin/factor"
    assert (await browser.factor(code=totp.code_at(secret, await now()))).status_code == 303
    page = await browser.client.get(PAGE)
    assert "Điện thoại" in page.text
    assert secret not in page.text


async def test_a_secret_not_confirmed_guards_nothing_and_is_shown_to_its_owner_only(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await assured(session)
    await change(browser, act="authenticator", name="")
    assert "oauth2" in (await browser.sign_in()).headers["location"]
    await other_browser.sign_in("031090004321")
    await assured(session)
    assert (await other_browser.client.get(f"{PAGE}/authenticator")).headers["location"] == PAGE


async def test_recovery_codes_are_shown_once_and_kept_as_digests(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    await assured(session)
    assert (await change(browser, act="recovery")).status_code == 404
    await add_authenticator(browser)
    await session.execute(update(BrowserSession).values(amr=["pwd", "otp", "mfa"]))
    await session.commit()
    page = await change(browser, act="recovery")
    codes = re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", page.text)
    assert len(set(codes)) == 10
    assert page.headers["cache-control"] == "no-store"
    kept = set(await session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == 10
    assert not kept & set(codes)
    assert codes[0] not in (await browser.client.get(PAGE)).text
    await change(browser, act="recovery")
    assert not kept & set(await session.scalars(select(RecoveryCode.code_hash)))


async def test_codes_by_email_are_switched_on_and_off(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    await assured(session)
    assert (await change(browser, act="codes", channel="email")).status_code == 303
    assert (await browser.sign_in()).headers["location"] == "/signin/factor"
    factor = (await session.scalars(select(CodeFactor))).one()
    await session.execute(update(BrowserSession).values(amr=["pwd", "otp", "mfa"]))
    await session.commit()
    assert (await change(browser, act="remove", factor=str(factor.id))).headers["location"] == f"{PAGE}?done=true"
    assert "factor_removed" in await notes(session)
    assert "oauth2" in (await browser.sign_in()).headers["location"]


@pytest.mark.parametrize("fields", [{"act": "remove", "factor": "x"}, {"act": "forget"}, {"act": "fly"}, {}])
async def test_what_is_not_theirs_is_not_found(browser: Browser, session: AsyncSession, fields: dict[str, str]) -> None:
    await browser.sign_in()
    await assured(session)
    assert (await change(browser, **fields)).status_code == 404


async def test_nobody_removes_what_is_somebody_elses(browser: Browser, session: AsyncSession, here: Provider) -> None:
    await guarded(session, here, "minh")
    factor = (await session.scalars(select(Authenticator))).one()
    await browser.sign_in()
    await assured(session)
    assert (await change(browser, act="remove", factor=str(factor.id))).status_code == 404


async def test_a_forgotten_device_is_trusted_no_more(browser: Browser, session: AsyncSession, here: Provider) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    await browser.factor(code=totp.code_at(secret, await now()), trust="yes")
    device = (await session.scalars(select(Device))).one()
    assert (await change(browser, act="forget", device=str(device.id))).status_code == 303
    assert (await browser.sign_in()).headers["location"] == "/signin/factor"


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=NAMES)
async def test_a_stolen_password_changes_nothing_where_a_second_factor_exists(
    browser: Browser, session: AsyncSession, here: Provider, path: str, fields: dict[str, str]
) -> None:
    await browser.sign_in()
    csrf = fields_of((await browser.client.get(PAGE)).text)["csrf"]
    await guarded(session, here)
    answer = await browser.client.post(path, data={"csrf": csrf, **fields})
    assert answer.headers["location"] == "/signin/factor?request=%2Faccount%2Fsecurity"
    assert len((await session.scalars(select(Authenticator))).all()) == 1


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=NAMES)
async def test_a_form_of_another_site_changes_nothing(browser: Browser, path: str, fields: dict[str, str]) -> None:
    await browser.sign_in()
    own = fields_of((await browser.client.get("/signin")).text)["csrf"]
    for csrf in ("", "x", own):
        assert (await browser.client.post(path, data={"csrf": csrf, **fields})).status_code == 403
    csrf = fields_of((await browser.client.get(PAGE)).text)["csrf"]
    evil = {"Origin": "https://evil.example"}
    assert (await browser.client.post(path, data={"csrf": csrf, **fields}, headers=evil)).status_code == 403


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=NAMES)
async def test_an_old_sign_in_changes_nothing(
    browser: Browser, session: AsyncSession, path: str, fields: dict[str, str]
) -> None:
    await browser.sign_in()
    csrf = fields_of((await browser.client.get(PAGE)).text)["csrf"]
    await session.execute(update(BrowserSession).values(authenticated_at=await now() - timedelta(minutes=21)))
    await session.commit()
    answer = await browser.client.post(path, data={"csrf": csrf, **fields})
    assert answer.headers["location"].startswith("/signin?request=%2Faccount%2Fsecurity")


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/authenticator", f"{PAGE}/passkey"])
async def test_nobody_sees_the_pages_without_signing_in_and_no_site_frames_them(
    browser: Browser, session: AsyncSession, path: str
) -> None:
    assert (await browser.client.get(path)).headers["location"].startswith("/signin?request=%2Faccount%2Fsecurity")
    await browser.sign_in()
    await assured(session)
    await change(browser, act="authenticator", name="x")
    page = await browser.client.get(path)
    assert page.status_code == 200
    assert page.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert "style=" not in html.unescape(page.text)


async def test_the_second_factor_can_be_shown_on_the_way_to_the_page(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    secret = await guarded(session, here)
    sent = await change(browser, act="codes", channel="email")
    page = await browser.client.get(sent.headers["location"])
    form = {**fields_of(page.text), "code": totp.code_at(secret, await now())}
    assert (await browser.client.post("/signin/factor", data=form)).headers["location"] == PAGE
    assert (await change(browser, act="codes", channel="email")).headers["location"] == f"{PAGE}?done=true"
