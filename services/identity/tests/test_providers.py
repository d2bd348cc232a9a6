"""What every adapter of an upstream provider must do, and what it must not believe."""

import asyncio
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from services.identity.credentials.assurance import Level
from services.identity.providers import ADAPTERS
from services.identity.providers.configuration import Kind
from services.identity.providers.upstream import Assertion, Denied, Down, Unbelievable, Who
from services.identity.tests.upstreams import CLIENT_ID
from services.identity.tests.visiting import BACK, Visit

every = pytest.mark.parametrize("kind", sorted(ADAPTERS))


@every
async def test_a_person_comes_back_with_their_claims_in_our_words(kind: Kind) -> None:
    told = await Visit(kind).whole()
    assert told.provider == str(kind)
    assert told.subject == "tech-1"
    assert told.who is Who.CITIZEN
    assert told.level is Level.HIGH
    assert told.attributes == {
        "full_name": "NGUYỄN THỊ LAN",
        "personal_number": "030194001234",
        "birth_date": "1994-05-12",
        "sex": "female",
    }
    assert abs(told.authenticated_at.timestamp() - time.time()) < 10
    assert Assertion.read(told.written()) == told


@every
async def test_the_request_is_a_code_with_pkce_state_and_nonce(kind: Kind) -> None:
    visit = Visit(kind, acr_values="2")
    begun = await visit.begin()
    asked = parse_qs(urlsplit(begun.address).query)
    assert asked["response_type"] == ["code"]
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["redirect_uri"] == [BACK]
    assert asked["acr_values"] == ["2"]
    assert asked["code_challenge_method"] == ["S256"]
    assert begun.kept["verifier"] not in begun.address
    assert len({begun.kept["state"], begun.kept["nonce"], begun.kept["verifier"]}) == 3
    again = await visit.begin()
    assert begun.kept["state"] != again.kept["state"]
    fresh = await visit.upstream.begin(callback=BACK, locale="en", is_fresh=True)
    assert parse_qs(urlsplit(fresh.address).query)["prompt"] == ["login"]


@every
async def test_a_provider_without_pkce_is_asked_without(kind: Kind) -> None:
    visit = Visit(kind, has_pkce=False)
    begun = await visit.begin()
    assert "code_challenge" not in begun.address
    assert (await visit.finish(begun, visit.fake.authorize(begun.address))).subject == "tech-1"


@every
async def test_endpoints_may_be_told_instead_of_discovered(kind: Kind) -> None:
    place = f"https://{kind}.example"
    visit = Visit(
        kind,
        authorization_endpoint=f"{place}/authorize?tenant=vn",
        token_endpoint=f"{place}/token",
        userinfo_endpoint=f"{place}/userinfo",
        jwks_uri=f"{place}/jwks",
    )
    assert (await visit.begin()).address.startswith(f"{place}/authorize?tenant=vn&response_type=code")
    assert (await visit.whole()).subject == "tech-1"
    assert not any("well-known" in str(one.url) for one in visit.fake.asked)


@every
async def test_a_server_can_reach_it_another_way_than_browsers_do(kind: Kind) -> None:
    visit = Visit(kind, transport="unix:/run/provider.sock")
    assert (await visit.whole()).subject == "tech-1"
    assert (await visit.begin()).address.startswith(f"https://{kind}.example/authorize")


@every
@pytest.mark.parametrize(
    "answer",
    [
        {"code": "x"},
        {"code": "x", "state": "another"},
        {"code": "x", "state": "đ"},
        {"error": "access_denied", "state": "another"},
        {"state": "{state}"},
        {"code": "x", "state": "{state}", "iss": "https://evil.example"},
    ],
    ids=str,
)
async def test_an_answer_that_was_not_asked_for_is_not_believed(kind: Kind, answer: dict[str, str]) -> None:
    visit = Visit(kind)
    begun = await visit.begin()
    told = {name: one.replace("{state}", begun.kept["state"]) for name, one in answer.items()}
    with pytest.raises(Unbelievable):
        await visit.finish(begun, told)
    assert not any(one.url.path.endswith("/token") for one in visit.fake.asked)


