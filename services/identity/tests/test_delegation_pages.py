"""The page of delegations: it works without a script, and only for its own browser."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.tests.factories import Browser, fields_of
from services.identity.tests.test_delegations import LATER, TODAY, events

PAGE = "/account/delegations"
TYPED = {
    "act": "offer",
    "full_name": "Trần Văn Minh",
    "personal_number": "031090004321",
    "procedures": "1.004194, 2.000635",
    "valid_from": TODAY.isoformat(),
    "valid_to": LATER.isoformat(),
}


async def send(browser: Browser, **fields: str) -> Any:
    hidden = fields_of((await browser.client.get(PAGE)).text)
    return await browser.client.post(PAGE, data={"csrf": hidden["csrf"], **fields})


async def test_the_page_offers_accepts_and_revokes(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await other_browser.sign_in("031090004321")
    sent = await send(browser, **TYPED)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?done=true")
    page = (await other_browser.client.get(PAGE)).text
    assert "Nguyễn Thị Lan" in page
    assert "Chấp nhận" in page
    delegation = fields_of(page)["delegation"]
    assert (await send(other_browser, delegation=delegation, act="accept")).status_code == 303
    page = (await browser.client.get(f"{PAGE}?done=true")).text
    assert "đã chấp nhận" in page
    assert 'role="status"' in page
    assert (await send(browser, delegation=delegation, act="revoke")).status_code == 303
    assert [status for status, _, _ in await events(session)] == ["offered", "accepted", "revoked"]
    late = await send(other_browser, delegation=delegation, act="revoke")
    assert late.status_code == 409
    assert 'role="alert"' in late.text


async def test_the_page_tells_what_is_wrong_beside_the_field_and_keeps_the_rest(browser: Browser) -> None:
    await browser.sign_in()
    wrong = await send(browser, **TYPED | {"personal_number": "12", "valid_to": "bao giờ"})
    assert wrong.status_code == 400
    assert 'id="personal_number-fault"' in wrong.text
    assert 'id="valid_to-fault"' in wrong.text
    assert 'value="Trần Văn Minh"' in wrong.text
    own = await send(browser, **TYPED | {"personal_number": "030194001234"})
    assert 'id="personal_number-fault"' in own.text


@pytest.mark.parametrize("fields", [{"act": "accept"}, {"act": "accept", "delegation": str(UUID(int=7))}, {"act": "x"}])
async def test_the_page_does_not_know_delegations_of_others(browser: Browser, fields: dict[str, str]) -> None:
    await browser.sign_in()
    assert (await send(browser, **fields)).status_code == 404


async def test_the_page_believes_only_its_own_form_in_its_own_browser(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await other_browser.sign_in("031090004321")
    theirs = fields_of((await other_browser.client.get(PAGE)).text)["csrf"]
    for csrf in (theirs, "", "x"):
        assert (await browser.client.post(PAGE, data={**TYPED, "csrf": csrf})).status_code == 403
    own = fields_of((await browser.client.get(PAGE)).text)["csrf"]
    foreign = await browser.client.post(PAGE, data={**TYPED, "csrf": own}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert await events(session) == []


async def test_nobody_signed_in_is_sent_to_sign_in_and_back(browser: Browser) -> None:
    for answer in (await browser.client.get(PAGE), await browser.client.post(PAGE, data=TYPED)):
        assert answer.status_code == 303
        assert answer.headers["location"] == "/signin?request=%2Faccount%2Fdelegations"


async def test_the_page_of_staff_says_that_it_is_not_for_them(browser: Browser) -> None:
    await browser.sign_in("hoa.counter")
    page = await browser.client.get(PAGE)
    assert "Tài khoản công vụ" in page.text
    assert "<form" not in page.text
