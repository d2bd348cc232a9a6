"""OpenID Foundation conformance, Basic OP: each test is named after the module of the suite whose check it makes.

This half: answers, ID tokens, userinfo, scopes, codes. docs/conformance.md has the table.
"""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import Code
from services.identity.tests.conformance.parties import CALLBACK, Party
from services.identity.tests.factories import SECRET, answer_of


async def test_oidcc_discovery_endpoint_verification(party: Party) -> None:
    known = (await party.client.get("/.well-known/openid-configuration")).json()
    assert known["issuer"] == PUBLIC_URL
    assert known["response_types_supported"] == ["code"]
    assert known["scopes_supported"][0] == "openid"
    assert {"sub", "name", "email"} <= set(known["claims_supported"])
    assert "client_secret_basic" in known["token_endpoint_auth_methods_supported"]
    assert "authorization_code" in known["grant_types_supported"]
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert known[name].startswith(PUBLIC_URL + "/"), name
    for key in (await party.client.get(known["jwks_uri"].removeprefix(PUBLIC_URL))).json()["keys"]:
        assert not {"d", "p", "q", "k"} & key.keys()


async def test_oidcc_server(party: Party) -> None:
    answer = await party.answer()
    assert answer["state"] == "s-1"
    assert answer["iss"] == PUBLIC_URL
    redeemed = await party.redeem(answer["code"])
    assert redeemed.headers["cache-control"] == "no-store"
    tokens = redeemed.json()
    assert tokens["token_type"] == "Bearer"
    claims = await party.claims(tokens["id_token"])
    assert claims["iss"] == PUBLIC_URL
    assert claims["aud"] == "party"
    assert claims["nonce"] == "n-1"
    assert claims["iat"] <= claims["exp"]
    assert claims.keys() >= {"sub", "auth_time", "acr", "amr", "sid", "at_hash"}
    shown = (await party.userinfo(tokens["access_token"])).json()
    assert shown["sub"] == claims["sub"]


async def test_oidcc_response_type_missing(party: Party) -> None:
    answer = answer_of(await party.authorize(response_type=None))
    assert answer["error"] in {"invalid_request", "unsupported_response_type"}
    assert answer["state"] == "s-1"


async def test_oidcc_idtoken_signature(party: Party) -> None:
    token = (await party.tokens())["id_token"]
    published = (await party.client.get("/oauth2/jwks")).json()
    header = jwt.decode(token, KeySet.import_key_set(published), algorithms=["ES256"]).header
    assert header["alg"] == "ES256"
    assert header["kid"] in {key["kid"] for key in published["keys"]}


async def test_oidcc_userinfo_get(party: Party) -> None:
    shown = await party.userinfo((await party.tokens())["access_token"])
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "application/json"
    known = (await party.client.get("/.well-known/openid-configuration")).json()["claims_supported"]
    assert {"sub", "name", "email", "email_verified"} <= set(shown.json()) <= set(known)


async def test_oidcc_userinfo_post_header(party: Party) -> None:
    token = (await party.tokens())["access_token"]
    shown = await party.client.post("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert shown.status_code == 200
    assert "sub" in shown.json()


async def test_oidcc_userinfo_post_body(party: Party) -> None:
    """RFC 6750 section 2.2 leaves a token in the body optional and RFC 9700 advises against it: refused cleanly."""
    token = (await party.tokens())["access_token"]
    refused = await party.client.post("/oauth2/userinfo", data={"access_token": token})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(party: Party) -> None:
    assert "nonce" not in await party.claims((await party.tokens(nonce=None))["id_token"])


SCOPED = {
    "profile": {"name", "birthdate", "gender"},
    "email": {"email", "email_verified"},
    "address": {"address"},
    "phone": {"phone_number", "phone_number_verified"},
}


async def _shown(party: Party, scope: str) -> set[str]:
    tokens = await party.tokens(scope=scope)
    return set((await party.userinfo(tokens["access_token"])).json()) - {"sub"}


async def test_oidcc_scope_profile(party: Party) -> None:
    assert await _shown(party, "openid profile") == SCOPED["profile"]


async def test_oidcc_scope_email(party: Party) -> None:
    assert await _shown(party, "openid email") == SCOPED["email"]


async def test_oidcc_scope_address(party: Party) -> None:
    assert await _shown(party, "openid address") == SCOPED["address"]


async def test_oidcc_scope_phone(party: Party) -> None:
    assert await _shown(party, "openid phone") == SCOPED["phone"]


async def test_oidcc_scope_all(party: Party) -> None:
    assert await _shown(party, "openid profile email address phone") == set().union(*SCOPED.values())


async def test_oidcc_ensure_other_scope_order_succeeds(party: Party) -> None:
    assert await _shown(party, "email openid") == SCOPED["email"]


async def test_oidcc_alternate_happy_flow(party: Party) -> None:
    backwards = dict(reversed(party.query(scope="email openid").items()))
    asked = await party.client.get(f"/oauth2/authorize?{urlencode(backwards)}")
    code = answer_of(await party.complete(asked))["code"]
    assert (await party.redeem(code)).status_code == 200


async def test_oidcc_codereuse(party: Party) -> None:
    code = (await party.answer())["code"]
    assert (await party.redeem(code)).status_code == 200
    again = await party.redeem(code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


async def test_oidcc_codereuse_30seconds(party: Party, session: AsyncSession) -> None:
    code = (await party.answer())["code"]
    tokens = (await party.redeem(code)).json()
    await session.execute(update(Code).values(used_at=Code.used_at - timedelta(seconds=30)))
    await session.commit()
    assert (await party.redeem(code)).json()["error"] == "invalid_grant"
    assert (await party.userinfo(tokens["access_token"])).status_code == 401
    assert (await party.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_oidcc_refresh_token(party: Party) -> None:
    tokens = await party.tokens()
    stolen = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    foreign = await party.client.post("/oauth2/token", data=stolen, auth=("other", SECRET))
    assert foreign.json()["error"] == "invalid_grant"
    fresh = (await party.refresh(tokens["refresh_token"])).json()
    before, after = await party.claims(tokens["id_token"]), await party.claims(fresh["id_token"])
    assert fresh["access_token"] != tokens["access_token"]
    assert [after[name] for name in ("iss", "sub", "aud", "auth_time")] == [
        before[name] for name in ("iss", "sub", "aud", "auth_time")
    ]
    assert (await party.userinfo(fresh["access_token"])).status_code == 200


async def test_oidcc_ensure_request_with_valid_pkce_succeeds(party: Party) -> None:
    code = (await party.answer())["code"]
    assert (await party.redeem(code, code_verifier="x" * 43)).json()["error"] == "invalid_grant"
    assert (await party.redeem((await party.answer())["code"])).status_code == 200


@pytest.mark.parametrize(
    "address", [CALLBACK + "/", CALLBACK + "?x=1", "https://rp.example/other", "https://evil.example/callback"]
)
async def test_oidcc_ensure_registered_redirect_uri(party: Party, address: str) -> None:
    refused = await party.authorize(redirect_uri=address)
    assert refused.status_code == 400
    assert "location" not in refused.headers
