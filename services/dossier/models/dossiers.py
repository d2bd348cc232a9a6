"""The dossier itself: what the applicant filed, and where acts have brought it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.dossier import Outcome, StopReason, Timeliness
from contracts.terms import Channel
from services.dossier.lifecycle import OPEN, Status
from services.dossier.models.table import Table


class Dossier(Table):
    """A citizen's file for one procedure at one agency, or one agency's share, `part`, of the joint one `parent_id`.

    Names of the procedure and the agency are those of the day it was opened. `version` counts every change and is what
    writers compare and set. `head` is the hash of the last entry; `acts` and the columns after it are decided by acts
    and always equal what the entries say (`history.standing`).

    `interrupted`: the statuses it goes back to, innermost last. `counted_since`: since when the legal time runs.
    `corrects_id`: the dossier of the same owner that this one puts right. `step`: where in the workflow it is.
    """

    __tablename__ = "dossiers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner_id: Mapped[UUID]
    tracking_code: Mapped[str]
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
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
    part: Mapped[str | None]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
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
    interrupted: Mapped[list[str]] = mapped_column(default=list)
    counted_since: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    stop_reason: Mapped[StopReason | None]
    step: Mapped[str | None]
    step_since: Mapped[datetime | None]
    step_due_at: Mapped[datetime | None]
    ranked_at: Mapped[datetime | None] = mapped_column(Computed("coalesce(due_at, submitted_at)", persisted=True))


IS_OPEN = text("status IN (" + ", ".join(f"'{status}'" for status in sorted(OPEN)) + ")")

Index("ix_dossiers_worklist", Dossier.agency_code, Dossier.ranked_at, Dossier.id, postgresql_where=IS_OPEN)
for narrowed in (Dossier.status, Dossier.assigned_to, Dossier.procedure_code, Dossier.step):
    Index(
        f"ix_dossiers_worklist_{narrowed.key}",
        Dossier.agency_code,
        narrowed,
        Dossier.ranked_at,
        Dossier.id,
        postgresql_where=IS_OPEN,
    )
Index(
    "ix_dossiers_worklist_channel",
    Dossier.agency_code,
    Dossier.channel,
    Dossier.ranked_at,
    Dossier.id,
    postgresql_where=text(f"{IS_OPEN.text} AND channel <> 'online'"),
)
Index(
    "ix_dossiers_number",
    Dossier.agency_code,
    Dossier.number,
    postgresql_ops={"number": "text_pattern_ops"},
    postgresql_where=Dossier.number.is_not(None),
)
Index(
    "ix_dossiers_words",
    text(
        "array_to_tsvector(array_append(string_to_array(applicant_name_folded, ' '::text), '@'::text || agency_code))"
    ),
    postgresql_using="gin",
    postgresql_where=text("status NOT IN ('draft', 'discarded')"),
    _table=Dossier.metadata.tables["dossiers"],
)
Index("ix_dossiers_owner_id", Dossier.owner_id, Dossier.opened_at, Dossier.id)
Index(
    "ix_dossiers_register", Dossier.agency_code, Dossier.received_at, postgresql_where=Dossier.received_at.is_not(None)
)
Index("ix_dossiers_corrects_id", Dossier.corrects_id, postgresql_where=Dossier.corrects_id.is_not(None))
Index("uq_dossiers_tracking_code", Dossier.tracking_code, unique=True, postgresql_where=Dossier.parent_id.is_(None))
Index("uq_dossiers_part", Dossier.parent_id, Dossier.part, unique=True, postgresql_where=Dossier.parent_id.is_not(None))
Index(
    "ix_dossiers_counts",
    Dossier.agency_code,
    postgresql_include=[
        *("status", "step", "assigned_to", "ranked_at", "due_at", "paused_since", "procedure_code", "channel"),
        *("owner_id", "id"),
    ],
    postgresql_where=IS_OPEN,
)
Index(
    "ix_dossiers_entered",
    Dossier.agency_code,
    Dossier.opened_at,
    Dossier.id,
    postgresql_where=text("status = 'draft' AND channel <> 'online'"),
)
Index(
    "ix_dossiers_drafts",
    Dossier.owner_id,
    Dossier.procedure_code,
    postgresql_where=text("status = 'draft'"),
)
