"""The demo post: parcels are ordered by dossier alone, carried in seconds, and sent back by a press."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.mailbox import create
from deploy.local.post import CARRIED_IN, FARE, Parcel
from gateway.routes import deciding, table
from services.dossier.posting import CarrierAway, CarrierRefuses
from services.dossier.posting.rest import RestCarrier
from services.dossier.shipping import ShipmentStatus

KEY = "the-generated-key"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setenv("MOTCUA_MAILBOX_FOLDER", str(tmp_path))
    monkeypatch.setenv("MOTCUA_MAILBOX_PORT", "0")
    monkeypatch.setenv("MOTCUA_MAILBOX_POST_KEY", KEY)
    return create()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://local") as opened:
        yield opened


def carrier(app: FastAPI, key: str = KEY) -> RestCarrier:
    """Dossier's own adapter, speaking to the demo post."""
    made = RestCarrier("unix:/nowhere.sock:/sandbox/post", key, name="Bưu điện")
    made._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://local")
    return made


async def test_dossiers_adapter_and_the_demo_post_understand_each_other(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    ours, shipment = carrier(app), uuid4()
    address = {"recipient": "Lan", "ward_name": "Phường <b>Tứ Minh</b>"}
    made = await ours.order(shipment, sender="Công an phường", address=address)
    assert made == await ours.order(shipment, sender="Công an phường", address=address), "the same order"
    assert made.fare == FARE
    assert await ours.whereabouts(made.tracking_number) is ShipmentStatus.IN_TRANSIT
    page = await client.get("/sandbox/post")
    assert "Phường &lt;b&gt;Tứ Minh" in page.text
    assert "Lan" not in page.text.replace("lang", "")
    pressed = await client.post("/sandbox/post/returns", data={"tracking_number": made.tracking_number})
    assert pressed.status_code == 303
    assert await ours.whereabouts(made.tracking_number) is ShipmentStatus.RETURNED
    again = create()
    assert await carrier(again).whereabouts(made.tracking_number) is ShipmentStatus.RETURNED, "a restart keeps it"


async def test_who_has_no_key_orders_and_learns_nothing(app: FastAPI) -> None:
    with pytest.raises(CarrierAway, match="401"):
        await carrier(app, "wrong").order(uuid4(), sender="x", address={"ward_name": "x"})
    with pytest.raises(CarrierRefuses, match="404"):
        await carrier(app).whereabouts("MC000000009VN")


def test_a_parcel_is_carried_in_seconds() -> None:
    asked = datetime(2026, 12, 1, tzinfo=UTC)
    parcel = Parcel("1", "MC1", sender="x", ward="y", ordered_at=asked.isoformat())
    assert parcel.state(asked) == "ordered"
    gone = Parcel("1", "MC1", sender="x", ward="y", ordered_at=asked.isoformat(), asked_at=asked.isoformat())
    assert gone.state(asked + CARRIED_IN / 2) == "in_transit"
    assert gone.state(asked + CARRIED_IN) == "delivered"


def test_the_outside_reads_the_page_and_orders_nothing() -> None:
    rows = table(has_sandboxes=True)
    assert deciding(rows, path="/sandbox/post", method="GET") is not None
    assert deciding(rows, path="/sandbox/post/orders", method="POST") is None
    assert deciding(table(has_sandboxes=False), path="/sandbox/post", method="GET") is None
