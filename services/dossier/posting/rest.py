"""A carrier spoken to in JSON over HTTP with a key (Bearer).

`POST {url}/orders` `{"id", "sender", "recipient"}` -> 200/201 `{"tracking_number", "fare"}`; the id goes with every
try, also as `Idempotency-Key`. `GET {url}/orders/{tracking_number}` -> `{"state"}`: ordered, in_transit, delivered or
returned.
"""

import asyncio
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx
from pydantic import BaseModel, Field, ValidationError

from kit.http import client
from services.dossier.posting import CarrierAway, CarrierRefuses, Waybill
from services.dossier.settings import DossierSettings
from services.dossier.shipping import ShipmentStatus

REFUSED = frozenset({400, 404, 410, 413, 422})
"""What a carrier says about this order; any other refusal is about us or the moment."""
MOST_BYTES = 16 * 1024


class _Ordered(BaseModel):
    tracking_number: str = Field(pattern=r"^[A-Za-z0-9-]{4,40}$")
    fare: int = Field(ge=0, le=10_000_000)


class _Whereabouts(BaseModel):
    state: ShipmentStatus


class RestCarrier:
    """The carrier at `url`: `http(s)://host[:port]/path`, or `unix:/path.sock:/path` for one on this machine."""

    def __init__(self, url: str, key: str, *, name: str, timeout_seconds: float = 8) -> None:
        socket, _, path = url.removeprefix("unix:").partition(":") if url.startswith("unix:") else (url, "", "")
        self._client = client(f"unix:{socket}" if url.startswith("unix:") else url, timeout=timeout_seconds)
        self._path, self._timeout, self.name = path, timeout_seconds, name
        self._headers = {"Authorization": f"Bearer {key}"}

    async def order(self, shipment_id: UUID, *, sender: str, address: dict[str, Any]) -> Waybill:
        """Have a result carried (see Carrier)."""
        told = {"id": str(shipment_id), "sender": sender, "recipient": address}
        answer = await self._ask("POST", "/orders", json=told, headers={"Idempotency-Key": str(shipment_id)})
        said = _read(_Ordered, answer)
        return Waybill(said.tracking_number, fare=said.fare)

    async def whereabouts(self, tracking_number: str) -> ShipmentStatus:
        """Where it is (see Carrier)."""
        return _read(_Whereabouts, await self._ask("GET", f"/orders/{quote(tracking_number, safe='')}")).state

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        headers = self._headers | more.pop("headers", {})
        try:
            async with asyncio.timeout(self._timeout):
                return await self._client.request(method, f"{self._path}{path}", headers=headers, **more)
        except (httpx.HTTPError, OSError) as fault:
            raise CarrierAway(type(fault).__name__) from fault

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


Shape = TypeVar("Shape", bound=BaseModel)


def _read(shape: type[Shape], answer: httpx.Response) -> Shape:
    if answer.status_code in REFUSED:
        raise CarrierRefuses(str(answer.status_code))
    if not answer.is_success or len(answer.content) > MOST_BYTES:
        raise CarrierAway(str(answer.status_code))
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as fault:
        raise CarrierAway("not an answer we understand") from fault


def configured(settings: DossierSettings) -> RestCarrier | None:
    """The carrier of this deployment; None: it has none."""
    if not settings.carrier_url or settings.carrier_key is None:
        return None
    return RestCarrier(settings.carrier_url, settings.carrier_key.get_secret_value(), name=settings.carrier_name)
