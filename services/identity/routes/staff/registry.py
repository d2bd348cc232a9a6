"""The registry of clients (RFC 7591's fields), kept by the province's administrators, open to its auditors to read."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import Once
from kit.pages import Cursor, Limit, Page, decode, encode
from kit.people import Officer, Person, require
from kit.problems import ChangedMeanwhile, Conflict, Forbidden, KeyReused, NotFound, VersionMissing, problems
from services.identity import actions, queries
from services.identity.actions.clients import ClientTaken, NoSecret
from services.identity.credentials.assurance import Level
from services.identity.jurisdiction import is_whole
from services.identity.models import Client
from services.identity.problems import OutsideJurisdiction
from services.identity.provider import Here
from services.identity.routes.bearers import LivePerson, at_least
from services.identity.schemas.clients import ClientIn, ClientOut, NewClientIn, SecretOut

router = APIRouter(prefix="/v1/clients", tags=["Clients"])

Id = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{2,62}$", description="client_id", examples=["demo-web"])]


async def reader(
    who: Annotated[Officer, Depends(require(Officer, "administrator", "auditor"))], _: LivePerson, session: Session
) -> Officer:
    """An administrator or auditor of the whole province."""
    agency = await queries.agencies.find_agency(session, who.agency)
    above = await queries.agencies.find_agency(session, agency.parent_code or "") if agency else None
    if agency is None or not is_whole(agency.kind, above.kind if above else None):
        raise OutsideJurisdiction
    return who


async def writer(
    who: Annotated[Officer, Depends(require(Officer, "administrator"))],
    _: Annotated[Person, Depends(at_least(Level.SUBSTANTIAL))],
    of_province: Annotated[Officer, Depends(reader)],
) -> Officer:
    """An administrator of the whole province who proved to be themselves a moment ago, with two factors."""
    assert who.id == of_province.id
    return who


Reader = Annotated[Officer, Depends(reader)]
Writer = Annotated[Officer, Depends(writer)]


async def registered(client_id: Id, _: Reader, session: Session) -> Client:
    """A client of the registry; NotFound otherwise."""
    found = await queries.clients.find_registered(session, client_id)
    if found is None:
        raise NotFound
    return found


async def held(client_id: Id, _: Writer, session: Session) -> Client:
    """A client of the registry that nobody else changes meanwhile; NotFound otherwise."""
    found = await queries.clients.find_registered(session, client_id, is_locked=True)
    if found is None:
        raise NotFound
    return found


def seen_at(
    if_match: Annotated[
        str | None, Header(max_length=40, description="`ETag` đã đọc / as read", examples=['"1767225600000000"'])
    ] = None,
) -> datetime:
    """The change an update builds on: VersionMissing without one, ChangedMeanwhile for a tag that is none of ours."""
    if if_match is None:
        raise VersionMissing
    digits = if_match.strip('"')
    if not (if_match == f'"{digits}"' and digits.isascii() and digits.isdigit() and len(digits) <= 17):
        raise ChangedMeanwhile
    seconds, micros = divmod(int(digits), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


Known = Annotated[Client, Depends(registered)]
Held = Annotated[Client, Depends(held)]
SeenAt = Annotated[datetime, Depends(seen_at)]


def marks(client: Client) -> dict[str, str]:
    """The headers of an answer with a client: its version."""
    whole = int(client.changed_at.replace(microsecond=0).timestamp()) * 1_000_000 + client.changed_at.microsecond
    return {"ETag": f'"{whole}"', "Cache-Control": "no-store"}


@router.get(
    "",
    summary="Danh sách ứng dụng / List clients",
    description="Clients by id, disabled ones included.",
    responses=problems(Forbidden),
)
async def list_clients(
    _: Reader, session: Session, here: Here, *, cursor: Cursor = None, limit: Limit = 50
) -> Page[ClientOut]:
    """A page of clients."""
    key = here.settings.cursor_key
    after = str(decode(key, cursor, fields=1)[0]) if cursor else None
    found = await queries.clients.list_registered(session, after=after, limit=limit + 1)
    onward = encode(key, found[limit - 1].id) if len(found) > limit else None
    return Page[ClientOut](items=[ClientOut.of(one) for one in found[:limit]], next=onward)


@router.post(
    "",
    status_code=201,
    summary="Đăng ký ứng dụng / Register a client",
    description="Every fault is told at once. A client that authenticates with a secret is given one at "
    "`POST /v1/clients/{client_id}/secret`.",
    response_model=ClientOut,
    responses=problems(Forbidden, ClientTaken, KeyReused),
)
async def register_client(wanted: NewClientIn, who: Writer, *, session: Session, now: Now, once: Once) -> Response:
    """A new client."""
    made = await actions.clients.register(session, wanted.id, wanted.registration(), by=who.id, at=now)
    headers = marks(made) | {"Location": f"/v1/clients/{made.id}"}
    return await once.keep(session, 201, ClientOut.of(made), headers=headers)


@router.get(
    "/{client_id}",
    summary="Một ứng dụng / One client",
    description="A client as it is registered.",
    responses=problems(Forbidden, NotFound),
)
async def show_client(client: Known, response: Response) -> ClientOut:
    """One client."""
    response.headers.update(marks(client))
    return ClientOut.of(client)


@router.put(
    "/{client_id}",
    summary="Sửa ứng dụng / Change a client",
    description="The whole registration anew; needs If-Match. Its secret stays, unless it authenticates otherwise now.",
    responses=problems(Forbidden, NotFound, ChangedMeanwhile, VersionMissing),
)
async def change_client(
    wanted: ClientIn, client: Held, who: Writer, *, seen: SeenAt, session: Session, now: Now, response: Response
) -> ClientOut:
    """The client as it is now."""
    await actions.clients.change(session, client, wanted.registration(), seen_at=seen, by=who.id, at=now)
    response.headers.update(marks(client))
    return ClientOut.of(client)


@router.post(
    "/{client_id}/secret",
    status_code=201,
    summary="Cấp mật khẩu mới cho ứng dụng / Give a client a new secret",
    description="The secret is told in this answer alone: we keep only its digest, a repeated request is answered "
    "without it. The secret in use until now is good for another 24 hours.",
    response_model=SecretOut,
    responses=problems(Forbidden, NotFound, NoSecret, Conflict, KeyReused),
)
async def give_secret(client: Held, who: Writer, *, session: Session, now: Now, once: Once) -> Response:
    """The new secret."""
    secret = await actions.clients.give_secret(session, client, by=who.id, at=now)
    told = SecretOut(client_id=client.id, older_secret_until=client.older_secret_until)
    kept = await once.keep(session, 201, told, headers={"Cache-Control": "no-store"})
    content = told.model_copy(update={"secret": secret}).model_dump_json()
    return Response(content, kept.status_code, {"Cache-Control": "no-store"}, "application/json")


@router.put(
    "/{client_id}/disablement",
    status_code=204,
    summary="Ngừng ứng dụng / Disable a client",
    description="It gets no more tokens, and what it was granted is over at once.",
    responses=problems(Forbidden, NotFound),
)
async def disable_client(client: Held, who: Writer, *, session: Session, now: Now) -> None:
    """Disabled."""
    await actions.clients.disable(session, client, by=who.id, at=now)


@router.delete(
    "/{client_id}/disablement",
    status_code=204,
    summary="Cho ứng dụng hoạt động lại / Enable a client",
    description="It may ask for tokens again; what was revoked stays so.",
    responses=problems(Forbidden, NotFound),
)
async def enable_client(client: Held, who: Writer, *, session: Session, now: Now) -> None:
    """Enabled."""
    await actions.clients.enable(session, client, by=who.id, at=now)
