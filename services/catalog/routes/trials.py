"""Trying a revision before it holds: what it says otherwise, and what it would have meant for accepted dossiers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from kit.db import Session
from kit.people import anyone
from kit.problems import NotFound, problems
from services.catalog import comparing, trying
from services.catalog.content import read
from services.catalog.queries import revisions as queries
from services.catalog.routes.arguments import Given
from services.catalog.routes.editors import REFUSALS, Visitor
from services.catalog.routes.revisions import Overseen, Readable, readable
from services.catalog.schemas import trials as schemas

router = APIRouter()


@router.get(
    "/v1/revisions/{revision_id}/diff",
    dependencies=[Depends(anyone)],
    summary="So sánh hai phiên bản / Compare two revisions",
    description="What it says otherwise than `against`, or than the published revision before it. Things are compared "
    "by their ids, not by their place.",
    responses=problems(NotFound),
)
async def compare_revisions(
    found: Readable,
    who: Visitor,
    session: Session,
    *,
    against: Annotated[UUID | None, Query(description="id của phiên bản kia / of the other revision")] = None,
) -> schemas.DiffOut:
    """The changes."""
    procedure, revision = found
    if against is None:
        other = await queries.newest(session, procedure.id, below=revision.number)
    else:
        other = (await readable(against, who, session))[1]
    if other is None:
        raise NotFound
    told = comparing.changes(read(other.content), read(revision.content))
    items = [schemas.ChangeOut(**one._asdict()) for one in told]
    return schemas.DiffOut(revision_id=revision.id, against=other.id, changes=items)


@router.post(
    "/v1/revisions/{revision_id}/simulation",
    summary="Thử bản nháp trên hồ sơ đã nhận / Try a draft on accepted dossiers",
    description="The newest accepted dossiers of the procedure, reckoned under the revision they were accepted by and "
    "under this one: fee, due date, competent agency, validity. Ids only, nothing personal.",
    responses=problems(*REFUSALS, NotFound),
)
async def simulate_revision(
    wanted: schemas.SimulationIn, found: Overseen, session: Session, settings: Given
) -> schemas.SimulationOut:
    """How it went."""
    trial = await trying.simulate(session, *found, last=wanted.last, province=settings.province_code)
    items = [schemas.DifferenceOut(**one._asdict()) for one in trial.differences]
    changed = len({one.dossier_id for one in trial.differences})
    return schemas.SimulationOut(
        tried=trial.tried, skipped=trial.skipped, changed=changed, counts=trial.counts(), differences=items
    )
