"""What a person let third-party applications see: listed and taken back through the API."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.pages import Cursor, Limit, Page, decode, encode
from kit.people import Citizen, Partner, Person
from kit.problems import Forbidden, NotFound, problems
from services.identity import actions, queries
from services.identity.models import Client
from services.identity.provider import Here
from services.identity.routes.bearers import LivePerson
from services.identity.schemas.consents import ConsentOut

router = APIRouter(prefix="/v1/me/consents", tags=["Me"])

_ClientId = Annotated[str, Path(examples=["vnpost-web"], max_length=200)]


def _own(who: Person) -> Person:
    """The caller, when it is a person acting for themselves: nobody agrees, or looks into it, for another."""
    if isinstance(who, Partner) or (isinstance(who, Citizen) and who.actor_id is not None):
        raise Forbidden
    return who


@router.get(
    "",
    summary="Ứng dụng được tôi cho xem dữ liệu / Applications I let see my data",
    description="The consents that count, by client id.",
    responses=problems(Forbidden),
)
async def list_consents(
    *, who: LivePerson, session: Session, here: Here, now: Now, cursor: Cursor = None, limit: Limit = 20
) -> Page[ConsentOut]:
    """The caller's consents."""
    key = here.settings.cursor_key
    after = str(decode(key, cursor, fields=1)[0]) if cursor else None
    found = await queries.consents.list_consents(session, _own(who).id, at=now, after=after, limit=limit + 1)
    onward = encode(key, found[limit - 1][1].id) if len(found) > limit else None
    return Page[ConsentOut](items=[ConsentOut.of(one, client) for one, client in found[:limit]], next=onward)


@router.delete(
    "/{client_id}",
    status_code=204,
    summary="Thu hồi quyền xem dữ liệu của một ứng dụng / Take back an application's access",
    description="What the application was given ends at once: its tokens are refused and it must ask again.",
    responses=problems(Forbidden, NotFound),
)
async def revoke_consent(client_id: _ClientId, who: LivePerson, session: Session, now: Now) -> Response:
    """Take it back."""
    client = await session.get(Client, client_id)
    if client is None or not await actions.consents.revoke(session, _own(who).id, client, at=now):
        raise NotFound
    return Response(status_code=204)
