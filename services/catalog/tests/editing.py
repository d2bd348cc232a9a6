"""An administrator's desk in tests: the province's agencies, who may edit, a revision without a fault."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from kit.people import Officer
from kit.testing import headers, officer
from services.catalog.checking import KnownAgency
from services.catalog.content import Content, read
from services.catalog.replicas import Agency
from services.catalog.schemas.revisions import CONTENT_EXAMPLE

WARD = "10891"
AGENCIES = (
    ("H24", AgencyKind.PROVINCE_COMMITTEE, None, ()),
    ("H24.01", AgencyKind.SERVICE_CENTRE, "H24", ()),
    ("H24.91", AgencyKind.COMMUNE_COMMITTEE, "H24", (WARD,)),
    ("H24.91.01", AgencyKind.SERVICE_CENTRE, "H24.91", (WARD,)),
)
SINCE = date(2025, 7, 1)
CODE = "9.000101"


def good(**changed: Any) -> dict[str, Any]:
    """A revision's content as an editor writes it, without a fault; `changed` overrides parts of it."""
    return deepcopy(CONTENT_EXAMPLE) | changed


def content(**changed: Any) -> Content:
    """The same, read."""
    return read(good(**changed))


def known_agencies() -> tuple[KnownAgency, ...]:
    """The agencies as the checks see them."""
    return tuple(KnownAgency(code, kind, frozenset(wards), SINCE, None) for code, kind, _, wards in AGENCIES)


def add_agencies(session: AsyncSession) -> None:
    """The agencies as the catalog has heard of them."""
    for code, kind, parent, wards in AGENCIES:
        session.add(
            Agency(
                code=code,
                name=code,
                kind=kind,
                parent_code=parent,
                ward_codes=list(wards),
                valid_from=SINCE,
                valid_to=None,
                changed_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )


def editor(agency: str = "H24", *, fields: tuple[str, ...] = (), acr: str | None = "substantial") -> Officer:
    """An administrator who showed two factors."""
    return replace(officer(agency, "administrator", fields=fields), acr=acr)


async def ask(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    who: Officer | None = None,
    *,
    seen: int | None = None,
    **sent: Any,
) -> httpx.Response:
    """A request of somebody; `seen` is the version in If-Match."""
    match = {} if seen is None else {"If-Match": f'"{seen}"'}
    signed = match if who is None else headers(who, **match)
    return await client.request(method, path, headers=signed, **sent)


async def drafted(client: httpx.AsyncClient, who: Officer, *, code: str = CODE, **changed: Any) -> dict[str, Any]:
    """A new procedure's first draft."""
    answer = await ask(client, "POST", "/v1/procedures", who, json={"code": code, "content": good(**changed)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def published(client: httpx.AsyncClient, who: Officer, draft: dict[str, Any], *, on: date) -> dict[str, Any]:
    """A draft, published from a day on."""
    path = f"/v1/revisions/{draft['id']}/publication"
    answer = await ask(client, "POST", path, who, seen=draft["version"], json={"effective_from": on.isoformat()})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body
