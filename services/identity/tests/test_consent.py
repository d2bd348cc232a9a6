"""Third-party clients: people are asked once, in words; their no counts; they may take it back."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import seeds
from services.identity.models import Activity, Client, Consent
from services.identity.tests.factories import Browser, answer_of, fields_of

LAN = "030194001234"


@pytest.fixture(autouse=True)
async def third_party(world: object, session: AsyncSession) -> None:
    """demo-web is run by somebody else."""
    foreign = {"is_third_party": True, "agency_code": "G18.24"}
    await session.execute(update(Client).where(Client.id == "demo-web").values(foreign))
    await session.commit()


def path_of(answer: httpx.Response) -> str:
    return urlsplit(answer.headers["location"]).path


async def shown(browser: Browser, **changed: str | None) -> httpx.Response:
    """The page that asks, the person being signed in."""
    asked = await browser.authorize(**changed)
    assert path_of(asked) == "/consent"
    return await browser.client.get(asked.headers["location"])


async def decide(browser: Browser, page: httpx.Response, decision: str = "agree") -> httpx.Response:
    return await browser.client.post("/consent", data={**fields_of(page.text), "decision": decision})


async def agree(browser: Browser, **changed: str | None) -> dict[str, str]:
    return answer_of(await decide(browser, await shown(browser, **changed)))


async def test_the_page_says_what_is_shared_with_whom_and_who_answers_for_it(browser: Browser) -> None:
    await browser.sign_in()
    page = await shown(browser, scope="openid email", ui_locales="en")
    assert "Cổng dịch vụ thử nghiệm" in page.text
    assert "E-mail address" in page.text
    assert "Personal identification number" not in page.text
    assert "Bảo hiểm xã hội" in page.text
    assert '<html lang="en">' in page.text
    assert "http://127.0.0.1:49152" in page.headers["content-security-policy"]


async def test_consent_is_asked_for_once(browser: Browser) -> None:
    await browser.sign_in()
    answer = await agree(browser)
    assert answer.keys() == {"code", "state", "iss"}
    assert (await browser.redeem(answer["code"])).status_code == 200
    assert "code" in answer_of(await browser.authorize())
    assert "code" in answer_of(await browser.authorize(scope="openid email", prompt="none"))


async def test_nobody_is_asked_for_an_application_of_the_province(browser: Browser) -> None:
    await browser.sign_in()
    assert "code" in answer_of(await browser.authorize(client_id="demo-mobile"))
    assert path_of(await browser.authorize(client_id="demo-mobile", prompt="consent")) == "/consent"


async def test_it_is_asked_again_when_the_scope_grew_when_it_is_old_and_when_the_client_wants(
    browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await agree(browser, scope="openid email")
    assert path_of(await browser.authorize(scope="openid phone")) == "/consent"
    await agree(browser, scope="openid phone")
    assert "code" in answer_of(await browser.authorize(scope="openid email phone"))
    assert path_of(await browser.authorize(scope="openid", prompt="consent")) == "/consent"
    assert "code" in await agree(browser, scope="openid", prompt="consent")
    await session.execute(update(Consent).values(expires_at=Consent.expires_at - timedelta(days=365)))
    await session.commit()
    assert path_of(await browser.authorize(scope="openid email")) == "/consent"


async def test_a_refusal_is_answered_and_not_remembered(browser: Browser) -> None:
    await browser.sign_in()
    refused = answer_of(await decide(browser, await shown(browser), "refuse"))
    assert refused["error"] == "access_denied"
    assert refused["state"] == "s-1"
    assert path_of(await browser.authorize()) == "/consent"


async def test_prompt_none_says_that_consent_is_needed(browser: Browser) -> None:
    await browser.sign_in()
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "consent_required"


async def test_prompt_login_consent_asks_for_both_in_turn(browser: Browser) -> None:
    await browser.sign_in()
    assert path_of(await browser.authorize(prompt="login consent")) == "/signin"
    await browser.sign_in(prompt="login consent")
    assert "code" in await agree(browser, prompt="login consent")


async def test_the_page_leads_back_when_something_else_comes_first(browser: Browser) -> None:
    request = urlencode(browser.query())
    assert path_of(await browser.client.get("/consent", params={"request": request})) == "/oauth2/authorize"
    posted = await browser.client.post("/consent", data={"request": request, "decision": "agree"})
    assert path_of(posted) == "/oauth2/authorize"
    assert (await browser.client.get("/consent")).status_code == 400
    assert (await browser.client.post("/consent", json={})).status_code == 400


@pytest.mark.parametrize("changed", [{"csrf": ""}, {"csrf": "x"}], ids=["missing", "made-up"])
async def test_another_sites_form_agrees_to_nothing(browser: Browser, changed: dict[str, str]) -> None:
    await browser.sign_in()
    page = await shown(browser)
    forged = await browser.client.post("/consent", data={**fields_of(page.text), **changed, "decision": "agree"})
    assert forged.status_code == 403
    assert path_of(await browser.authorize()) == "/consent"


async def test_a_form_sent_by_another_origin_is_refused(browser: Browser) -> None:
    await browser.sign_in()
    data = {**fields_of((await shown(browser)).text), "decision": "agree"}
    foreign = await browser.client.post("/consent", data=data, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert path_of(await browser.authorize()) == "/consent"


async def test_a_form_for_less_cannot_be_used_for_more(browser: Browser) -> None:
    await browser.sign_in()
    narrow = fields_of((await shown(browser, scope="openid")).text)
    wide = urlencode(browser.query(scope="openid identity"))
    swapped = await browser.client.post("/consent", data={**narrow, "request": wide, "decision": "agree"})
    assert swapped.status_code == 403
    assert path_of(await browser.authorize(scope="openid identity")) == "/consent"


async def test_a_form_of_another_person_agrees_to_nothing_for_me(browser: Browser, other_browser: Browser) -> None:
    await browser.sign_in()
    await other_browser.sign_in("hoa.counter")
    other_browser.verifier = browser.verifier
    theirs = fields_of((await shown(other_browser)).text)
    form = browser.client.cookies.get("motcua_form")
    assert (await browser.client.post("/consent", data={**theirs, "decision": "agree"})).status_code == 403
    assert form == browser.client.cookies.get("motcua_form") or form is None


async def of_our_own(browser: Browser) -> dict[str, str]:
    """The access token of an application of ours: a stranger's opens userinfo alone."""
    code = answer_of(await browser.authorize(client_id="demo-mobile"))["code"]
    mine = (await browser.redeem(code, client_id="demo-mobile")).json()
    return {"Authorization": f"Bearer {mine['access_token']}"}


