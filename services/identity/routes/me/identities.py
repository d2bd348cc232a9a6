"""The accounts elsewhere that a person signs in with: seen and taken away by their owner."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.people import Partner, Person
from kit.problems import Conflict, Forbidden, NotFound, problems
from services.identity import actions, queries
from services.identity.activity import Where
from services.identity.provider import Here
from services.identity.routes.bearers import LivePerson, RecentPerson
from services.identity.schemas.identities import IdentitiesOut, IdentityOut

router = APIRouter(prefix="/v1/me/identities", tags=["Me"])


class LastWayIn(Conflict):
    """Đây là cách đăng nhập duy nhất của bạn: hãy đặt mật khẩu hoặc thêm khóa truy cập trước."""

    english = "This is your only way in: set a password or add a passkey first."


def _myself(who: Person) -> Person:
    if isinstance(who, Partner) or getattr(who, "actor_id", None) is not None:
        raise Forbidden
    return who


@router.get(
    "",
    summary="Các tài khoản bên ngoài của tôi / My accounts elsewhere",
    description="The accounts of other providers (VNeID, say) that sign in to this one, the one linked first first.",
    responses=problems(Forbidden),
)
async def list_identities(who: LivePerson, session: Session, here: Here, response: Response) -> IdentitiesOut:
    """The caller's links."""
    _myself(who)
    response.headers["Cache-Control"] = "no-store"
    shown = []
    for link in await queries.links.links(session, who.id):
        upstream = here.providers.get(link.provider)
        vi, en = (upstream.settings.label_vi, upstream.settings.label_en) if upstream else (link.provider,) * 2
        shown.append(IdentityOut.of(link, label_vi=vi, label_en=en))
    return IdentitiesOut(items=shown)


@router.delete(
    "/{provider}",
    status_code=204,
    summary="Gỡ một tài khoản bên ngoài / Unlink an account elsewhere",
    description="The provider's account signs in here no more. Refused when nothing else opens the account. What was "
    "verified stays verified. Needs a sign-in of the last 20 minutes.",
    responses=problems(Forbidden, NotFound, LastWayIn),
)
async def unlink_identity(
    who: RecentPerson,
    provider: Annotated[str, Path(max_length=40, examples=["vneid"])],
    session: Session,
    now: Now,
) -> None:
    """The caller's links to one provider end."""
    _myself(who)
    mine = await queries.links.links(session, who.id)
    ending = [link for link in mine if link.provider == provider]
    if not ending:
        raise NotFound
    if len(ending) == len(mine) and not await queries.links.has_own_way_in(session, who.id):
        raise LastWayIn
    for link in ending:
        await actions.linking.unlink(session, link, where=Where(client_id=who.client_id), at=now)
