"""The search over procedures: everybody may ask."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import SecretStr

from kit.clock import Now
from kit.db import statements
from kit.pages import decode, encode
from kit.people import anyone
from kit.problems import Unavailable, problems
from services.catalog.queries import procedures
from services.catalog.routes.arguments import SAME, Given, today
from services.catalog.routes.caching import shown, tag, unchanged
from services.catalog.schemas.procedures import ProceduresAsked, ProceduresFound
from services.catalog.search.catalogue import Catalogue
from services.catalog.search.freshness import Search
from services.catalog.search.index import Filters

router = APIRouter(dependencies=[Depends(anyone)])

_SHAPE = 2
"""Raised when the answer's shape or order changes without a change of the catalog: clients then ask anew."""


async def search_of(request: Request) -> Search:
    """The search of this program."""
    search = request.app.state.search
    assert isinstance(search, Search)
    return search


@router.get(
    "/v1/procedures",
    summary="Tìm thủ tục hành chính / Search procedures",
    response_model=ProceduresFound,
    responses=problems(Unavailable) | SAME,
)
async def list_procedures(
    request: Request,
    search: Annotated[Search, Depends(search_of)],
    settings: Given,
    now: Now,
    asked: Annotated[ProceduresAsked, Query()],
) -> Response:
    """Nói như người dân nói: có dấu hoặc không dấu, từ chưa gõ hết, từ đồng nghĩa, mã thủ tục; gần nhất trước.

    Words may be missing from what is found; `suggestion` is what was probably meant by a misspelt question. Without
    words: all procedures, by code.
    """
    on, edition = today(now), await search.edition()
    etag = tag(f"{_SHAPE} {edition} {on} {asked.model_dump_json()}".encode())
    if same := unchanged(request, etag):
        return same
    if asked.q is None:
        return shown(await _listed(request, asked, settings.cursor_key, on=on), etag)
    return shown(await _found(search, edition, asked, settings.cursor_key, on=on), etag)


async def _listed(request: Request, asked: ProceduresAsked, key: SecretStr, *, on: date) -> bytes:
    (after,) = decode(key, asked.cursor, fields=1) if asked.cursor else ("",)
    async with statements(request.app) as session:
        rows = await procedures.listed(session, _filters(asked), on=on, after=str(after), limit=asked.limit + 1)
    page = rows[: asked.limit]
    following = encode(key, page[-1].code) if len(rows) > len(page) else None
    return _page([row.item.encode() for row in page], following, suggestion=None)


async def _found(search: Search, edition: int, asked: ProceduresAsked, key: SecretStr, *, on: date) -> bytes:
    begun, position = _place(asked, key)
    catalogue: Catalogue = search.kept(begun) or await search.catalogue(edition)
    found = catalogue.search(asked.q or "", _filters(asked), on=on)
    end = position + asked.limit
    following = encode(key, catalogue.edition, end) if len(found.hits) > end else None
    return _page(catalogue.snapshot.items(found.hits[position:end]), following, suggestion=found.suggestion)


def _place(asked: ProceduresAsked, key: SecretStr) -> tuple[int, int]:
    """The edition a list was begun in and the position it goes on from. (-1, 0): a new list."""
    if asked.cursor is None:
        return -1, 0
    edition, position = decode(key, asked.cursor, fields=2)
    return int(edition or 0), int(position or 0)


def _filters(asked: ProceduresAsked) -> Filters:
    return Filters(asked.field, asked.level, asked.agency, asked.applicant, asked.online, asked.ward)


def _page(items: list[bytes], following: str | None, *, suggestion: str | None) -> bytes:
    end = ProceduresFound(items=[], next=following, suggestion=suggestion).model_dump_json(exclude={"items"})
    return b'{"items":[' + b",".join(items) + b"]," + end.removeprefix("{").encode()
