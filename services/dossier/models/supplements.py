"""What an agency still needs of an applicant."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.dossier.models.table import Table
from services.dossier.papers import Verdict
from services.dossier.verdicts import Place


class Reason(StrEnum):
    """Why something must be supplemented."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EXPIRED = "expired"
    MISMATCHED = "mismatched"
    NOT_VALID = "not_valid"


class SupplementRequest(Table):
    """Form 02: everything an agency still needs, asked at once. `answered_at` None: it is the live one.

    `repeated`: how many of its items had passed before (asked again by a leader).
    """

    __tablename__ = "supplement_requests"
    __table_args__ = (
        Index("uq_supplement_requests_live", "dossier_id", unique=True, postgresql_where=text("answered_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    repeated: Mapped[int] = mapped_column(default=0)
    items: Mapped[list["SupplementItem"]] = relationship(lazy="raise", order_by="SupplementItem.position")


class SupplementItem(Table):
    """One thing to supplement: a component's paper or a field of the form; `place`: where in it (page, line)."""

    __tablename__ = "supplement_items"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("supplement_requests.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    component_id: Mapped[str | None]
    field: Mapped[str | None]
    reason_code: Mapped[Reason]
    what_to_do: Mapped[str]
    place: Mapped[str | None]


class Assessment(Table):
    """What the agency found last of one component or field (verdicts.py). `passed_at`: when a request went out while it
    was good.
    """

    __tablename__ = "assessments"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    kind: Mapped[Place] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[Verdict]
    reason_code: Mapped[Reason | None]
    place: Mapped[str | None]
    assessed_by: Mapped[UUID]
    assessed_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]
