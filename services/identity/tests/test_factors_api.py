"""Second factors and devices over the API."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import citizen, token_for
from services.identity.credentials import totp
from services.identity.models import Authenticator, Device, Family, RecoveryCode
from services.identity.provider import Provider
from services.identity.tests.devices import SecurityKey
from services.identity.tests.factories import Browser, assured, guarded

ROOT = "/v1/me/factors"
WRITES = [
    ("POST", f"{ROOT}/authenticators", {"name": "x"}),
    ("POST", f"{ROOT}/authenticators/{uuid4()}/confirmation", {"code": "123456"}),
    ("POST", f"{ROOT}/passkeys/options", None),
    ("POST", f"{ROOT}/passkeys", {"name": "x", "credential": {}}),
    ("POST", f"{ROOT}/codes", {"channel": "email"}),
    ("POST", f"{ROOT}/recovery-codes", None),
    ("DELETE", f"{ROOT}/{uuid4()}", None),
    ("DELETE", f"/v1/me/devices/{uuid4()}", None),
]
NAMES = [f"write-{index}" for index, _ in enumerate(WRITES)]


class Owner:
    """The API as one person uses it."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self._api, self._token = api, token

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": uuid4().hex}
        return await self._api.request(method, path, json=body, headers=headers)


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def owner(browser: Browser, api: httpx.AsyncClient, session: AsyncSession, login: str = "030194001234") -> Owner:
    """Signed in with a code beside the password."""
    token = (await browser.tokens(login))["access_token"]
    await assured(session)
    return Owner(api, token)


async def strong_owner(browser: Browser, api: httpx.AsyncClient, secret: str) -> Owner:
    """Signed in with the second factor."""
    await browser.sign_in()
    await browser.factor(code=totp.code_at(secret, await now()))
    answer = await browser.redeem(await browser.code())
    return Owner(api, answer.json()["access_token"])


