"""Pushed authorization requests (RFC 9126): kept for their client, used once, alive while their person is busy."""

import asyncio
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import PUBLIC_URL
from services.identity import schedule
from services.identity.models import Client, PushedRequest
from services.identity.oauth2 import pushed
from services.identity.tests.conformance.parties import Bank
from services.identity.tests.factories import PASSWORD, REDIRECT, Browser, answer_of, fields_of


async def push(browser: Browser, **changed: str | None) -> httpx.Response:
    return await browser.client.post("/oauth2/par", data=browser.query(**changed))


async def reference(browser: Browser, **changed: str | None) -> str:
    kept = await push(browser, **changed)
    assert kept.status_code == 201, kept.text
    name: str = kept.json()["request_uri"]
    return name


async def bring(browser: Browser, request_uri: str, **besides: str) -> httpx.Response:
    query = urlencode({"client_id": "demo-web", "request_uri": request_uri, **besides})
    return await browser.client.get(f"/oauth2/authorize?{query}")


async def fill_in(browser: Browser, asked: httpx.Response) -> httpx.Response:
    """The person signs in on the page they were sent to, and is sent on."""
    page = await browser.client.get(asked.headers["location"])
    typed = {"login": "030194001234", "password": PASSWORD}
    signed_in = await browser.client.post("/signin", data={**fields_of(page.text), **typed})
    return await browser.client.get(signed_in.headers["location"])


async def test_a_public_client_pushes_a_request_and_gets_its_code(browser: Browser) -> None:
    kept = await push(browser)
    assert kept.json()["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    assert kept.json()["expires_in"] == 90
    assert kept.headers["cache-control"] == "no-store"
    answer = answer_of(await fill_in(browser, await bring(browser, kept.json()["request_uri"])))
    assert (answer["state"], answer["iss"]) == ("s-1", PUBLIC_URL)
    assert (await browser.redeem(answer["code"])).status_code == 200


async def test_the_sign_in_page_of_a_pushed_request_may_lead_to_its_client(browser: Browser) -> None:
    asked = await bring(browser, await reference(browser))
    page = await browser.client.get(asked.headers["location"])
    assert "http://127.0.0.1:49152" in page.headers["content-security-policy"]
    assert "Cổng dịch vụ thử nghiệm" in page.text


async def test_of_32_uses_at_once_one_gets_a_code(racer: Browser) -> None:
    await racer.sign_in()
    name = await reference(racer)
    answers = await asyncio.gather(*(bring(racer, name) for _ in range(32)))
    assert Counter(one.status_code for one in answers) == {303: 1, 400: 31}
    [won] = [one for one in answers if one.status_code == 303]
    assert (await racer.redeem(answer_of(won)["code"])).status_code == 200


async def _pass(session: AsyncSession, time: timedelta) -> None:
    earlier = {"created_at": PushedRequest.created_at - time, "expires_at": PushedRequest.expires_at - time}
    await session.execute(update(PushedRequest).values(earlier))
    await session.commit()


async def test_a_request_that_arrived_in_time_waits_while_its_person_types(
    browser: Browser, session: AsyncSession
) -> None:
    asked = await bring(browser, await reference(browser))
    await _pass(session, timedelta(minutes=10))
    assert "code" in answer_of(await fill_in(browser, asked))


@pytest.mark.parametrize(
    ("has_arrived", "after"), [(False, pushed.LIFE), (True, pushed.LIFE + pushed.BUSY)], ids=["waiting", "busy"]
)
async def test_a_request_is_not_kept_for_ever(
    browser: Browser, session: AsyncSession, after: timedelta, *, has_arrived: bool
) -> None:
    await browser.sign_in()
    name = await reference(browser, prompt="login")
    if has_arrived:
        assert (await bring(browser, name)).status_code == 303
    await _pass(session, after)
    assert (await bring(browser, name)).status_code == 400
    await schedule.forget(session, at=await now())
    assert (await session.scalars(select(PushedRequest))).all() == []


async def test_nothing_beside_the_pushed_request_counts(browser: Browser) -> None:
    await browser.sign_in()
    besides = {"redirect_uri": "https://evil.example", "state": "other", "scope": "openid", "prompt": "login"}
    answer = await bring(browser, await reference(browser), **besides)
    assert answer.headers["location"].startswith(REDIRECT + "?")
    assert answer_of(answer)["state"] == "s-1"


@pytest.mark.parametrize("client_id", ["demo-mobile", "nobody", ""])
async def test_another_client_cannot_use_it(browser: Browser, client_id: str) -> None:
    await browser.sign_in()
    assert (await bring(browser, await reference(browser), client_id=client_id)).status_code == 400


@pytest.mark.parametrize("name", ["", "x", "../../etc", "x" * 2000, "\u0000"])
async def test_a_made_up_name_gets_a_page_and_no_redirect(browser: Browser, name: str) -> None:
    await browser.sign_in()
    refused = await bring(browser, pushed.PREFIX + name, redirect_uri=REDIRECT)
    assert refused.status_code == 400
    assert "location" not in refused.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": None}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": "bhxh-partner"}, "invalid_client"),
        ({"client_secret": "x"}, "invalid_client"),
        ({"redirect_uri": "https://evil.example"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"dpop_jkt": "short"}, "invalid_request"),
    ],
)
async def test_a_wrong_request_is_refused_to_the_client_itself(
    browser: Browser, changed: dict[str, str | None], error: str
) -> None:
    refused = await push(browser, **changed)
    assert refused.status_code == (401 if error == "invalid_client" else 400)
    assert refused.json()["error"] == error


