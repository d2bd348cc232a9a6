"""A new member of staff sets their first password themselves, with the official e-mail, and can be trusted with it."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Person
from services.identity.tests.factories import Browser, code_from, fields_of
from services.identity.tests.hall import Hall
from services.identity.tests.test_staff import THAO

EMAIL, PASSWORD = "thao.officer@motcua.example", "hoa sen vang nho"


async def send(browser: Browser, path: str, **typed: str) -> str:
    """Fill in the form of a page; where it leads."""
    page = await browser.client.get(path)
    answer = await browser.client.post(path, data={**fields_of(page.text), **typed})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_new_member_sets_their_own_password_and_signs_in(
    hall: Hall, browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    made = await hall.done("admin", "POST", "/v1/staff", THAO)
    assert (await browser.sign_in("thao.officer", "")).status_code >= 400
    assert await send(browser, "/recover", login=EMAIL) == "/recover/code"
    code, address = await code_from(session, world.state.provider)
    assert address == EMAIL
    assert await send(browser, "/recover/code", code=code) == "/recover/password"
    assert await send(browser, "/recover/password", password=PASSWORD) == "/recover/done"
    assert (await browser.sign_in("thao.officer", PASSWORD)).status_code == 303
    shown = await hall.done("admin", "GET", f"/v1/staff/{made['id']}")
    assert shown["has_signed_up"] is True
    person = await session.get_one(Person, made["id"], populate_existing=True)
    assert person.doubted_at is None, "the agency vouches for the address: a second factor makes it substantial"


async def test_a_suspended_member_recovers_nothing(
    hall: Hall, browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    made = await hall.done("admin", "POST", "/v1/staff", THAO)
    await hall.done("admin", "POST", f"/v1/staff/{made['id']}/suspension")
    assert await send(browser, "/recover", login=EMAIL) == "/recover/code"
    page = await browser.client.get("/recover/code")
    assert page.status_code == 200
    answer = await browser.client.post("/recover/code", data={**fields_of(page.text), "code": "000000"})
    assert answer.headers.get("location") != "/recover/password"
