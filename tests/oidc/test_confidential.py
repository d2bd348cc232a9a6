"""Clients with a secret or a key, registered by the administrator: openid-client, and Apache's mod_auth_openidc."""

import asyncio
import re
import socket
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from tests.faults.stack import Stack
from tests.oidc.administrator import Administrator
from tests.oidc.apache import apache, is_installed
from tests.oidc.foreign import openid_client
from tests.oidc.installing import has_node_packages
from tests.oidc.person import Person

pytestmark = [
    pytest.mark.oidc,
    pytest.mark.skipif(not has_node_packages(), reason="NOT RUN: the npm packages of tests/oidc are not installed"),
]
REDIRECT = "http://127.0.0.1:41555/callback"


async def _sign_in(stack: Stack, person: Person, client_id: str, **asked: Any) -> dict[str, Any]:
    fixed = {"issuer": stack.address, "client_id": client_id, "redirect_uri": REDIRECT, "extra": {}}
    async with openid_client(**fixed, scope="openid profile email", **asked) as client:
        await client.tell(await person.open((await client.told())["url"], until=REDIRECT))
        return await client.told()


async def test_a_client_with_a_secret_signs_in_and_introspects(
    stack: Stack, administrator: Administrator, lan: Person
) -> None:
    secret = await administrator.register(
        "portal-web",
        authentication="client_secret_basic",
        redirect_uris=[REDIRECT],
        scopes=["openid", "profile", "email"],
        is_third_party=False,
    )
    seen = await _sign_in(stack, lan, "portal-web", secret=secret, revoke=True)
    assert seen["active"]
    assert seen["revoked"]
    assert seen["userinfo"]["email"] == "lan@motcua.example"


async def test_a_client_with_a_key_pushes_its_request_and_binds_its_tokens(
    stack: Stack, administrator: Administrator, lan: Person
) -> None:
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig", "kid": "bank-1"})
    await administrator.register(
        "bank-web",
        authentication="private_key_jwt",
        jwks={"keys": [key.as_dict(private=False)]},
        redirect_uris=[REDIRECT],
        scopes=["openid", "profile", "email"],
        subject_type="pairwise",
        is_par_required=True,
        is_dpop_bound=True,
    )
    private = {
        name: value for name, value in key.as_dict(private=True).items() if name not in ("key_ops", "use", "alg")
    }
    seen = await _sign_in(stack, lan, "bank-web", key=private, par=True, dpop=True)
    assert seen["token_type"].lower() == "dpop"
    assert seen["active"]
    assert "/consent" in " ".join(lan.seen)
    plain = await _sign_in(
        stack, lan, "demo-web", give=True
    )  # the same person, known to the first-party portal by another name
    assert plain["claims"]["sub"] != seen["claims"]["sub"] == seen["userinfo"]["sub"]


@pytest.mark.skipif(not is_installed(), reason="NOT RUN: Debian's libapache2-mod-auth-openidc is not installed")
async def test_apache_lets_in_whoever_signed_in_and_hears_of_the_sign_out(
    stack: Stack, administrator: Administrator, lan: Person
) -> None:
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    secret = await administrator.register(
        "apache",
        authentication="client_secret_basic",
        redirect_uris=[f"{base}/door"],
        post_logout_redirect_uris=[f"{base}/left.html"],
        backchannel_logout_uri=f"{base}/door?logout=backchannel",
        scopes=["openid", "profile", "email"],
        is_third_party=False,
    )
    assert secret is not None
    with tempfile.TemporaryDirectory(prefix="motcua-apache-") as folder:
        place = await asyncio.to_thread(_open_folder, Path(folder))
        async with apache(place, port=port, issuer=stack.address, client_id="apache", secret=secret) as address:
            page = await _visit(lan, f"{address}/")
            assert "only for people who signed in" in page.text
            assert (await lan.browser.get(f"{address}/")).status_code == 200
            await _leave_elsewhere(stack, lan)
            await _is_shut(lan, f"{address}/")


async def _visit(person: Person, url: str) -> httpx.Response:
    """Open a page behind Apache: whatever it redirects to is followed, whatever is asked is filled in."""
    answer = await person.browser.get(url)
    for _ in range(12):
        if answer.is_redirect:
            answer = await person.browser.get(httpx.URL(str(answer.request.url)).join(answer.headers["location"]))
        elif 'name="password"' in answer.text:
            hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
            typed = {name: unescape(value) for name, value in hidden.items()}
            typed |= {"login": person.login, "password": person.password}
            answer = await person.browser.post(answer.request.url.join("/signin"), data=typed)
        else:
            return answer
    raise AssertionError(f"no end of redirects: {answer.request.url}")


async def _leave_elsewhere(stack: Stack, person: Person) -> None:
    """End the sign-in at the provider; Apache is told behind the browser's back."""
    page = await person.browser.get(f"{stack.address}/oauth2/logout")
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    left = await person.browser.post(
        f"{stack.address}/oauth2/logout", data={name: unescape(value) for name, value in hidden.items()}
    )
    assert left.status_code == 303, left.text


async def _is_shut(person: Person, url: str) -> None:
    for _ in range(200):
        if (await person.browser.get(url)).is_redirect:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("Apache still lets somebody in who signed out")


def _open_folder(folder: Path) -> Path:
    """A folder that Apache's own account reaches."""
    folder.chmod(0o755)
    (place := folder / "apache").mkdir()
    return place


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
