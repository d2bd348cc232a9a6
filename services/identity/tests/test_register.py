"""Registering: the pages and the API, what a registration becomes, and what nobody learns from it."""

import re
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested, PersonChanged
from kit.clock import now
from kit.testing import said
from services.identity.credentials import passwords
from services.identity.models import Account, Activity, Identifier, Person
from services.identity.records.provenance import Source
from services.identity.tests.factories import Browser, answer_of, code_from, fields_of

PASSWORD = "hoa sen vang nho"
MAI = {
    "kind": "citizen",
    "full_name": "Hoàng Thị Mai",
    "personal_number": "030195004321",
    "birth_date": "12/05/1995",
    "sex": "female",
    "contact": "mai@motcua.example",
    "password": PASSWORD,
}
LAN_EMAIL, LAN_NUMBER = "lan@motcua.example", "030194001234"


async def begin(browser: Browser, *, request: str = "", **changed: str) -> httpx.Response:
    """Fill in the form and send it."""
    typed = MAI | changed
    page = await browser.client.get("/register", params={"kind": typed["kind"], "request": request})
    return await browser.client.post("/register", data={**fields_of(page.text), **typed})


async def type_code(browser: Browser, code: str) -> httpx.Response:
    """Type the code on its page."""
    page = await browser.client.get("/register/code")
    return await browser.client.post("/register/code", data={**fields_of(page.text), "code": code})


async def code_of(session: AsyncSession, world: FastAPI) -> str:
    """The code sent last."""
    return (await code_from(session, world.state.provider))[0]


async def register(browser: Browser, session: AsyncSession, world: FastAPI, **changed: str) -> httpx.Response:
    """The whole way."""
    assert (await begin(browser, **changed)).status_code == 303
    return await type_code(browser, await code_of(session, world))


async def test_somebody_registers_is_led_back_to_the_application_and_signs_in(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    request = urlencode(browser.query())
    sent = await begin(browser, request=request)
    assert (sent.status_code, sent.headers["location"]) == (303, "/register/code")
    page = await browser.client.get("/register/code")
    assert "m***@m***" in page.text
    assert await session.scalar(select(func.count()).select_from(Person).where(Person.kind == "citizen")) == 2
    done = await type_code(browser, await code_of(session, world))
    assert done.status_code == 303
    shown = await browser.client.get(done.headers["location"])
    assert f"/signin?{urlencode({'request': request})}".replace("&", "&amp;") in shown.text
    for login in (MAI["contact"], MAI["personal_number"]):
        assert (await browser.sign_in(login, PASSWORD)).status_code == 303
        assert "code" in answer_of(await browser.authorize(prompt="none"))


async def test_what_was_declared_is_in_the_record_unverified_and_said(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await register(browser, session, world)
    person = await session.scalar(select(Person).order_by(Person.created_at.desc()).limit(1))
    assert person is not None
    values = {one.name: (one.value, one.source, one.verified_at is None) for one in person.attributes}
    assert values == {
        "full_name": ("Hoàng Thị Mai", Source.DECLARED, True),
        "personal_number": ("030195004321", Source.DECLARED, True),
        "birth_date": ("1995-05-12", Source.DECLARED, True),
        "sex": ("female", Source.DECLARED, True),
        "email": ("mai@motcua.example", Source.DECLARED, False),  # proven by the code
    }
    told = [event for event in await said(session) if isinstance(event, PersonChanged)][-1]
    assert (told.person_id, told.full_name) == (person.id, "Hoàng Thị Mai")
    kinds = await session.scalars(select(Activity.kind).where(Activity.person_id == person.id))
    assert list(kinds) == ["registered"]


@pytest.mark.parametrize(
    "typed",
    [
        {
            "kind": "business",
            "business_name": "Công ty TNHH Sen Vàng",
            "tax_code": "0100109106",
            "representative": "Hoàng Thị Mai",
            "representative_number": "030195004321",
            "contact": "0912345009",
            "password": "mưa hè xanh mát",
        },
        {
            "kind": "foreigner",
            "full_name": "Anna Smith",
            "passport_number": "PA1234567",
            "nationality": "AUS",
            "birth_date": "31/01/1990",
            "contact": "anna@motcua.example",
        },
    ],
    ids=["business", "foreigner"],
)
async def test_businesses_and_foreigners_register_too(
    browser: Browser, session: AsyncSession, world: FastAPI, typed: dict[str, str]
) -> None:
    assert (await register(browser, session, world, **typed)).status_code == 303
    paper = "MST0100109106" if typed["kind"] == "business" else "AUS/PA1234567"
    for login in (typed["contact"], paper):
        assert (await browser.sign_in(login, typed.get("password", PASSWORD))).status_code == 303


async def test_every_fault_is_shown_at_its_field_and_no_password_comes_back(browser: Browser) -> None:
    answer = await begin(browser, full_name="", personal_number="123", birth_date="x", contact="y", password="ngan9 ky")
    assert answer.status_code == 400
    for name in ("full_name", "personal_number", "birth_date", "contact", "password"):
        assert f'id="{name}-fault"' in answer.text
        assert re.search(
            rf'<input id="{name}"[^>]* aria-invalid="true"[^>]* aria-describedby="[^"]*{name}-fault"', answer.text
        )
    assert answer.text.count('<div role="alert"') == 1
    assert "ngan9 ky" not in answer.text
    assert 'value="123"' in answer.text


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("citizen", {"full_name": "name", "birth_date": "bday", "contact": "email", "password": "new-password"}),
        ("business", {"business_name": "organization", "representative": "name"}),
        ("foreigner", {"full_name": "name", "birth_date": "bday"}),
    ],
)
async def test_the_form_tells_browsers_what_to_fill_in(browser: Browser, kind: str, wanted: dict[str, str]) -> None:
    page = await browser.client.get("/register", params={"kind": kind})
    for name, word in wanted.items():
        assert re.search(rf'id="{name}"[^>]*autocomplete="{word}"', page.text), name
    assert "<script" not in page.text


