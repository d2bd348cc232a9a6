"""The sign-in page: what it accepts, what it tells, whom it keeps waiting."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import client_of
from services.identity import schedule
from services.identity.credentials import opaque
from services.identity.models import BrowserSession, Device, Interaction, OneTimeCode, SignInFailure
from services.identity.tests.factories import Browser, answer_of, assured, fields_of


@pytest.mark.parametrize(
    "login", ["030194001234", "0912345001", "+84 912 345 001", "LAN@motcua.example", "hoa.counter", "admin"]
)
async def test_people_sign_in_by_number_phone_email_or_user_name(browser: Browser, login: str) -> None:
    assert (await browser.sign_in(login)).status_code == 303
    assert "code" in answer_of(await browser.authorize(prompt="none"))


async def test_the_form_is_plain_labelled_and_shut_against_other_sites(browser: Browser) -> None:
    page, _ = await browser.form()
    assert page.status_code == 200
    assert '<html lang="vi">' in page.text
    for name in ("login", "password"):
        assert f'<label for="{name}">' in page.text
        assert f'id="{name}" name="{name}"' in page.text
    assert "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:49152;" in policy
    assert page.headers["cache-control"] == "no-store"
    assert "Cổng dịch vụ thử nghiệm" in page.text


async def test_the_form_of_an_unregistered_request_is_not_shown(browser: Browser) -> None:
    page, _ = await browser.form(redirect_uri="https://evil.example/")
    assert page.status_code == 400
    posted = await browser.client.post("/signin", data={"request": "client_id=nobody", "login": "x", "password": "y"})
    assert posted.status_code == 400


async def test_what_was_typed_is_escaped(browser: Browser) -> None:
    answer = await browser.sign_in('"><script>alert(1)</script>', "x")
    assert "<script" not in answer.text


async def test_without_a_request_the_person_goes_to_the_start_page(browser: Browser) -> None:
    hidden = fields_of((await browser.client.get("/signin")).text)
    answer = await browser.client.post("/signin", data={**hidden, "login": "admin", "password": "wrong"})
    assert answer.status_code == 403
    again = fields_of(answer.text)
    from_page = await browser.client.post(
        "/signin", data={**again, "login": "admin", "password": "Mật khẩu rất dài 2026"}
    )
    assert from_page.headers["location"] == "/account"


async def test_an_unknown_account_and_a_wrong_password_look_the_same(browser: Browser, other_browser: Browser) -> None:
    def shape(answer: httpx.Response) -> tuple[int, list[str], str]:
        body = re.sub(r'(value|href)="[^"]*"', "", answer.text)  # tokens, and the request with its challenge
        return answer.status_code, sorted(answer.headers.keys()), body

    for attempts in range(7):
        wrong = await browser.sign_in("030194001234", f"wrong {attempts}")
        unknown = await other_browser.sign_in("030194009999", f"wrong {attempts}")
        assert shape(wrong) == shape(unknown)
    assert wrong.status_code == 429
    waits = [int(answer.headers["retry-after"]) for answer in (wrong, unknown)]
    assert abs(waits[0] - waits[1]) <= 1, "only the second that passed between the two tries may tell"


async def test_an_unknown_account_costs_a_hash_too(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def verify(_: bytes, stored: str) -> bool:
        seen.append(stored)
        return False

    monkeypatch.setattr("services.identity.credentials.passwords._verify", verify)
    await browser.sign_in("030194001234", "wrong")
    await browser.sign_in("nobody at all", "wrong")
    await browser.sign_in("lan@motcua.example", "x" * 1024)
    assert len(seen) == 3
    assert all(stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for stored in seen)


async def test_guessing_is_made_to_wait_even_with_the_right_password(browser: Browser) -> None:
    for _ in range(5):
        assert (await browser.sign_in(password="wrong")).status_code == 403
    refused = await browser.sign_in()
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert "code" not in answer_of(await browser.authorize(prompt="none"))


async def test_a_stranger_cannot_lock_out_the_owner_on_her_device(browser: Browser, other_browser: Browser) -> None:
    await browser.sign_in()
    for _ in range(6):
        stranger = await other_browser.sign_in(password="wrong")
    assert stranger.status_code == 429
    assert (await browser.sign_in()).status_code == 303


async def test_a_made_up_device_cookie_is_a_stranger_too(browser: Browser, other_browser: Browser) -> None:
    for attempts in range(6):
        other_browser.client.cookies.set("motcua_device", f"made-up-{attempts}")
        stranger = await other_browser.sign_in(password="wrong")
    assert stranger.status_code == 429


async def test_the_wait_ends_and_the_right_password_clears_the_count(browser: Browser, session: AsyncSession) -> None:
    for _ in range(5):
        await browser.sign_in(password="wrong")
    await session.execute(update(SignInFailure).values(blocked_until=await now() - timedelta(seconds=1)))
    await session.commit()
    assert (await browser.sign_in()).status_code == 303
    assert (await session.scalars(select(SignInFailure))).all() == []


async def test_failures_are_forgotten_after_a_day(browser: Browser, session: AsyncSession) -> None:
    for _ in range(4):
        await browser.sign_in(password="wrong")
    await session.execute(update(SignInFailure).values(failed_at=await now() - timedelta(hours=25)))
    await session.commit()
    await browser.sign_in(password="wrong")
    assert await session.scalar(select(SignInFailure.failures)) == 1


@pytest.mark.parametrize("csrf", ["", "x", None])
async def test_a_form_of_another_site_signs_nobody_in(browser: Browser, csrf: str | None) -> None:
    _, hidden = await browser.form()
    hidden |= {"login": "030194001234", "password": "Mật khẩu rất dài 2026", "csrf": csrf or ""}
    if csrf is None:  # a token the attacker got in a browser of his own
        async with client_of(browser.client._transport.app) as attacker:  # type: ignore[attr-defined]
            hidden["csrf"] = fields_of((await attacker.get("/signin")).text)["csrf"]
    answer = await browser.client.post("/signin", data=hidden)
    assert answer.status_code == 403
    assert "motcua_session" not in browser.client.cookies


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 303),
        ("null", 303),
        ("http://127.0.0.1:8080", 303),
        ("http://localhost:8080", 303),
        ("https://evil.example", 403),
        ("http://127.0.0.1:8081", 403),
    ],
)
async def test_a_form_that_says_it_comes_from_another_site_is_refused(
    browser: Browser, origin: str | None, status: int
) -> None:
    _, hidden = await browser.form()
    form = {**hidden, "login": "030194001234", "password": "Mật khẩu rất dài 2026"}
    answer = await browser.client.post("/signin", data=form, headers={"Origin": origin} if origin else {})
    assert answer.status_code == status
    assert ("motcua_session" in browser.client.cookies) == (status == 303)


@pytest.mark.parametrize("body", [{"content": b"login=x"}, {"json": {"login": "x"}}, {"data": {"a": "x" * 70_000}}])
async def test_what_is_not_a_small_form_is_refused(browser: Browser, body: dict[str, object]) -> None:
    assert (await browser.client.post("/signin", **body)).status_code == 400  # type: ignore[arg-type]


async def test_the_session_cookie_is_new_at_every_sign_in_and_kept_as_a_digest(
    browser: Browser, session: AsyncSession
) -> None:
    browser.client.cookies.set("motcua_session", "planted-by-an-attacker", domain="127.0.0.1")
    first = (await browser.sign_in()).cookies["motcua_session"]
    assert first != "planted-by-an-attacker"
    answer = await browser.sign_in()
    second = answer.cookies["motcua_session"]
    assert first != second
    stored = (await session.scalars(select(BrowserSession.cookie_hash))).all()
    assert stored == [opaque.digest(second)]
    cookies = answer.headers.get_list("set-cookie")
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()


async def test_an_old_session_cookie_is_worth_nothing(browser: Browser, world: FastAPI) -> None:
    old = (await browser.sign_in()).cookies["motcua_session"]
    await browser.sign_in()
    async with client_of(world) as thief:
        thief.cookies.set("motcua_session", old)
        answer = await thief.get("/oauth2/authorize", params=browser.query(prompt="none"))
    assert answer_of(answer)["error"] == "login_required"


async def test_another_person_signing_in_ends_the_first_ones_session(browser: Browser) -> None:
    tokens = await browser.tokens()
    await browser.sign_in("hoa.counter")
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401


@pytest.mark.parametrize("aged", [{"seen_at": timedelta(minutes=15)}, {"expires_at": timedelta(hours=12)}])
async def test_an_idle_or_old_session_asks_for_the_password(
    browser: Browser, session: AsyncSession, aged: dict[str, timedelta]
) -> None:
    await browser.sign_in()
    for name, by in aged.items():
        await session.execute(update(BrowserSession).values({name: getattr(BrowserSession, name) - by}))
    await session.commit()
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "login_required"


async def test_activity_is_written_down_at_most_once_a_minute(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    seen_at = await session.scalar(select(BrowserSession.seen_at))
    await browser.authorize()
    assert await session.scalar(select(BrowserSession.seen_at)) == seen_at
    await session.execute(update(BrowserSession).values(seen_at=BrowserSession.seen_at - timedelta(minutes=2)))
    await session.commit()
    await browser.authorize()
    assert await session.scalar(select(BrowserSession.seen_at)) > seen_at - timedelta(minutes=1)  # type: ignore[operator]


async def test_what_expired_is_forgotten(browser: Browser, session: AsyncSession, world: FastAPI) -> None:
    await browser.tokens()
    await browser.sign_in(password="wrong")
    _, hidden = await browser.form()
    await browser.client.post("/signin", data={**hidden, "login": "lan@motcua.example", "act": "code"})
    await assured(session)
    await browser.client.get("/account/security/passkey")
    assert await schedule.tidy(world) == 0
    assert len((await session.scalars(select(OneTimeCode.id))).all()) == 1
    assert len((await session.scalars(select(BrowserSession.id))).all()) == 1
    await schedule.forget(session, at=await now() + timedelta(days=400))
    for table in (BrowserSession, Device, SignInFailure, Interaction, OneTimeCode):
        assert (await session.execute(select(table))).all() == []


async def test_the_device_cookie_serves_several_people(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    await browser.sign_in("hoa.counter")
    devices = (await session.scalars(select(Device.cookie_hash))).all()
    assert len(devices) == 2
    assert len(set(devices)) == 1


async def test_a_request_survives_the_form_letter_for_letter(browser: Browser) -> None:
    state = 'a b+c&d="é"<{|}>'
    _, hidden = await browser.form(state=state)
    assert hidden["request"] == urlencode(browser.query(state=state))
    signed_in = await browser.sign_in(state=state, prompt="login")
    assert answer_of(await browser.client.get(signed_in.headers["location"]))["state"] == state
