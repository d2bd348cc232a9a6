"""The adapter of a postal carrier: what it sends, and what it makes of answers."""

from uuid import uuid4

import httpx
import pytest

from services.dossier.posting import CarrierAway, CarrierRefuses, Waybill
from services.dossier.posting.rest import RestCarrier
from services.dossier.tests.test_posting import ADDRESS


def carrier(answer: httpx.Response | Exception, asked: list[httpx.Request]) -> RestCarrier:
    """The adapter, with a carrier behind it that says this."""

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    made = RestCarrier("https://post.example/v1", "our-key", name="Bưu điện")
    made._client = httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url="https://post.example/v1")
    return made


async def test_the_carrier_learns_who_we_are_and_which_order_it_is() -> None:
    asked: list[httpx.Request] = []
    shipment = uuid4()
    answer = httpx.Response(201, json={"tracking_number": "EA1-2", "fare": 100, "more": "ignored"})
    one = carrier(answer, asked)
    assert await one.order(shipment, sender="Công an", address=ADDRESS) == Waybill("EA1-2", fare=100)
    assert (asked[0].url.path, asked[0].headers["idempotency-key"]) == ("/v1/orders", str(shipment))
    assert asked[0].headers["authorization"] == "Bearer our-key"
    await one.aclose()


BROKEN = {
    "down": httpx.ConnectError("down"),
    "busy": httpx.Response(503),
    "stranger": httpx.Response(401),
    "no-json": httpx.Response(200, text="<html>"),
    "no-state": httpx.Response(200, json={"state": "lost in the sea"}),
    "huge": httpx.Response(200, json={"state": "delivered", "more": "x" * 20_000}),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_usable_answer_is_asked_again(answer: httpx.Response | Exception) -> None:
    with pytest.raises(CarrierAway):
        await carrier(answer, []).whereabouts("EA1")


async def test_a_refusal_is_for_good() -> None:
    with pytest.raises(CarrierRefuses):
        await carrier(httpx.Response(422), []).order(uuid4(), sender="x", address={})
