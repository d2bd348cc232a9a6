"""The browsers an account knows, over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.problems import Forbidden, NotFound, problems
from services.identity import actions, queries
from services.identity.routes.me.keepers import KeptBy, OwnAccount
from services.identity.schemas.factors import DevicesOut

router = APIRouter(prefix="/v1/me/devices", tags=["Me"])

DeviceId = Annotated[
    UUID,
    Path(description="`id` từ GET /v1/me/devices / from the list", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]),
]


@router.get(
    "",
    summary="Các thiết bị của tôi / My devices",
    description="Browsers that signed in to the account, with how long each is trusted.",
    responses=problems(Forbidden, NotFound),
)
async def list_devices(account: OwnAccount, session: Session, response: Response) -> DevicesOut:
    """The one seen last first."""
    response.headers["Cache-Control"] = "no-store"
    return DevicesOut.of(await queries.factors.devices(session, account.id))


@router.delete(
    "/{device_id}",
    status_code=204,
    summary="Gỡ một thiết bị / Forget a device",
    description="It is trusted no more, and the next sign-in on it is one on a new device. 404 for anything that is "
    "not the caller's.",
    responses=problems(Forbidden, NotFound),
)
async def forget_device(device_id: DeviceId, who: KeptBy, session: Session, now: Now) -> None:
    """The account knows it no more."""
    if not await actions.devices.forget(session, who.account, device_id, at=now, where=who.where):
        raise NotFound
