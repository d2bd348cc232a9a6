"""Revisions: administrators of the province draft, check and publish them; what was published everybody reads."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, encode
from kit.people import anyone
from kit.problems import ChangedMeanwhile, KeyReused, NotFound, VersionMissing, problems
from kit.versions import SeenVersion
from services.catalog import revising, showing_revisions
from services.catalog.actions import publishing
from services.catalog.actions import revisions as actions
from services.catalog.merging import merged
from services.catalog.models import Procedure, Revision
from services.catalog.problems import CodeTaken, DraftExists, Faulty, NotNow, ProcedureOver
from services.catalog.queries import revisions as queries
from services.catalog.routes.arguments import Given, ProcedureCode, number_of, today
from services.catalog.routes.editors import REFUSALS, Editing, Overseeing, Visitor, check_fields
from services.catalog.schemas import revisions as schemas
from services.catalog.schemas.faults import FaultOut

router = APIRouter()

RevisionId = Annotated[UUID, Path(description="id", examples=["3f0e2c1a-8c55-4b1e-9d0a-0d8e5f1a7b11"])]


async def known(code: ProcedureCode, session: Session) -> Procedure:
    """A procedure of the catalog; NotFound otherwise."""
    found = await queries.procedure(session, code)
    if found is None:
        raise NotFound
    return found


async def own_procedure(code: ProcedureCode, who: Editing, session: Session) -> Procedure:
    """A procedure of the editor's fields, that nobody else changes meanwhile."""
    found = await queries.procedure(session, code, is_locked=True)
    if found is None:
        raise NotFound
    check_fields(who, found.field)
    return found


async def own(revision_id: RevisionId, who: Editing, session: Session) -> tuple[Procedure, Revision]:
    """A revision of the editor's fields, that nobody else changes meanwhile."""
    found = await queries.revision(session, revision_id, is_locked=True)
    if found is None:
        raise NotFound
    check_fields(who, found[0].field)
    return found


async def readable(revision_id: RevisionId, who: Visitor, session: Session) -> tuple[Procedure, Revision]:
    """A revision that was published, or any for those who may see drafts; NotFound otherwise."""
    found = await queries.revision(session, revision_id)
    if found is None or (found[1].status not in revising.PUBLIC and who is None):
        raise NotFound
    return found


async def overseen(revision_id: RevisionId, _: Overseeing, session: Session) -> tuple[Procedure, Revision]:
    """Any revision, for those who may see drafts; NotFound for an unknown one."""
    found = await queries.revision(session, revision_id)
    if found is None:
        raise NotFound
    return found


Known = Annotated[Procedure, Depends(known)]
OwnProcedure = Annotated[Procedure, Depends(own_procedure)]
Own = Annotated[tuple[Procedure, Revision], Depends(own)]
Readable = Annotated[tuple[Procedure, Revision], Depends(readable)]
Overseen = Annotated[tuple[Procedure, Revision], Depends(overseen)]


def marks(revision: Revision) -> dict[str, str]:
    """The headers of an answer with a revision."""
    return {"ETag": f'"{revision.version}"', "Cache-Control": "no-store"}


@router.post(
    "/v1/procedures",
    status_code=201,
    summary="Thêm thủ tục / Enter a procedure",
    description="A new procedure, as the draft of its first revision; nobody else sees it until it is published.",
    response_model=schemas.RevisionWhole,
    responses=problems(*REFUSALS, CodeTaken, InFlight, KeyReused),
)
async def enter_procedure(
    wanted: schemas.ProcedureIn, who: Editing, *, session: Session, now: Now, once: Once
) -> Response:
    """The draft."""
    check_fields(who, wanted.content.fields[0])
    made = await actions.enter(session, wanted.code, wanted.content, note=wanted.note, by=who.id, at=now)
    return await once.keep(session, 201, _whole(made), headers=_made(made[1]))


@router.get(
    "/v1/procedures/{code}/revisions",
    dependencies=[Depends(anyone)],
    summary="Các phiên bản của thủ tục / Revisions of a procedure",
    description="The newest first. Editors and auditors see drafts too.",
    responses=problems(NotFound),
)
async def list_revisions(
    procedure: Known, who: Visitor, session: Session, settings: Given, *, cursor: Cursor = None, limit: Limit = 20
) -> Page[schemas.RevisionLine]:
    """A page of its history."""
    before = number_of(cursor, settings.cursor_key)
    found = await queries.history(session, procedure.id, before=before, limit=limit + 1, is_whole=who is not None)
    if not found and who is None and before is None:
        raise NotFound
    items = [showing_revisions.line(procedure, one, is_inside=who is not None) for one in found[:limit]]
    onward = encode(settings.cursor_key, found[limit - 1].number) if len(found) > limit else None
    return Page[schemas.RevisionLine](items=items, next=onward)


@router.post(
    "/v1/procedures/{code}/revisions",
    status_code=201,
    summary="Soạn phiên bản mới / Begin a draft",
    description="A draft that says what was published last, or what `template` says. A procedure has one draft at a "
    "time: where there is one, `Location` of the refusal tells which.",
    response_model=schemas.RevisionWhole,
    responses=problems(*REFUSALS, NotFound, DraftExists, ProcedureOver, InFlight, KeyReused),
)
async def begin_draft(
    wanted: schemas.DraftIn, procedure: OwnProcedure, who: Editing, *, session: Session, now: Now, once: Once
) -> Response:
    """The draft."""
    template = None
    if wanted.template is not None:
        model = await queries.procedure(session, wanted.template)
        template = None if model is None else await queries.newest(session, model.id)
        if template is None:
            raise NotFound
    made = await actions.draft(session, procedure, template, note=wanted.note, by=who.id, at=now)
    return await once.keep(session, 201, _whole((procedure, made)), headers=_made(made))


