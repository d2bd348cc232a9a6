"""The pages of an account: by the browser's sign-in, with forms no other site can send, for their owner alone."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import client_of
from services.identity import attention, seeds
from services.identity.credentials.assurance import Level
from services.identity.credentials.factors import Held
from services.identity.models import Attribute, BrowserSession, Consent, Correction
from services.identity.records import showing
from services.identity.records.attributes import KNOWN
from services.identity.records.provenance import Source
from services.identity.tests.factories import PASSWORD, Browser, fields_of

LAN, MINH = seeds.person_id("lan"), seeds.person_id("minh")
PAGES = ("/account", "/account/sessions", "/account/activity", "/account/record", "/account/record/ethnicity")
FOREIGN = {"Origin": "https://evil.example"}


@pytest_asyncio.fixture
async def elsewhere(world: FastAPI) -> AsyncIterator[Browser]:
    """Another browser of Lan's."""
    async with client_of(world) as client:
        yield Browser(client)


async def send(browser: Browser, page: str, **typed: str) -> httpx.Response:
    """Fill in the page's first form and send it."""
    shown = await browser.client.get(page)
    assert shown.status_code == 200, shown.text
    return await browser.client.post(page, data={**fields_of(shown.text), **typed})


async def signed_in_long_ago(session: AsyncSession) -> None:
    early = await now() - timedelta(minutes=21)
    await session.execute(update(BrowserSession).values(authenticated_at=early))
    await session.commit()


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_shows_itself_to_its_owner_in_no_frame_and_from_no_cache(browser: Browser, page: str) -> None:
    await browser.sign_in()
    shown = await browser.client.get(page)
    assert shown.status_code == 200, shown.text
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["x-frame-options"] == "DENY"
    assert shown.headers["cache-control"] == "no-store"
    assert "<script" not in shown.text
    assert 'aria-current="page"' in shown.text
    assert len(re.findall("<h1", shown.text)) == 1


@pytest.mark.parametrize("page", PAGES)
async def test_whoever_is_not_signed_in_does_so_first_and_comes_back(browser: Browser, page: str) -> None:
    sent_away = await browser.client.get(page)
    assert sent_away.status_code == 303
    target = urlsplit(sent_away.headers["location"])
    assert (target.path, parse_qs(target.query)) == ("/signin", {"request": [page]})
    form = await browser.client.get(sent_away.headers["location"])
    typed = {**fields_of(form.text), "login": "030194001234", "password": PASSWORD}
    back = await browser.client.post("/signin", data=typed)
    assert (back.status_code, back.headers["location"]) == (303, page)
    assert (await browser.client.get(page)).status_code == 200


async def test_the_first_page_tells_who_it_is_and_what_to_see_to(browser: Browser) -> None:
    await browser.sign_in()
    shown = (await browser.client.get("/account")).text
    assert "Nguyễn Thị Lan" in shown
    assert "đã xác nhận" in shown
    assert "tự khai" in shown
    assert "chưa có cách xác thực thứ hai" in shown


async def test_english_is_one_link_away(browser: Browser) -> None:
    await browser.sign_in()
    shown = (await browser.client.get("/account/record?ui_locales=en")).text
    assert '<html lang="en">' in shown
    assert "National population database" in shown


async def test_another_sign_in_is_ended_on_the_page(browser: Browser, other_browser: Browser) -> None:
    for one in (browser, other_browser):
        await one.sign_in()
    ended = await send(browser, "/account/sessions", session="others")
    assert (ended.status_code, ended.headers["location"]) == (303, "/account/sessions?done=true")
    assert (await other_browser.client.get("/account")).status_code == 303
    assert 'role="status"' in (await browser.client.get(ended.headers["location"])).text