async def test_an_authenticator_is_added_in_two_steps(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan = await owner(browser, api, session)
    assert (await lan.ask("GET", ROOT)).json() == {"items": [], "is_guarded": False, "recovery_codes_left": 0}
    begun = await lan.ask("POST", f"{ROOT}/authenticators", {"name": "Điện thoại"})
    assert begun.status_code == 201
    assert begun.headers["cache-control"] == "no-store"
    told = begun.json()
    assert told["secret"] in told["address"]
    assert not (await lan.ask("GET", ROOT)).json()["is_guarded"]
    confirmation = f"{ROOT}/authenticators/{told['id']}/confirmation"
    wrong = await lan.ask("POST", confirmation, {"code": "000000"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/code")
    code = totp.code_at(told["secret"], await now())
    assert (await lan.ask("POST", confirmation, {"code": code})).json()["kind"] == "authenticator"
    listed = (await lan.ask("GET", ROOT)).json()
    assert listed["is_guarded"]
    assert told["secret"] not in json.dumps(listed)
    assert (await session.scalars(select(Authenticator.confirmed_at))).one() is not None


async def test_a_passkey_is_added_and_its_challenge_is_good_once(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan, key = await owner(browser, api, session), SecurityKey()
    options = (await lan.ask("POST", f"{ROOT}/passkeys/options")).json()["options"]
    assert options["rp"]["id"] == "localhost"
    assert options["attestation"] == "none"
    credential = json.loads(key.make(json.dumps(options)))
    foreign = json.loads(key.make(json.dumps(options), origin="https://evil.example"))
    refused = await lan.ask("POST", f"{ROOT}/passkeys", {"name": "Khóa", "credential": foreign})
    assert refused.status_code == 400
    made = await lan.ask("POST", f"{ROOT}/passkeys", {"name": "Khóa", "credential": credential})
    assert (made.status_code, made.json()["kind"]) == (201, "passkey")
    again = await lan.ask("POST", f"{ROOT}/passkeys", {"name": "Khóa", "credential": credential})
    assert again.status_code == 400


async def test_recovery_codes_are_told_once(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, here: Provider
) -> None:
    lan = await strong_owner(browser, api, await guarded(session, here))
    codes = (await lan.ask("POST", f"{ROOT}/recovery-codes")).json()["codes"]
    assert len(set(codes)) == 10
    assert (await lan.ask("GET", ROOT)).json()["recovery_codes_left"] == 10
    assert not set(codes) & set(await session.scalars(select(RecoveryCode.code_hash)))


async def test_without_a_factor_there_is_nothing_to_recover(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan = await owner(browser, api, session)
    assert (await lan.ask("POST", f"{ROOT}/recovery-codes")).status_code == 409


async def test_codes_go_to_confirmed_addresses_only(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    hoa = await owner(browser, api, session, "hoa.counter")
    assert (await hoa.ask("POST", f"{ROOT}/codes", {"channel": "sms"})).json()["code"] == "no-contact"
    assert (await hoa.ask("POST", f"{ROOT}/codes", {"channel": "email"})).status_code == 201


async def test_the_last_factor_takes_the_recovery_codes_along(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, here: Provider
) -> None:
    lan = await strong_owner(browser, api, await guarded(session, here))
    await lan.ask("POST", f"{ROOT}/recovery-codes")
    factor = (await lan.ask("GET", ROOT)).json()["items"][0]["id"]
    assert (await lan.ask("DELETE", f"{ROOT}/{factor}")).status_code == 204
    assert (await lan.ask("GET", ROOT)).json() == {"items": [], "is_guarded": False, "recovery_codes_left": 0}
    assert (await lan.ask("DELETE", f"{ROOT}/{factor}")).status_code == 404


@pytest.mark.parametrize("write", WRITES, ids=NAMES)
async def test_a_token_of_the_password_alone_changes_nothing_where_a_second_factor_exists(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, here: Provider, write: tuple[str, str, Any]
) -> None:
    lan = Owner(api, (await browser.tokens())["access_token"])
    await guarded(session, here)
    answer = await lan.ask(*write)
    assert answer.status_code == 401
    assert 'error="insufficient_user_authentication", acr_values="substantial"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("write", WRITES, ids=NAMES)
async def test_an_old_sign_in_must_be_renewed_first(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, write: tuple[str, str, Any]
) -> None:
    tokens = await browser.tokens()
    await session.execute(update(Family).values(authenticated_at=await now() - timedelta(minutes=21)))
    await session.commit()
    renewed = (await browser.refresh(tokens["refresh_token"])).json()["access_token"]
    answer = await Owner(api, renewed).ask(*write)
    assert answer.status_code == 401
    assert 'max_age="1200"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=NAMES)
async def test_nobody_changes_anything_without_a_token_of_ours(
    api: httpx.AsyncClient, method: str, path: str, body: Any
) -> None:
    assert (await api.request(method, path, json=body)).status_code == 401
    assert (await Owner(api, token_for(citizen())).ask(method, path, body)).status_code == 401


async def test_devices_are_listed_and_forgotten_by_their_owner(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan, minh = await owner(browser, api, session), await owner(other_browser, api, session, "031090004321")
    mine = (await lan.ask("GET", "/v1/me/devices")).json()["items"]
    assert [one["name"] for one in mine] == ["Thiết bị khác"]
    assert (await minh.ask("DELETE", f"/v1/me/devices/{mine[0]['id']}")).status_code == 404
    assert (await lan.ask("DELETE", f"/v1/me/devices/{mine[0]['id']}")).status_code == 204
    assert (await lan.ask("GET", "/v1/me/devices")).json()["items"] == []
    assert len((await session.scalars(select(Device))).all()) == 1


async def test_a_retry_makes_no_second_secret_and_is_not_told_the_first(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    token = (await browser.tokens())["access_token"]
    await assured(session)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the same"}
    first = await api.post(f"{ROOT}/authenticators", json={"name": "x"}, headers=headers)
    again = await api.post(f"{ROOT}/authenticators", json={"name": "x"}, headers=headers)
    assert (again.status_code, again.content) == (201, b"")
    assert [str(one) for one in await session.scalars(select(Authenticator.id))] == [first.json()["id"]]
    kept = [str(dict(row)) for row in (await session.execute(text("SELECT * FROM answers"))).mappings()]
    assert kept
    assert not [row for row in kept if first.json()["secret"] in row]
