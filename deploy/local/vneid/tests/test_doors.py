"""What the sandbox takes and refuses."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from deploy.local.vneid.tests.conftest import CALLBACK, ISSUER, SECRET
from deploy.local.vneid.visits import KEPT, Tickets

ROOT = "/sandbox/vneid"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "motcua",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


async def code(browser: httpx.AsyncClient) -> str:
    """A code for Lan."""
    page = await browser.get(f"{ROOT}/authorize", params=ASKED)
    ticket = page.text.split('name="ticket" value="')[1].split('"')[0]
    back = await browser.post(f"{ROOT}/authorize", data={"ticket": ticket, "holder": "lan", "decision": "agree"})
    assert (
        await browser.post(f"{ROOT}/authorize", data={"ticket": ticket, "holder": "lan", "decision": "agree"})
    ).status_code == 400
    answer = parse_qs(urlsplit(back.headers["location"]).query)
    assert (answer["state"], answer["iss"]) == (["s"], [ISSUER])
    return answer["code"][0]


def redemption(code: str, **changed: str) -> dict[str, str]:
    """A good token request."""
    return {
        "grant_type": "authorization_code",
        "client_id": "motcua",
        "client_secret": SECRET,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changed,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://evil.example/"},
        {"response_type": "token"},
        {"scope": "profile"},
        {"code_challenge_method": "plain"},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_a_strange_request_is_shown_no_people(browser: httpx.AsyncClient, changed: dict[str, str]) -> None:
    page = await browser.get(f"{ROOT}/authorize", params=ASKED | changed)
    assert page.status_code == 400
    assert "NGUYỄN" not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_a_code_is_good_once_with_secret_and_verifier(browser: httpx.AsyncClient) -> None:
    for spoilt, status in (
        ({"client_secret": "x"}, 401),
        ({"code_verifier": "x"}, 400),
        ({"redirect_uri": "https://evil.example/"}, 400),
    ):
        refused = await browser.post(f"{ROOT}/token", data=redemption(await code(browser), **spoilt))
        assert refused.status_code == status
    good = redemption(await code(browser))
    tokens: dict[str, Any] = (await browser.post(f"{ROOT}/token", data=good)).json()
    assert (await browser.post(f"{ROOT}/token", data=good)).status_code == 400
    mine = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = (await browser.get(f"{ROOT}/userinfo", headers=mine)).json()
    assert told["SoDinhDanh"] == "030194001234"
    assert (await browser.get(f"{ROOT}/userinfo")).status_code == 401


async def test_only_the_newest_are_kept() -> None:
    held = Tickets[int]()
    first = held.issue(0)
    for each in range(KEPT):
        held.issue(each)
    assert held.take(first) is None
