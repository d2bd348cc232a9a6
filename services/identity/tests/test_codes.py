"""One-time codes in the database: counted, bound, used once, also by many at once."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.clock import now
from kit.db import transaction
from kit.testing import said
from services.identity import actions
from services.identity.actions.codes import Sent, TooSoon
from services.identity.credentials import onetime
from services.identity.models import Interaction, OneTimeCode
from services.identity.provider import Provider
from services.identity.tests.factories import code_from

MANY = 32
PHONE = "+84912345001"


def here_of(app: FastAPI) -> Provider:
    found: Provider = app.state.provider
    return found


async def begun(session: AsyncSession, *, purpose: str = "sign_in") -> Interaction:
    return await actions.interactions.begin(session, uuid4().hex, purpose=purpose, at=await now())


async def send(
    session: AsyncSession, here: Provider, interaction: Interaction, *, at: datetime | None = None, **changed: Any
) -> Sent | TooSoon:
    good = {"purpose": "sign_in", "channel": "sms", "address": PHONE, "language": "vi", **changed}
    return await actions.codes.send(session, here, interaction, at=at or await now(), **good)


async def check(
    session: AsyncSession, here: Provider, interaction: Interaction, typed: str, *, purpose: str = "sign_in"
) -> bool:
    return await actions.codes.check(session, here, interaction, purpose=purpose, typed=typed, at=await now())


def wrong(code: str, guess: int = 1) -> str:
    return f"{(int(code) + guess) % 10**6:06}"


async def test_a_code_is_good_once(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    assert isinstance(await send(session, here, interaction), Sent)
    code, address = await code_from(session, here)
    assert address == PHONE
    assert not await check(session, here, interaction, wrong(code))
    assert await check(session, here, interaction, f" {code[:3]} {code[3:]}")
    assert not await check(session, here, interaction, code)


async def test_a_code_belongs_to_its_interaction_and_purpose(app: FastAPI, session: AsyncSession) -> None:
    here, mine, another = here_of(app), await begun(session), await begun(session)
    await send(session, here, mine)
    code, _ = await code_from(session, here)
    assert not await check(session, here, another, code)
    assert not await check(session, here, mine, code, purpose="recovery")
    assert await check(session, here, mine, code)


async def test_an_expired_code_is_refused(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    await send(session, here, interaction, at=await now() - onetime.LIFE)
    code, _ = await code_from(session, here)
    assert not await check(session, here, interaction, code)


async def test_the_sixth_wrong_try_uses_a_code_up(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    await send(session, here, interaction)
    code, _ = await code_from(session, here)
    for guess in range(1, 7):
        assert not await check(session, here, interaction, wrong(code, guess))
    assert not await check(session, here, interaction, code)


async def test_a_new_code_makes_the_one_before_worthless(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    await send(session, here, interaction, at=await now() - timedelta(seconds=61))
    first, _ = await code_from(session, here)
    await send(session, here, interaction)
    second, _ = await code_from(session, here)
    assert first == second or not await check(session, here, interaction, first)
    assert await check(session, here, interaction, second)


async def test_another_code_waits_a_minute_and_five_an_hour_is_enough(app: FastAPI, session: AsyncSession) -> None:
    here, interaction, at = here_of(app), await begun(session), await now()
    for minute in range(5):
        assert isinstance(await send(session, here, interaction, at=at + minute * timedelta(seconds=60)), Sent)
    assert await send(session, here, interaction, at=at + timedelta(seconds=250)) == TooSoon(60 * 60 - 250)
    assert isinstance(await send(session, here, interaction, at=at + timedelta(hours=1)), Sent)


async def test_nobody_can_flood_the_phone_of_somebody_else(app: FastAPI, session: AsyncSession) -> None:
    here = here_of(app)
    answers = [await send(session, here, await begun(session)) for _ in range(12)]
    assert [isinstance(one, Sent) for one in answers] == [True] * 10 + [False] * 2
    assert isinstance(await send(session, here, await begun(session), address="+84912345002"), Sent)


async def test_neither_code_nor_address_is_readable_in_the_database(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    await send(session, here, interaction)
    code, _ = await code_from(session, here)
    kept = [str(dict(row)) for row in (await session.execute(text("SELECT * FROM one_time_codes"))).mappings()]
    kept += [bytes(body).decode() for body in await session.scalars(text("SELECT body FROM outbox"))]
    assert kept
    assert not [row for row in kept if code in row or PHONE in row]


async def test_notification_is_told_what_to_send_and_until_when(app: FastAPI, session: AsyncSession) -> None:
    here, interaction, at = here_of(app), await begun(session), await now()
    await send(session, here, interaction, channel="email", address="lan@motcua.example", language="en", at=at)
    (asked,) = [event for event in await said(session) if isinstance(event, CodeRequested)]
    assert (asked.channel, asked.purpose, asked.language) == ("email", "sign_in", "en")
    assert asked.expires_at == at + timedelta(minutes=10)
    assert json.loads(here.messages.unseal(asked.sealed)).keys() == {"address", "code"}
    with pytest.raises(ValueError, match="another secret"):
        here.sealer.unseal(asked.sealed)


async def test_a_code_nobody_is_told_goes_through_the_same_steps(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    assert isinstance(await send(session, here, interaction, is_told=False), Sent)
    assert isinstance(await send(session, here, interaction, is_told=False), TooSoon)
    assert await actions.codes.last_sent(session, interaction, purpose="sign_in", at=await now()) == "sms"
    assert not await said(session)


async def _sent_in_town(town: FastAPI) -> tuple[Interaction, str]:
    async with transaction(town) as session:
        interaction = await begun(session)
        await send(session, here_of(town), interaction)
        return interaction, (await code_from(session, here_of(town)))[0]


async def test_of_32_guesses_at_once_six_are_heard(town: FastAPI) -> None:
    interaction, code = await _sent_in_town(town)

    async def guess(one: int) -> bool:
        async with transaction(town) as session:
            return await check(session, here_of(town), interaction, wrong(code, one + 1))

    assert not any(await asyncio.gather(*(guess(one) for one in range(MANY))))
    async with transaction(town) as session:
        assert await session.scalar(select(OneTimeCode.tries)) == onetime.TRIES
        assert not await check(session, here_of(town), interaction, code)


async def test_of_32_uses_of_the_right_code_one_wins(town: FastAPI) -> None:
    interaction, code = await _sent_in_town(town)

    async def use() -> bool:
        async with transaction(town) as session:
            return await check(session, here_of(town), interaction, code)

    assert sorted(await asyncio.gather(*(use() for _ in range(MANY)))) == [False] * (MANY - 1) + [True]


async def test_of_32_requests_for_codes_at_once_one_is_sent(town: FastAPI) -> None:
    async with transaction(town) as session:
        interaction = await begun(session)

    async def ask() -> Sent | TooSoon:
        async with transaction(town) as session:
            return await send(session, here_of(town), interaction)

    answers = await asyncio.gather(*(ask() for _ in range(MANY)))
    assert sum(isinstance(one, Sent) for one in answers) == 1


async def test_of_32_browsers_that_want_codes_for_one_phone_at_once_ten_are_heard(town: FastAPI) -> None:
    async def ask() -> Sent | TooSoon:
        async with transaction(town) as session:
            return await send(session, here_of(town), await begun(session))

    answers = await asyncio.gather(*(ask() for _ in range(MANY)))
    assert sum(isinstance(one, Sent) for one in answers) == onetime.MOST_TO_ADDRESS


async def test_a_used_code_frees_nobody_from_waiting(app: FastAPI, session: AsyncSession) -> None:
    here, interaction = here_of(app), await begun(session)
    await send(session, here, interaction)
    await session.execute(update(OneTimeCode).values(used_at=await now()))
    assert isinstance(await send(session, here, interaction), TooSoon)
