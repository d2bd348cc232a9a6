"""Attacks on recovering: what a stranger learns, guessed codes and factors, floods, forged forms."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.clock import now
from kit.testing import client_of, said
from services.identity.credentials import rations
from services.identity.models import Account, BrowserSession, Person, SignInFailure
from services.identity.tests.factories import Browser, account_of, code_from, guarded
from services.identity.tests.test_recover import LAN, NEW, ask, prove, send
from services.identity.tests.test_registrations import MAI


def shape(answer: httpx.Response) -> tuple[int, list[str], str | None, str]:
    """What an answer shows besides tokens."""
    headers = sorted(answer.headers.keys())
    return answer.status_code, headers, answer.headers.get("location"), re.sub(r'value="[^"]*"', "", answer.text)


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        (LAN, "nobody@motcua.example"),
        ("0912345001", "0912345999"),
        ("030194001234", "030194009999"),
        ("admin", "nobod"),
    ],
)
async def test_every_step_looks_the_same_for_a_login_without_account(
    browser: Browser, other_browser: Browser, session: AsyncSession, known: str, unknown: str
) -> None:
    async def walk(one: Browser, login: str) -> list[Any]:
        steps = [await ask(one, login), await one.client.get("/recover/code")]
        steps += [await send(one, "/recover/code", code="000000") for _ in range(7)]
        steps += [await send(one, "/recover/code", act="again"), await one.client.get("/recover/password")]
        steps.append(await one.client.get("/recover/factor"))
        return [shape(step) for step in steps]

    assert await walk(browser, known) == await walk(other_browser, unknown)
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 1


async def test_too_many_codes_to_an_address_are_not_told_to_a_stranger(world: FastAPI, session: AsyncSession) -> None:
    shapes = []
    for number in range(12):
        async with client_of(world) as client:
            client.headers["X-Forwarded-For"] = f"203.0.{number}.9"
            shapes.append(shape(await ask(Browser(client))))
    assert shapes == shapes[:1] * 12
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 10


async def flood(world: FastAPI, login: str) -> None:
    """Strangers ask for all the codes that an account's address gets in an hour."""
    for number in range(12):
        async with client_of(world) as client:
            client.headers["X-Forwarded-For"] = f"203.0.{number}.9"
            await ask(Browser(client), login)


async def test_the_owner_recovers_on_a_device_of_hers_however_many_codes_strangers_ask_for(
    browser: Browser, world: FastAPI, session: AsyncSession
) -> None:
    await browser.sign_in()
    await flood(world, LAN)
    assert (await prove(browser, session, world)).headers["location"] == "/recover/password"
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 11


async def test_recoveries_by_a_number_do_not_show_whose_address_it_is_when_somebody_registers(
    api: httpx.AsyncClient, world: FastAPI
) -> None:
    await flood(world, "030194001234")
    begun = await api.post("/v1/registrations", json={**MAI, "contact": "0912345001"})
    assert begun.status_code == 202, begun.text


async def test_the_right_code_of_another_browsers_recovery_is_worth_nothing(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await ask(browser)
    code, _ = await code_from(session, world.state.provider)
    await ask(other_browser, "minh@motcua.example")
    mine, _ = await code_from(session, world.state.provider)
    if code != mine:
        assert (await send(other_browser, "/recover/code", code=code)).status_code == 403


async def test_a_code_for_a_recovery_signs_nobody_in(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await ask(browser)
    code, _ = await code_from(session, world.state.provider)
    assert (await browser.client.get("/signin/factor")).status_code == 303
    await send(browser, "/signin", login=LAN, act="code")
    answer = await send(browser, "/signin/factor", means="email", code=code)
    assert answer.status_code != 303 or answer.headers["location"] != "/account"
    assert await session.scalar(select(func.count()).select_from(BrowserSession)) == 0


async def test_guessing_the_second_factor_is_made_to_wait(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await guarded(session, world.state.provider)
    await session.commit()
    await prove(browser, session, world)
    answers = [await send(browser, "/recover/factor", code="000000") for _ in range(6)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_one_network_recovers_so_many_and_then_waits(browser: Browser, session: AsyncSession) -> None:
    await ask(browser)
    await session.execute(update(SignInFailure).values(failures=rations.RECOVERIES.free - 1))
    await session.commit()
    assert (await ask(browser, "a@motcua.example")).status_code == 303
    assert (await ask(browser, "b@motcua.example")).status_code == 429


@pytest.mark.parametrize("path", ["/recover", "/recover/code", "/recover/factor", "/recover/password"])
async def test_a_form_of_another_site_recovers_nothing(
    browser: Browser, session: AsyncSession, world: FastAPI, path: str
) -> None:
    await prove(browser, session, world)
    for csrf in ("", "x"):
        answer = await browser.client.post(path, data={"csrf": csrf, "login": LAN, "password": NEW, "code": "1"})
        assert answer.status_code == 403
    foreign = await browser.client.post(path, data={"password": NEW}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await browser.sign_in(LAN, NEW)).status_code == 403


async def test_a_weak_new_password_is_refused_with_its_faults(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await prove(browser, session, world)
    answer = await send(browser, "/recover/password", password="nguyenthilan1994")
    assert answer.status_code == 400
    assert 'id="password-fault"' in answer.text
    assert "nguyenthilan1994" not in answer.text


async def test_staff_get_their_first_password_by_the_official_mailbox_without_doubt(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    account = await account_of(session, "hoa.counter")
    await session.execute(update(Account).where(Account.id == account.id).values(password_hash=None))
    await session.commit()
    await prove(browser, session, world, "hoa.counter")
    assert (await send(browser, "/recover/password", password=NEW)).headers["location"] == "/recover/done"
    person = await session.get_one(Person, account.person_id, populate_existing=True)
    assert person.doubted_at is None
    assert (await browser.sign_in("hoa.counter", NEW)).status_code == 303


async def test_a_closed_account_is_not_recovered(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await ask(browser)
    code, _ = await code_from(session, world.state.provider)
    await session.execute(update(Account).values(disabled_at=await now()))
    await session.commit()
    assert (await send(browser, "/recover/code", code=code)).headers["location"] == "/recover"


async def test_the_request_of_the_application_is_carried_on(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await ask(browser, request="/account")
    code, _ = await code_from(session, world.state.provider)
    await send(browser, "/recover/code", code=code)
    done = await send(browser, "/recover/password", password=NEW)
    shown = await browser.client.get(done.headers["location"])
    assert "/signin?request=%2Faccount" in shown.text
