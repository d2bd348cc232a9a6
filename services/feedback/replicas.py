"""Copies of identity's facts: which agencies there are, to tell an agency nobody rated from one that does not exist."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from services.feedback.models import Table


class Agency(Table):
    """An agency by its code and name, as last heard at `changed_at`."""

    __tablename__ = "agencies"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    changed_at: Mapped[datetime]
