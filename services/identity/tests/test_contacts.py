"""Contacts, password and closing, over the API and on the page: what they want, what they change, who hears of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested, PersonChanged, SecurityNoted
from kit.clock import now
from kit.testing import client_of, said
from services.identity import actions, seeds
from services.identity.activity import Where
from services.identity.credentials.rations import NEW_CONTACTS
from services.identity.models import Account, BrowserSession, Identifier, Person, Recovery
from services.identity.tests.factories import (
    PASSWORD,
    Browser,
    account_of,
    answer_of,
    assured,
    code_from,
    fields_of,
    guarded,
)

NEW = "hoa sen vang nho"
PHONE = "0987654321"


class Caller:
    """Lan, with an access token."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self.api, self.token = api, token

    async def ask(self, method: str, path: str, **json: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid4().hex}
        return await self.api.request(method, path, headers=headers, json=json or None)


@pytest.fixture
async def lan(api: httpx.AsyncClient, browser: Browser, session: AsyncSession) -> Caller:
    token = (await browser.tokens())["access_token"]
    await assured(session)
    return Caller(api, token)


async def code_of(session: AsyncSession, world: FastAPI) -> str:
    return (await code_from(session, world.state.provider))[0]


async def send(browser: Browser, **typed: str) -> httpx.Response:
    """Send a form of the page."""
    page = await browser.client.get("/account/access")
    csrf = fields_of(page.text)["csrf"]
    return await browser.client.post("/account/access", data={"csrf": csrf, **typed})


async def notes(session: AsyncSession) -> dict[str, SecurityNoted]:
    return {one.note: one for one in await said(session) if isinstance(one, SecurityNoted)}


