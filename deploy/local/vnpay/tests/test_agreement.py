"""The payment service's adapter and the sandbox understand each other: redirect one way, callback the other."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.vnpay.signature import HASH, signed_query
from deploy.local.vnpay.tests.conftest import SECRET, SHOP, TMN_CODE, Merchant
from services.payment.providers import Order, Outcome, Refused
from services.payment.providers.vnpay import Vnpay

ADAPTER = Vnpay("http://gateway.example/sandbox/vnpay/paymentv2/vpcpay.html", TMN_CODE, SECRET)


def order(reference: str) -> Order:
    """An order of 7,000 đ."""
    at = datetime.now(UTC)
    return Order(
        reference=reference,
        amount=7_000,
        words="Le phi ho so TX_8F3K/1",
        return_url=SHOP,
        payer_address="2001:db8::1",
        language="vi",
        created_at=at,
        expires_at=at + timedelta(minutes=15),
    )


@pytest.mark.parametrize(("button", "outcome"), [("success", Outcome.CONFIRMED), ("fail", Outcome.DECLINED)])
async def test_an_order_of_the_service_comes_back_as_a_callback_it_believes(
    browser: httpx.AsyncClient, merchant: Merchant, *, button: str, outcome: Outcome
) -> None:
    page = await browser.get(ADAPTER.redirect_url(order("a1b2c3")))
    assert "7.000 đ" in page.text
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]+)">\n', page.text))
    back = await browser.post("/sandbox/vnpay/paymentv2/outcome", data={**hidden, "outcome": button})
    (told,) = merchant.told
    for query in (urlencode(told), urlsplit(back.headers["location"]).query):
        notice = ADAPTER.read(query)
        assert (notice.reference, notice.amount, notice.outcome) == ("a1b2c3", 7_000, outcome)


async def test_without_the_shared_secret_neither_believes_the_other(browser: httpx.AsyncClient) -> None:
    stranger = Vnpay(ADAPTER.pay_url, TMN_CODE, "another secret")
    assert (await browser.get(stranger.redirect_url(order("a1b2c3")))).status_code == 400
    with pytest.raises(Refused):
        stranger.read(signed_query({"vnp_TxnRef": "a1b2c3", HASH: ""}, SECRET))


async def test_a_restarted_sandbox_takes_the_same_order_again(sandbox: FastAPI, browser: httpx.AsyncClient) -> None:
    url = ADAPTER.redirect_url(order("a1b2c3"))
    assert (await browser.get(url)).status_code == 200
    sandbox.state.orders = type(sandbox.state.orders)()
    assert (await browser.get(url)).status_code == 200