async def test_one_sign_in_is_ended_on_the_page_and_only_an_own_one(
    browser: Browser, elsewhere: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await elsewhere.sign_in()
    await other_browser.sign_in("031090004321")
    his = str(await session.scalar(select(BrowserSession.id).where(BrowserSession.person_id == MINH)))
    for wanted in (his, "x", ""):
        assert (await send(browser, "/account/sessions", session=wanted)).status_code == 404, wanted
    assert (await other_browser.client.get("/account")).status_code == 200
    shown = (await browser.client.get("/account/sessions")).text
    own = re.findall(r'name="session" value="([0-9a-f-]{36})"', shown)
    assert len(own) == 1
    assert (await send(browser, "/account/sessions", session=own[0])).status_code == 303
    assert (await elsewhere.client.get("/account")).status_code == 303
    assert (await browser.client.get("/account")).status_code == 200


async def test_an_application_is_shut_out_on_the_page(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens()
    at = await now()
    given = {"scope": "openid profile", "given_at": at, "expires_at": at + timedelta(days=365)}
    session.add(Consent(person_id=LAN, client_id="demo-web", **given))
    await session.commit()
    shown = await browser.client.get("/account/sessions")
    assert "Ứng dụng được bạn cho xem dữ liệu" in shown.text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', shown.text)[0]
    for client, csrf_sent, status in (
        ("demo-web", "x", 403),
        ("nobody", csrf, 404),
        ("demo-web", csrf, 303),
        ("demo-web", csrf, 404),
    ):
        typed = {"csrf": csrf_sent, "client": client}
        assert (await browser.client.post("/account/consents", data=typed)).status_code == status
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401
    foreign = await browser.client.post("/account/consents", data={"csrf": csrf}, headers=FOREIGN)
    assert foreign.status_code == 403


@pytest.mark.parametrize("page", ["/account/sessions", "/account/record/ethnicity"])
async def test_no_other_site_sends_a_form_of_the_account(
    browser: Browser, elsewhere: Browser, session: AsyncSession, page: str
) -> None:
    for one in (browser, elsewhere):
        await one.sign_in()
    good = {**fields_of((await browser.client.get(page)).text), "session": "others", "value": "Kinh", "act": "save"}
    theirs = fields_of((await elsewhere.client.get(page)).text)["csrf"]
    signin = fields_of((await browser.client.get("/signin")).text)["csrf"]
    for csrf in ("", "x", theirs, signin):
        assert (await browser.client.post(page, data={**good, "csrf": csrf})).status_code == 403
    assert (await browser.client.post(page, data=good, headers=FOREIGN)).status_code == 403
    assert (await browser.client.post(page, json=good)).status_code == 400
    assert (await session.scalars(select(Attribute).where(Attribute.name == "ethnicity"))).all() == []
    assert (await elsewhere.client.get("/account")).status_code == 200


async def test_a_change_wants_a_recent_sign_in_and_reading_does_not(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    hidden = fields_of((await browser.client.get("/account/record/ethnicity")).text)
    await signed_in_long_ago(session)
    assert (await browser.client.get("/account/record/ethnicity")).status_code == 200
    late = await browser.client.post("/account/record/ethnicity", data={**hidden, "value": "Kinh"})
    assert (late.status_code, late.headers["location"]) == (303, "/signin?request=%2Faccount%2Frecord")
    assert (await session.scalars(select(Attribute).where(Attribute.name == "ethnicity"))).all() == []


async def test_a_value_is_declared_changed_and_removed_on_its_page(browser: Browser) -> None:
    await browser.sign_in()
    page = "/account/record/ethnicity"
    for value in ("Tày", "Kinh"):
        assert (await send(browser, page, value=value, act="save")).status_code == 303
    shown = (await browser.client.get("/account/record")).text
    assert "Kinh" in shown
    assert "Tày" not in shown
    assert (await send(browser, page, act="remove")).status_code == 303
    assert "Kinh" not in (await browser.client.get("/account/record")).text


async def test_a_new_paper_is_typed_field_by_field(browser: Browser) -> None:
    await browser.sign_in()
    page = "/account/record/identity_paper"
    typed = {"kind": "identity_card", "number": "030194001234", "issued_on": "2024-07-01", "valid_until": ""}
    wrong = await send(browser, page, **{**typed, "number": "<b>", "issued_on": "2999-13-01"})
    assert wrong.status_code == 400
    assert wrong.text.count('aria-invalid="true"') == 2
    assert 'value="&lt;b&gt;"' in wrong.text
    assert (await send(browser, page, **typed)).status_code == 303
    assert "Thẻ căn cước số 030194001234" in (await browser.client.get("/account/record")).text


async def test_what_others_vouch_for_is_asked_to_be_corrected(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    page = "/account/record/full_name"
    empty = await send(browser, page, value="Nguyễn Thị Lân", reason=" ")
    assert (empty.status_code, 'id="reason-fault"' in empty.text) == (400, True)
    assert (await send(browser, page, value="Nguyễn Thị Lân", reason="Thiếu dấu")).status_code == 303
    assert (await session.scalars(select(Correction.name))).all() == ["full_name"]
    assert "đang chờ trả lời" in (await browser.client.get("/account/record")).text
    again = await send(browser, page, value="Nguyễn Thị Lân", reason="Thiếu dấu")
    assert (again.status_code, 'role="alert"' in again.text) == (409, True)
    assert "Nguyễn Thị Lan" in (await browser.client.get("/account/record")).text


async def test_the_record_page_tells_who_read_it(browser: Browser) -> None:
    tokens = await browser.tokens(scope="openid email")
    assert "Chưa có ai xem" in (await browser.client.get("/account/record")).text
    await browser.userinfo(tokens["access_token"])
    shown = (await browser.client.get("/account/record")).text
    assert "Cổng dịch vụ thử nghiệm" in shown
    assert "Đăng nhập vào ứng dụng" in shown


@pytest.mark.parametrize("name", ["phone", "personal_number", "shoe_size"])
async def test_what_is_not_written_here_has_no_page(browser: Browser, name: str) -> None:
    await browser.sign_in()
    page = f"/account/record/{name}"
    assert (await browser.client.get(page)).status_code == 404
    csrf = fields_of((await browser.client.get("/account/record/ethnicity")).text)["csrf"]
    assert (await browser.client.post(page, data={"csrf": csrf, "value": "x"})).status_code == 404


async def test_a_cursor_nobody_made_leads_nowhere(browser: Browser) -> None:
    await browser.sign_in()
    for page in ("/account/activity", "/account/record"):
        assert (await browser.client.get(page, params={"cursor": "x"})).status_code == 400


def paper(valid_until: object) -> dict[str, Attribute]:
    return {"identity_paper": Attribute(name="identity_paper", source=Source.DECLARED, valid_until=valid_until)}


def test_attention_is_drawn_to_what_is_missing() -> None:
    on = seeds.FROM
    guarded = Held(passkeys=1, recovery_codes=10)
    assert attention.matters({}, level=Level.HIGH, held=guarded, on=on) == []
    pages = [one.page for one in attention.matters({}, level=Level.LOW, held=Held(), on=on)]
    assert pages == ["/account/security", "/account/record"]
    few = attention.matters({}, level=Level.HIGH, held=Held(passkeys=1, recovery_codes=2), on=on)
    assert "mã dự phòng" in few[0].vi
    told = [
        attention.matters(paper(on + timedelta(days=days)), level=Level.HIGH, held=guarded, on=on)
        for days in (-1, 0, 60)
    ]
    assert ["hết hạn" in one[0].vi for one in told[:2]] == [True, True]
    assert told[0] != told[1]
    assert told[2] == []
    assert attention.matters(paper(None), level=Level.HIGH, held=guarded, on=on) == []


def test_every_attribute_is_typed_in_fields_and_read_in_words() -> None:
    home = {"province_code": "31", "ward_code": "10891", "ward_name": "Phường Tứ Minh", "line": "12 Nguyễn Lương Bằng"}
    assert showing.in_words("residence", home) == ("12 Nguyễn Lương Bằng, Phường Tứ Minh",) * 2
    assert showing.in_words("sex", "female") == ("Nữ", "Female")
    assert showing.in_words("birth_date", "1994-05-12") == ("12/05/1994",) * 2
    assert showing.in_words("ethnicity", "Kinh") == ("Kinh", "Kinh")
    passport = {"kind": "passport", "number": "C1", "issued_on": "2024-01-01", "valid_until": None}
    assert showing.in_words("identity_paper", passport) == ("Hộ chiếu số C1", "Passport C1")
    assert showing.filled_in("residence", home) == home
    assert showing.typed_value("residence", {**home, "line": "", "csrf": "x"}) == {
        name: value for name, value in home.items() if name != "line"
    }
    assert showing.filled_in("identity_paper", passport)["valid_until"] == ""
    assert showing.filled_in("ethnicity", "Kinh") == {"value": "Kinh"}
    assert showing.filled_in("ethnicity", None) == {}
    assert showing.typed_value("ethnicity", {}) == ""
    for name, known in KNOWN.items():
        assert showing.inputs(name, vi=known.vi, en=known.en)
    assert set(showing.SOURCES) == set(Source)
