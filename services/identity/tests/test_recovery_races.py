"""Recoveries by many at once: one code, one new password."""

import asyncio
import json

from fastapi import FastAPI
from sqlalchemy import func, select

from contracts.identity import CodeRequested, SecurityNoted
from kit.db import transaction
from kit.testing import said
from services.identity.models import Activity
from services.identity.tests.factories import Browser, fields_of

LAN = "lan@motcua.example"
MANY = 30


async def code_of(town: FastAPI) -> str:
    async with transaction(town) as session:
        asked = [one for one in await said(session) if isinstance(one, CodeRequested)]
    return str(json.loads(town.state.provider.messages.unseal(asked[-1].sealed))["code"])


async def proven(racer: Browser, town: FastAPI) -> dict[str, str]:
    """The address is proven; the fields of the form for the new password."""
    page = await racer.client.get("/recover")
    await racer.client.post("/recover", data={**fields_of(page.text), "login": LAN})
    page = await racer.client.get("/recover/code")
    await racer.client.post("/recover/code", data={**fields_of(page.text), "code": await code_of(town)})
    return fields_of((await racer.client.get("/recover/password")).text)


async def test_of_many_guesses_at_once_six_are_heard(racer: Browser, town: FastAPI) -> None:
    page = await racer.client.get("/recover")
    await racer.client.post("/recover", data={**fields_of(page.text), "login": LAN})
    hidden = fields_of((await racer.client.get("/recover/code")).text)
    code = await code_of(town)
    guesses = [f"{(int(code) + step) % 10**6:06}" for step in range(1, MANY + 1)]
    answers = await asyncio.gather(
        *(racer.client.post("/recover/code", data={**hidden, "code": guess}) for guess in guesses)
    )
    assert {one.status_code for one in answers} == {403}
    late = await racer.client.post("/recover/code", data={**hidden, "code": code})
    assert late.status_code == 403, "its tries are used up"


async def test_of_many_new_passwords_at_once_one_counts_and_is_told_once(racer: Browser, town: FastAPI) -> None:
    hidden = await proven(racer, town)
    passwords = [f"hoa sen vang so {number} nho" for number in range(5)]  # as many as are heard when all are tried
    answers = await asyncio.gather(
        *(racer.client.post("/recover/password", data={**hidden, "password": one}) for one in passwords)
    )
    places = sorted(one.headers["location"] for one in answers)
    assert places == ["/recover"] * 4 + ["/recover/done"]
    async with transaction(town) as session:
        told = [one for one in await said(session) if isinstance(one, SecurityNoted)]
        assert [one.note for one in told] == ["password_reset"]
        written = select(func.count()).select_from(Activity).where(Activity.kind == "password_reset")
        assert await session.scalar(written) == 1
    opened = [await racer.sign_in(LAN, one) for one in passwords]
    assert [one.status_code for one in opened].count(303) == 1
