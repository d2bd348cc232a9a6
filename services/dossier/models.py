"""What dossier owns: dossiers, papers and what stood in for papers, history, supplement requests, number counters.

Row-level security is the second net under `permissions.py` (migrations/0002): a session sees only what `sight.py`
said its caller may see.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Computed, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from contracts.dossier import Outcome, Timeliness
from contracts.terms import Channel
from kit.db import COLUMN_TYPES, new_metadata
from services.dossier.lifecycle import OPEN, Act, Role, Status
from services.dossier.once_only import Kind


class Table(DeclarativeBase):
    """Base of dossier's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class Dossier(Table):
    """A citizen's file for one procedure at one agency.

    Names of the procedure and the agency are those of the day it was opened. `version` counts every change and is what
    writers compare and set. `head` is the hash of the last entry; `acts` and the columns after it are decided by acts
    and always equal what the entries say (`history.standing`).
    """

    __tablename__ = "dossiers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner_id: Mapped[UUID]
    tracking_code: Mapped[str] = mapped_column(unique=True)
    procedure_code: Mapped[str]
    procedure_name: Mapped[str]
    revision: Mapped[int]
    case: Mapped[str | None]
    agency_code: Mapped[str]
    agency_name: Mapped[str]
    channel: Mapped[Channel]
    applicant_name: Mapped[str]
    applicant_name_folded: Mapped[str]
    answers: Mapped[dict[str, Any]]
    prefilled: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    version: Mapped[int]
    head: Mapped[str]
    acts: Mapped[int]
    status: Mapped[Status]
    number: Mapped[str | None] = mapped_column(unique=True)
    submitted_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    fee_due: Mapped[int]
    bill_id: Mapped[UUID | None]
    fee_paid_at: Mapped[datetime | None]
    assigned_to: Mapped[UUID | None]
    outcome: Mapped[Outcome | None]
    timeliness: Mapped[Timeliness | None]
    resolved_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[Channel | None]
    ranked_at: Mapped[datetime | None] = mapped_column(Computed("coalesce(due_at, submitted_at)", persisted=True))


IS_OPEN = text("status IN (" + ", ".join(f"'{status}'" for status in sorted(OPEN)) + ")")

Index("ix_dossiers_worklist", Dossier.agency_code, Dossier.ranked_at, Dossier.id, postgresql_where=IS_OPEN)
Index("ix_dossiers_owner_id", Dossier.owner_id, Dossier.opened_at, Dossier.id)


class PaperKind(StrEnum):
    """What a file is to its dossier."""

    COMPONENT = "component"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Verdict(StrEnum):
    """What the agency thinks of a paper."""

    UNSEEN = "unseen"
    GOOD = "good"
    WRONG = "wrong"


class Paper(Table):
    """A file of a dossier. The content lies in the file store under `file_key`; `component_id` None: a result."""

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_dossier_id", "dossier_id"), UniqueConstraint("id", "dossier_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    kind: Mapped[PaperKind]
    component_id: Mapped[str | None]
    file_key: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime]
    verdict: Mapped[Verdict]


class Reuse(Table):
    """What stood in for an upload when the dossier was sent (once_only.py); judged anew each time it is sent.

    `reference`: the attribute, result or paper code. `found_in`: the applicant's dossier it comes from, `paper_id` the
    file there, which whoever may see this dossier may read. `vi`, `en` say why. `refused_at`: an officer asked for the
    paper itself.
    """

    __tablename__ = "reuses"
    __table_args__ = (
        ForeignKeyConstraint(["paper_id", "found_in"], ["papers.id", "papers.dossier_id"]),
        Index("ix_reuses_paper_id", "paper_id"),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    component_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    reference: Mapped[str]
    source: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    found_in: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
    paper_id: Mapped[UUID | None]
    vi: Mapped[str]
    en: Mapped[str]
    noted_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]


class Entry(Table):
    """One act in a dossier's history; never changed, never removed (the application role may only insert).

    `delegation_id`: by which delegation `actor_id` acted for the applicant.
    """

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("dossier_id", "sequence"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    sequence: Mapped[int]
    act: Mapped[Act]
    actor_id: Mapped[UUID | None]
    role: Mapped[Role]
    agency_code: Mapped[str | None]
    client_id: Mapped[str | None]
    before: Mapped[Status | None]
    after: Mapped[Status]
    at: Mapped[datetime]
    note: Mapped[str | None]
    delegation_id: Mapped[UUID | None]
    decided: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class Reason(StrEnum):
    """Why something must be supplemented."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EXPIRED = "expired"
    MISMATCHED = "mismatched"
    NOT_VALID = "not_valid"


class SupplementRequest(Table):
    """Form 02: everything an agency still needs, asked at once. `answered_at` None: it is the live one."""

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
    items: Mapped[list["SupplementItem"]] = relationship(lazy="raise", order_by="SupplementItem.position")


class SupplementItem(Table):
    """One thing to supplement: a component's paper or a field of the form."""

    __tablename__ = "supplement_items"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("supplement_requests.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    component_id: Mapped[str | None]
    field: Mapped[str | None]
    reason_code: Mapped[Reason]
    what_to_do: Mapped[str]


class NumberSequence(Table):
    """How many numbers an agency has drawn on a day; the row lock makes them gap-free."""

    __tablename__ = "number_sequences"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
