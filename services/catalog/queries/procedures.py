"""Reads of procedures: the ranked search and the revision in force."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Text, case, cast, func, literal, or_, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.catalog.content import Applicant, Level
from services.catalog.models import Procedure, Revision
from services.catalog.queries import Found, Place
from services.catalog.searching import Wanted

_PREFIX = "thu tuc "
"""Half of the names begin with the word "Thủ tục", which nobody types."""


class Filters(NamedTuple):
    """What a list is narrowed to; None leaves it open."""

    field: str | None = None
    level: Level | None = None
    agency: AgencyKind | None = None
    applicant: Applicant | None = None


async def search(
    session: AsyncSession, wanted: Wanted | None, *, filters: Filters, after: Place, limit: int, candidates: int
) -> list[Found]:
    """Procedures that fit, best first: code, name, beginning of a name, phrase or words in it, words elsewhere.

    Without words all procedures, by code. At most 2 x `candidates` rows are ranked.
    """
    conditions = _conditions(filters)
    band, size = _rank(wanted)
    rows = select(band, size, Procedure.code, _item())
    if wanted is None:
        rows = rows.where(*conditions)
    else:
        rows = rows.where(Procedure.id.in_(_candidates(wanted, conditions, candidates)))
    place = tuple_(band, size, Procedure.code)
    rows = rows.where(place > tuple_(*(literal(part) for part in after))).order_by(band, size, Procedure.code)
    found = await session.execute(rows.limit(limit))
    return [Found(Place(band, size, code), item) for band, size, code, item in found]


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


def _rank(wanted: Wanted | None) -> tuple[ColumnElement[int], ColumnElement[int]]:
    if wanted is None:
        return literal(0), literal(0)
    phrase, name = wanted.phrase, Procedure.folded
    band = case(
        (func.fold(Procedure.code) == phrase, 0),
        (name.in_([phrase, _PREFIX + phrase]), 1),
        (func.starts_with(name, phrase) | func.starts_with(name, _PREFIX + phrase), 2),
        (func.strpos(" " + name, " " + phrase) > 0, 3),
        (Procedure.search.op("@@")(_query(wanted.in_name)), 4),
        else_=5,
    )
    return band, func.length(name)


def _candidates(wanted: Wanted, conditions: list[ColumnElement[bool]], most: int) -> Select[tuple[object]]:
    """Ids worth ranking: those matched by name first, so that a cap never drops them for words elsewhere."""
    parts = [
        select(Procedure.id).where(Procedure.search.op("@@")(_query(query)), *conditions).limit(most).subquery()
        for query in (wanted.in_name, wanted.anywhere)
    ]
    every = union(*(select(part.c.id) for part in parts)).cte("candidates").prefix_with("MATERIALIZED")
    return select(every.c.id)


def _query(text: str) -> ColumnElement[object]:
    return func.to_tsquery("simple", text)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    words = (
        (Procedure.levels, filters.level),
        (Procedure.agency_kinds, filters.agency),
        (Procedure.applicants, filters.applicant),
    )
    conditions: list[ColumnElement[bool]] = [column.contains([word]) for column, word in words if word is not None]
    if filters.field is not None:
        conditions.append(func.fold(Procedure.field) == func.fold(filters.field))
    return conditions
