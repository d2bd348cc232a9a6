"""Copies of identity's facts: which agencies there are, to tell an agency nobody rated from one that does not exist;
and which people became another."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from kit.successors import Succession
from services.feedback.models import Table


class Agency(Table):
    """An agency by its code and name, as last heard at `changed_at`."""

    __tablename__ = "agencies"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    changed_at: Mapped[datetime]


class Merge(Succession, Table):
    """A person's former id, and the one their invitations belong to now."""

    __tablename__ = "merges"
