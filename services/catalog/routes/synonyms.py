"""Words people use for words of the catalogue: editors look at them and write them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from kit.clock import Now
from kit.db import Session
from kit.pages import Page, decode, encode
from kit.problems import ChangedMeanwhile, Invalid, VersionMissing, problems
from kit.versions import KnownVersion, etag
from services.catalog.actions.synonyms import put_synonym
from services.catalog.models import Synonym
from services.catalog.queries import life_events as queries
from services.catalog.routes.arguments import Given
from services.catalog.routes.editors import REFUSALS, Editing, Overseeing
from services.catalog.schemas.synonyms import SynonymIn, SynonymOut, SynonymsAsked

router = APIRouter()

Said = Annotated[
    str, Path(pattern=r"^[^\W_]+( [^\W_]+){0,5}$", max_length=60, description="1-6 từ / words", examples=["so do"])
]


@router.get(
    "/v1/synonyms",
    summary="Từ đồng nghĩa của tìm kiếm / Synonyms of the search",
    responses=problems(*REFUSALS),
)
async def list_synonyms(
    who: Overseeing, session: Session, settings: Given, asked: Annotated[SynonymsAsked, Query()]
) -> Page[SynonymOut]:
    """Người dân nói gì, danh mục gọi là gì. / What people say, what the catalogue calls it."""
    (after,) = decode(settings.cursor_key, asked.cursor, fields=1) if asked.cursor else ("",)
    rows = await queries.synonyms(session, after=str(after), limit=asked.limit + 1)
    page = rows[: asked.limit]
    following = encode(settings.cursor_key, page[-1].said) if len(rows) > len(page) else None
    return Page(items=[_out(row) for row in page], next=following)


@router.put(
    "/v1/synonyms/{said}",
    summary="Đặt từ đồng nghĩa / Write a synonym",
    responses=problems(Invalid, ChangedMeanwhile, VersionMissing, *REFUSALS),
)
async def put_word(
    said: Said, body: SynonymIn, *, who: Editing, version: KnownVersion, session: Session, now: Now, answer: Response
) -> SynonymOut:
    """`If-Match` để sửa, `If-None-Match: *` để thêm mới; tìm kiếm dùng ngay. / The search uses it at once."""
    row = await put_synonym(session, said, body.meant, seen=version, at=now)
    answer.headers["ETag"] = etag(row.version)
    return _out(row)


def _out(row: Synonym) -> SynonymOut:
    return SynonymOut(said=row.said, meant=row.meant, version=row.version)
