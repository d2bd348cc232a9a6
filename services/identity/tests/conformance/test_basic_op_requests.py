"""OpenID Foundation conformance, Basic OP: what an authorization request may ask (the table: docs/conformance.md)."""

from datetime import timedelta
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import BrowserSession
from services.identity.tests.conformance.parties import Party
from services.identity.tests.factories import answer_of

UNSIGNED = "eyJhbGciOiJub25lIn0.e30."


async def _earlier(session: AsyncSession, seconds: int) -> None:
    """The person signed in so much earlier."""
    moved = BrowserSession.authenticated_at - timedelta(seconds=seconds)
    await session.execute(update(BrowserSession).values(authenticated_at=moved))
    await session.commit()


async def _is_asked_to_sign_in(party: Party, **changed: str) -> bool:
    asked = await party.authorize(**changed)
    return urlsplit(asked.headers["location"]).path == "/signin"


async def test_oidcc_display_page(party: Party) -> None:
    assert "code" in await party.answer(display="page")


async def test_oidcc_display_popup(party: Party) -> None:
    assert "code" in await party.answer(display="popup")


async def test_oidcc_prompt_login(party: Party, session: AsyncSession) -> None:
    first = await party.claims((await party.tokens())["id_token"])
    await _earlier(session, 10)
    assert await _is_asked_to_sign_in(party, prompt="login")
    second = await party.claims((await party.tokens(prompt="login"))["id_token"])
    assert second["sub"] == first["sub"]
    assert second["auth_time"] >= first["auth_time"]


async def test_oidcc_prompt_none_not_logged_in(party: Party) -> None:
    answer = answer_of(await party.authorize(prompt="none"))
    assert answer["error"] == "login_required"
    assert answer["state"] == "s-1"


async def test_oidcc_prompt_none_logged_in(party: Party) -> None:
    first = await party.claims((await party.tokens())["id_token"])
    silent = answer_of(await party.authorize(prompt="none"))
    second = await party.claims((await party.redeem(silent["code"])).json()["id_token"])
    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


async def test_oidcc_max_age_1(party: Party, session: AsyncSession) -> None:
    await party.tokens()
    await _earlier(session, 2)
    assert await _is_asked_to_sign_in(party, max_age="1")
    assert "auth_time" in await party.claims((await party.tokens(max_age="1"))["id_token"])


async def test_oidcc_max_age_10000(party: Party) -> None:
    first = await party.claims((await party.tokens())["id_token"])
    assert not await _is_asked_to_sign_in(party, max_age="10000")
    second = await party.claims((await party.tokens(max_age="10000"))["id_token"])
    assert second["auth_time"] == first["auth_time"]


async def test_oidcc_ensure_request_with_unknown_parameter_succeeds(party: Party) -> None:
    assert "code" in await party.answer(extra="foobar")


async def test_oidcc_id_token_hint(party: Party) -> None:
    tokens = await party.tokens()
    silent = answer_of(await party.authorize(prompt="none", id_token_hint=tokens["id_token"]))
    again = await party.claims((await party.redeem(silent["code"])).json()["id_token"])
    assert again["sub"] == (await party.claims(tokens["id_token"]))["sub"]


async def test_oidcc_login_hint(party: Party) -> None:
    asked = await party.authorize(login_hint="lan@motcua.example")
    page = await party.client.get(asked.headers["location"])
    assert 'value="lan@motcua.example"' in page.text
    assert "code" in await party.answer(login_hint="lan@motcua.example")


async def test_oidcc_ui_locales(party: Party) -> None:
    english = await party.client.get((await party.authorize(ui_locales="se en")).headers["location"])
    assert '<html lang="en">' in english.text
    assert "code" in await party.answer(ui_locales="se")


async def test_oidcc_claims_locales(party: Party) -> None:
    assert "code" in await party.answer(claims_locales="se")


async def test_oidcc_ensure_request_with_acr_values_succeeds(party: Party) -> None:
    known = (await party.client.get("/.well-known/openid-configuration")).json()["acr_values_supported"]
    claims = await party.claims((await party.tokens(acr_values=" ".join(known)))["id_token"])
    assert claims["acr"] in known


async def test_oidcc_ensure_post_request_succeeds(party: Party) -> None:
    posted = await party.client.post("/oauth2/authorize", data=party.query())
    assert "code" in answer_of(await party.complete(posted))


async def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(party: Party) -> None:
    answer = answer_of(await party.authorize(request_uri="https://rp.example/request.jwt"))
    assert answer["error"] == "request_uri_not_supported"


async def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(party: Party) -> None:
    answer = answer_of(await party.authorize(request=UNSIGNED))
    assert answer["error"] == "request_not_supported"


async def test_oidcc_ensure_request_object_with_redirect_uri(party: Party) -> None:
    inside = b'{"redirect_uri":"https://evil.example/callback"}'
    signed = jws.serialize_compact({"alg": "ES256"}, inside, ECKey.generate_key("P-256"))
    refused = await party.authorize(request=signed)
    assert answer_of(refused)["error"] == "request_not_supported"
    assert refused.headers["location"].startswith("https://rp.example/callback?")


async def test_oidcc_claims_essential(party: Party) -> None:
    """The parameter is not supported (claims_parameter_supported is false), so it neither helps nor harms."""
    asked = '{"userinfo":{"name":{"essential":true}}}'
    tokens = await party.tokens(scope="openid email", claims=asked)
    assert "name" not in (await party.userinfo(tokens["access_token"])).json()
