"""Files of a dossier: papers, results, what stood in for papers, and files still on their way."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table
from services.dossier.once_only import Kind
from services.dossier.papers import Hand, PaperKind, Scan, Verdict


class Paper(Table):
    """A file of a dossier. The content lies in the file store under `file_key`; `component_id` None: a result.

    `version` counts within the component from 1; `replaced_by`: a later version counts in its place. `is_digitised`:
    staff (`uploaded_by`) scanned a paper brought to them. `scan_due_at`: when a quarantined file is looked at next.
    """

    __tablename__ = "papers"
    __table_args__ = (
        Index("ix_papers_dossier_id", "dossier_id"),
        Index("ix_papers_scan_due_at", "scan_due_at", postgresql_where=text("scan = 'quarantined'")),
        UniqueConstraint("id", "dossier_id"),
        ForeignKeyConstraint(["replaced_by", "dossier_id"], ["papers.id", "papers.dossier_id"]),
    )

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
    uploaded_as: Mapped[Hand | None]
    uploaded_at: Mapped[datetime]
    verdict: Mapped[Verdict]
    version: Mapped[int] = mapped_column(default=1)
    replaced_by: Mapped[UUID | None]
    is_digitised: Mapped[bool] = mapped_column(default=False)
    scan: Mapped[Scan] = mapped_column(default=Scan.NOT_SCANNED)
    scanned_at: Mapped[datetime | None]
    scan_due_at: Mapped[datetime | None]


class Reuse(Table):
    """What stood in for an upload when the dossier was sent (once_only.py); judged anew each time it is sent.

    `reference`: the attribute, result or paper code. `found_in`: the applicant's dossier it comes from, `paper_id` the
    file there, which whoever may see this dossier may read. `vi`, `en` say why. `refused_at`: an officer asked for the
    paper itself. `is_named`: the applicant pointed at it themselves, on the draft.
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
    is_named: Mapped[bool] = mapped_column(default=False)


class Upload(Table):
    """A file on its way in pieces: `received` of `size` bytes lie in the store as the pieces `keys`, in order.

    `last_offset`: where the last piece began. Whole, it becomes the paper `paper_id` and the row stays to answer a
    retry, until `expires_at`.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_dossier_id", "dossier_id"), Index("ix_uploads_expires_at", "expires_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    component_id: Mapped[str]
    is_additional: Mapped[bool]
    is_digitised: Mapped[bool]
    file_name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    last_offset: Mapped[int] = mapped_column(default=0)
    keys: Mapped[list[str]] = mapped_column(default=list)
    started_by: Mapped[UUID]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id"))
