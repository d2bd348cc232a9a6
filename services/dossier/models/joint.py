"""Papers of a joint dossier that one of its parts reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class SharedPaper(Table):
    """A paper of `whole_id` that the agency of its part `dossier_id` may read. `refused_at`: it asked for another."""

    __tablename__ = "shared_papers"
    __table_args__ = (
        ForeignKeyConstraint(["paper_id", "whole_id"], ["papers.id", "papers.dossier_id"]),
        Index("ix_shared_papers_paper_id", "paper_id"),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    whole_id: Mapped[UUID]
    refused_at: Mapped[datetime | None]
