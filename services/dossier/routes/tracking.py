"""Public tracking: anybody with the code sees the coarse status, nothing personal; with the number, still less; with a
signed link of the owner's the whole progress.

The code is a secret of 55 random bits. Numbers run on and can be guessed, so a number tells status, agency and due day:
nothing of what the errand is, and no time finer than a day. A browser (who scans the QR code of a slip) gets a page.
"""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from kit.problems import NotFound, problems
from kit.sealing import Sealer
from services.dossier import links, pages, queries
from services.dossier.codes import parse_tracking
from services.dossier.lifecycle import UNSENT
from services.dossier.queries import links as shared
from services.dossier.routes.arguments import Given
from services.dossier.schemas.tracking import Tracked
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_system

router = APIRouter(prefix="/v1/tracking", tags=["tracking"], dependencies=[Depends(anyone)])

Code = Annotated[
    str,
    Path(
        max_length=80,
        description="Mã tra cứu, số hồ sơ, hoặc liên kết được chia sẻ / tracking code, number, or the word of a link",
        examples=["MC-7QK2-M9XA-4DTB"],
    ),
]


def signer_of(given: DossierSettings) -> Sealer:
    """What signs tracking links."""
    return Sealer(given.cursor_key.get_secret_value(), name="tracking links")


def drawn(address: str) -> str:
    """The address as a QR code: a whole SVG drawing of black on white."""
    return str(segno.make(address, error="m").svg_inline(border=4, light="white"))


async def found(session: Session, code: Code, *, given: Given, now: Now) -> Tracked | None:
    """What the code, number or link tells; None: nothing is there."""
    await as_system(session)
    if (link_id := links.link_id(code)) is not None:
        return await _followed(session, code, leading=await shared.leading(session, link_id, at=now), given=given)
    row = await queries.tracked(session, code)
    return Tracked.of(row, is_by_code=parse_tracking(code) is not None) if row else None


async def _followed(
    session: Session, typed: str, *, leading: shared.Leading | None, given: DossierSettings
) -> Tracked | None:
    if leading is None:
        return None
    link, dossier = leading
    signer = signer_of(given)
    if not links.is_ours(typed, signer, dossier_id=dossier.id, expires_at=link.expires_at) or dossier.status in UNSENT:
        return None
    return Tracked.whole(dossier, await queries.entries(session, dossier.id))


@router.get(
    "/{code}",
    summary="Tra cứu hồ sơ / Track a dossier",
    response_model=Tracked,
    responses=problems(NotFound) | {200: {"content": {"text/html": {}}}},
)
async def track_dossier(
    request: Request, response: Response, tracked: Annotated[Tracked | None, Depends(found)]
) -> Tracked | HTMLResponse:
    """Không có dữ liệu cá nhân; theo số hồ sơ chỉ có trạng thái, cơ quan, ngày hẹn trả; theo liên kết được chia sẻ có
    cả diễn biến. Trình duyệt nhận một trang. / No personal data; by number only status, agency and due day; by a shared
    link the progress too. A browser gets a page.
    """
    if pages.is_wanted(request):
        return pages.show("tracking", request, status=200 if tracked else 404, tracked=tracked)
    if tracked is None:
        raise NotFound
    response.headers.update(pages.HEADERS)
    return tracked


@router.get(
    "/{code}/qr",
    summary="Mã QR để tra cứu / The QR code to track with",
    response_class=Response,
    responses=problems(NotFound) | {200: {"content": {"image/svg+xml": {}}, "description": "SVG"}},
)
async def draw_code(code: Code, given: Given) -> Response:
    """Hình của địa chỉ tra cứu theo mã; không cho biết hồ sơ có hay không. / The address to track by code, drawn; it
    does not tell whether there is such a dossier.
    """
    named = parse_tracking(code)
    if named is None:
        raise NotFound
    return Response(drawn(f"{given.issuer}/v1/tracking/{named}"), media_type="image/svg+xml")
