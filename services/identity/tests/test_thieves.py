"""One stolen thing, a password or an address, is never made into two: what it may not change of a known person."""

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Authenticator, CodeFactor, Interaction, Passkey
from services.identity.provider import Provider
from services.identity.routes.me.factors import PASSKEY
from services.identity.tests.factories import Browser, code_from, fields_of

SECURITY, ACCESS = "/account/security", "/account/access"
FORMS = [
    (SECURITY, {"act": "authenticator", "name": "x"}),
    (SECURITY, {"act": "codes", "channel": "email"}),
    (ACCESS, {"act": "contact", "contact": "0987654321"}),
]
CALLS = [
    ("/v1/me/factors/authenticators", {"name": "x"}),
    ("/v1/me/factors/passkeys/options", None),
    ("/v1/me/factors/codes", {"channel": "email"}),
    ("/v1/me/contacts", {"contact": "0987654321"}),
]


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def send(browser: Browser, path: str, fields: dict[str, str]) -> httpx.Response:
    csrf = fields_of((await browser.client.get(path)).text)["csrf"]
    return await browser.client.post(path, data={"csrf": csrf, **fields})


async def added(session: AsyncSession) -> int:
    """What was added to all accounts together, or begun to be."""
    counts = [
        await session.scalar(select(func.count()).select_from(one)) for one in (Authenticator, Passkey, CodeFactor)
    ]
    begun = select(func.count()).where(Interaction.purpose.in_([PASSKEY, "contact"]))
    return sum(one or 0 for one in [*counts, await session.scalar(begun)])


async def enter_by_email(browser: Browser, session: AsyncSession, here: Provider) -> None:
    _, hidden = await browser.form()
    await browser.client.post("/signin", data={**hidden, "login": "lan@motcua.example", "act": "code"})
    code, _ = await code_from(session, here)
    assert (await browser.factor(code=code)).status_code == 303


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=["authenticator", "codes", "contact"])
async def test_a_stolen_password_adds_nothing_of_the_thiefs_own(
    browser: Browser, session: AsyncSession, path: str, fields: dict[str, str]
) -> None:
    await browser.sign_in()
    sent = await send(browser, path, fields)
    assert sent.headers["location"].startswith("/signin/factor?request=%2Faccount%2F")
    assert "passkey" not in (await browser.client.get(f"{SECURITY}/passkey")).text
    assert await added(session) == 0


@pytest.mark.parametrize(("path", "body"), CALLS, ids=["authenticator", "passkey", "codes", "contact"])
async def test_nor_does_a_token_of_the_password_alone(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, path: str, body: dict[str, str] | None
) -> None:
    token = (await browser.tokens())["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    refused = await api.post(path, json=body, headers=headers)
    assert refused.status_code == 401
    assert 'acr_values="substantial"' in refused.headers["www-authenticate"]
    assert await added(session) == 0


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=["authenticator", "codes", "contact"])
async def test_a_stolen_address_adds_nothing_and_is_told_what_is_missing(
    browser: Browser, session: AsyncSession, here: Provider, path: str, fields: dict[str, str]
) -> None:
    await enter_by_email(browser, session, here)
    sent = await send(browser, path, fields)
    assert sent.status_code == 303
    page = await browser.client.get(sent.headers["location"])
    assert page.status_code == 403
    assert "đăng nhập lại bằng mật khẩu" in page.text
    assert await added(session) == 0


async def test_the_owner_shows_a_code_beside_the_password_and_goes_on(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    wanted = (await send(browser, SECURITY, FORMS[0][1])).headers["location"]
    page = await browser.client.get(wanted)
    await browser.client.post("/signin/factor", data={**fields_of(page.text), "means": "email", "act": "send"})
    code, _ = await code_from(session, here)
    raised = await browser.factor("email", code=code)
    assert raised.headers["location"] == SECURITY
    assert (await send(browser, SECURITY, FORMS[0][1])).headers["location"] == f"{SECURITY}/authenticator"
