"""The scripts of our own pages (there are few: every page works without them)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from kit.people import anyone
from kit.problems import NotFound, problems
from services.identity.assets import ASSETS, PATH

router = APIRouter(tags=["Pages"], dependencies=[Depends(anyone)])

_FOREVER = "public, max-age=31536000, immutable"


@router.get(
    f"{PATH}/{{name}}",
    response_class=Response,
    summary="Tệp của trang / A page's script",
    description="One of the scripts of the sign-in pages. With the version of its content in `v` it may be kept for "
    "ever; otherwise it must be asked for again.",
    responses={200: {"content": {"text/javascript": {}}}, **problems(NotFound)},
)
async def show_asset(
    name: Annotated[str, Path(examples=["passkey.js"], max_length=100)],
    v: Annotated[str, Query(examples=[""], max_length=100)] = "",
) -> Response:
    """A script."""
    asset = ASSETS.get(name)
    if asset is None:
        raise NotFound
    headers = {
        "Cache-Control": _FOREVER if v == asset.version else "no-cache",
        "ETag": f'"{asset.version}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(asset.content, media_type="text/javascript", headers=headers)
