"""The province's administrator registers the clients the tests need: with a second factor, through the public API."""

import asyncio
import re
import time
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

import pyotp

from tests.faults.stack import Stack
from tests.journeys.phone import Phone
from tests.oidc.foreign import openid_client
from tests.oidc.person import Person

REDIRECT = "http://127.0.0.1:41666/callback"
STEP = 30
PATIENCE = 100


@dataclass
class Administrator:
    """Signed in at the level that changes to the registry want."""

    phone: Phone

    @classmethod
    async def of(cls, stack: Stack) -> "Administrator":
        """Sign in with a code by e-mail beside the password, add an authenticator, sign in again with it."""
        world = stack.world()
        phone = world.phone()
        await phone.sign_in("admin", world.passwords["admin"])
        await _show_code(phone, "admin@motcua.example")
        made = await phone.api("POST", "/v1/me/factors/authenticators", json={"name": "Điện thoại"}, expect=201)
        code = {"code": pyotp.TOTP(made["secret"]).now()}
        await phone.api("POST", f"/v1/me/factors/authenticators/{made['id']}/confirmation", json=code, expect=200)
        await _next_step()
        person = Person(world.door, "admin", world.passwords["admin"], made["secret"])
        asked = {"client_id": "demo-web", "redirect_uri": REDIRECT, "scope": "openid", "extra": {}, "give": True}
        try:
            async with openid_client(issuer=stack.address, **asked) as client:
                await client.tell(await person.open((await client.told())["url"], until=REDIRECT))
                phone.tokens["demo-web"] = {"access_token": (await client.told())["access_token"]}
        finally:
            await person.close()
        return cls(phone)

    async def register(self, client_id: str, **fields: Any) -> str | None:
        """Register a client; its secret when it has one."""
        wanted = {"id": client_id, "name": client_id, "grants": ["authorization_code", "refresh_token"], **fields}
        await self.phone.api("POST", "/v1/clients", json=wanted, key=uuid4().hex, expect=201)
        if fields["authentication"] != "client_secret_basic":
            return None
        told = await self.phone.api("POST", f"/v1/clients/{client_id}/secret", expect=201)
        return str(told["secret"])


async def _show_code(phone: Phone, address: str) -> None:
    """Raise the sign-in with a code sent to an address: the password alone adds no factor."""
    page = await phone.call("GET", "/signin/factor", params={"request": "/account/security"})
    known = len(await _mails(phone, address))
    await phone.call("POST", "/signin/factor", data={**_hidden(page.text), "act": "send"})
    for _ in range(PATIENCE):
        mails = await _mails(phone, address)
        if len(mails) > known:
            break
        await asyncio.sleep(0.1)
    code = re.search(r"\b[0-9]{6}\b", mails[0]["text"])
    assert code is not None, mails[0]["text"]
    page = await phone.call("GET", "/signin/factor")
    raised = await phone.call("POST", "/signin/factor", data={**_hidden(page.text), "code": code[0]})
    assert raised.headers.get("location") == "/account/security", f"{raised.status_code} {raised.text[-1500:]}"


async def _mails(phone: Phone, address: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (await phone.call("GET", "/sandbox/mail/messages", params={"to": address})).json()
    return [one for one in found if "Mã " in one["subject"]]


def _hidden(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


async def _next_step() -> None:
    """A code is good once: wait for the next one."""
    await asyncio.sleep(STEP - time.time() % STEP + 1)
