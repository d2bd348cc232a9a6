"""Attacks on registering: guessed codes, forged forms, floods, and what waits for its code."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.testing import client_of, said
from services.identity.credentials import rations
from services.identity.models import Identifier, Interaction, SignInFailure
from services.identity.tests.factories import Browser, fields_of
from services.identity.tests.test_register import MAI, PASSWORD, begin, code_of, register, type_code


async def test_a_wrong_code_registers_nobody_and_six_are_heard(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await begin(browser)
    code = await code_of(session, world)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(6):
        answer = await type_code(browser, wrong)
        assert answer.status_code == 403
        assert wrong not in answer.text
    assert (await type_code(browser, code)).status_code == 403
    assert await session.get(Identifier, ("email", MAI["contact"])) is None


async def test_a_code_of_another_browser_is_worth_nothing(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await begin(browser)
    mine = await code_of(session, world)
    assert (await other_browser.client.get("/register/code")).headers["location"] == "/register"
    await begin(other_browser, contact="other@motcua.example", personal_number="030195004322")
    theirs = await code_of(session, world)
    if mine != theirs:
        assert (await type_code(other_browser, mine)).status_code == 403


async def test_another_code_can_be_sent_after_a_minute(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await begin(browser)
    page = await browser.client.get("/register/code")
    again = await browser.client.post("/register/code", data={**fields_of(page.text), "act": "again"})
    assert again.status_code == 429
    assert 0 < int(again.headers["retry-after"]) <= 60


async def test_a_strangers_telephone_is_not_flooded(world: FastAPI, session: AsyncSession) -> None:
    statuses = []
    for number in range(12):
        async with client_of(world) as client:
            client.headers["X-Forwarded-For"] = f"203.0.{number}.9"
            statuses.append((await begin(Browser(client), contact="0987654321")).status_code)
    assert statuses == [303] * 10 + [429] * 2
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 10


async def test_one_network_registers_so_many_and_then_waits(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    browser.client.headers["X-Forwarded-For"] = "203.0.113.9"
    await begin(browser)
    await session.execute(update(SignInFailure).values(failures=rations.REGISTRATIONS.free - 1))
    await session.commit()
    assert (await begin(browser, contact="b@motcua.example")).status_code == 303
    refused = await begin(browser, contact="c@motcua.example")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    other_browser.client.headers["X-Forwarded-For"] = "198.51.100.9"
    assert (await begin(other_browser, contact="d@motcua.example")).status_code == 303


@pytest.mark.parametrize("path", ["/register", "/register/code"])
@pytest.mark.parametrize("csrf", ["", "x"])
async def test_a_form_of_another_site_registers_nobody(
    browser: Browser, session: AsyncSession, world: FastAPI, path: str, csrf: str
) -> None:
    await begin(browser)
    code = await code_of(session, world)
    answer = await browser.client.post(path, data={**MAI, "code": code, "csrf": csrf})
    assert answer.status_code == 403
    assert await session.get(Identifier, ("email", MAI["contact"])) is None
    foreign = await browser.client.post(path, data=MAI, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


async def test_neither_the_database_nor_an_event_shows_what_waits_for_its_code(
    browser: Browser, session: AsyncSession
) -> None:
    await begin(browser)
    kept = await session.scalar(select(Interaction.state).where(Interaction.purpose == "registration"))
    told = [one for one in await said(session) if isinstance(one, CodeRequested)]
    text = f"{kept} {told[0].model_dump_json()}"
    for secret in (PASSWORD, MAI["personal_number"], "Mai", MAI["contact"]):
        assert secret not in text


async def test_no_log_line_shows_a_password_or_a_number(
    browser: Browser, capsys: pytest.CaptureFixture[str], session: AsyncSession, world: FastAPI
) -> None:
    canary = "chim hoàng yến 77"
    await register(browser, session, world, password=canary)
    await begin(browser, password=canary, personal_number="030195009999x")
    written = "".join(capsys.readouterr())
    for secret in (canary, "chim ho", MAI["personal_number"], "030195009999", MAI["contact"]):
        assert secret not in written


async def test_links_never_follow_the_host_somebody_names(browser: Browser) -> None:
    page = await browser.client.get(
        "/register", params={"kind": "citizen"}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil.example" not in page.text
