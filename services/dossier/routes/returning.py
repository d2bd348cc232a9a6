"""How a result is returned: the owner's wish, and the desk's doors for the post."""

from fastapi import APIRouter, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.actions import posting
from services.dossier.posting import Carrier
from services.dossier.problems import (
    DelegationOver,
    FeeUnpaid,
    NotByPost,
    NotKnownYet,
    NotNow,
    NotWishedByPost,
    NotYours,
    NoWaybill,
    OnItsWay,
    OtherWasFirst,
)
from services.dossier.queries import shipments
from services.dossier.routes.answering import kept, marks
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Clerk, FiledDossier, OwnDossier
from services.dossier.schemas.returning import ReturnOut, ShipmentOut, Wish
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["return"])

ACT = problems(NotFound, NotYours, DelegationOver, InFlight, KeyReused)


def carrier_of(request: Request) -> Carrier:
    """Who carries results here; NotByPost when nobody does."""
    carrier: Carrier | None = request.app.state.carrier
    if carrier is None:
        raise NotByPost
    return carrier


@router.get(
    "/return",
    summary="Cách nhận kết quả / How the result is returned",
    responses=problems(NotFound, DelegationOver, NotKnownYet),
)
async def read_return(dossier: FiledDossier, session: Session, response: Response) -> ReturnOut:
    """Cho chủ hồ sơ và cơ quan giải quyết. / For its owner and its agency."""
    response.headers.update(marks(dossier))
    return ReturnOut.of(await shipments.wish(session, dossier.id), await shipments.of(session, dossier.id))


@router.post(
    "/return",
    status_code=201,
    summary="Chọn cách nhận kết quả / Choose how to receive the result",
    response_model=ReturnOut,
    responses=ACT | problems(NotNow, NotByPost, OnItsWay),
)
async def choose_return(
    wish: Wish, dossier: OwnDossier, *, request: Request, session: Session, once: Once, now: Now
) -> Response:
    """Qua bưu chính cần địa chỉ; cước do bưu chính thu khi phát. Chọn lại được đến khi kết quả được gửi.
    / By post it needs an address; the carrier collects its fare on delivery. It can be changed until it is sent.
    """
    if wrong := wish.faults():
        raise Invalid(errors=wrong)
    if wish.address is not None:
        carrier_of(request)
    address = wish.address.model_dump() if wish.address else None
    chosen = await posting.wish(session, dossier, channel=wish.channel, address=address, at=now)
    told = ReturnOut.of(chosen, await shipments.of(session, dossier.id))
    return await once.keep(session, 201, told, headers=marks(dossier))


@router.post(
    "/shipments",
    status_code=201,
    summary="Đặt bưu chính chuyển kết quả / Have the result carried",
    response_model=ShipmentOut,
    responses=ACT | problems(Forbidden, NotNow, NotByPost, NotWishedByPost, OnItsWay),
)
async def order_shipment(
    dossier: AgencyDossier, *, clerk: Clerk, request: Request, session: Session, once: Once, now: Now
) -> Response:
    """Bưu chính được báo ngay sau đó; số vận đơn có ở GET .../return. / The carrier is told at once after this; its
    number appears at GET .../return.
    """
    carrier = carrier_of(request)
    by = actions.acting(clerk, dossier)
    shipment = await posting.send(session, dossier, carrier=carrier.name, by=by, at=now)
    return await once.keep(session, 201, ShipmentOut.of(shipment), headers=marks(dossier))


@router.post(
    "/dispatch",
    status_code=201,
    summary="Giao kết quả cho bưu chính / Hand the result to the carrier",
    response_model=Standing,
    responses=ACT | problems(Forbidden, NotNow, OtherWasFirst, FeeUnpaid, NoWaybill, NotKnownYet),
)
async def dispatch_result(
    dossier: AgencyDossier, *, clerk: Clerk, hours: AgencyHours, session: Session, once: Once, now: Now
) -> Response:
    """Người nộp được báo số vận đơn; khi bưu chính phát xong, hồ sơ tự chuyển "đã trả kết quả". / The applicant is told
    the number; once it is delivered the dossier is delivered by itself.
    """
    by = actions.acting(clerk, dossier)
    await posting.dispatch(session, dossier, by=by, at=now, hours=hours)
    return await kept(once, session, dossier)
