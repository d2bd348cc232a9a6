"""The token endpoint: each grant, and what is refused."""

import base64
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import PUBLIC_URL
from services.identity import seeds
from services.identity.models import Account, Client, Code, Position, RefreshToken
from services.identity.tests.factories import SECRET, Browser


async def verified(browser: Browser, token: str) -> jwt.Token:
    """What an independent verifier (joserfc) reads from a token with the published keys."""
    published = (await browser.client.get("/oauth2/jwks")).json()
    return jwt.decode(token, KeySet.import_key_set(published), algorithms=["ES256"])


async def test_an_independent_verifier_accepts_the_tokens(browser: Browser) -> None:
    tokens = await browser.tokens()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 600
    access = await verified(browser, tokens["access_token"])
    assert access.header["typ"] == "at+jwt"
    claims = access.claims
    assert claims.pop("iat") + 600 == claims.pop("exp")
    assert claims.pop("auth_time") <= time.time()
    assert claims.pop("jti")
    sid = claims.pop("sid")
    subject = str(seeds.person_id("lan"))
    assert claims == {
        "iss": PUBLIC_URL,
        "aud": "motcua",
        "sub": subject,
        "client_id": "demo-web",
        "scope": "openid profile email phone address identity",
        "kind": "citizen",
        "roles": [],
        "acr": "low",
        "amr": ["pwd"],
    }
    id_claims = (await verified(browser, tokens["id_token"])).claims
    assert (id_claims["aud"], id_claims["sub"], id_claims["nonce"]) == ("demo-web", subject, "n-1")
    assert id_claims["sid"] == sid
    assert {"at_hash", "auth_time", "acr", "amr", "exp", "iat"} <= id_claims.keys()


