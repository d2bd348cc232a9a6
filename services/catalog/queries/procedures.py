"""Reads of procedures: the list by code and the revision in force. The ranked search is in `search`."""

from datetime import date

from sqlalchemy import ColumnElement, Row, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import Procedure, Revision
from services.catalog.queries import Listed
from services.catalog.search.index import Filters


async def listed(session: AsyncSession, filters: Filters, *, on: date, after: str, limit: int) -> list[Listed]:
    """Procedures offered on the day, by code, from the one after `after` on."""
    is_offered = (Procedure.changed_in > 0) & or_(Procedure.closed_on.is_(None), Procedure.closed_on > on)
    rows = await session.execute(
        select(Procedure.code, _item())
        .where(is_offered, Procedure.code > after, *_conditions(filters))
        .order_by(Procedure.code)
        .limit(limit)
    )
    return [Listed(code, item) for code, item in rows]


async def in_force(session: AsyncSession, code: str, *, on: date) -> Row[Procedure, Revision] | None:
    """The procedure and its revision in force on the day; None when there was none."""
    rows = await session.execute(
        select(Procedure, Revision)
        .join(Revision, Revision.procedure_id == Procedure.id)
        .where(
            Procedure.code == code,
            Revision.published_at.is_not(None),
            Revision.effective_from <= on,
            or_(Revision.effective_to.is_(None), Revision.effective_to >= on),
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return rows.one_or_none()


def _item() -> ColumnElement[str]:
    document = func.json_build_object(
        "code", Procedure.code,
        "name", Procedure.name,
        "field", Procedure.field,
        "levels", Procedure.levels,
        "online_level", Procedure.online_level,
        "agency_kinds", Procedure.agency_kinds,
        "applicants", Procedure.applicants,
    )  # fmt: skip
    return cast(document, Text)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    words = (
        (Procedure.levels, filters.level),
        (Procedure.agency_kinds, filters.agency),
        (Procedure.applicants, filters.applicant),
    )
    conditions: list[ColumnElement[bool]] = [column.contains([word]) for column, word in words if word is not None]
    if filters.field is not None:
        conditions.append(func.fold(Procedure.field) == func.fold(filters.field))
    if filters.online is not None:
        conditions.append(Procedure.online_level == filters.online)
    if filters.ward is not None:
        everywhere = func.jsonb_array_length(Procedure.ward_codes) == 0
        conditions.append(or_(everywhere, Procedure.ward_codes.contains([filters.ward])))
    return conditions
