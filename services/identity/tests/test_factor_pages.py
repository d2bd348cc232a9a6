"""The second factor at sign-in: when it is asked for, and what it accepts."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import said
from services.identity import actions
from services.identity.activity import Where
from services.identity.credentials import totp
from services.identity.models import Account, Activity, BrowserSession, Device, Interaction
from services.identity.provider import Provider
from services.identity.tests.factories import Browser, account_of, answer_of, code_from, fields_of, guarded

MANY = 32


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def shown(secret: str) -> str:
    return totp.code_at(secret, await now())


async def opened_sessions(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(BrowserSession)) or 0


async def kinds(session: AsyncSession, user: str = "lan") -> list[str]:
    person_id = (await account_of(session, user)).person_id
    return list(await session.scalars(select(Activity.kind).where(Activity.person_id == person_id)))


async def test_a_guarded_account_opens_only_after_the_second_factor(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    half = await browser.sign_in()
    assert half.headers["location"] == "/signin/factor"
    assert "motcua_session" not in browser.client.cookies
    assert await opened_sessions(session) == 0
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "login_required"
    done = await browser.factor(code=await shown(secret))
    assert done.status_code == 303, done.text
    assert done.headers["location"].startswith("/oauth2/authorize?client_id=demo-web")
    opened = (await session.scalars(select(BrowserSession))).one()
    assert (opened.acr, opened.amr) == ("substantial", ["pwd", "otp", "mfa"])
    assert "signed_in" in await kinds(session)


async def test_the_request_that_wanted_the_sign_in_is_answered_after_the_second_factor(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in(prompt="login", max_age="0")
    done = await browser.factor(code=await shown(secret))
    assert "code" in answer_of(await browser.client.get(done.headers["location"]))


async def test_without_a_second_factor_the_password_opens_a_session_of_low_assurance(
    browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    opened = (await session.scalars(select(BrowserSession))).one()
    assert (opened.acr, opened.amr) == ("low", ["pwd"])


async def test_a_wrong_code_is_refused_and_can_be_tried_again(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    wrong = await browser.factor(code="000000")
    assert wrong.status_code == 403
    assert 'role="alert"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert "sign_in_refused" in await kinds(session)  # whoever gets this far knows the password
    assert (await browser.factor(code=await shown(secret))).status_code == 303


async def test_a_recovery_code_stands_in_once(browser: Browser, session: AsyncSession, here: Provider) -> None:
    await guarded(session, here)
    account = await account_of(session, "lan")
    codes = await actions.factors.make_recovery_codes(session, here, account, at=await now(), where=Where())
    await session.commit()
    await browser.sign_in()
    assert (await browser.factor("recovery_code", code=codes[0].lower())).status_code == 303
    assert "recovery_code_used" in await kinds(session)
    await browser.sign_in()
    assert (await browser.factor("recovery_code", code=codes[0])).status_code == 403
    assert (await browser.factor("recovery_code", code=codes[1])).status_code == 303


async def test_a_trusted_device_is_not_asked_again_but_a_demanding_application_is_served(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    await browser.factor(code=await shown(secret), trust="yes")
    trusted_until = (await session.scalars(select(Device.trusted_until))).one()
    assert trusted_until is not None
    assert trusted_until > await now() + timedelta(days=29)
    assert (await browser.sign_in()).headers["location"].startswith("/oauth2/authorize")
    assert (await browser.sign_in(prompt="login")).headers["location"] == "/signin/factor"
    assert (await browser.sign_in(acr_values="substantial")).headers["location"] == "/signin/factor"
    await session.execute(update(Device).values(trusted_until=await now()))
    await session.commit()
    assert (await browser.sign_in()).headers["location"] == "/signin/factor"


async def test_somebody_elses_trusted_device_is_a_stranger(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await guarded(session, here, "minh")
    await browser.sign_in()
    await browser.factor(code=await shown(secret), trust="yes")
    assert (await browser.sign_in("031090004321")).headers["location"] == "/signin/factor"


async def test_a_demanding_application_gets_a_code_by_sms_confirmed(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    half = await browser.sign_in(acr_values="substantial")
    assert half.headers["location"] == "/signin/factor"
    page = await browser.client.get("/signin/factor?means=email")
    assert "l•••@motcua.example" in page.text
    assert "lan@motcua.example" not in page.text
    sent = await browser.factor("email", act="send")
    assert sent.headers["location"] == "/signin/factor?means=email"
    code, address = await code_from(session, here)
    assert address == "lan@motcua.example"
    assert (await browser.factor("email", act="send")).status_code == 429
    done = await browser.factor("email", code=code)
    answer = answer_of(await browser.client.get(done.headers["location"]))
    assert "code" in answer
    assert (await session.scalars(select(BrowserSession.acr))).one() == "substantial"


async def test_an_account_guarded_by_something_stronger_is_not_opened_by_an_email(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await guarded(session, here)
    await browser.sign_in()
    page = await browser.client.get("/signin/factor?means=email")
    assert fields_of(page.text)["means"] == "authenticator"
    assert '<li><a href="/signin/factor' not in page.text
    hidden = fields_of(page.text)
    forced = await browser.client.post("/signin/factor", data={**hidden, "means": "email", "act": "send"})
    assert forced.status_code == 303
    assert not [event for event in await said(session) if event.type == "identity.code_requested.v1"]


async def test_a_password_changed_meanwhile_ends_the_sign_in(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    await session.execute(update(Account).values(password_changed_at=await now() + timedelta(seconds=1)))
    await session.commit()
    assert (await browser.client.get("/signin/factor")).headers["location"] == "/signin"
    assert await opened_sessions(session) == 0
    del secret


async def test_a_finished_interaction_and_an_old_one_open_nothing(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    await session.execute(update(Interaction).values(expires_at=await now()))
    await session.commit()
    assert (await browser.client.get("/signin/factor")).headers["location"] == "/signin"
    form = {"csrf": "x", "means": "authenticator", "code": await shown(secret)}
    assert (await browser.client.post("/signin/factor", data=form)).headers["location"] == "/signin"
    assert await opened_sessions(session) == 0


async def test_a_first_device_is_no_news_and_a_second_one_is(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    browser.client.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"
    await browser.sign_in()
    await browser.sign_in()
    assert "new_device" not in await kinds(session)
    await other_browser.sign_in()
    assert (await kinds(session)).count("new_device") == 1
    assert "Chrome trên Android" in set(await session.scalars(select(Device.name)))


async def test_failures_are_one_line_an_hour_for_the_owner(browser: Browser, session: AsyncSession) -> None:
    for _ in range(3):
        await browser.sign_in(password="wrong")
    assert (await kinds(session)).count("sign_in_refused") == 1
    await session.execute(update(Activity).values(happened_at=await now() - timedelta(hours=1)))
    await session.commit()
    await browser.sign_in(password="wrong")
    assert (await kinds(session)).count("sign_in_refused") == 2
