"""The agency's worklist: one statement, PostgreSQL writes the JSON, keyset by what is due first."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from kit.pages import encode
from kit.vietnamese import fold
from services.dossier.codes import parse_tracking
from services.dossier.lifecycle import OPEN, STATES, Status
from services.dossier.models import IS_OPEN, Dossier


class OpenStatus(StrEnum):
    """The statuses a worklist can be narrowed to (`lifecycle.OPEN`; a test compares)."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_REQUIRED = "supplement_required"
    PAYMENT_REQUIRED = "payment_required"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    RESOLVED = "resolved"


_ROW = (
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
)


async def page(
    session: AsyncSession,
    agency_code: str,
    *,
    procedures: Collection[str] | None = None,
    status: OpenStatus | None,
    q: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
    key: SecretStr,
) -> bytes:
    """A page of the agency's open dossiers as JSON: `{"items": [WorklistRow, ...], "next": cursor or null}`.

    `procedures`: only of these, for staff limited to fields.
    """
    found = select(_item().label("item"), Dossier.ranked_at, Dossier.id).where(
        Dossier.agency_code == agency_code, IS_OPEN, *_narrowed(status=status, q=q)
    )
    if procedures is not None:
        found = found.where(Dossier.procedure_code.in_(procedures))
    if after is not None:
        found = found.where(tuple_(Dossier.ranked_at, Dossier.id) > after)
    rows = found.order_by(Dossier.ranked_at, Dossier.id).limit(limit + 1).cte("rows")
    numbered = select(rows, func.row_number().over(order_by=(rows.c.ranked_at, rows.c.id)).label("n")).cte("numbered")
    item, n = numbered.c.item, numbered.c.n
    items, last_rank, last_id, count = (
        await session.execute(
            select(
                cast(func.json_agg(aggregate_order_by(item, n)).filter(n <= limit), Text),
                func.max(case((n == limit, numbered.c.ranked_at))),
                func.max(case((n == limit, cast(numbered.c.id, Text)))),
                func.count(),
            )
        )
    ).one()
    following = f'"{encode(key, last_rank.isoformat(), last_id)}"' if count > limit else "null"
    return f'{{"items":{items or "[]"},"next":{following}}}'.encode()


def _item() -> ColumnElement[object]:
    columns = {name: Dossier.__table__.c[name] for name in _ROW}
    code = case({status: literal_column(str(STATES[status].code)) for status in OPEN}, value=Dossier.status)
    pairs = [part for name, column in columns.items() for part in (literal_column(f"'{name}'"), column)]
    return func.json_build_object(
        *pairs,
        literal_column("'national_code'"),
        code,
        literal_column("'is_fee_paid'"),
        Dossier.fee_paid_at.is_not(None),
    )


def _narrowed(*, status: OpenStatus | None, q: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if status is not None:
        conditions.append(Dossier.status == Status(status.value))
    if q:
        wanted = [
            Dossier.applicant_name_folded.contains(fold(q), autoescape=True),
            Dossier.number.startswith(q, autoescape=True),
        ]
        if code := parse_tracking(q):
            wanted.append(Dossier.tracking_code == code)
        conditions.append(or_(*wanted))
    return conditions
