"""The pages of identity in a real browser: accessible (axe-core finds nothing), and whole on a 360 px screen."""

import asyncio
import json
import os
import shutil
from typing import Any

import pytest

from tests.faults.stack import Stack
from tests.oidc.installing import HERE, has_node_packages
from tests.oidc.person import Person

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.oidc,
    pytest.mark.skipif(not has_node_packages(), reason="NOT RUN: the npm packages of tests/oidc are not installed"),
    pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: Chromium is not installed"),
]
PATIENCE = 180.0
ASKING = (
    "client_id=demo-web&redirect_uri=http%3A%2F%2F127.0.0.1%3A41999%2Fcallback&response_type=code&scope=openid+profile"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=s"
)
STRANGERS = {
    "sign-in": f"/oauth2/authorize?{ASKING}",
    "sign-in-english": f"/oauth2/authorize?{ASKING}&ui_locales=en",
    "refused": "/oauth2/authorize?client_id=nobody",
    "register": "/register",
    "register-citizen": "/register?kind=citizen",
    "register-business": "/register?kind=business",
    "register-foreigner": "/register?kind=foreigner",
    "recover": "/recover",
    "signed-out": "/signed-out",
}
OWNERS = {
    "account": "/account",
    "sessions": "/account/sessions",
    "security": "/account/security",
    "activity": "/account/activity",
    "record": "/account/record",
    "delegations": "/account/delegations",
    "access": "/account/access",
    "sign-out": "/oauth2/logout",
}


async def _run(script: str, **asked: Any) -> dict[str, Any]:
    """One of the scripts beside this file; what it printed."""
    child = await asyncio.create_subprocess_exec(
        "node",
        str(HERE / script),
        json.dumps({"chromium": CHROMIUM, **asked}),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, complaint = await asyncio.wait_for(child.communicate(), PATIENCE)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    assert child.returncode == 0, complaint.decode()[-3000:]
    found: dict[str, Any] = json.loads(out)
    return found


async def _look(stack: Stack, pages: dict[str, str], cookies: list[dict[str, Any]]) -> dict[str, Any]:
    places = [{"name": name, "url": stack.address + path} for name, path in pages.items()]
    return await _run("pages.mjs", pages=places, cookies=cookies, shots=os.environ.get("MOTCUA_TEST_SHOTS", ""))


def _judge(found: dict[str, Any], pages: dict[str, str]) -> None:
    faults = []
    for name, seen in found.items():
        if seen["violations"]:
            faults.append(f"{name}: {seen['violations']}")
        if seen["width"] > 360:
            faults.append(f"{name}: {seen['width']} px wide")
        is_refused = name == "refused"
        if seen["status"] != (400 if is_refused else 200):
            faults.append(f"{name}: {seen['status']} {seen['path']}")
        if seen["complaints"] and not is_refused:
            faults.append(f"{name}: {seen['complaints']}")
    assert not faults, "\n".join(faults)
    assert found.keys() == pages.keys()


async def test_pages_for_strangers_are_accessible_and_fit_a_small_screen(stack: Stack) -> None:
    _judge(await _look(stack, STRANGERS, []), STRANGERS)


async def test_pages_for_the_owner_are_accessible_and_fit_a_small_screen(stack: Stack, lan: Person) -> None:
    redirect = "http://127.0.0.1:41999/callback"
    await lan.open(f"/oauth2/authorize?{ASKING}", until=redirect)
    cookies = [
        {"name": one.name, "value": one.value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}
        for one in lan.browser.cookies.jar
    ]
    found = await _look(stack, OWNERS, cookies)
    _judge(found, OWNERS)
    assert [seen["path"] for seen in found.values()] == list(OWNERS.values())


async def test_a_passkey_made_in_a_browser_signs_in_without_a_password(stack: Stack) -> None:
    # a passkey belongs to a name, and an address in numbers is none
    address = stack.address.replace("127.0.0.1", "localhost")
    login = {"login": "minh@motcua.example", "password": stack.world().passwords["minh"]}
    seen = await _run("passkey.mjs", address=address, phone="+84912345002", **login)
    assert seen["asked_first"] == "/signin/factor"  # a password alone adds no factor
    assert seen["signed_in"] == "/account/security"
    assert seen["made"] == "/account/security"
    assert seen["asked"] == "/signin/factor"
    assert seen["came_back"] == "/account"
