"""openid-client (npm) signs people in, refreshes, asks userinfo and signs out."""

from typing import Any

import pytest

from tests.faults.stack import Stack
from tests.oidc.foreign import openid_client
from tests.oidc.installing import has_node_packages
from tests.oidc.person import Person

pytestmark = [
    pytest.mark.oidc,
    pytest.mark.skipif(not has_node_packages(), reason="NOT RUN: the npm packages of tests/oidc are not installed"),
]
REDIRECT = "http://127.0.0.1:41888/callback"
SIGNED_OUT = "http://127.0.0.1:41888/signed-out"
PUBLIC: dict[str, Any] = {
    "client_id": "demo-web",
    "redirect_uri": REDIRECT,
    "signed_out": SIGNED_OUT,
    "scope": "openid profile email phone identity",
    "extra": {},
}


async def _sign_in(stack: Stack, person: Person, **asked: Any) -> dict[str, Any]:
    """The whole errand; what the client saw."""
    async with openid_client(**{"issuer": stack.address, **asked}) as client:
        url = (await client.told())["url"]
        await client.tell(await person.open(url, until=asked["redirect_uri"]))
        return await client.told()


async def test_a_public_client_signs_a_citizen_in_and_out(stack: Stack, lan: Person) -> None:
    seen = await _sign_in(stack, lan, **PUBLIC)
    assert seen["claims"]["sub"] == seen["userinfo"]["sub"] == seen["refreshed_sub"]
    assert seen["userinfo"]["name"] == "Nguyễn Thị Lan"
    assert seen["claims"]["acr"] == "low"
    left = await lan.open(seen["end_session"], until=SIGNED_OUT)
    assert "state=left" in left
    assert "password" not in lan.seen[-1]
    again = await lan.browser.get("/oauth2/authorize", params={"client_id": "demo-web", "redirect_uri": REDIRECT})
    assert "code=" not in again.headers.get("location", "")


async def test_a_second_client_is_signed_in_without_a_password(stack: Stack, lan: Person) -> None:
    await _sign_in(stack, lan, **PUBLIC)
    lan.password = "not needed"  # would be refused
    seen = await _sign_in(stack, lan, **(PUBLIC | {"client_id": "demo-mobile"}))
    assert seen["userinfo"]["email"] == "lan@motcua.example"


async def test_a_pushed_request_with_sender_constrained_tokens(stack: Stack, lan: Person) -> None:
    seen = await _sign_in(stack, lan, **PUBLIC, par=True, dpop=True)
    assert seen["token_type"].lower() == "dpop"
    assert seen["userinfo"]["sub"] == seen["refreshed_sub"]


async def test_a_revoked_refresh_token_refreshes_nothing(stack: Stack, lan: Person) -> None:
    assert (await _sign_in(stack, lan, **PUBLIC, revoke=True))["revoked"]


@pytest.mark.parametrize("extra", [{"prompt": "login"}, {"max_age": "0"}, {"ui_locales": "en"}, {"login_hint": "x"}])
async def test_what_a_client_may_ask_for_is_answered(stack: Stack, lan: Person, extra: dict[str, str]) -> None:
    seen = await _sign_in(stack, lan, **(PUBLIC | {"extra": extra}))
    assert seen["claims"]["auth_time"] <= seen["claims"]["iat"]
