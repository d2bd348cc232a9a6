"""Before anything is filed: fees explained, requirements judged, answers checked, the workflow drawn."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.usefixtures("seeded")


async def ask(client: httpx.AsyncClient, code: str, what: str, **known: Any) -> dict[str, Any]:
    """The body of a successful answer."""
    answer = await client.post(f"/v1/procedures/{code}/{what}", json=known)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(("channel", "amount"), [("online", 7000), ("direct", 10_000)])
async def test_a_fee_is_told_with_its_arithmetic(client: httpx.AsyncClient, channel: str, amount: int) -> None:
    told = await ask(client, "1.004194", "fees", channel=channel)
    (line,) = told["items"]
    assert (line["amount"], line["quantity"], line["kind"]) == ({"amount": amount, "currency": "VND"}, 1, "charge")
    assert told["total"]["amount"] == amount
    assert told["is_complete"]
    assert line["vi"]
    assert line["en"]


async def test_a_copy_is_paid_by_the_page_up_to_the_cap(client: httpx.AsyncClient) -> None:
    """2,000 đ a page, 1,000 đ from the third, at most 200,000 đ a copy (Thông tư 226/2016/TT-BTC)."""
    told = await ask(client, "2.000815", "fees", channel="direct", pages=5, copies=1)
    assert told["total"]["amount"] == 2 * 2000 + 3 * 1000
    told = await ask(client, "2.000815", "fees", channel="direct", pages=1000, copies=2)
    assert told["total"]["amount"] == 400_000


async def test_a_fee_counted_by_what_nobody_said_is_open_and_not_free(client: httpx.AsyncClient) -> None:
    told = await ask(client, "2.000815", "fees", channel="direct")
    assert [line["amount"] for line in told["items"]] == [None]
    assert not told["is_complete"]


async def test_a_fee_the_province_lays_down_is_open(client: httpx.AsyncClient) -> None:
    told = await ask(client, "1.001612", "fees", channel="online")
    assert None in [line["amount"] for line in told["items"]]
    assert not told["is_complete"]


@pytest.mark.parametrize(
    ("known", "pointer"),
    [
        ({"channel": "post"}, "/channel"),
        ({"case": "x"}, "/case"),
        ({"agency": "H99"}, "/agency"),
        ({"channel": "fax"}, "/channel"),
        ({"pages": -1}, "/pages"),
        ({"fee": 1}, "/fee"),
        ({"answers": {"x": "y" * 70_000}}, "/answers"),
    ],
    ids=["not-offered", "case", "agency", "channel", "pages", "fee", "large"],
)
async def test_what_cannot_be_reckoned_is_refused(client: httpx.AsyncClient, known: Any, pointer: str) -> None:
    answer = await client.post("/v1/procedures/1.004194/fees", json=known)
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("what", ["fees", "eligibility", "validation"])
async def test_an_unknown_procedure_has_no_advice(client: httpx.AsyncClient, what: str) -> None:
    assert (await client.post(f"/v1/procedures/9.999999/{what}", json={})).status_code == 404
    assert (await client.post(f"/v1/procedures/1.004194/{what}", json={"on": "2020-01-01"})).status_code == 404


async def test_who_may_not_marry_yet_hears_why(client: httpx.AsyncClient) -> None:
    told = await ask(client, "1.000894", "eligibility", channel="direct", applicant="enterprise")
    assert told["is_eligible"] is False
    reasons = {one["id"]: one for one in told["requirements"]}
    assert reasons["applicant"]["holds"] is False
    assert "công dân Việt Nam" in reasons["applicant"]["vi"]


async def test_answers_are_checked_as_the_dossier_will_be(client: httpx.AsyncClient) -> None:
    told = await ask(client, "1.004194", "validation", answers={"applicant_phone": "12"})
    assert not told["is_valid"]
    found = {(one["pointer"], one["code"]) for one in told["faults"]}
    assert ("/answers/applicant_phone", "not-a-phone") in found
    assert ("/answers/stay_ward_code", "missing") in found
    assert "12" not in [one["vi"] for one in told["faults"]]


@pytest.mark.parametrize(("lang", "word"), [("vi", "Tiếp nhận"), ("en", "Reception")])
async def test_the_workflow_is_drawn(client: httpx.AsyncClient, lang: str, word: str) -> None:
    answer = await client.get("/v1/procedures/1.004194/workflow.svg", params={"lang": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert word in answer.text
    known = {"If-None-Match": answer.headers["etag"]}
    again = await client.get("/v1/procedures/1.004194/workflow.svg", params={"lang": lang}, headers=known)
    assert again.status_code == 304
