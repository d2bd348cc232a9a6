"""The merchant asks what became of an order."""

from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.vnpay.orders import Choice
from deploy.local.vnpay.querydr import ASKED, TOLD
from deploy.local.vnpay.signature import is_piped, piped
from deploy.local.vnpay.tests.conftest import SECRET, TMN_CODE, order

PATH = "/sandbox/vnpay/merchant_webapi/api/transaction"


def question(created: str, **changed: str) -> dict[str, str]:
    """A signed querydr."""
    fields = {
        "vnp_RequestId": "r1",
        "vnp_Version": "2.1.0",
        "vnp_Command": "querydr",
        "vnp_TmnCode": TMN_CODE,
        "vnp_TxnRef": "a1b2c3",
        "vnp_TransactionDate": created,
        "vnp_CreateDate": "20261123091000",
        "vnp_IpAddr": "127.0.0.1",
        "vnp_OrderInfo": "Hoi trang thai",
    } | changed
    return {**fields, "vnp_SecureHash": piped((fields[name] for name in ASKED), SECRET)}


async def ask(browser: httpx.AsyncClient, asked: object) -> dict[str, str]:
    """The answer, its signature checked."""
    answer = await browser.post(PATH, json=asked)
    told: dict[str, str] = answer.json()
    assert is_piped((told.get(name, "") for name in TOLD), SECRET, given=told["vnp_SecureHash"])
    return told


async def test_an_order_is_told_before_and_after_its_conclusion(sandbox: FastAPI, browser: httpx.AsyncClient) -> None:
    opened = sandbox.state.orders.open(order())
    asked = question(opened.fields["vnp_CreateDate"])
    waiting = await ask(browser, asked)
    assert (waiting["vnp_ResponseCode"], waiting["vnp_TransactionStatus"]) == ("00", "01")
    opened.conclude(Choice.SUCCESS, at=datetime.now(UTC))
    paid = await ask(browser, asked)
    assert (paid["vnp_ResponseCode"], paid["vnp_TransactionStatus"], paid["vnp_Amount"]) == ("00", "00", "700000")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"vnp_TxnRef": "unknown"}, "91"),
        ({"vnp_TransactionDate": "20200101000000"}, "91"),
        ({"vnp_TmnCode": "OTHER"}, "02"),
        ({"vnp_Command": "refund"}, "03"),
    ],
)
async def test_what_cannot_be_told_has_its_code(
    sandbox: FastAPI, browser: httpx.AsyncClient, changed: dict[str, str], code: str
) -> None:
    opened = sandbox.state.orders.open(order())
    assert (await ask(browser, question(opened.fields["vnp_CreateDate"], **changed)))["vnp_ResponseCode"] == code


async def test_a_wrong_signature_or_shape_is_refused(browser: httpx.AsyncClient) -> None:
    genuine = question("20261123090000")
    assert (await ask(browser, genuine | {"vnp_TxnRef": "other"}))["vnp_ResponseCode"] == "97"
    assert (await ask(browser, {}))["vnp_ResponseCode"] == "03"
    assert (await ask(browser, [1]))["vnp_ResponseCode"] == "03"
    assert (await browser.post(PATH, content=b"{")).json()["vnp_ResponseCode"] == "03"
    assert (await ask(browser, genuine | {"vnp_Amount": 7}))["vnp_ResponseCode"] == "03"