@every
async def test_a_provider_that_names_itself_must(kind: Kind) -> None:
    visit = Visit(kind, has_issuer_in_answers=True)
    begun = await visit.begin()
    answer = visit.fake.authorize(begun.address)
    with pytest.raises(Unbelievable):
        await visit.finish(begun, answer)
    assert (await visit.finish(begun, {**answer, "iss": visit.upstream.settings.issuer})).subject == "tech-1"


@every
async def test_a_code_of_another_browser_is_worth_nothing_without_its_verifier(kind: Kind) -> None:
    visit = Visit(kind)
    victim, thief = await visit.begin(), await visit.begin()
    stolen = {**visit.fake.authorize(victim.address), "state": thief.kept["state"]}
    with pytest.raises(Unbelievable):
        await visit.finish(thief, stolen)


@every
async def test_a_code_injected_where_there_is_no_pkce_fails_by_its_nonce(kind: Kind) -> None:
    visit = Visit(kind, has_pkce=False)
    victim, thief = await visit.begin(), await visit.begin()
    stolen = {**visit.fake.authorize(victim.address), "state": thief.kept["state"]}
    with pytest.raises(Unbelievable, match="another sign-in"):
        await visit.finish(thief, stolen)


@every
@pytest.mark.parametrize(("error", "trouble"), [("access_denied", Denied), ("server_error", Down)])
async def test_the_provider_may_say_no(kind: Kind, error: str, trouble: type[Exception]) -> None:
    visit = Visit(kind)
    begun = await visit.begin()
    with pytest.raises(trouble):
        await visit.finish(begun, {"error": error, "state": begun.kept["state"]})


def _lost(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


@every
@pytest.mark.parametrize("place", ["token", "userinfo", "jwks"])
@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (_lost, Down),
        (lambda _: httpx.Response(502), Down),
        (lambda _: httpx.Response(429), Down),
        (lambda _: httpx.Response(403), Unbelievable),
        (lambda _: httpx.Response(302, headers={"Location": "https://evil.example"}), Unbelievable),
        (lambda _: httpx.Response(200, text="<html>"), Unbelievable),
        (lambda _: httpx.Response(200, json=[]), Unbelievable),
        (lambda _: httpx.Response(200, text="[" * 100_000), Unbelievable),
        (lambda _: httpx.Response(200, content=b" " * 300_000), Unbelievable),
        (lambda _: httpx.Response(200, json={}), Unbelievable),
    ],
    ids=["lost", "502", "429", "403", "302", "html", "list", "deep", "large", "empty"],
)
async def test_a_provider_that_fails_is_not_taken_for_one_that_answers(
    kind: Kind, place: str, answer: Callable[[httpx.Request], httpx.Response], trouble: type[Exception]
) -> None:
    visit = Visit(kind)
    visit.fake.answers[place] = answer
    with pytest.raises(trouble):
        await visit.whole()


@every
async def test_discovery_must_speak_of_the_issuer(kind: Kind) -> None:
    visit = Visit(kind)
    visit.fake.answers["openid-configuration"] = lambda _: httpx.Response(200, json={"issuer": "https://evil.example"})
    with pytest.raises(Unbelievable):
        await visit.begin()
    visit.fake.answers["openid-configuration"] = lambda _: httpx.Response(
        200, json={"issuer": visit.upstream.settings.issuer, "token_endpoint": "http://elsewhere.example/"}
    )
    with pytest.raises(Unbelievable):
        await visit.begin()


@every
async def test_a_provider_that_drips_is_given_up(kind: Kind) -> None:
    visit = Visit(kind, timeout_seconds=0.05)
    begun = await visit.begin()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(30)
            raise AssertionError("never")

    visit.upstream.conversation.client = httpx.AsyncClient(transport=Slow(), base_url="https://x.example")  # type: ignore[attr-defined]
    with pytest.raises(Down, match="slow"):
        await visit.finish(begun, visit.fake.authorize(begun.address))
