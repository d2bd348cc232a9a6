"""Many at once, with real commits: one wins."""

import asyncio

from fastapi import FastAPI
from sqlalchemy import func, select

from kit.clock import now
from kit.db import transaction
from services.identity import keyring
from services.identity.models import Family, RefreshToken, SignInFailure, SigningKey
from services.identity.tests.factories import Browser

MANY = 32


async def test_of_32_redemptions_of_a_code_one_wins_and_its_tokens_die(racer: Browser) -> None:
    await racer.sign_in()
    code = await racer.code()
    answers = await asyncio.gather(*(racer.redeem(code) for _ in range(MANY)))
    won = [one for one in answers if one.status_code == 200]
    assert len(won) == 1
    assert {one.json().get("error") for one in answers} == {None, "invalid_grant"}
    assert (await racer.userinfo(won[0].json()["access_token"])).status_code == 401


async def test_of_32_refreshes_at_once_all_get_the_same_heir(racer: Browser, town: FastAPI) -> None:
    tokens = await racer.tokens()
    answers = await asyncio.gather(*(racer.refresh(tokens["refresh_token"]) for _ in range(MANY)))
    assert {one.status_code for one in answers} == {200}
    heirs = {one.json()["refresh_token"] for one in answers}
    assert len(heirs) == 1
    async with transaction(town) as session:
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 2
        assert await session.scalar(select(func.count()).where(Family.revoked_at.is_not(None))) == 0
    assert (await racer.refresh(heirs.pop())).status_code == 200


async def test_of_32_guesses_at_once_five_are_heard(racer: Browser, town: FastAPI) -> None:
    _, hidden = await racer.form()
    answers = await asyncio.gather(
        *(
            racer.client.post("/signin", data={**hidden, "login": "030194001234", "password": f"wrong {guess}"})
            for guess in range(MANY)
        )
    )
    assert sorted(one.status_code for one in answers) == [403] * 5 + [429] * (MANY - 5)
    async with transaction(town) as session:
        assert await session.scalar(select(SignInFailure.failures)) == 5


async def test_replicas_that_start_together_make_the_keys_once(town: FastAPI) -> None:
    async with transaction(town) as session:
        await session.execute(SigningKey.__table__.delete())  # type: ignore[attr-defined]

    async def start() -> None:
        async with transaction(town) as session:
            await keyring.create(session, town.state.provider.sealer, at=await now())

    await asyncio.gather(*(start() for _ in range(4)))
    async with transaction(town) as session:
        assert sorted(await session.scalars(select(SigningKey.phase))) == ["current", "next"]
