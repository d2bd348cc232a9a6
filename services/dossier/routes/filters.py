"""Filters of the worklist somebody keeps: their own, nobody else's."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import ChangedMeanwhile, Forbidden, KeyReused, NotFound, VersionMissing, problems
from kit.versions import SeenVersion, etag
from services.dossier import queries
from services.dossier.actions import filters
from services.dossier.problems import TitleTaken, TooManyFilters
from services.dossier.routes.arguments import Clerk
from services.dossier.schemas.worklists import FilterPatch, NewFilter, SavedFilterOut

router = APIRouter(prefix="/v1/worklist/filters", tags=["worklist"])

FilterId = Annotated[
    UUID,
    Path(
        description="`id` của bộ lọc: GET /v1/worklist/filters / the filter's `id`",
        examples=["3f0a5b5e-8f5d-4b7e-9a51-0a4f6f2d7c11"],
    ),
]
PRIVATE = {"Cache-Control": "no-store"}


@router.get("", summary="Bộ lọc đã lưu / Saved filters", responses=problems(Forbidden))
async def list_filters(clerk: Clerk, session: Session, response: Response) -> list[SavedFilterOut]:
    """Của riêng mình, theo tên. / One's own, by title."""
    response.headers.update(PRIVATE)
    return [SavedFilterOut.of(one) for one in await queries.filters(session, clerk)]


@router.post(
    "",
    status_code=201,
    summary="Lưu bộ lọc / Save a filter",
    response_model=SavedFilterOut,
    responses=problems(Forbidden, TooManyFilters, TitleTaken, InFlight, KeyReused),
)
async def save_filter(wanted: NewFilter, *, clerk: Clerk, session: Session, once: Once, now: Now) -> Response:
    """Tối đa 50 bộ lọc, mỗi tên một lần. / Up to 50, each title once."""
    content = wanted.filter.model_dump(mode="json", exclude_none=True)
    kept = await filters.keep(session, clerk, title=wanted.title, content=content, at=now)
    marks = PRIVATE | {"ETag": etag(kept.version)}
    return await once.keep(session, 201, SavedFilterOut.of(kept), headers=marks)


@router.patch(
    "/{filter_id}",
    summary="Sửa bộ lọc / Change a filter",
    responses=problems(Forbidden, NotFound, ChangedMeanwhile, VersionMissing, TitleTaken),
)
async def change_filter(
    filter_id: FilterId,
    patch: FilterPatch,
    *,
    clerk: Clerk,
    session: Session,
    version: SeenVersion,
    now: Now,
    response: Response,
) -> SavedFilterOut:
    """Đổi tên hoặc nội dung. / Its title, or what it filters."""
    kept = await queries.filter_of(session, clerk, filter_id)
    if kept is None:
        raise NotFound
    changes: dict[str, object] = {"title": patch.title} if patch.title is not None else {}
    if patch.filter is not None:
        changes["content"] = patch.filter.model_dump(mode="json", exclude_none=True)
    changed = await filters.change(session, kept, version=version, changes=changes, at=now)
    response.headers.update(PRIVATE | {"ETag": etag(changed.version)})
    return SavedFilterOut.of(changed)


@router.delete(
    "/{filter_id}",
    status_code=204,
    summary="Xóa bộ lọc / Delete a filter",
    responses=problems(Forbidden, NotFound, ChangedMeanwhile, VersionMissing),
)
async def delete_filter(filter_id: FilterId, *, clerk: Clerk, session: Session, version: SeenVersion) -> None:
    """Không lấy lại được. / It is gone."""
    if await queries.filter_of(session, clerk, filter_id) is None:
        raise NotFound
    await filters.forget(session, filter_id, version=version)