async def test_an_officers_token_names_agency_and_roles_of_the_day(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens("mai.counter")
    claims = (await verified(browser, tokens["access_token"])).claims
    assert (claims["kind"], claims["agency"], claims["roles"]) == ("officer", "G01.24.92", ["counter", "officer"])
    yesterday = (await now()).date() - timedelta(days=2)
    await session.execute(update(Position).where(Position.role == "counter").values(valid_to=yesterday))
    await session.commit()
    answer = (await browser.refresh(tokens["refresh_token"])).json()
    assert (await verified(browser, answer["access_token"])).claims["roles"] == ["officer"]


async def test_without_openid_there_is_no_id_token(browser: Browser) -> None:
    tokens = await browser.tokens(scope="profile")
    assert "id_token" not in tokens
    assert (await browser.userinfo(tokens["access_token"])).status_code == 403


async def test_a_client_without_the_refresh_grant_gets_no_refresh_token(browser: Browser) -> None:
    redirect = f"{PUBLIC_URL}/docs/oauth2-redirect.html"
    await browser.sign_in()
    code = await browser.code(client_id="docs", redirect_uri=redirect)
    tokens = (await browser.redeem(code, client_id="docs", redirect_uri=redirect)).json()
    assert "access_token" in tokens
    assert "refresh_token" not in tokens


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:49153/callback"}, "invalid_grant"),
        ({"client_id": "demo-mobile"}, "invalid_grant"),
        ({"client_id": "docs"}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
        ({"client_id": "bhxh-partner"}, "invalid_client"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
    ],
)
async def test_a_wrong_redemption_is_refused_and_does_not_spoil_the_code(
    browser: Browser, changed: dict[str, Any], error: str
) -> None:
    await browser.sign_in()
    code = await browser.code()
    refused = await browser.redeem(**{"code": code, **changed})
    assert refused.json()["error"] == error
    assert refused.status_code == (401 if error == "invalid_client" else 400)
    assert refused.headers["cache-control"] == "no-store"
    assert (await browser.redeem(code)).status_code == 200


async def test_a_code_shown_twice_kills_what_it_gave(browser: Browser) -> None:
    await browser.sign_in()
    code = await browser.code()
    tokens = (await browser.redeem(code)).json()
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    assert (await browser.redeem(code)).json()["error"] == "invalid_grant"
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_code_lives_a_minute(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    code = await browser.code()
    await session.execute(update(Code).values(expires_at=Code.expires_at - timedelta(seconds=60)))
    await session.commit()
    assert (await browser.redeem(code)).json()["error"] == "invalid_grant"


async def test_a_refresh_token_is_replaced_at_every_use(browser: Browser) -> None:
    tokens = await browser.tokens()
    first = tokens["refresh_token"]
    second = (await browser.refresh(first)).json()["refresh_token"]
    third = (await browser.refresh(second)).json()["refresh_token"]
    assert len({first, second, third}) == 3


async def test_a_lost_answer_may_be_asked_for_again_within_the_grace(browser: Browser) -> None:
    tokens = await browser.tokens()
    lost = (await browser.refresh(tokens["refresh_token"])).json()
    again = (await browser.refresh(tokens["refresh_token"])).json()
    assert again["refresh_token"] == lost["refresh_token"]
    assert (await browser.refresh(again["refresh_token"])).status_code == 200


async def test_reuse_after_the_grace_revokes_the_family(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens()
    heir = (await browser.refresh(tokens["refresh_token"])).json()
    await session.execute(update(RefreshToken).values(used_at=RefreshToken.used_at - timedelta(seconds=31)))
    await session.commit()
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await browser.refresh(heir["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await browser.userinfo(heir["access_token"])).status_code == 401


async def test_reuse_after_the_successor_was_used_revokes_the_family(browser: Browser) -> None:
    tokens = await browser.tokens()
    heir = (await browser.refresh(tokens["refresh_token"])).json()["refresh_token"]
    last = (await browser.refresh(heir)).json()["refresh_token"]
    assert (await browser.refresh(tokens["refresh_token"])).status_code == 400
    assert (await browser.refresh(last)).status_code == 400


async def test_a_refresh_token_is_its_clients_alone(browser: Browser) -> None:
    tokens = await browser.tokens()
    stolen = await browser.refresh(tokens["refresh_token"], client_id="demo-mobile")
    assert stolen.json()["error"] == "invalid_grant"
    assert (await browser.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_refresh_may_narrow_the_scope_and_never_widen_it(browser: Browser) -> None:
    tokens = await browser.tokens(scope="openid profile")
    wide = await browser.refresh(tokens["refresh_token"], scope="openid email")
    assert wide.json()["error"] == "invalid_scope"
    narrow = (await browser.refresh(tokens["refresh_token"], scope="openid")).json()
    assert narrow["scope"] == "openid"
    assert (await browser.refresh(narrow["refresh_token"])).json()["scope"] == "openid profile"


async def test_a_scope_taken_from_the_client_is_not_refreshed(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens(scope="openid profile")
    await session.execute(update(Client).where(Client.id == "demo-web").values(scopes=["openid"]))
    await session.commit()
    refreshed = (await browser.refresh(tokens["refresh_token"])).json()
    assert refreshed["scope"] == "openid"
    assert "name" not in (await browser.userinfo(refreshed["access_token"])).json()


async def test_a_closed_account_gets_no_new_tokens(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens()
    await session.execute(update(Account).values(disabled_at=await now()))
    await session.commit()
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await browser.sign_in()).status_code == 403


async def partner(browser: Browser, secret: str, **data: str) -> Any:
    return await browser.client.post(
        "/oauth2/token", data={"grant_type": "client_credentials", **data}, auth=("bhxh-partner", secret)
    )


async def test_a_partner_gets_a_token_for_its_secret(browser: Browser) -> None:
    tokens = (await partner(browser, SECRET)).json()
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "scope"}
    claims = (await verified(browser, tokens["access_token"])).claims
    assert (claims["sub"], claims["kind"], claims["agency"]) == ("bhxh-partner", "partner", "G18.24")
    assert (await browser.userinfo(tokens["access_token"])).status_code == 403


async def test_a_partner_without_its_secret_gets_nothing(browser: Browser) -> None:
    wrong = await partner(browser, "wrong")
    assert wrong.status_code == 401
    assert wrong.headers["www-authenticate"].startswith("Basic")
    assert (await partner(browser, SECRET, scope="openid")).json()["error"] == "invalid_scope"
    assert (await partner(browser, SECRET, client_secret="x")).json()["error"] == "invalid_client"


async def test_a_public_client_cannot_pass_for_a_confidential_one(browser: Browser) -> None:
    answer = await browser.client.post(
        "/oauth2/token", data={"grant_type": "refresh_token", "refresh_token": "x"}, auth=("demo-web", "anything")
    )
    assert answer.json()["error"] == "invalid_client"


async def test_a_token_request_must_be_a_form(browser: Browser) -> None:
    answer = await browser.client.post("/oauth2/token", json={"grant_type": "client_credentials"})
    assert answer.json()["error"] == "invalid_request"
    broken = await browser.client.post(
        "/oauth2/token",
        content="grant_type=é".encode(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert broken.json()["error"] == "invalid_request"


def forged(token: str, **header: Any) -> str:
    """The token with another header, or signed by a key the header brings along."""
    first, body, signature = token.split(".")
    kept = json.loads(base64.urlsafe_b64decode(first + "=="))
    kept |= header
    kept = {name: value for name, value in kept.items() if value is not None}
    head = base64.urlsafe_b64encode(json.dumps(kept).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{'' if header.get('alg') == 'none' else signature}"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"kid": "unknown"},
        {"kid": None},
        {"typ": "JWT"},
        {"jwk": {"kty": "EC"}},
        {"jku": "https://evil.example/keys"},
        {"crit": ["exp"]},
    ],
)
async def test_a_forged_header_is_refused(browser: Browser, header: dict[str, Any]) -> None:
    tokens = await browser.tokens()
    assert (await browser.userinfo(forged(tokens["access_token"], **header))).status_code == 401


async def test_an_id_token_is_not_an_access_token(browser: Browser) -> None:
    tokens = await browser.tokens()
    refused = await browser.userinfo(tokens["id_token"])
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