async def test_a_repeated_parameter_is_refused(browser: Browser) -> None:
    body = urlencode(browser.query()) + "&scope=openid"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.client.post("/oauth2/par", content=body, headers=headers)).status_code == 400


async def test_a_client_that_must_push_is_refused_without(browser: Browser, session: AsyncSession) -> None:
    await session.execute(update(Client).where(Client.id == "demo-web").values(is_par_required=True))
    await session.commit()
    await browser.sign_in()
    assert answer_of(await browser.authorize())["error"] == "invalid_request"
    assert "code" in answer_of(await bring(browser, await reference(browser)))


async def test_two_pushes_of_the_same_request_are_two_requests(browser: Browser) -> None:
    """The sign-in made for one does not answer prompt=login of the other."""
    first, second = [await reference(browser, prompt="login") for _ in range(2)]
    assert "code" in answer_of(await fill_in(browser, await bring(browser, first)))
    assert urlsplit((await bring(browser, second)).headers["location"]).path == "/signin"


async def test_a_request_is_kept_without_what_proves_the_client(browser: Browser, session: AsyncSession) -> None:
    await reference(browser)
    kept = (await session.scalars(select(PushedRequest.parameters))).one()
    assert not {"client_secret", "client_assertion", "client_assertion_type"} & kept.keys()
    assert kept["client_id"] == "demo-web"


async def test_a_proof_pushed_with_a_request_is_good_once(browser: Browser, session: AsyncSession) -> None:
    holder = Bank(browser.client, client_id="demo-web")
    proof = holder.proof("/oauth2/par")
    first, again = [await browser.client.post("/oauth2/par", data=browser.query(), headers=proof) for _ in range(2)]
    assert first.status_code == 201
    assert again.json()["error"] == "invalid_dpop_proof"
    assert (await session.scalars(select(PushedRequest.proof_key))).all() == [holder.thumbprint]


async def test_a_proof_for_another_address_is_refused(browser: Browser) -> None:
    foreign = Bank(browser.client, client_id="demo-web").proof("/oauth2/token")
    refused = await browser.client.post("/oauth2/par", data=browser.query(), headers=foreign)
    assert refused.json()["error"] == "invalid_dpop_proof"
