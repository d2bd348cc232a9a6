"""Papers that were issued under a code, so that whoever holds one can ask whether it is genuine."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.issuing import IssuedKind
from services.dossier.models.table import Table


class Issued(Table):
    """A signed paper somebody may hold. `code` is printed on it; `sha256` is that of the signed file, kept under
    `file_key`.

    `sequence`: the entry it tells of, of a result the signature. `paper_id`: the result file; None: a slip.
    `signed_by`: the leader; None: a slip, sealed by the agency's key alone. `superseded_by` took its place.
    """

    __tablename__ = "issued"
    __table_args__ = (
        Index("ix_issued_dossier_id", "dossier_id"),
        Index("ix_issued_file_key", "file_key"),
        Index(
            "uq_issued_slips", "dossier_id", "kind", "sequence", unique=True, postgresql_where=text("paper_id IS NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id"))
    kind: Mapped[IssuedKind]
    sequence: Mapped[int]
    file_key: Mapped[str]
    sha256: Mapped[str]
    agency_code: Mapped[str]
    agency_name: Mapped[str]
    signed_by: Mapped[UUID | None]
    issued_at: Mapped[datetime]
    superseded_by: Mapped[UUID | None] = mapped_column(ForeignKey("issued.id"))
    superseded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
