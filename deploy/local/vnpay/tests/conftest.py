"""The sandbox, its merchant's shop and its merchant's callback, all in this process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from deploy.local.vnpay.app import create
from deploy.local.vnpay.notices import Notifier
from deploy.local.vnpay.orders import stamp
from deploy.local.vnpay.signature import signed_query

SECRET = "SANDBOXSECRET"
TMN_CODE = "MOTCUA01"
SHOP = "http://shop.example/return"


@dataclass
class Merchant:
    """Answers callbacks with `codes` in turn, the last one for ever; remembers what it was told."""

    codes: list[str] = field(default_factory=lambda: ["00"])
    told: list[dict[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The merchant's callback address."""
        self.told.append(dict(parse_qsl(request.url.query.decode())))
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        if code == "down":
            raise httpx.ConnectError("down")
        return httpx.Response(200, json={"RspCode": code, "Message": ""})

    async def pause(self, seconds: float) -> None:
        """Waits no time and remembers how long it should have."""
        self.pauses.append(seconds)


@pytest.fixture
def merchant() -> Merchant:
    """The other side of the callbacks."""
    return Merchant()


@pytest_asyncio.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch, merchant: Merchant) -> AsyncIterator[FastAPI]:
    """The sandbox, calling `merchant`."""
    monkeypatch.setenv("VNPAY_SANDBOX_TMN_CODE", TMN_CODE)
    monkeypatch.setenv("VNPAY_SANDBOX_HASH_SECRET", SECRET)
    monkeypatch.setenv("VNPAY_SANDBOX_IPN_URL", "http://shop.example/ipn")
    app = create()
    async with app.router.lifespan_context(app):
        await app.state.notifier.client.aclose()
        client = httpx.AsyncClient(transport=httpx.MockTransport(merchant.answer))
        app.state.notifier = Notifier(client, "http://shop.example/ipn", SECRET, merchant.pause)
        yield app


@pytest_asyncio.fixture
async def browser(sandbox: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A payer's browser."""
    transport = httpx.ASGITransport(sandbox)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway.example") as opened:
        yield opened


def order(reference: str = "a1b2c3", **changed: str) -> dict[str, str]:
    """An order as a merchant asks for it, unsigned."""
    at = datetime.now(UTC)
    return {
        "vnp_Version": "2.1.0",
        "vnp_Command": "pay",
        "vnp_TmnCode": TMN_CODE,
        "vnp_Amount": "700000",
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": reference,
        "vnp_OrderInfo": "Le phi ho so TX8F3K1",
        "vnp_OrderType": "other",
        "vnp_Locale": "vn",
        "vnp_ReturnUrl": SHOP,
        "vnp_IpAddr": "127.0.0.1",
        "vnp_CreateDate": stamp(at),
        "vnp_ExpireDate": stamp(at + timedelta(minutes=15)),
    } | changed


def page_of(fields: dict[str, str], secret: str = SECRET) -> str:
    """The path of the hosted page of a signed order."""
    return f"/sandbox/vnpay/paymentv2/vpcpay.html?{signed_query(fields, secret)}"