async def test_a_new_phone_replaces_the_old_one_which_hears_of_it_and_the_person_stays(
    lan: Caller, browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    begun = await lan.ask("POST", "/v1/me/contacts", contact=PHONE)
    assert begun.status_code == 202, begun.text
    assert (await browser.sign_in(PHONE)).status_code == 403, "not before it is proven"
    path = f"/v1/me/contacts/{begun.json()['id']}/confirmation"
    assert (await lan.ask("POST", path, code=await code_of(session, world))).status_code == 204
    shown = (await lan.ask("GET", "/v1/me/contacts")).json()["items"]
    assert [(one["kind"], one["value"]) for one in shown] == [
        ("email", "lan@motcua.example"),
        ("phone", "+84987654321"),
    ]
    assert (await notes(session))["contact_changed"].contacts == ["+84912345001"]
    changed = [one for one in await said(session) if isinstance(one, PersonChanged)][-1]
    assert (changed.person_id, changed.phone) == (seeds.person_id("lan"), PHONE)
    assert (await browser.sign_in("0912345001")).status_code == 403
    assert (await browser.sign_in(PHONE)).status_code == 303


async def test_a_wrong_code_adds_nothing_and_six_are_heard(lan: Caller, session: AsyncSession, world: FastAPI) -> None:
    begun = await lan.ask("POST", "/v1/me/contacts", contact=PHONE)
    path, code = f"/v1/me/contacts/{begun.json()['id']}/confirmation", await code_of(session, world)
    for _ in range(6):
        wrong = await lan.ask("POST", path, code=f"{(int(code) + 1) % 10**6:06}")
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/code")
    assert (await lan.ask("POST", path, code=code)).status_code == 400
    assert await session.get(Identifier, ("phone", "+84987654321")) is None


async def test_an_address_of_another_account_is_refused_to_whoever_proved_it_only(
    lan: Caller, session: AsyncSession, world: FastAPI
) -> None:
    begun = await lan.ask("POST", "/v1/me/contacts", contact="0912345002")
    assert begun.status_code == 202
    path = f"/v1/me/contacts/{begun.json()['id']}/confirmation"
    taken = await lan.ask("POST", path, code=await code_of(session, world))
    assert (taken.status_code, taken.json()["code"]) == (409, "contact-taken")


@pytest.mark.parametrize("contact", ["lаn@motcua.example", "x@y.example\r\nBcc: a@b.example", "1212", "02203888999"])
async def test_a_look_alike_or_a_header_is_no_contact(lan: Caller, session: AsyncSession, contact: str) -> None:
    answer = await lan.ask("POST", "/v1/me/contacts", contact=contact)
    assert answer.status_code == 400
    assert contact not in answer.text
    assert not [one for one in await said(session) if isinstance(one, CodeRequested)]


async def test_an_account_does_not_send_codes_to_everybody(lan: Caller, session: AsyncSession) -> None:
    for number in range(NEW_CONTACTS.free):
        assert (await lan.ask("POST", "/v1/me/contacts", contact=f"09876543{number:02}")).status_code == 202
    refused = await lan.ask("POST", "/v1/me/contacts", contact="0987654399")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 600
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == NEW_CONTACTS.free


async def test_somebody_elses_pending_contact_does_not_exist(
    lan: Caller, api: httpx.AsyncClient, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    begun = await lan.ask("POST", "/v1/me/contacts", contact=PHONE)
    minh = Caller(api, (await other_browser.tokens("031090004321"))["access_token"])
    await assured(session)
    path = f"/v1/me/contacts/{begun.json()['id']}/confirmation"
    assert (await minh.ask("POST", path, code=await code_of(session, world))).status_code == 404


async def test_a_retry_sends_no_second_code(lan: Caller, session: AsyncSession) -> None:
    headers = {"Authorization": f"Bearer {lan.token}", "Idempotency-Key": "one"}
    answers = [await lan.api.post("/v1/me/contacts", json={"contact": PHONE}, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 1


async def test_one_contact_stays_and_one_that_guards_is_not_removed(lan: Caller, session: AsyncSession) -> None:
    account = await account_of(session, "lan")
    await actions.factors.switch_codes_on(session, account, channel="sms", at=await now(), where=Where())
    await session.execute(update(BrowserSession).values(amr=["pwd", "otp", "mfa"]))
    await session.commit()
    assert (await lan.ask("DELETE", "/v1/me/contacts/phone")).json()["code"] == "contact-guards"
    assert (await lan.ask("DELETE", "/v1/me/contacts/email")).status_code == 204
    assert (await lan.ask("DELETE", "/v1/me/contacts/email")).status_code == 404
    assert (await lan.ask("DELETE", "/v1/me/contacts/phone")).json()["code"] == "last-contact"
    record = (await session.get_one(Person, seeds.person_id("lan"), populate_existing=True)).record(
        on=(await now()).date()
    )
    assert "email" not in record


async def test_changing_the_password_ends_every_other_sign_in_but_not_this_one(
    lan: Caller, browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    elsewhere = await other_browser.tokens()
    changed = await lan.ask("POST", "/v1/me/password", old=PASSWORD, new=NEW)
    assert changed.status_code == 204, changed.text
    assert (await other_browser.refresh(elsewhere["refresh_token"])).status_code == 400
    assert (await other_browser.userinfo(elsewhere["access_token"])).status_code == 401
    assert (await lan.ask("GET", "/v1/me/contacts")).status_code == 200
    assert "password_changed" in await notes(session)
    assert (await browser.sign_in()).status_code == 403
    assert (await browser.sign_in(password=NEW)).status_code == 303


async def test_every_fault_of_a_password_change_is_told_at_once(lan: Caller) -> None:
    answer = await lan.ask("POST", "/v1/me/password", old="wrong", new="nguyenthilan1994")
    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/old", "wrong"),
        ("/new", "guessable"),
    ]
    assert "nguyenthilan" not in answer.text
    same = await lan.ask("POST", "/v1/me/password", old=PASSWORD, new=PASSWORD)
    assert [one["code"] for one in same.json()["errors"]] == ["same"]


async def test_guessing_the_old_password_is_made_to_wait(lan: Caller) -> None:
    answers = [await lan.ask("POST", "/v1/me/password", old=f"wrong {n}", new=NEW) for n in range(6)]
    assert [one.status_code for one in answers] == [400] * 5 + [429]
    assert (await lan.ask("POST", "/v1/me/password", old=PASSWORD, new=NEW)).status_code == 429


async def test_an_old_sign_in_changes_nothing(
    lan: Caller, api: httpx.AsyncClient, browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await session.execute(update(BrowserSession).values(authenticated_at=await now() - timedelta(minutes=21)))
    await session.commit()
    stale = Caller(api, (await browser.redeem(await browser.code())).json()["access_token"])
    for path, body in (("password", {"old": PASSWORD, "new": NEW}), ("contacts", {"contact": PHONE}), ("closure", {})):
        answer = await stale.ask("POST", f"/v1/me/{path}", **body)
        assert answer.status_code == 401, path
        assert "insufficient_user_authentication" in answer.headers["www-authenticate"]
    page = await send(browser, act="password", old=PASSWORD, new=NEW)
    assert page.headers["location"].startswith("/signin?")


async def test_a_password_alone_changes_nothing_of_a_guarded_account(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession, world: FastAPI
) -> None:
    lan = Caller(api, (await browser.tokens())["access_token"])
    await guarded(session, world.state.provider)
    await session.commit()
    assert (await lan.ask("POST", "/v1/me/password", old=PASSWORD, new=NEW)).status_code == 401
    assert (await send(browser, act="password", old=PASSWORD, new=NEW)).headers["location"].startswith("/signin/factor")


async def test_a_closed_account_lets_nobody_in_and_keeps_the_person(
    lan: Caller, browser: Browser, session: AsyncSession
) -> None:
    assert (await lan.ask("POST", "/v1/me/closure")).status_code == 204
    assert (await lan.ask("GET", "/v1/me/contacts")).status_code == 401
    assert (await browser.sign_in()).status_code == 403
    assert "account_closed" in await notes(session)
    assert await session.get(Person, seeds.person_id("lan")) is not None


async def test_staff_do_not_close_their_account_themselves(
    api: httpx.AsyncClient, other_browser: Browser, session: AsyncSession
) -> None:
    clerk = Caller(api, (await other_browser.tokens("hoa.counter"))["access_token"])
    await assured(session)
    assert (await clerk.ask("POST", "/v1/me/closure")).status_code == 403
    assert (await send(other_browser, act="close", sure="yes")).status_code == 404
    assert 'act" value="close' not in (await other_browser.client.get("/account/access")).text


async def test_the_page_changes_password_and_contacts(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await browser.sign_in()
    await assured(session)
    faulty = await send(browser, act="password", old="wrong", new="ngan")
    assert faulty.status_code == 400
    assert 'id="old-fault"' in faulty.text
    assert 'id="new-fault"' in faulty.text
    assert (await send(browser, act="contact", contact="12")).status_code == 400
    assert (await send(browser, act="contact", contact=PHONE)).headers["location"] == "/account/access"
    assert "+84987654321" in (await browser.client.get("/account/access")).text
    assert (await send(browser, act="confirm", code="000000x")).status_code == 400
    done = await send(browser, act="confirm", code=await code_of(session, world))
    assert done.headers["location"] == "/account/access?done=true"
    assert (await send(browser, act="remove", kind="email")).headers["location"] == "/account/access?done=true"
    assert (await send(browser, act="remove", kind="phone")).status_code == 409
    assert (await send(browser, act="remove", kind="user_name")).status_code == 404
    assert (await send(browser, act="password", old=PASSWORD, new=NEW)).headers[
        "location"
    ] == "/account/access?done=true"
    assert "code" in answer_of(await browser.authorize(prompt="none")), "this sign-in goes on"
    assert (await send(browser, act="nothing")).status_code == 404


async def test_the_page_stops_a_recovery_and_closes_the_account(browser: Browser, session: AsyncSession) -> None:
    account = await account_of(session, "lan")
    await actions.recoveries.ask_to_wait(session, account, wait=timedelta(hours=72), where=Where(), at=await now())
    await session.commit()
    await browser.sign_in()
    await assured(session)
    assert "mất mọi cách xác thực" in (await browser.client.get("/account")).text, "the first page tells"
    assert "hủy yêu cầu" in (await browser.client.get("/account/access")).text
    await send(browser, act="object")
    assert await session.scalar(select(Recovery.cancelled_at)) is not None
    assert "hủy yêu cầu" not in (await browser.client.get("/account/access")).text
    assert (await send(browser, act="close")).status_code == 400
    assert (await send(browser, act="close", sure="yes")).headers["location"] == "/signed-out"
    closed = await session.scalar(select(Account.disabled_at).where(Account.id == account.id))
    assert closed is not None


@pytest.mark.parametrize("csrf", ["", "x"])
async def test_a_form_of_another_site_changes_nothing(browser: Browser, session: AsyncSession, csrf: str) -> None:
    await browser.sign_in()
    form = {"csrf": csrf, "act": "password", "old": PASSWORD, "new": NEW}
    assert (await browser.client.post("/account/access", data=form)).status_code == 403
    foreign = await browser.client.post("/account/access", data=form, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await browser.sign_in()).status_code == 303


async def test_nobody_signed_in_is_sent_to_sign_in_and_back(world: FastAPI) -> None:
    async with client_of(world) as client:
        answer = await client.get("/account/access")
    assert answer.headers["location"] == "/signin?request=%2Faccount%2Faccess"
