"""OpenID Foundation conformance, RP-Initiated Logout OP: each test is named after the module it makes the check of."""

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from kit.testing import PUBLIC_URL
from services.identity.tests.conformance.parties import LEFT, Party
from services.identity.tests.factories import answer_of, fields_of


async def _leave(party: Party, **parameters: str) -> httpx.Response:
    return await party.client.get("/oauth2/logout", params=parameters)


async def _is_signed_in(party: Party) -> bool:
    return "code" in answer_of(await party.authorize(prompt="none"))


def _is_refused(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and "location" not in answer.headers


async def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(party: Party) -> None:
    known = (await party.client.get("/.well-known/openid-configuration")).json()
    assert known["end_session_endpoint"] == f"{PUBLIC_URL}/oauth2/logout"


async def test_oidcc_rp_initiated_logout(party: Party) -> None:
    tokens = await party.tokens()
    left = await _leave(party, id_token_hint=tokens["id_token"], post_logout_redirect_uri=LEFT, state="bye")
    assert left.headers["location"] == f"{LEFT}?state=bye"
    assert not await _is_signed_in(party)


async def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(party: Party) -> None:
    tokens = await party.tokens()
    bad = LEFT + "/other"
    assert _is_refused(await _leave(party, id_token_hint=tokens["id_token"], post_logout_redirect_uri=bad, state="x"))


async def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(party: Party) -> None:
    tokens = await party.tokens()
    bad = LEFT + "?foo=bar"
    assert _is_refused(await _leave(party, id_token_hint=tokens["id_token"], post_logout_redirect_uri=bad, state="x"))


async def test_oidcc_rp_initiated_logout_bad_id_token_hint(party: Party) -> None:
    claims = await party.claims((await party.tokens())["id_token"])
    forged = jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, ECKey.generate_key("P-256"))
    assert _is_refused(await _leave(party, id_token_hint=forged, post_logout_redirect_uri=LEFT, state="x"))
    assert await _is_signed_in(party)


async def test_oidcc_rp_initiated_logout_modified_id_token_hint(party: Party) -> None:
    head, body, seal = (await party.tokens())["id_token"].split(".")
    other = f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{seal}"
    assert _is_refused(await _leave(party, id_token_hint=other, post_logout_redirect_uri=LEFT, state="x"))
    assert await _is_signed_in(party)


async def test_oidcc_rp_initiated_logout_no_id_token_hint(party: Party) -> None:
    await party.tokens()
    assert _is_refused(await _leave(party, post_logout_redirect_uri=LEFT, state="x"))


async def _leaves_after_being_asked(party: Party, **parameters: str) -> None:
    await party.tokens()
    asked = await _leave(party, **parameters)
    assert asked.status_code == 200
    assert await _is_signed_in(party)
    left = await party.client.post("/oauth2/logout", data=fields_of(asked.text))
    assert left.headers["location"] == "/signed-out"
    assert not await _is_signed_in(party)


async def test_oidcc_rp_initiated_logout_no_params(party: Party) -> None:
    await _leaves_after_being_asked(party)


async def test_oidcc_rp_initiated_logout_only_state(party: Party) -> None:
    await _leaves_after_being_asked(party, state="x")


async def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(party: Party) -> None:
    tokens = await party.tokens()
    left = await _leave(party, id_token_hint=tokens["id_token"], state="x")
    assert left.headers["location"] == "/signed-out"
    assert not await _is_signed_in(party)


async def test_oidcc_rp_initiated_logout_no_state(party: Party) -> None:
    tokens = await party.tokens()
    left = await _leave(party, id_token_hint=tokens["id_token"], post_logout_redirect_uri=LEFT)
    assert left.headers["location"] == LEFT
    assert not await _is_signed_in(party)
