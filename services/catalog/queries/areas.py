"""Reads of administrative units, always as they were on a day."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.orm.util import AliasedClass

from services.catalog.models import UNRECORDED, Area, AreaLevel, AreaSuccession
from services.catalog.queries import Found, Place
from services.catalog.searching import Wanted


class Filters(NamedTuple):
    """What a list is narrowed to; None leaves it open."""

    level: AreaLevel | None = None
    parent: str | None = None


async def search(
    session: AsyncSession,
    wanted: Wanted | None,
    *,
    on: date,
    filters: Filters,
    after: Place,
    limit: int,
    candidates: int,
) -> list[Found]:
    """Units in use on the day, best first: exact code or name, name begins, words in the name. No words: by code."""
    fitting = select(Area.id).where(_used(Area, on), *_conditions(filters))
    if wanted is not None:
        query = func.to_tsquery("simple", wanted.anywhere)
        fitting = fitting.where(Area.search.op("@@")(query)).limit(candidates)
    chosen = fitting.cte("candidates").prefix_with("MATERIALIZED")
    band, size = _rank(wanted)
    place = tuple_(band, size, Area.code)
    found = await session.execute(
        select(band, size, Area.code, _item(on))
        .where(Area.id.in_(select(chosen.c.id)), place > tuple_(*(literal(part) for part in after)))
        .order_by(band, size, Area.code)
        .limit(limit)
    )
    return [Found(Place(band, size, code), item) for band, size, code, item in found]


async def one(session: AsyncSession, code: str, *, on: date) -> str | None:
    """JSON of the unit that had the code on the day; None when none had."""
    return await session.scalar(select(_item(on)).where(Area.code == code, _used(Area, on)))


def _used(area: type[Area] | AliasedClass[Area], on: date) -> ColumnElement[bool]:
    return (area.valid_from <= on) & or_(area.valid_to.is_(None), area.valid_to >= on)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.level is not None:
        conditions.append(Area.level == filters.level)
    if filters.parent is not None:
        conditions.append(Area.parent_code == filters.parent)
    return conditions


def _rank(wanted: Wanted | None) -> tuple[ColumnElement[int], ColumnElement[int]]:
    if wanted is None:
        return literal(0), literal(0)
    phrase = wanted.phrase
    band = case(
        ((Area.code == phrase) | (Area.folded == phrase) | (func.fold(Area.full_name) == phrase), 0),
        (func.starts_with(Area.folded, phrase), 1),
        else_=2,
    )
    return band, func.length(Area.folded)


def _item(on: date) -> ColumnElement[str]:
    document = func.json_build_object(
        "code", Area.code,
        "level", Area.level,
        "type", Area.type,
        "name", Area.name,
        "full_name", Area.full_name,
        "name_en", Area.name_en,
        "valid_from", func.nullif(Area.valid_from, UNRECORDED),
        "valid_to", Area.valid_to,
        "parent", _parent(on),
        "predecessors", _related(AreaSuccession.successor_id, AreaSuccession.predecessor_id),
        "successors", _related(AreaSuccession.predecessor_id, AreaSuccession.successor_id),
    )  # fmt: skip
    return cast(document, Text)


def _brief(area: type[Area]) -> ColumnElement[object]:
    return func.json_build_object(
        "code", area.code,
        "full_name", area.full_name,
        "valid_from", func.nullif(area.valid_from, UNRECORDED),
        "valid_to", area.valid_to,
    )  # fmt: skip


def _parent(on: date) -> ColumnElement[object]:
    parent = aliased(Area)
    return (
        select(_brief(parent))
        .where(parent.code == Area.parent_code, _used(parent, on), parent.level != Area.level)
        .correlate(Area)
        .limit(1)
        .scalar_subquery()
    )


def _related(from_: InstrumentedAttribute[object], to: InstrumentedAttribute[object]) -> ColumnElement[object]:
    other = aliased(Area)
    listed = func.json_agg(_brief(other)).label("listed")
    rows = (
        select(listed)
        .select_from(AreaSuccession)
        .join(other, other.id == to)
        .where(from_ == Area.id)
        .correlate(Area)
        .scalar_subquery()
    )
    return func.coalesce(rows, func.json_build_array())
