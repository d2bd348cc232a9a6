"""A page of the agency's open dossiers, and how many there are of each kind.

A page is one statement, PostgreSQL writes the JSON, keyset by what is due first. Every way of narrowing that can leave
few of many has its own index in that order (models/dossiers.py), so that a page costs what a page costs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, func, literal_column, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from contracts.terms import Channel
from kit.pages import encode
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import IS_OPEN, Dossier

Window = tuple[datetime | None, datetime]

ROW = (
    "id",
    "tracking_code",
    "number",
    "procedure_code",
    "procedure_name",
    "applicant_name",
    "status",
    "version",
    "submitted_at",
    "received_at",
    "due_at",
    "paused_since",
    "fee_due",
    "assigned_to",
    "step",
    "channel",
)


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which of an agency's open dossiers. None: all. `is_unassigned`: only those nobody has in hand."""

    agency_code: str
    procedures: Collection[str] | None = None
    statuses: Collection[Status] | None = None
    step: str | None = None
    due: Window | None = None
    assigned_to: UUID | None = None
    is_unassigned: bool = False
    channel: Channel | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What an open row must be besides.

        The few words of statuses and channels are written into the statement: PostgreSQL then knows how many rows each
        has, and that the partial index of the rare channels fits, also in a plan it keeps for any value.
        """
        wanted: list[ColumnElement[bool]] = [Dossier.agency_code == self.agency_code]
        if self.statuses is not None:
            wanted.append(one_of(Dossier.status, [literal_column(f"'{one.value}'") for one in sorted(self.statuses)]))
        if self.procedures is not None:
            wanted.append(one_of(Dossier.procedure_code, sorted(self.procedures)))
        if self.step is not None:
            wanted.append(Dossier.step == self.step)
        if self.due is not None:
            wanted.append(is_due(self.due))
        if self.assigned_to is not None:
            wanted.append(Dossier.assigned_to == self.assigned_to)
        if self.is_unassigned:
            wanted.append(Dossier.assigned_to.is_(None))
        if self.channel is not None:
            wanted.append(Dossier.channel == literal_column(f"'{self.channel.value}'"))
        return wanted


def one_of(column: InstrumentedAttribute[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Equality for a single value: only then is the index in the list's order."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def is_due(window: Window) -> ColumnElement[bool]:
    """Whether the clock runs and it is due within the window; `ranked_at` is the due moment where there is one."""
    since, until = window
    found = [Dossier.due_at.is_not(None), Dossier.paused_since.is_(None), Dossier.ranked_at < until]
    return and_(*found, *([Dossier.ranked_at >= since] if since else []))


def ordered(
    narrowing: Narrowing, *, after: tuple[datetime, UUID] | None, limit: int
) -> Select[object, datetime | None, UUID]:
    """A page's statement: each row's item as JSON, its rank and its id.

    The limit is written out: of one it does not know PostgreSQL expects a tenth of all rows, and sorts them.
    """
    found = select(item().label("item"), Dossier.ranked_at, Dossier.id).where(IS_OPEN, *narrowing.conditions())
    if after is not None:
        found = found.where(tuple_(Dossier.ranked_at, Dossier.id) > after)
    return found.order_by(Dossier.ranked_at, Dossier.id).limit(literal_column(str(int(limit))))


async def page(
    session: AsyncSession,
    narrowing: Narrowing,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
    key: SecretStr,
) -> bytes:
    """A page of open dossiers as JSON: `{"items": [WorklistRow, ...], "next": cursor or null}`."""
    rows = ordered(narrowing, after=after, limit=limit + 1).cte("rows")
    numbered = select(rows, func.row_number().over(order_by=(rows.c.ranked_at, rows.c.id)).label("n")).cte("numbered")
    found, n = numbered.c.item, numbered.c.n
    items, last_rank, last_id, count = (
        await session.execute(
            select(
                cast(func.json_agg(aggregate_order_by(found, n)).filter(n <= limit), Text),
                func.max(case((n == limit, numbered.c.ranked_at))),
                func.max(case((n == limit, cast(numbered.c.id, Text)))),
                func.count(),
            )
        )
    ).one()
    following = f'"{encode(key, last_rank.isoformat(), last_id)}"' if count > limit else "null"
    return f'{{"items":{items or "[]"},"next":{following}}}'.encode()


async def counted(
    session: AsyncSession, narrowing: Narrowing, *, me: UUID, windows: Sequence[Window]
) -> Sequence[Row[Any]]:
    """How many of each status, step and holder, and due in each window, in one pass over the agency's open dossiers.

    Rows: (status, step, holder, count, one count per window); `status` set: a row of statuses, `step` of steps,
    `holder` (`me`, `nobody`, `others`) of holders; none of them: of all.
    """
    holder = case((Dossier.assigned_to == me, "me"), (Dossier.assigned_to.is_(None), "nobody"), else_="others")
    step = func.coalesce(Dossier.step, "")
    rows = (
        select(Dossier.status.label("status"), step.label("step"), holder.label("holder"), Dossier.ranked_at)
        .add_columns(*(case((is_due(one), 1)).label(f"due_{at}") for at, one in enumerate(windows)))
        .where(IS_OPEN, *narrowing.conditions())
        .subquery()
    )
    told = (rows.c.status, rows.c.step, rows.c.holder)
    due = (func.count(rows.c[f"due_{at}"]) for at in range(len(windows)))
    sets = func.grouping_sets(*told, tuple_())
    return (await session.execute(select(*told, func.count(), *due).group_by(sets))).all()


def item() -> ColumnElement[object]:
    """A row of a worklist as JSON (schemas.worklists.WorklistRow; a test compares)."""
    columns = {name: Dossier.__table__.c[name] for name in ROW}
    codes: dict[Any, ColumnElement[Any]] = {
        status: literal_column(str(state.code)) for status, state in STATES.items() if state.code is not None
    }
    code = case(codes, value=Dossier.status)
    pairs = [part for name, column in columns.items() for part in (literal_column(f"'{name}'"), column)]
    return func.json_build_object(
        *pairs,
        literal_column("'national_code'"),
        code,
        literal_column("'is_fee_paid'"),
        Dossier.fee_paid_at.is_not(None),
    )
