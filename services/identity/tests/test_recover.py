"""Forgotten passwords: what is asked for, what it never gives, what the owner hears, and what a stranger learns."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.clock import now
from kit.testing import said
from services.identity import actions, seeds
from services.identity.activity import Where
from services.identity.credentials import totp
from services.identity.models import Authenticator, BrowserSession, Person, Recovery
from services.identity.records.provenance import Source
from services.identity.tests.factories import Browser, account_of, answer_of, code_from, fields_of, guarded

LAN = "lan@motcua.example"
NEW = "hoa sen vang nho"


async def ask(browser: Browser, login: str = LAN, **more: str) -> httpx.Response:
    """Type the login."""
    page = await browser.client.get("/recover", params=more)
    return await browser.client.post("/recover", data={**fields_of(page.text), "login": login})


async def send(browser: Browser, path: str, **typed: str) -> httpx.Response:
    """Fill in the form of a page and send it."""
    page = await browser.client.get(path)
    return await browser.client.post(path, data={**fields_of(page.text), **typed})


async def prove(browser: Browser, session: AsyncSession, world: FastAPI, login: str = LAN) -> httpx.Response:
    """Type the login and the code."""
    assert (await ask(browser, login)).headers["location"] == "/recover/code"
    code, _ = await code_from(session, world.state.provider)
    return await send(browser, "/recover/code", code=code)


async def notes(session: AsyncSession) -> list[SecurityNoted]:
    return [one for one in await said(session) if isinstance(one, SecurityNoted)]


@pytest.mark.parametrize("login", ["030194001234", "0912345001", LAN])
async def test_somebody_who_forgot_the_password_sets_a_new_one(
    browser: Browser, session: AsyncSession, world: FastAPI, login: str
) -> None:
    proven = await prove(browser, session, world, login)
    assert proven.headers["location"] == "/recover/password"
    done = await send(browser, "/recover/password", password=NEW)
    assert done.headers["location"] == "/recover/done"
    assert (await browser.client.get("/recover/done")).status_code == 200
    assert (await browser.sign_in(LAN)).status_code == 403
    assert (await browser.sign_in(LAN, NEW)).status_code == 303
    told = (await notes(session))[0]
    assert (told.note, set(told.contacts)) == ("password_reset", {LAN, "+84912345001"})


async def test_nobody_is_signed_in_by_it_and_every_sign_in_ends(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    tokens = await other_browser.tokens(LAN)
    await prove(browser, session, world)
    done = await send(browser, "/recover/password", password=NEW)
    assert "motcua_session" not in "".join(done.headers.get_list("set-cookie"))
    assert "code" not in answer_of(await browser.authorize(prompt="none"))
    assert "code" not in answer_of(await other_browser.authorize(prompt="none"))
    assert (await other_browser.refresh(tokens["refresh_token"])).status_code == 400
    assert (await other_browser.userinfo(tokens["access_token"])).status_code == 401


async def test_a_recovery_by_code_never_ends_above_low(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    person_id = seeds.person_id("lan")
    await prove(browser, session, world)
    await send(browser, "/recover/password", password=NEW)
    person = await session.get_one(Person, person_id, populate_existing=True)
    assert person.doubted_at is not None
    number = person.record(on=(await now()).date())["personal_number"]
    assert number.source is Source.POPULATION_DATABASE, "what a registry vouches for keeps its source"
    # the new password and a code to the same mailbox are not two proofs of the person
    answer = await browser.sign_in(LAN, NEW, acr_values="substantial")
    assert answer.status_code == 303
    sitting = await session.scalar(select(BrowserSession).where(BrowserSession.person_id == person_id))
    if sitting is not None:
        assert sitting.acr == "low"
    refused = answer_of(await browser.authorize(acr_values="substantial", prompt="none"))
    assert "code" not in refused


async def test_two_factors_after_a_weak_recovery_are_still_low(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    here, person_id = world.state.provider, seeds.person_id("lan")
    await prove(browser, session, world)
    await send(browser, "/recover/password", password=NEW)
    secret = await guarded(session, here)
    await session.commit()
    await browser.sign_in(LAN, NEW)
    await send(browser, "/signin/factor", means="authenticator", code=totp.code_at(secret, await now()))
    sitting = await session.scalar(select(BrowserSession).where(BrowserSession.person_id == person_id))
    assert sitting is not None
    assert (sitting.acr, "mfa" in sitting.amr) == ("low", True)


async def test_an_account_with_a_factor_wants_it_as_well_and_keeps_it(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    secret = await guarded(session, world.state.provider)
    await session.commit()
    proven = await prove(browser, session, world)
    assert proven.headers["location"] == "/recover/factor"
    assert (await browser.client.get("/recover/password")).headers["location"] == "/recover/factor"
    skipped = await browser.client.post(
        "/recover/password", data={**fields_of((await browser.client.get("/recover/factor")).text), "password": NEW}
    )
    assert skipped.headers["location"] == "/recover/factor"
    assert (await send(browser, "/recover/factor", code="000000")).status_code == 403
    shown = await send(browser, "/recover/factor", code=totp.code_at(secret, await now()))
    assert shown.headers["location"] == "/recover/password"
    assert (await send(browser, "/recover/password", password=NEW)).headers["location"] == "/recover/done"
    account = await account_of(session, "lan")
    factors = select(func.count()).select_from(Authenticator).where(Authenticator.account_id == account.id)
    assert await session.scalar(factors) == 1
    person = await session.get_one(Person, account.person_id, populate_existing=True)
    assert person.doubted_at is None, "two factors leave no doubt"
    assert (await browser.sign_in(LAN, NEW)).headers["location"].startswith("/signin/factor")


async def test_a_recovery_code_stands_in_for_the_factor_once(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    here = world.state.provider
    await guarded(session, here)
    account = await account_of(session, "lan")
    codes = await actions.factors.make_recovery_codes(session, here, account, at=await now(), where=Where())
    await session.commit()
    await prove(browser, session, world)
    assert (await send(browser, "/recover/factor", code=codes[0])).headers["location"] == "/recover/password"
    await send(browser, "/recover/password", password=NEW)
    assert not await actions.factors.use_recovery_code(
        session, here, account, typed=codes[0], at=await now(), where=Where()
    )


async def test_whoever_lost_everything_waits_while_the_owner_is_told_and_can_cancel(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await guarded(session, world.state.provider)
    await session.commit()
    await prove(browser, session, world)
    await send(browser, "/recover/factor", act="wait")
    told = [one for one in await notes(session) if one.note == "recovery_requested"]
    assert len(told) == 1
    assert set(told[0].contacts) == {LAN, "+84912345001"}
    page = await browser.client.get("/recover/factor")
    assert "hủy yêu cầu" in page.text
    assert (await browser.client.get("/recover/password")).headers["location"] == "/recover/factor"
    await send(browser, "/recover/factor", act="wait")
    assert await session.scalar(select(func.count()).select_from(Recovery)) == 1
    await send(browser, "/recover/factor", act="cancel")
    assert await session.scalar(select(Recovery.cancelled_at)) is not None
    assert "recovery_cancelled" in {one.note for one in await notes(session)}


async def waited(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    """A guarded account whose recovery has waited."""
    await guarded(session, world.state.provider)
    await session.commit()
    await prove(browser, session, world)
    await send(browser, "/recover/factor", act="wait")
    await session.execute(update(Recovery).values(effective_at=await now() - timedelta(seconds=1)))
    await session.commit()


async def test_after_the_wait_the_factors_go_and_doubt_comes(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await waited(browser, session, world)
    assert (await browser.client.get("/recover/factor")).headers["location"] == "/recover/password"
    assert "gỡ khỏi tài khoản" in (await browser.client.get("/recover/password")).text
    await send(browser, "/recover/password", password=NEW)
    account = await account_of(session, "lan")
    factors = select(func.count()).select_from(Authenticator).where(Authenticator.account_id == account.id)
    assert await session.scalar(factors) == 0
    assert (await session.get_one(Person, account.person_id, populate_existing=True)).doubted_at is not None
    assert await session.scalar(select(Recovery.used_at)) is not None
    assert (await browser.sign_in(LAN, NEW)).status_code == 303


async def test_an_objection_in_the_last_moment_counts(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await waited(browser, session, world)
    page = await browser.client.get("/recover/password")
    await actions.recoveries.cancel(session, await account_of(session, "lan"), where=Where(), at=await now())
    await session.commit()
    late = await browser.client.post("/recover/password", data={**fields_of(page.text), "password": NEW})
    assert late.headers["location"] == "/recover/factor"
    assert (await browser.sign_in(LAN, NEW)).status_code == 403
