"""Files of a dossier: papers, results, and what stood in for papers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table
from services.dossier.once_only import Kind


class PaperKind(StrEnum):
    """What a file is to its dossier."""

    COMPONENT = "component"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Hand(StrEnum):
    """In what quality somebody added a file."""

    APPLICANT = "applicant"
    DELEGATE = "delegate"
    CO_AUTHOR = "co_author"
    AGENCY = "agency"


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
    uploaded_as: Mapped[Hand | None]
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
