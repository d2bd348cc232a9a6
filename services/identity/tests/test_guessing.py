"""Guessing passwords: whom it keeps waiting, whom never, and what it may not hold up."""

import asyncio
import threading
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from services.identity.credentials import lockouts, passwords
from services.identity.credentials.passwords import Crowded, Passwords
from services.identity.models import Account, BrowserSession, SignInFailure
from services.identity.provider import AT_ONCE
from services.identity.tests.factories import Browser

HOME, CAFE = "198.51.100.7", "203.0.113.9"


def move(browser: Browser, address: str) -> Browser:
    """What the gateway says of where the browser is."""
    browser.client.headers["X-Forwarded-For"] = address
    return browser


async def test_a_stranger_cannot_lock_out_the_owner_on_a_new_device_elsewhere(
    browser: Browser, other_browser: Browser
) -> None:
    move(other_browser, CAFE)
    answers = [await other_browser.sign_in(password="wrong") for _ in range(8)]
    assert [one.status_code for one in answers] == [403] * 5 + [429] * 3
    assert (await move(browser, HOME).sign_in()).status_code == 303


@pytest.mark.parametrize(
    ("first", "then"), [(CAFE, "203.0.113.77"), ("2001:db8:0:1200::1", "2001:db8:0:12ff::1"), ("x", f"{CAFE}, {HOME}")]
)
async def test_one_network_is_one_guesser(browser: Browser, other_browser: Browser, first: str, then: str) -> None:
    for _ in range(5):
        await move(other_browser, first).sign_in(password="wrong")
    assert (await move(browser, then).sign_in()).status_code == 429


async def test_guessing_from_many_networks_is_slowed_and_the_owners_device_is_not(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await move(browser, HOME).sign_in()
    await move(other_browser, CAFE).sign_in(password="wrong")
    everybodys = SignInFailure.device == lockouts.STRANGERS
    await session.execute(update(SignInFailure).where(everybodys).values(failures=lockouts.CEILING - 1))
    await session.commit()
    assert (await move(other_browser, "192.0.2.1").sign_in(password="wrong")).status_code == 403
    slowed = await move(other_browser, "192.0.3.1").sign_in()
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) <= 2
    assert (await browser.sign_in()).status_code == 303
    await session.execute(update(SignInFailure).values(blocked_until=await now() - timedelta(seconds=1)))
    await session.commit()
    assert (await other_browser.sign_in()).status_code == 303


async def test_networks_are_kept_as_keyed_digests(browser: Browser, session: AsyncSession) -> None:
    await move(browser, CAFE).sign_in(password="wrong")
    places = set(await session.scalars(select(SignInFailure.device)))
    assert lockouts.STRANGERS in places
    assert not [place for place in places if "203.0.113" in place]


async def test_no_connection_is_held_while_passwords_are_checked(
    racer: Browser, town: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking, may_go_on = threading.Semaphore(0), threading.Event()

    def verify(_: bytes, __: str) -> bool:
        checking.release()
        return may_go_on.wait(20)

    _, hidden = await racer.form()
    monkeypatch.setattr(passwords, "_verify", verify)
    form = {**hidden, "login": "030194001234", "password": "x"}
    tries: list[asyncio.Task[httpx.Response]] = []
    try:
        async with asyncio.timeout(20):
            for _ in range(2):  # the second is counted and checked although the first is not done
                tries.append(asyncio.create_task(racer.client.post("/signin", data=form)))
                while not checking.acquire(blocking=False):
                    assert not any(one.done() for one in tries)
                    await asyncio.sleep(0.01)
        assert town.state.engine.pool.checkedout() == 0
        async with transaction(town) as session:
            counted = select(SignInFailure.failures).with_for_update(nowait=True)
            assert list(await session.scalars(counted)) == [2, 2]
    finally:
        may_go_on.set()
    assert {one.status_code for one in await asyncio.gather(*tries)} == {303}


async def test_tries_that_wait_for_each_other_leave_connections_for_everybody_else(
    racer: Browser, town: FastAPI
) -> None:
    _, hidden = await racer.form()
    form = {**hidden, "login": "030194001234", "password": "x"}
    await racer.client.post("/signin", data=form)
    async with transaction(town) as session:  # one try that takes its time
        await session.scalars(select(SignInFailure).with_for_update())
        tries = [asyncio.create_task(racer.client.post("/signin", data=form)) for _ in range(30)]
        await asyncio.sleep(0.3)
        taken = town.state.engine.pool.checkedout()
    assert {one.status_code for one in await asyncio.gather(*tries)} == {403, 429}
    assert 1 < taken <= 1 + AT_ONCE


async def test_too_many_at_once_are_told_to_come_back_and_nothing_is_counted(
    browser: Browser, world: FastAPI, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crowd:
        crowd.setattr(world.state.provider.passwords, "_room", 0)
        for _ in range(6):
            answer = await browser.sign_in()
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
            assert "quá nhiều người" in answer.text
    assert await session.scalar(select(func.sum(SignInFailure.failures))) == 0
    assert (await browser.sign_in()).status_code == 303


async def test_only_so_many_passwords_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = threading.Event()
    monkeypatch.setattr(passwords, "QUEUE", 2)
    monkeypatch.setattr(passwords, "_verify", lambda *_: may_go_on.wait(20))
    crowded = Passwords(workers=1)
    waiting = [asyncio.create_task(crowded.verify("x", "y")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await crowded.verify("x", "y")
    may_go_on.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await crowded.verify("x", "y")
    crowded.close()


async def test_an_account_closed_while_its_password_is_checked_stays_closed(
    browser: Browser, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def verify(*_: object) -> bool:
        await session.execute(update(Account).values(disabled_at=await now()))
        await session.commit()
        return True

    monkeypatch.setattr(Passwords, "verify", verify)
    assert (await browser.sign_in()).status_code == 403
    assert await session.scalar(select(func.count()).select_from(BrowserSession)) == 0