@router.get(
    "/v1/revisions/{revision_id}",
    dependencies=[Depends(anyone)],
    summary="Một phiên bản / One revision",
    description="All it says. What is not published is there for editors and auditors only.",
    responses=problems(NotFound),
)
async def show_revision(found: Readable, who: Visitor, response: Response) -> schemas.RevisionWhole:
    """The revision."""
    response.headers.update(marks(found[1]))
    return _whole(found, is_inside=who is not None)


@router.put(
    "/v1/revisions/{revision_id}",
    summary="Sửa bản nháp / Change a draft",
    description="The whole content anew; needs If-Match. Blocks of the library are written out when it is kept.",
    responses=problems(*REFUSALS, NotFound, NotNow, ChangedMeanwhile, VersionMissing),
)
async def change_draft(
    content: Annotated[schemas.ContentIn, Body()],
    found: Own,
    who: Editing,
    *,
    seen: SeenVersion,
    session: Session,
    now: Now,
    response: Response,
) -> schemas.RevisionWhole:
    """The draft as it is now."""
    check_fields(who, content.fields[0])
    await actions.edit(session, found[1], content, seen=seen, by=who.id, at=now)
    response.headers.update(marks(found[1]))
    return _whole(found)


@router.patch(
    "/v1/revisions/{revision_id}",
    summary="Sửa một phần bản nháp / Change parts of a draft",
    description="A JSON merge patch (RFC 7396) of the content; needs If-Match.",
    responses=problems(*REFUSALS, NotFound, NotNow, ChangedMeanwhile, VersionMissing),
)
async def patch_draft(
    patch: Annotated[dict[str, Any], Body(examples=[{"portal_url": "https://dichvucong.gov.vn"}])],
    found: Own,
    who: Editing,
    *,
    seen: SeenVersion,
    session: Session,
    now: Now,
    response: Response,
) -> schemas.RevisionWhole:
    """The draft as it is now."""
    content = merged(found[1].content, patch)
    check_fields(who, content.fields[0])
    await actions.edit(session, found[1], content, seen=seen, by=who.id, at=now)
    response.headers.update(marks(found[1]))
    return _whole(found)


@router.delete(
    "/v1/revisions/{revision_id}",
    status_code=204,
    summary="Bỏ bản nháp / Discard a draft",
    description="The draft is given up. What was published cannot be taken back: publish another from the same day on.",
    responses=problems(*REFUSALS, NotFound, NotNow),
)
async def discard_draft(found: Own, session: Session) -> None:
    """Discarded."""
    await actions.discard(session, found[1])


@router.post(
    "/v1/revisions/{revision_id}/check",
    summary="Kiểm tra bản nháp / Check a draft",
    description="Everything that keeps it from being published, without publishing it.",
    responses=problems(*REFUSALS, NotFound),
)
async def check_draft(wanted: schemas.CheckIn, found: Overseen, session: Session, now: Now) -> schemas.CheckOut:
    """Its faults."""
    on = max(wanted.effective_from or today(now), today(now))
    faults = await publishing.check(session, *found, on=on)
    told = [FaultOut.of(one) for one in faults]
    return schemas.CheckOut(faults=told)


@router.post(
    "/v1/revisions/{revision_id}/publication",
    status_code=201,
    summary="Công bố phiên bản / Publish a revision",
    description="It holds from `effective_from` on, today at the earliest, and ends the revision before. Every fault "
    "is told at once. It cannot be taken back; another one may follow from the same day on.",
    response_model=schemas.RevisionWhole,
    responses=problems(
        *REFUSALS, NotFound, Faulty, NotNow, ProcedureOver, ChangedMeanwhile, VersionMissing, InFlight, KeyReused
    ),
)
async def publish_revision(
    wanted: schemas.PublicationIn,
    found: Own,
    who: Editing,
    *,
    seen: SeenVersion,
    session: Session,
    now: Now,
    once: Once,
) -> Response:
    """The revision as it is now."""
    procedure, revision = found
    check_fields(who, revision.content["fields"][0])  # a template may have brought the field of another editor
    await publishing.publish(
        session, procedure, revision, effective_from=wanted.effective_from, seen=seen, by=who.id, at=now
    )
    return await once.keep(session, 201, _whole(found), headers=marks(revision))


@router.post(
    "/v1/procedures/{code}/closure",
    status_code=201,
    summary="Bãi bỏ thủ tục / Close a procedure",
    description="It is not offered from `closed_on` on; its draft is given up. Until that day another day may be set "
    "the same way; a procedure that is closed stays so.",
    response_model=schemas.ClosureOut,
    responses=problems(*REFUSALS, NotFound, NotNow, ProcedureOver, InFlight, KeyReused),
)
async def close_procedure(
    wanted: schemas.ClosureIn, procedure: OwnProcedure, *, session: Session, now: Now, once: Once
) -> Response:
    """The closure."""
    await publishing.close(session, procedure, closed_on=wanted.closed_on, replaced_by=wanted.replaced_by, at=now)
    told = schemas.ClosureOut(code=procedure.code, closed_on=wanted.closed_on, replaced_by=wanted.replaced_by)
    return await once.keep(session, 201, told)


def _made(revision: Revision) -> dict[str, str]:
    return marks(revision) | {"Location": actions.place(revision)}


def _whole(found: tuple[Procedure, Revision], *, is_inside: bool = True) -> schemas.RevisionWhole:
    return showing_revisions.whole(*found, is_inside=is_inside)
