"""Revisions into REST shapes: the public is told what was published, editors also who wrote it. Pure."""

from services.catalog.content import read
from services.catalog.models import Procedure, Revision
from services.catalog.schemas.revisions import RevisionLine, RevisionWhole


def line(procedure: Procedure, revision: Revision, *, is_inside: bool) -> RevisionLine:
    """A revision in a list. `is_inside`: the reader may see drafts, and who wrote them."""
    return RevisionLine(
        id=revision.id,
        procedure_code=procedure.code,
        number=revision.number,
        status=revision.status,
        origin=revision.origin,
        name=revision.content["name"],
        note=revision.note if is_inside else None,
        drafted_at=revision.drafted_at if is_inside else None,
        drafted_by=revision.drafted_by if is_inside else None,
        published_at=revision.published_at,
        published_by=revision.published_by if is_inside else None,
        effective_from=revision.effective_from,
        effective_to=revision.effective_to,
    )


def whole(procedure: Procedure, revision: Revision, *, is_inside: bool) -> RevisionWhole:
    """A revision with all it says."""
    told = line(procedure, revision, is_inside=is_inside)
    return RevisionWhole(
        **{name: getattr(told, name) for name in RevisionLine.model_fields},
        version=revision.version,
        content=read(revision.content),
    )
