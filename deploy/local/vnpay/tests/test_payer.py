"""The payer's way through the hosted page, and what the merchant hears of it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.vnpay.notices import PAUSES
from deploy.local.vnpay.orders import Choice, stamp
from deploy.local.vnpay.signature import is_genuine
from deploy.local.vnpay.tests.conftest import SECRET, SHOP, Merchant, order, page_of

OUTCOME = "/sandbox/vnpay/paymentv2/outcome"


async def press(browser: httpx.AsyncClient, outcome: str, **changed: str) -> httpx.Response:
    """Open an order's page and press a button."""
    page = await browser.get(page_of(order()))
    assert page.status_code == 200, page.text
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]+)">\n', page.text))
    return await browser.post(OUTCOME, data={**hidden, "outcome": outcome, **changed})


def result(answer: httpx.Response) -> dict[str, str]:
    """The signed parameters the browser carries back to the shop."""
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{SHOP}?")
    fields = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert is_genuine(fields, SECRET)
    return fields


async def settled(app: FastAPI) -> None:
    """Everything the sandbox does behind the payer's back is done."""
    await asyncio.gather(*app.state.notifier._at_work)


async def test_success_tells_the_merchant_first_and_sends_the_payer_back(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    fields = result(await press(browser, "success"))
    assert (fields["vnp_ResponseCode"], fields["vnp_TransactionStatus"]) == ("00", "00")
    assert merchant.told == [fields]
    assert fields["vnp_Amount"] == "700000"


async def test_cancelling_is_told_as_a_failure(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    fields = result(await press(browser, "fail"))
    assert (fields["vnp_ResponseCode"], fields["vnp_TransactionStatus"]) == ("24", "02")
    assert merchant.told == [fields]


async def test_a_slow_bank_sends_the_payer_back_before_the_merchant_knows(
    sandbox: FastAPI, browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    merchant.codes = ["99", "00"]
    fields = result(await press(browser, "slow"))
    assert fields["vnp_ResponseCode"] == "00"
    await settled(sandbox)
    assert merchant.pauses == [5.0, PAUSES[0]]
    assert merchant.told == [fields, fields]


async def test_the_callback_is_repeated_until_understood_and_ten_times_at_most(
    sandbox: FastAPI, browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    merchant.codes = ["down", "99", "97", "02"]
    result(await press(browser, "success"))
    await settled(sandbox)
    assert len(merchant.told) == 4
    merchant.codes, merchant.told = ["01"], []
    page = await browser.get(page_of(order("second")))
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]+)">\n', page.text))
    result(await browser.post(OUTCOME, data={**hidden, "outcome": "success"}))
    await settled(sandbox)
    assert len(merchant.told) == 10


async def test_pressing_twice_has_one_outcome(browser: httpx.AsyncClient, merchant: Merchant) -> None:
    page = await browser.get(page_of(order()))
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]+)">\n', page.text))
    first = result(await browser.post(OUTCOME, data={**hidden, "outcome": "fail"}))
    assert result(await browser.post(OUTCOME, data={**hidden, "outcome": "success"})) == first
    assert len(merchant.told) == 1


async def test_a_reloaded_page_is_the_same_order_and_a_finished_one_is_refused(browser: httpx.AsyncClient) -> None:
    path = page_of(order())
    assert (await browser.get(path)).status_code == 200
    assert (await browser.get(path)).status_code == 200
    assert "đã tồn tại" in (await browser.get(page_of(order(vnp_Amount="800000")))).text
    await press(browser, "success")
    again = await browser.get(path)
    assert (again.status_code, "đã tồn tại" in again.text) == (400, True)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"vnp_TmnCode": "OTHER"}, "không tồn tại"),
        ({"vnp_Amount": "700001"}, "Số tiền"),
        ({"vnp_Amount": "0"}, "định dạng"),
        ({"vnp_CurrCode": "USD"}, "định dạng"),
        ({"vnp_ExpireDate": "20261399000000"}, "định dạng"),
        ({"vnp_ReturnUrl": "javascript:alert(1)"}, "định dạng"),
        ({"vnp_ExpireDate": stamp(datetime.now(UTC) - timedelta(minutes=1))}, "quá thời gian"),
    ],
)
async def test_an_order_the_gateway_cannot_take_is_refused(
    browser: httpx.AsyncClient, changed: dict[str, str], reason: str
) -> None:
    answer = await browser.get(page_of(order() | changed))
    assert answer.status_code == 400
    assert reason in answer.text


async def test_a_wrong_signature_and_doubled_parameters_are_refused(browser: httpx.AsyncClient) -> None:
    genuine = page_of(order())
    for path in (
        page_of(order(), "another secret"),
        genuine.replace("700000", "100"),
        f"{genuine}&vnp_Amount=100",
        genuine.partition("?")[0],
        f"{genuine}&vnp_Info=%ff",
    ):
        assert (await browser.get(path)).status_code == 400


async def test_an_unknown_path_is_a_problem_and_never_a_redirect(browser: httpx.AsyncClient) -> None:
    for path in ("/sandbox/vnpay", "/sandbox/vnpay/", "/sandbox/vnpay/paymentv2/vpcpay.html/"):
        answer = await browser.get(path, headers={"host": "evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_form_from_another_session_or_order_does_nothing(
    browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    assert (await press(browser, "success", token="0" * 64)).status_code == 403
    assert (await press(browser, "success", reference="unknown")).status_code == 403
    page = await browser.get(page_of(order()))
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]+)">\n', page.text))
    browser.cookies.clear()
    assert (await browser.post(OUTCOME, data={**hidden, "outcome": "success"})).status_code == 403
    assert merchant.told == []


async def test_after_its_time_an_order_can_only_fail(sandbox: FastAPI, browser: httpx.AsyncClient) -> None:
    await browser.get(page_of(order()))
    known = sandbox.state.orders.find("a1b2c3")
    known.conclude(Choice.SUCCESS, at=datetime.now(UTC) + timedelta(hours=1))
    known.conclude(Choice.SUCCESS, at=datetime.now(UTC))
    assert (known.response, known.status) == ("11", "02")


async def test_the_newest_orders_are_kept(sandbox: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.vnpay.orders.KEPT", 2)
    for reference in ("one", "two", "three"):
        sandbox.state.orders.open(order(reference))
    assert sandbox.state.orders.find("one") is None
    assert sandbox.state.orders.find("three") is not None


async def test_an_unfinished_repetition_ends_with_the_sandbox(
    sandbox: FastAPI, browser: httpx.AsyncClient, merchant: Merchant
) -> None:
    sandbox.state.notifier.pause = asyncio.sleep
    result(await press(browser, "slow"))
    await sandbox.state.notifier.close()
    assert merchant.told == []