async def test_the_person_sees_and_takes_back_what_they_agreed_to(browser: Browser, api: httpx.AsyncClient) -> None:
    await browser.sign_in()
    tokens = (await browser.redeem((await agree(browser))["code"])).json()
    headers = await of_our_own(browser)
    [item] = (await api.get("/v1/me/consents", headers=headers)).json()["items"]
    assert (item["client_id"], item["agency"]) == ("demo-web", "G18.24")
    assert "identity" in item["scopes"]
    assert (await api.delete("/v1/me/consents/demo-web", headers=headers)).status_code == 204
    assert (await api.get("/v1/me/consents", headers=headers)).json()["items"] == []
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert path_of(await browser.authorize()) == "/consent"
    for gone in ("demo-web", "demo-mobile", "nobody"):
        assert (await api.delete(f"/v1/me/consents/{gone}", headers=headers)).status_code == 404


async def test_consent_is_nobody_elses(browser: Browser, other_browser: Browser, api: httpx.AsyncClient) -> None:
    await browser.sign_in()
    await agree(browser)
    others = await other_browser.tokens("hoa.counter", client_id="demo-mobile")
    headers = {"Authorization": f"Bearer {others['access_token']}"}
    assert (await api.get("/v1/me/consents", headers=headers)).json()["items"] == []
    assert (await api.delete("/v1/me/consents/demo-web", headers=headers)).status_code == 404
    assert "code" in answer_of(await browser.authorize(prompt="none"))


async def test_the_list_goes_on_page_by_page(browser: Browser, api: httpx.AsyncClient, session: AsyncSession) -> None:
    await browser.sign_in()
    headers = await of_our_own(browser)
    await session.execute(update(Client).where(Client.id == "demo-mobile").values(is_third_party=True))
    await session.commit()
    await agree(browser)
    await agree(browser, client_id="demo-mobile")
    first = (await api.get("/v1/me/consents", params={"limit": 1}, headers=headers)).json()
    rest = (await api.get("/v1/me/consents", params={"limit": 1, "cursor": first["next"]}, headers=headers)).json()
    assert [page["items"][0]["client_id"] for page in (first, rest)] == ["demo-mobile", "demo-web"]
    assert rest.get("next") is None


async def test_consent_given_and_taken_back_stands_in_the_activity_log(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await browser.sign_in()
    await agree(browser)
    assert (await api.delete("/v1/me/consents/demo-web", headers=await of_our_own(browser))).status_code == 204
    kinds = await session.scalars(
        select(Activity.kind).where(Activity.person_id == seeds.person_id("lan"), Activity.kind.like("consent_%"))
    )
    assert sorted(kinds) == ["consent_given", "consent_revoked"]


async def test_a_hint_names_a_person_by_the_name_that_client_knows(browser: Browser, other_browser: Browser) -> None:
    partner = {
        "client_id": "vnpost-web",
        "redirect_uri": "http://127.0.0.1:49152/vnpost/callback",
        "scope": "openid profile",
    }
    redeemed = {name: partner[name] for name in ("client_id", "redirect_uri")}
    hints = []
    for one, login in ((browser, LAN), (other_browser, "hoa.counter")):
        await one.sign_in(login)
        code = (await agree(one, **partner))["code"]
        hints.append((await one.redeem(code, **redeemed)).json()["id_token"])
    assert "code" in answer_of(await browser.authorize(**partner, prompt="none", id_token_hint=hints[0]))
    foreign = answer_of(await browser.authorize(**partner, prompt="none", id_token_hint=hints[1]))
    assert foreign["error"] == "login_required"