async def test_the_choice_carries_the_request_on(browser: Browser) -> None:
    page = await browser.client.get("/register", params={"request": "/account"})
    assert page.text.count("/register?kind=") == 3
    assert "request=%2Faccount" in page.text
    bad = await browser.client.get("/register", params={"request": "client_id=nobody"})
    assert bad.status_code == 400
    assert (await browser.client.get("/register/done", params={"request": "client_id=nobody"})).status_code == 400


def shape(answer: httpx.Response) -> tuple[int, list[str], str]:
    """What an answer shows besides tokens and what was typed."""
    return answer.status_code, sorted(answer.headers.keys()), re.sub(r'value="[^"]*"', "", answer.text)


@pytest.mark.parametrize(
    "known",
    [{"contact": LAN_EMAIL}, {"contact": "0912345001"}, {"personal_number": LAN_NUMBER, "birth_date": "12/05/1994"}],
)
async def test_nobody_learns_from_the_form_who_has_an_account(
    browser: Browser, other_browser: Browser, session: AsyncSession, known: dict[str, str]
) -> None:
    is_phone = known.get("contact", "").startswith("0")
    unknown = await begin(browser, contact="0912345077" if is_phone else "new@motcua.example")
    taken = await begin(other_browser, **known)
    assert shape(unknown) == shape(taken)
    pages = [await one.client.get("/register/code") for one in (browser, other_browser)]
    masked = re.compile(r"<strong>.*?</strong>")
    assert masked.sub("", shape(pages[0])[2]) == masked.sub("", shape(pages[1])[2])
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 2


async def test_a_taken_address_costs_one_hash_as_a_new_one(
    browser: Browser, other_browser: Browser, world: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []

    async def hashed(_: Any, password: str) -> str:
        counted.append(password)
        return "$argon2id$stored"

    monkeypatch.setattr(passwords.Passwords, "hash", hashed)
    await begin(browser, contact="new@motcua.example")
    assert len(counted) == 1
    await begin(other_browser, contact=LAN_EMAIL)
    assert len(counted) == 2


async def test_only_the_owner_of_the_address_hears_that_it_has_an_account(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    people = await session.scalar(select(func.count()).select_from(Person))
    answer = await register(browser, session, world, contact=LAN_EMAIL)
    assert answer.status_code == 200
    assert "Bạn đã có tài khoản" in answer.text
    assert await session.scalar(select(func.count()).select_from(Person)) == people
    assert (await browser.sign_in(LAN_EMAIL, PASSWORD)).status_code == 403


async def test_declaring_a_verified_persons_number_neither_captures_nor_shows_it(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    typed = {"personal_number": LAN_NUMBER, "birth_date": "12/05/1994"}
    done = await register(other_browser, session, world, **typed)
    assert done.headers["location"] == "/register/done"
    assert (await other_browser.sign_in(LAN_NUMBER, PASSWORD)).status_code == 403
    assert (await browser.sign_in(LAN_NUMBER)).status_code == 303
    assert (await other_browser.sign_in(MAI["contact"], PASSWORD)).status_code == 303
    tokens = await other_browser.redeem(await other_browser.code())
    claims = (await other_browser.userinfo(tokens.json()["access_token"])).json()
    assert claims["name"] == "Hoàng Thị Mai"


async def test_the_first_who_declares_a_number_does_not_keep_the_second_from_registering(
    browser: Browser, other_browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    await register(other_browser, session, world, contact="thief@motcua.example")
    done = await register(browser, session, world)
    assert done.headers["location"] == "/register/done"
    assert (await browser.sign_in(MAI["contact"], PASSWORD)).status_code == 303


async def test_a_closed_account_comes_back_with_its_person_only_for_the_same_number(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    lan = await session.scalar(select(Account).join(Identifier).where(Identifier.value == LAN_EMAIL))
    assert lan is not None
    account_id, person_id = lan.id, lan.person_id
    await session.execute(update(Account).where(Account.id == account_id).values(disabled_at=await now()))
    await session.commit()
    typed = {"contact": LAN_EMAIL, "personal_number": LAN_NUMBER, "birth_date": "12/05/1994"}
    assert (await register(browser, session, world, **typed)).status_code == 303
    found = await session.get_one(Account, account_id, populate_existing=True)
    assert (found.person_id, found.disabled_at) == (person_id, None)
    person = await session.get_one(Person, person_id, populate_existing=True)
    assert person.doubted_at is not None
    record = person.record(on=(await now()).date())
    assert record["full_name"].value == "Nguyễn Thị Lan", "what the registry vouches for stays"
    assert (await browser.sign_in(LAN_EMAIL, PASSWORD)).status_code == 303


async def test_a_telephone_number_given_to_somebody_else_reopens_nothing(
    browser: Browser, session: AsyncSession, world: FastAPI
) -> None:
    lan = await session.scalar(select(Account).join(Identifier).where(Identifier.value == LAN_EMAIL))
    assert lan is not None
    account_id = lan.id
    await session.execute(update(Account).where(Account.id == account_id).values(disabled_at=await now()))
    await session.commit()
    assert (await register(browser, session, world, contact="0912345001")).status_code == 303
    row = await session.get(Identifier, ("phone", "+84912345001"), populate_existing=True)
    assert row is not None
    assert row.account_id != account_id
    assert (await session.get_one(Account, account_id, populate_existing=True)).disabled_at is not None
